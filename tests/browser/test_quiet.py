"""What a public page does not do: no cookie, no other host, no broken policy, no script error, nothing that moves
against one's wish. `arrive` watches this in every test; here is shown that it would notice."""

import re
import urllib.request

import pytest

from tests.browser.conftest import DESK
from tests.browser.faces import NAMES


@pytest.mark.parametrize(
    ("mischief", "noticed"),
    [
        ("fetch('http://tracker.example/').catch(() => {})", "tracker.example"),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: 1}))", "Content Security Policy"),
        ("setTimeout(() => { throw new Error('stumbled') })", "stumbled"),
    ],
)  # fmt: skip
def test_the_witness_notices_mischief(mischief, noticed, arrive):
    visitor = arrive()
    visitor.see("about")

    visitor.page.evaluate(mischief)
    visitor.page.wait_for_timeout(100)

    assert noticed in " ".join(visitor.complaints)
    visitor.complaints.clear()


def test_no_page_keeps_anything_on_the_phone(arrive):
    visitor = arrive()

    for face in NAMES:
        visitor.see(face)
        if not visitor.page.url.startswith("about:"):
            kept = "[document.cookie, localStorage.length, sessionStorage.length]"
            assert visitor.page.evaluate(kept) == ["", 0, 0], face
    assert visitor.page.context.cookies() == []


def test_nothing_moves_for_who_asked_for_stillness(arrive):
    still, lively = arrive(DESK, reduced_motion="reduce"), arrive(DESK, reduced_motion="no-preference")
    moves = """[...document.body.querySelectorAll("*")].flatMap((each) => {
        const style = getComputedStyle(each);
        const named = style.viewTransitionName && style.viewTransitionName !== "none";
        const glides = /[1-9]/.test(style.transitionDuration) || style.animationName !== "none";
        return named || glides ? [each.className] : [];
    }).length"""

    for visitor in (still, lively):
        visitor.see("exhibition")

    assert still.page.evaluate(moves) == 0
    assert lively.page.evaluate(moves) >= 30  # each painting grows into its page
    assert still.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_the_stylesheet_knows_no_way_to_crop_a_painting(site):
    page = read(f"{site.address}/ru/")
    sheets = [
        read(site.address + address) for address in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    ]

    assert len(sheets) == 2  # the house's, and the exhibition's own
    css = re.sub(r"@font-face\s*{[^}]*}", "", "".join(sheets))
    assert len(css) > 10_000
    assert re.findall(r"object-fit:\s*cover|url\([^)]*\)", css) == []


def read(address: str) -> str:
    return urllib.request.urlopen(address).read().decode()
