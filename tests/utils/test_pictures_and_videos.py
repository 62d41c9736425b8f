"""What a notebook shows beside its own figures: expected pictures and optional videos."""

from __future__ import annotations

import base64
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from PIL import Image

import utils.expected
from utils import expected_picture, video_tabs

PNG = b"\x89PNG\r\n\x1a\n rest of the file"


def test_a_picture_is_in_its_bundle_once_and_its_text_stands_for_it_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "01_ring.png").write_bytes(PNG)
    monkeypatch.setattr(utils.expected, "FOLDERS", (tmp_path / "nowhere", tmp_path))
    bundle = expected_picture("01_ring", "A ring.")._repr_mimebundle_()
    assert bundle.keys() == {"text/html", "text/plain"}
    assert bundle["text/html"].count(base64.b64encode(PNG).decode()) == 1
    assert bundle["text/plain"] == "A ring."


@pytest.mark.parametrize("template", ["lab", "classic", "basic"])
def test_the_alternative_text_is_on_every_page_that_nbconvert_makes(template: str) -> None:
    shown = expected_picture("03_loss_floor", "A curve.")
    output = nbformat.v4.new_output("display_data", data=shown._repr_mimebundle_())
    cell = nbformat.v4.new_code_cell("", outputs=[output])
    page, _ = HTMLExporter(template_name=template).from_notebook_node(
        nbformat.v4.new_notebook(cells=[cell])
    )
    assert page.count("<img") == page.count('alt="A curve."') == 1


def test_a_picture_is_shown_as_large_as_its_resolution_says() -> None:
    html = expected_picture("03_loss_floor", "A curve.").mimebundle()["text/html"]
    with Image.open(utils.expected.FOLDERS[1] / "03_loss_floor.png") as picture:
        assert f'width="{picture.width // 2}"' in html  # two of its pixels to one of a browser's


def test_a_picture_is_folded_with_its_alternative_text_in_the_fold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "01_ring.png").write_bytes(PNG)
    monkeypatch.setattr(utils.expected, "FOLDERS", (tmp_path,))
    html = expected_picture("01_ring", 'A "ring".').mimebundle()["text/html"]
    assert html.startswith("<details><summary>The expected picture: open it once")
    assert "open>" not in html
    assert f'src="data:image/png;base64,{base64.b64encode(PNG).decode()}"' in html
    assert 'alt="A &quot;ring&quot;."' in html


def test_package_data_come_before_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "01_ring.png").write_bytes(PNG + folder.encode())
    monkeypatch.setattr(utils.expected, "FOLDERS", (tmp_path / "a", tmp_path / "b"))
    assert expected_picture("01_ring", "A ring.").png == PNG + b"a"


@pytest.mark.parametrize("content", [None, b"<html>not found</html>"])
def test_a_missing_picture_is_a_sentence(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content:
        (tmp_path / "01_ring.png").write_bytes(content)
    monkeypatch.setattr(utils.expected, "FOLDERS", (tmp_path,))
    bundle = expected_picture("01_ring", "A ring.").mimebundle()
    assert bundle.keys() == {"text/plain"} and "A ring." in bundle["text/plain"]


@pytest.mark.parametrize("name", ["../secret", "01.png", "", "Ring"])
def test_a_name_that_is_no_picture_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="01_gradient_field"):
        expected_picture(name, "A ring.")


class Loads(HTMLParser):
    """Collects what a browser would fetch by itself, and the links."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.inner: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = {key: value or "" for key, value in attrs}
        self.fetched += [values[key] for key in ("src", "data", "poster") if key in values]
        self.links += [values["href"]] if tag == "a" else []
        self.inner += [values["srcdoc"]] if "srcdoc" in values else []


def loads(html: str) -> Loads:
    parser = Loads()
    parser.feed(html)
    return parser


def test_a_video_fetches_nothing_and_links_to_both_sites() -> None:
    html = video_tabs("i7djAv2jnzY", "BV1Qf4y1578t", "Intro")._repr_mimebundle_()["text/html"]
    page = loads(html)
    assert page.fetched == [] and not page.tags & {"script", "link", "style", "img"}
    assert page.links == [
        "https://www.youtube.com/watch?v=i7djAv2jnzY",
        "https://www.bilibili.com/video/BV1Qf4y1578t",
    ]
    buttons = [loads(frame) for frame in page.inner]
    assert all(not b.fetched for b in buttons)
    assert ["i7djAv2jnzY" in b.links[0] for b in buttons] == [True, False]
    assert ["BV1Qf4y1578t" in b.links[0] for b in buttons] == [False, True]


def test_a_videos_title_is_escaped_and_its_text_names_both_addresses() -> None:
    bundle = video_tabs("i7djAv2jnzY", "BV1Qf4y1578t", '<b>"x"')._repr_mimebundle_()
    assert "<b>" not in bundle["text/html"] and "youtube.com" in bundle["text/plain"]


@pytest.mark.parametrize("ids", [("short", "BV1Qf4y1578t"), ("i7djAv2jnzY", "1Qf4y1578t99")])
def test_an_id_that_cannot_be_one_is_refused(ids: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="video's address"):
        video_tabs(*ids, "Intro")
