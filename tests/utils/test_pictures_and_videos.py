"""What a notebook shows beside its own figures: expected pictures and optional videos."""

from __future__ import annotations

import base64
from html.parser import HTMLParser
from pathlib import Path

import pytest

import utils.expected
from utils import expected_picture, video_tabs

PNG = b"\x89PNG\r\n\x1a\n rest of the file"


def test_a_picture_is_shown_as_its_png_with_its_alternative_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "01_ring.png").write_bytes(PNG)
    monkeypatch.setattr(utils.expected, "FOLDERS", (tmp_path / "nowhere", tmp_path))
    bundle, metadata = expected_picture("01_ring", "A ring.")._repr_mimebundle_()
    assert metadata == {"image/png": {"alt": "A ring."}}
    assert bundle.keys() == {"text/html", "image/png", "text/plain"}
    assert base64.b64decode(bundle["image/png"]) == PNG
    assert bundle["text/plain"] == "A ring."


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
