"""Words of the field, read and written: what is written is read again, and nothing is guessed."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibitions.imports import vocabulary
from exhibitions.imports.vocabulary import Vocabulary


def term(slug: str, facet: str, ky: str = "", ru: str = "", en: str = "") -> SimpleNamespace:
    return SimpleNamespace(slug=slug, facet=facet, label_ky=ky, label_ru=ru, label_en=en)


OIL = term("oil", "medium", "Майлуу боёк", "Масло", "Oil")
FAT = term("fat", "medium", "Май", "Масло", "Fat")
TWO = term("ink-pen", "medium", "Сыя, калем", "Тушь; перо", "Pen and ink")
WOOD = term("wood", "support", "Жыгач", "Дерево", "Wood")
FELT = term("felt", "kind", "Кийиз", "Войлок", "Felt")
WORDS = Vocabulary([OIL, FAT, TWO, WOOD, FELT])


@pytest.mark.parametrize(
    ("facet", "text", "found"),
    [
        ("medium", "", ([], [])),
        ("medium", "OIL", (["oil"], [])),
        ("medium", "майлуу  боек", (["oil"], [])),
        ("medium", "Oil; Pen and ink", (["ink-pen", "oil"], [])),
        ("medium", "Oil, fat", (["fat", "oil"], [])),
        ("medium", "Сыя, калем", (["ink-pen"], [])),
        ("medium", "Масло", ([], ["Масло"])),  # two terms are called so
        ("medium", "Oil, gouache", (["oil"], ["gouache"])),
        ("medium", "wood", ([], ["wood"])),  # of another facet
        ("kind", "felt;;", (["felt"], [])),
    ],
)
def test_a_cell_names_the_terms_of_its_facet(facet, text, found):
    assert WORDS.read(facet, text) == found


@pytest.mark.parametrize("language", ["ky", "ru", "en", "de"])
@given(chosen=st.sets(st.sampled_from([OIL.slug, FAT.slug, TWO.slug])))
def test_what_is_written_is_read_again(language, chosen):
    terms = [one for one in (OIL, FAT, TWO) if one.slug in chosen]

    assert WORDS.read("medium", WORDS.write(terms, language)) == (sorted(chosen), [])


@pytest.mark.parametrize(
    ("text", "code"),
    [("ky", "ky"), ("Орусча", "ru"), ("на русском", "ru"), ("ENGLISH", "en"), ("Deutsch", ""), ("", "")],
)
def test_a_language_is_known_by_its_name_or_not_at_all(text, code):
    assert vocabulary.language(text) == code
