from django.utils.translation import override

from gallery import words
from tests.gallery.sample import exhibit


def test_a_title_in_running_text_wears_its_languages_quotes():
    said = {}
    for language in ("ky", "ru", "en"):
        with override(language):
            said[language] = words.quoted(exhibit(title="Нан", title_lang=language))

    assert said == {"ky": "«Нан»", "ru": "«Нан»", "en": "<cite>Нан</cite>"}


def test_a_title_in_another_language_says_which():
    with override("en"):
        assert words.title(exhibit(title="Нан", title_lang="ky")) == '<span lang="ky">Нан</span>'


def test_a_title_cannot_bring_markup_along():
    with override("en"):
        assert words.title(exhibit(title="<b>x", title_lang="ky")) == '<span lang="ky">&lt;b&gt;x</span>'
        assert words.quoted(exhibit(title="<b>x", title_lang="en")) == "<cite>&lt;b&gt;x</cite>"


def test_height_comes_first_and_nothing_breaks():
    with override("ru"):
        assert words.size(exhibit(height_mm=705, width_mm=500)) == "70,5\u00a0×\u00a050\u00a0см"
    with override("en"):
        assert words.size(exhibit(height_mm=705, width_mm=500, depth_mm=20)) == (
            "70.5\u00a0×\u00a050\u00a0×\u00a02\u00a0cm"
        )


def test_a_work_nobody_has_measured_has_no_size():
    with override("en"):
        unmeasured = exhibit(height_mm=None, width_mm=None, technique_lang="en", technique="Oil")
        assert (words.size(unmeasured), words.medium(unmeasured)) == ("", "Oil")


def test_the_maker_is_named_as_openly_as_agreed():
    with override("en"):
        assert words.maker(exhibit(shown_as="Gulzat M.")) == "Gulzat M."
        assert words.maker(exhibit(shown_as="", institution="Felt workshop")) == "Felt workshop"
        assert words.maker(exhibit(shown_as="", institution="")) == "The artist asked not to be named"


def test_a_title_stands_as_large_as_its_longest_word_allows():
    titles = ("Ак жол", "Весенний свет", "Достопримечательности", "Үйгө кат " * 4, "Тоо " * 20)

    assert [words.display(title.strip()) for title in titles] == ["short", "wide", "wider", "wider", "long"]
