"""What cataloguers wait for: a photo, from the form's POST to the next page, and the list of an institution's works.

Both through the real server, signed in, with the form's token and key; beside them a bare view that keeps the same
file, and the floor's list of thirty works."""

import http.client
import json
import re
import statistics
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from bench import load, photo
from bench.house import House, Server

SMALL, LARGE = 30, 10_000
ROUNDS = 5
EDGE = "----------------kylkalem-bench"
LISTS = {
    "first page": "",
    "still lacking": "?show=lacking",
    "ready": "?show=ready",
    "sent on": "?show=sent",
    "search": f"?q={quote('Тоо 99')}",
    "by number": "?q=12",
}


def furnish() -> None:
    """Run once, by the owner: two institutions, one of them large, and a cataloguer signed in at each. Says how."""
    from django.db import connection
    from django.test import Client

    from tests.factories import make_institution, make_user

    keys = {}
    for count in (SMALL, LARGE):
        institution = make_institution(code=f"bench-{count}")
        _works(institution, count)
        user = make_user(f"bench-{count}", role="cataloguer", institution=institution)
        client = Client()
        client.force_login(user)
        keys[count] = client.session.session_key
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(keys))


def _works(institution: Any, count: int) -> None:
    """Each with a photo; a third lacks its size, a third its technique."""
    from exhibitions.imports.lists import free_numbers
    from exhibitions.models import Artwork, Photo, Rendition
    from tests.factories import make_artist

    artists = [make_artist(institution=institution) for _ in range(max(3, count // 200))]
    works = Artwork.objects.bulk_create(
        Artwork(
            artist=artists[n % len(artists)],
            inventory_number=number,
            title_ky=f"Тоо {n}",
            technique_ky="" if n % 3 == 1 else "кагаз, акварель",
            story_ky="Айыл жөнүндө." if n % 2 else "",
            height_mm=None if n % 3 == 0 else 400,
            width_mm=None if n % 3 == 0 else 300,
        )
        for n, number in enumerate(free_numbers(count))
    )
    front = {"width": 1400, "height": 1000, "sha256": b"0" * 32, "mean_colour": "#808080", "likeness": 0}
    photos = Photo.objects.bulk_create(Photo(artwork=work, original="x.jpg", **front) for work in works)
    Rendition.objects.bulk_create(
        Rendition(photo=one, name=f"{one.pk:032x}", format="webp", width=240, height=171, size=9000)
        for one in photos
    )


def queries() -> None:
    """How many statements each list takes, for either institution."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, override_settings

    from staff.models import User

    said: dict[str, list[int]] = {}
    with override_settings(ALLOWED_HOSTS=["*"]):
        for count in (SMALL, LARGE):
            client = Client()
            client.force_login(User.objects.get(username=f"bench-{count}"))
            client.get("/staff/works/")
            for name, query in LISTS.items():
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(f"/staff/works/{query}").status_code == 200
                said.setdefault(name, []).append(len(asked))
    print(json.dumps(said))


def figures(house: House, ours: Server, floor: Server) -> Iterator[dict[str, Any]]:
    keys = json.loads(house.python("from bench import backstage; backstage.furnish()").splitlines()[-1])
    said = json.loads(house.python("from bench import backstage; backstage.queries()").splitlines()[-1])
    yield from _photos(ours, floor, keys[str(SMALL)])
    yield from _lists(house, ours, floor, keys)
    more = sum(large - small for small, large in said.values())
    note = ", ".join(f"{name} {large}" for name, (_small, large) in said.items())
    yield {
        "what": "list of works: queries more for 10,000 than for 30",
        "ours": more,
        "unit": "",
        "at_most": 0,
        "note": note,
    }


def _lists(house: House, ours: Server, floor: Server, keys: dict[str, str]) -> Iterator[dict[str, Any]]:
    def cost(server: Server, path: str, key: str = "") -> load.Cost:
        headers = {"Cookie": f"sessionid={key}"} if key else {}
        return load.measure(
            server.port, path, server=server.processes, postgres=house.postgres, headers=headers, clients=2
        )

    bare = cost(floor, "/list")
    small = cost(ours, "/staff/works/", keys[str(SMALL)])
    yield _line(f"works of a small house ({SMALL})", small, bare)
    for name, query in LISTS.items():
        mine = cost(ours, f"/staff/works/{query}", keys[str(LARGE)])
        yield _line(f"{LARGE:,} works of one house, {name}", mine, bare)


def _line(what: str, mine: load.Cost, bare: load.Cost) -> dict[str, Any]:
    assert mine.status == 200, (what, mine.status)
    note = f"PostgreSQL {mine.postgres_ms:.1f} ms, p50 {mine.p50_ms:.0f} ms, p95 {mine.p95_ms:.0f} ms"
    return {"what": f"{what}: CPU", "ours": mine.cpu_ms, "unit": "ms", "floor": bare.cpu_ms, "note": note}


def _photos(ours: Server, floor: Server, key: str) -> Iterator[dict[str, Any]]:
    typical = []
    for what, content in photo.uploads():
        real, bare = [], []
        for n in range(ROUNDS):
            other = content + bytes([n])  # a byte after its end: another file, the same picture
            real.append(_send(ours, "/staff/works/new/", other, key))
            bare.append(_send(floor, "/photo", other))
        typical.append(statistics.median(real))
        yield {
            "what": f"{what.partition(':')[0]}, from POST to answer",
            "ours": typical[-1],
            "unit": "ms",
            "floor": statistics.median(bare),
            "note": f"{len(content) / 2**20:.1f} MB, slowest {max(real):.0f} ms",
        }
    yield {
        "what": "a photo, from POST to answer, slowest kind",
        "ours": max(typical),
        "unit": "ms",
        "at_most": photo.ANSWER_MS,
    }


def _send(server: Server, path: str, content: bytes, key: str = "") -> float:
    """Milliseconds from the first byte sent to the last one read. The form is fetched before, and is not counted."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    fields, cookies = {}, ""
    if key:
        line.request("GET", path, headers={"Cookie": f"sessionid={key}"})
        form = line.getresponse()
        cookies = f"sessionid={key}; " + (form.headers["Set-Cookie"] or "").partition(";")[0]
        text = form.read().decode()
        assert form.status == 200, (path, form.status)
        for name in ("csrfmiddlewaretoken", "once"):
            tag = next(tag for tag in re.findall(r"<input[^>]*>", text) if f'name="{name}"' in tag)
            fields[name] = re.search(r'value="([^"]*)"', tag)[1]  # type: ignore[index]
    parts = [
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts.append(f'--{EDGE}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n'.encode())
    parts += [b"Content-Type: image/jpeg\r\n\r\n", content, f"\r\n--{EDGE}--\r\n".encode()]
    headers = {"Cookie": cookies, "Content-Type": f"multipart/form-data; boundary={EDGE}"}
    start = time.perf_counter()
    line.request("POST", path, b"".join(parts), headers)
    answer = line.getresponse()
    answer.read()
    taken = (time.perf_counter() - start) * 1000
    assert answer.status == (302 if key else 200), (path, answer.status)
    line.close()
    return taken
