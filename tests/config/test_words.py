import polib
import pytest
from django.conf import settings

from config import words


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_every_string_is_translated(language):
    assert {(word.file, word.text) for word in words.missing(language)} == set()


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_no_entry_is_fuzzy_empty_or_unused(language):
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"))
    ours = {(word.context, word.text) for word in words.used()}

    assert [entry.msgid for entry in catalogue if entry.fuzzy or not entry.translated()] == []
    # What fills the gaps of Django's own catalogue says so in its comment.
    assert [
        entry.msgid
        for entry in catalogue
        if ((entry.msgctxt or ""), entry.msgid) not in ours and "Django" not in (entry.tcomment or "")
    ] == []


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_placeholders_survive_translation(language):
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"))

    def named(text):
        return sorted(words.re.findall(r"%\(\w+\)\w", text))

    assert [
        entry.msgid
        for entry in catalogue
        for text in ([entry.msgstr] if entry.msgstr else entry.msgstr_plural.values())
        if set(named(text)) - set(named(entry.msgid) + named(entry.msgid_plural or ""))
    ] == []
