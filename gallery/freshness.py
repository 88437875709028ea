"""Pages kept as bytes, and how we know they still tell the truth.

A public page says the same to everybody: its path, its language (in the path) and a few known words of its query
decide every byte. So the bytes are kept in the process, and one tiny SELECT per request (the exhibition's row with
its version, raised in the transaction of whatever changes what the public sees) tells whether they still hold. A
page can also change by itself, when a hold lapses or the doors open: it is kept no longer than until that moment.
"""

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.timezone import now

KEPT_BYTES = 8 * 1024 * 1024  # per process; some four hundred pages
REVALIDATE = "public, max-age=0, must-revalidate"


class Built(NamedTuple):
    text: str
    until: datetime | None  # the moment at which the page changes by itself
    robots: str = ""


@dataclass(frozen=True)
class _Page:
    mark: Hashable
    until: datetime | None
    etag: str
    content_type: str
    robots: str
    zipped: bytes

    def holds(self, mark: Hashable, at: datetime) -> bool:
        return self.mark == mark and (self.until is None or at < self.until)


class _Shelf:
    """The most recently asked pages, bounded by their bytes."""

    def __init__(self, limit: int) -> None:
        self.limit, self.weight, self.lock = limit, 0, Lock()
        self.pages: OrderedDict[str, _Page] = OrderedDict()

    def get(self, key: str) -> _Page | None:
        with self.lock:
            if page := self.pages.get(key):
                self.pages.move_to_end(key)
            return page

    def put(self, key: str, page: _Page) -> None:
        with self.lock:
            if old := self.pages.pop(key, None):
                self.weight -= len(old.zipped)
            self.pages[key] = page
            self.weight += len(page.zipped)
            while self.weight > self.limit:
                self.weight -= len(self.pages.popitem(last=False)[1].zipped)

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.weight = 0


shelf = _Shelf(KEPT_BYTES)


def page(
    request: HttpRequest,
    mark: Hashable,
    build: Callable[[], Built],
    *,
    query: str = "",
    keep: bool = True,
    content_type: str = "text/html; charset=utf-8",
) -> HttpResponse:
    """Answer with the kept page if it still holds for `mark`, else build it.

    `query` is the understood part of the query, in one spelling; the rest of it changes nothing and is not looked
    at. Pages that anyone can make without end (a search) are built each time, `keep=False`, so that nobody can push
    the others off the shelf.
    """
    key = f"{request.path}?{query}"
    kept = shelf.get(key) if keep else None
    if kept is None or not kept.holds(mark, now()):
        built = build()
        body = built.text.encode()
        kept = _Page(
            mark=mark,
            until=built.until,
            # Of the content alone: a tag made of row numbers would tell how many rows there are. Weak, because the
            # plain and the zipped bytes share it.
            etag=f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"',
            content_type=content_type,
            robots=built.robots,
            zipped=gzip.compress(body, 6, mtime=0),
        )
        if keep:
            shelf.put(key, kept)
    return _answer(request, kept)


def _answer(request: HttpRequest, kept: _Page) -> HttpResponse:
    response: HttpResponse
    if kept.etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    elif _takes_gzip(request):
        response = HttpResponse(kept.zipped, content_type=kept.content_type)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(kept.zipped), content_type=kept.content_type)
    response.headers["ETag"] = kept.etag
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["Vary"] = "Accept-Encoding"
    if kept.robots:
        response.headers["X-Robots-Tag"] = kept.robots
    return response


_REFUSED = re.compile(r"gzip\s*;\s*q=0(\.0*)?(\s*,|\s*$)")


def _takes_gzip(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept-Encoding", "")
    return "gzip" in accepted and not _REFUSED.search(accepted)
