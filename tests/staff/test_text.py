"""Text as people send it: composed, visible, and never able to reorder or break what stands around it."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from exhibitions.models import Artwork
from staff import text
from tests.factories import make_artwork, make_exhibition

ANYTHING = st.text(
    alphabet=st.characters()
    | st.sampled_from("\x00\r\n\t\u200b\u200f\u202e\u2066\ufeff\ud800\udfff\u0301еЁ"),
    max_size=60,
)
NAUGHTY = [
    "<script>alert(1)</script>",
    "'; DROP TABLE staff_user; --",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "%s %(x)s %n",
    "=cmd|' /C calc'!A0",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "😀👩🏽‍🎨🇰🇬",
    "ﷺ",
    "בראשית و دخلت",
    "a\u0300\u0301\u0302",
    "1/0 NaN null undefined None",
    "../../etc/passwd",
    "&lt;b&gt;&amp;",
]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Тоо  ", "Тоо"),
        ("Т\x00оо\x07", "Тоо"),
        ("lone \ud83d surrogate", "lone  surrogate"),
        ("\u202eevil\u202c", "evil"),
        ("\u2066a\u2069", "a"),
        ("\ufeffБашы", "Башы"),
        ("ta\U000e0067g", "tag"),
        ("е\u0308лка", "ёлка"),
        ("и\u0306", "й"),
        ("one\r\ntwo", "one\ntwo"),
        ("\u200b", ""),
        (" \u00ad\u2060\u3164 ", ""),
        ("за\u200bпас", "за\u200bпас"),
    ],
)
def test_prose_is_kept_without_what_nobody_sees(sent, kept):
    assert text.clean(sent) == kept


def test_a_line_stays_one_line():
    assert text.one_line(" a\n\nb\u2028c\td  e\u00a0f ") == "a b c d e f"


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(sent):
    for tidy in (text.clean, text.one_line):
        assert tidy(tidy(sent)) == tidy(sent)


@given(ANYTHING)
def test_whatever_is_sent_can_be_kept_and_printed(sent):
    kept = text.clean(sent)

    kept.encode()
    assert unicodedata.is_normalized("NFC", kept)
    assert not {"\x00", "\r", "\u202e", "\u2066", "\ufeff"} & set(kept)
    assert "\n" not in text.one_line(sent)
    assert bool(text.one_line(sent)) == bool(kept)


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N"]), max_size=60))
def test_letters_and_digits_are_only_ever_composed(sent):
    if text.clean(sent):
        assert text.clean(sent) == unicodedata.normalize("NFC", sent).strip()


def test_what_cannot_be_read_is_asked_for_again():
    for sent in ("", "  ", "\u200b\u2060", "\u202e"):
        with pytest.raises(ValidationError):
            text.validate_visible(sent)
    text.validate_visible("ң")


@pytest.mark.django_db
@pytest.mark.parametrize("sent", NAUGHTY)
def test_a_naughty_title_is_kept_as_it_was_typed(sent):
    artwork = make_artwork(photo=False, title_ky=sent, story_ky=f"{sent}\n\n{sent}")

    artwork.refresh_from_db()

    tidy = unicodedata.normalize("NFC", sent)
    assert (artwork.title_ky, artwork.story_ky) == (tidy, f"{tidy}\n\n{tidy}")


@pytest.mark.django_db
def test_text_is_tidied_however_it_is_written():
    artwork = make_artwork(photo=False, title_ky="  Тоо\x00\n\u202e ")
    assert artwork.title_ky == "Тоо"

    Artwork.objects.update(title_ky=" Е\u0308лка\ud800 ")
    artwork.refresh_from_db()
    assert artwork.title_ky == "Ёлка"

    artwork.title_ky = "\tАпам "
    Artwork.objects.bulk_update([artwork], ["title_ky"])
    artwork.refresh_from_db()
    assert artwork.title_ky == "Апам"


@pytest.mark.django_db
def test_an_introduction_keeps_its_paragraphs_and_a_title_does_not():
    exhibition = make_exhibition(title_ky="Ак\nжол", lede_ky="Бир.\r\n\r\nЭки.")

    assert (exhibition.title_ky, exhibition.lede_ky) == ("Ак жол", "Бир.\n\nЭки.")
