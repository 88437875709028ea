import base64
import hashlib
import re

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.template import Context, Template

from gallery.templatetags import assets


@pytest.fixture
def collected(tmp_path, monkeypatch, settings):
    """A collected script, as a server in service has it."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "js").mkdir()
    (tmp_path / "js/live.0123456789ab.js").write_text("let x;\n")
    storage = ManifestStaticFilesStorage(location=tmp_path)
    storage.hashed_files = {"js/live.js": "js/live.0123456789ab.js"}
    monkeypatch.setattr(assets, "staticfiles_storage", storage)
    monkeypatch.setattr(assets, "static", storage.url)


def rendered() -> str:
    return Template('{% load assets %}{% script "js/live.js" %}').render(Context())


def test_a_collected_script_bears_the_hash_of_its_content(collected):
    [said] = re.findall(r'integrity="sha384-([^"]+)"', rendered())

    assert base64.b64decode(said) == hashlib.sha384(b"let x;\n").digest()
    assert "live.0123456789ab.js" in rendered()


def test_while_files_still_change_there_is_no_hash(collected, settings):
    settings.DEBUG = True

    assert "integrity" not in rendered()
