"""Reading pages as a person would: by their words."""

import html
import re

from django.http import HttpResponse

LANGUAGES = ("ky", "ru", "en")


def words(response: HttpResponse) -> str:
    """The text of a page's main part, its white space folded."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert main, "the page has a main part"
    text = re.sub(r"<(script|style).*?</\1>", "", main[0], flags=re.DOTALL)
    text = re.sub(r"</?(b|span|i|em|cite|strong|a)\b[^>]*>", "", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").split())


def numbers(response: HttpResponse) -> list[int]:
    """The catalogue numbers of the cards on a page, in their order."""
    return [
        int(number) for number in re.findall(r'<li class="work[^"]*" id="w(\d+)"', response.content.decode())
    ]
