"""What a phone pays for a first visit, over a line without mercy: everything, fonts and photos included."""

import gzip
import re
import urllib.request

import pytest

KB = 1024


@pytest.mark.parametrize(("face", "most"), [("exhibition", 350), ("artwork sold", 250), ("reserve", 250)])
def test_a_whole_page_on_a_phone(face, most, arrive):
    visitor = arrive(390)
    line = visitor.page.context.new_cdp_session(visitor.page)
    line.send("Network.enable")
    arrived = []
    line.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))

    visitor.see(face)
    leaf_through(visitor.page)

    assert visitor.page.evaluate("[...document.images].filter((each) => !each.complete).length") == 0
    assert len(arrived) > 5
    assert sum(arrived) <= most * KB, f"{sum(arrived) / KB:.0f} KB"


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_exhibition_of_thirty_works_is_at_most_12_kb_of_html(language, site, faces):
    html = fetch(site.address + faces["exhibition"].replace("{l}", language))

    assert gzip.decompress(html).count(b'<li class="work') >= 30
    assert len(html) <= 12 * KB, f"{len(html) / KB:.1f} KB"


def test_all_its_styles_are_at_most_12_kb(site, faces):
    html = gzip.decompress(fetch(site.address + faces["exhibition"].replace("{l}", "ky"))).decode()
    sheets = [
        fetch(site.address + address)
        for address in re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    ]

    assert sum(map(len, sheets)) <= 12 * KB, f"{sum(map(len, sheets)) / KB:.1f} KB"


def fetch(address: str) -> bytes:
    """As it travels: zipped."""
    answer = urllib.request.urlopen(urllib.request.Request(address, headers={"Accept-Encoding": "gzip"}))
    assert answer.headers["Content-Encoding"] == "gzip"
    return answer.read()


def leaf_through(page) -> None:
    """To the end, so that every photo that would come has come."""
    page.evaluate("""async () => {
        for (let y = 0; y < document.body.scrollHeight; y += 600) {
            scrollTo(0, y);
            await new Promise((done) => setTimeout(done, 60));
        }
    }""")
    page.wait_for_load_state("networkidle")
