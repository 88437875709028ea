"""Words for what the tests ask of a page."""

from pathlib import Path
from typing import Any

MEASURE = (Path(__file__).parent / "measure.js").read_text()
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def measure(page: Any, question: str) -> Any:
    """Ask one of the questions of measure.js, as in measure(page, "cut(390)")."""
    if not page.evaluate("'measure' in window"):
        page.evaluate(MEASURE)
    return page.evaluate(f"measure.{question}")


def violations(page: Any) -> list[str]:
    """What axe finds, each with the elements it means."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{each['id']} ({each['impact']}): {[(node['target'], node['html'][:120]) for node in each['nodes'][:4]]}"
        for each in found
    ]
