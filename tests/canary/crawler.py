"""A stranger who opens every public address there is, in three languages, and keeps all that was answered."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client

LANGUAGES = ("ky", "ru", "en")
# Our own addresses wherever they stand: in attributes, lists of pictures, style sheets, XML, JSON.
_HERE = re.escape(settings.PUBLIC_URL.rstrip("/"))
ADDRESS = re.compile(rf"""(?:(?<=["'\s(,>=])|(?<={_HERE}))(/[^\s"'<>(),\\]*)""")
ELSEWHERE = re.compile(r"^/(static|admin|accounts|i18n)(/|$)|^//")


@dataclass(frozen=True)
class Answer:
    address: str
    language: str
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


class Crawler:
    def __init__(self, browser: Client | None = None) -> None:
        self.browser = browser or Client(raise_request_exception=False)

    def ask(self, address: str, language: str = "ky", method: str = "get", **options: Any) -> Answer:
        headers = {"accept-language": language, "sec-fetch-site": "same-origin"} | options.pop("headers", {})
        response = getattr(self.browser, method)(address, headers=headers, **options)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        cookies = {f"Set-Cookie {name}": morsel.OutputString() for name, morsel in response.cookies.items()}
        return Answer(address, language, response.status_code, dict(response.headers) | cookies, content)

    def crawl(self, beginnings: Iterable[str]) -> list[Answer]:
        """Everything within reach of `beginnings`, each address once for each language a browser may ask in."""
        waiting = deque((address, language) for address in beginnings for language in languages(address))
        seen, answers = set(waiting), []
        while waiting:
            answer = self.ask(*waiting.popleft())
            answers.append(answer)
            for address in self.addresses(answer):
                for language in languages(address):
                    if (address, language) not in seen:
                        seen.add((address, language))
                        waiting.append((address, language))
        return answers

    @staticmethod
    def addresses(answer: Answer) -> set[str]:
        if answer.headers.get("Content-Type", "").startswith("image/"):
            return set()
        found = ADDRESS.findall(f" {answer.text} ") + ADDRESS.findall(
            f" {answer.headers.get('Location', '')}"
        )
        return {
            address.split("#")[0].replace("&amp;", "&").rstrip(";")
            for address in found
            if not ELSEWHERE.match(address)
        }


def languages(address: str) -> tuple[str, ...]:
    """In which a browser may ask for it: the address itself may say, and a picture speaks none."""
    if spoken := re.match(r"/(ky|ru|en)/", address):
        return (spoken[1],)
    return ("ky",) if address.startswith("/i/") else LANGUAGES
