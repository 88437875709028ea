"""The process that sets type: one paper, then it ends. Started by paper.py, isolated, with nothing of ours imported.

Reads JSON from its standard input, writes the paper to its standard output. Its first act is to take
limits upon itself."""

import json
import resource
import sys


def main() -> None:
    order = json.load(sys.stdin.buffer)
    for limit, most in (
        (resource.RLIMIT_AS, order["memory"]),
        (resource.RLIMIT_CPU, order["cpu_seconds"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    import typst

    set_ = typst.compile(
        order["template"],
        root=order["root"],  # nothing outside it can be read by a template
        font_paths=order["fonts"],
        ignore_system_fonts=True,  # every machine prints the same
        package_path=order["nowhere"],
        package_cache_path=order["nowhere"],
        sys_inputs={"data": order["data"]},
        format=order["format"],
        ppi=order["ppi"],
        pdf_standards=["ua-1"] if order["format"] == "pdf" else [],
    )
    pages = set_ if isinstance(set_, list) else [set_]
    for page in pages:
        sys.stdout.buffer.write(len(page).to_bytes(4, "big") + page)


main()
