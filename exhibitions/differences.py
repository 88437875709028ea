"""What stands beside what was typed, when two people wrote one label or one story; for a person to choose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from exhibitions import catalogue, history
from exhibitions.forms import called, size
from exhibitions.meanwhile import ChangedMeanwhile
from exhibitions.models import Artwork
from inmates.models import Artist, Consent, Purpose
from staff.words import LANGUAGES


@dataclass(frozen=True)
class Row:
    label: str
    now: str
    mine: str

    @property
    def differs(self) -> bool:
        return self.now != self.mine


@dataclass(frozen=True)
class Differences:
    rows: list[Row]
    last: history.Step | None
    """Who changed it, and when."""
    moved: bool = False
    """The work is another artist's now: what was read to the one before is no answer of theirs."""


def of_labels(changed: ChangedMeanwhile) -> Differences:
    now, mine = _label(changed.now), _label(changed.mine)
    columns = ("artist_id", "height_mm", "width_mm", "price_wish_tyiyn", "is_draft")
    words = (f"{name}_{code}" for name in ("title", "technique") for code in LANGUAGES)
    return _between(now, mine, history.last_to_change(changed.now, [*columns, *words]))


def of_persons(
    changed: ChangedMeanwhile, given: Mapping[Purpose, bool], *, answered: Artist | None
) -> Differences:
    """`answered`: to whom the purposes were read."""
    now, mine = _stories(changed.now), _stories(changed.mine)
    moved = bool(given) and answered != changed.now.artist
    if moved:
        now = {_("Artist"): changed.now.artist.number} | now
        mine = {_("Artist"): answered.number if answered else ""} | mine
    standing = {
        consent.purpose: consent
        for consent in Consent.objects.filter(artist=changed.now.artist_id, withdrawn_at=None).order_by("pk")
    }
    for purpose, granted in given.items():
        now[str(purpose.label)] = _answered(standing.get(purpose.value))
        mine[str(purpose.label)] = _("agreed") if granted else _("refused")
    columns = ["told_in", *(f"story_{code}" for code in LANGUAGES)]
    found = _between(now, mine, history.last_to_change(changed.now, columns))
    return replace(found, moved=moved)


def _between(now: dict[str, str], mine: dict[str, str], last: history.Step | None) -> Differences:
    rows = [Row(label, now[label], mine[label]) for label in now]
    return Differences([row for row in rows if row.now or row.mine], last)


def _label(work: Artwork) -> dict[str, str]:
    price = work.price_wish_tyiyn
    return {
        _("Artist"): "" if work.is_draft else _artist(work),
        **_in_each(_("Title"), {code: getattr(work, f"title_{code}") for code in LANGUAGES}),
        _("Size"): size(work),
        _("Technique"): work.technique,  # type: ignore[attr-defined]
        _("Price the artist wishes, som"): f"{price // 100:,}".replace(",", "\u00a0") if price else "",
    }


def _stories(work: Artwork) -> dict[str, str]:
    stories = _in_each(_("The artist's story"), {code: getattr(work, f"story_{code}") for code in LANGUAGES})
    return {_("Told in"): _language(work.told_in) if work.told_in else "", **stories}


def _in_each(label: str, words: dict[str, str]) -> dict[str, str]:
    return {f"{label} ({_language(code)})": text for code, text in words.items()}


def _language(code: str) -> str:
    return get_language_info(code)["name_local"]


def _artist(work: Artwork) -> str:
    return called(catalogue.with_agreed_names(Artist.objects.filter(pk=work.artist_id)).get())


def _answered(consent: Consent | None) -> str:
    if consent is None:
        return _("not asked yet")
    said = (
        (_("agreed") if consent.granted else _("refused"))
        if not consent.level
        else consent.get_level_display()
    )
    return f"{said}, {date_format(localtime(consent.given_at), 'DATETIME_FORMAT')}"
