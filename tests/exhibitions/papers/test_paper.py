"""The press: it reads its own folder and nothing else, fetches nothing, and is stopped when it does not end."""

import time

import pytest

from exhibitions.papers import paper
from tests.exhibitions.papers.reading import Sheets

PAGE = '#set document(title: "A", date: none)\n#set text(lang: "ky")\n'


@pytest.fixture
def root(tmp_path):
    (tmp_path / "secret.txt").write_text("жашыруун")
    (tmp_path / "room").mkdir()
    return tmp_path / "room"


def set_type(root, text, data=None):
    (root / "one.typ").write_text(PAGE + text)
    return paper._pages("one.typ", data, "pdf", root=root)


def test_data_comes_out_as_it_went_in(root):
    (content,) = set_type(root, "#json(bytes(sys.inputs.data)).word", {"word": 'Өң #"үй'})

    assert 'Өң #"үй' in Sheets(content).text


@pytest.mark.parametrize(
    "text",
    [
        '#read("../secret.txt")',
        '#read("/../secret.txt")',
        '#read("/etc/hostname")',
        '#include "../secret.txt"',
    ],
)
def test_a_template_reads_nothing_outside_its_folder(root, text):
    with pytest.raises(paper.NotPrinted):
        set_type(root, text)


def test_no_package_is_fetched(root):
    before = time.monotonic()

    with pytest.raises(paper.NotPrinted):
        set_type(root, '#import "@preview/cetz:0.3.0"')

    assert time.monotonic() - before < 10


def test_no_template_of_ours_asks_for_a_package():
    templates = list(paper.TEMPLATES.glob("*.typ"))

    assert templates
    assert [file.name for file in templates if "@" in file.read_text()] == []


def test_type_that_is_never_set_is_stopped(root, monkeypatch):
    monkeypatch.setattr(paper, "CPU_SECONDS", 1)
    before = time.monotonic()

    with pytest.raises(paper.NotPrinted):
        set_type(root, "#for a in range(90000) { for b in range(90000) { if a < 0 [x] } }")

    assert time.monotonic() - before < 10


def test_a_picture_without_a_description_is_refused(root):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><path d="M0 0h1v1z"/></svg>'
    picture = '#image(bytes("' + svg.replace('"', '\\"') + '"), format: "svg"'

    with pytest.raises(paper.NotPrinted, match="alt"):
        set_type(root, picture + ")")
    assert set_type(root, picture + ', alt: "a square")')


def test_who_waits_too_long_before_the_press_is_told_so(root, monkeypatch):
    monkeypatch.setattr(paper, "PATIENCE_SECONDS", 0.01)

    with paper._turn, pytest.raises(paper.NotPrinted, match="others"):
        set_type(root, "a")

    assert set_type(root, "a")
