"""Archives that would harm whoever unpacks them are refused entry by entry, with reasons."""

from __future__ import annotations

import io
import os
import stat
import struct
import warnings
import zipfile
from zipfile import ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.platforms import archives
from autograder.platforms.archives import Entry, Refused, nested, opened
from tests.platforms.builders import write_zip


def zipped(path, entries):
    """A zip of these ``ZipInfo`` and bytes, twice the same name among them."""
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of zipfile, on a name that is there twice
        for info, data in entries:
            archive.writestr(info, data)
    return path


def reasons(path) -> dict[str, str]:
    with opened(path) as source:
        return dict(source.refused)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../out.ipynb", "leads out"),
        ("a/../../out.ipynb", "leads out"),
        ("..\\out.ipynb", "leads out"),
        ("/etc/out.ipynb", "absolute"),
        ("C:\\out.ipynb", "absolute"),
        ("\\\\host\\share\\a.ipynb", "absolute"),
        ("...", "no name"),
    ],
)
def test_a_name_that_leads_out_of_the_archive_is_refused(tmp_path, name, reason):
    path = zipped(tmp_path / "a.zip", [(name, b"x"), ("good.ipynb", b"y")])
    (told,) = reasons(path).values()
    assert reason in told
    with opened(path) as source:
        assert [entry.name for entry in source.entries] == ["good.ipynb"]


def test_a_name_with_a_zero_byte_is_refused(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a_b.ipynb": b"x"})
    path.write_bytes(path.read_bytes().replace(b"a_b.ipynb", b"a\0b.ipynb"))
    assert "zero byte" in next(iter(reasons(path).values()))


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(stat.S_IFLNK, "link"), (stat.S_IFIFO, "ordinary"), (stat.S_IFCHR, "ordin")],
)
def test_links_pipes_and_devices_are_refused(tmp_path, kind, reason):
    info = ZipInfo("a.ipynb")
    info.external_attr = (kind | 0o777) << 16
    assert reason in reasons(zipped(tmp_path / "a.zip", [(info, b"/etc/passwd")]))["a.ipynb"]


def test_an_encrypted_entry_is_refused(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a.ipynb": b"x"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)
    assert reasons(path) == {"a.ipynb": "it is encrypted"}


def test_a_bomb_is_refused_by_what_it_says_before_it_is_unpacked(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a.ipynb": bytes(archives.RATIO_FROM + 1)})
    assert path.stat().st_size < 2**20
    assert "times its size" in reasons(path)["a.ipynb"]


def test_an_entry_that_holds_more_than_it_says_is_refused_as_it_is_read(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a.ipynb": bytes(10_000)})
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.index(b"PK\1\2") + 24, 100)
    path.write_bytes(data)
    with opened(path) as source, pytest.raises(Refused, match="damaged"):
        source.entries[0].read(2**20)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [("MAX_ENTRIES", 1, "2 entries"), ("MAX_TOTAL", 1, "would hold"), ("MAX_DIRECTORY", 9, "list")],
)
def test_an_archive_beyond_a_limit_is_refused_whole(tmp_path, monkeypatch, name, value, reason):
    path = write_zip(tmp_path / "a.zip", {"a": b"12", "b": b"34"})
    monkeypatch.setattr(archives, name, value)
    with pytest.raises(UsageError, match=reason), opened(path):
        pass


def test_zips_in_zips_are_opened_to_a_depth(tmp_path):
    data = b"{}"
    for _ in range(archives.MAX_DEPTH + 2):
        data = write_zip(tmp_path / "in.zip", {"a.zip": data}).read_bytes()

    def depth(entry: Entry, source) -> int:
        try:
            with nested(entry, source) as inside:
                return 1 + depth(inside.entries[0], inside)
        except Refused as error:
            assert "deep" in str(error)
            return 0

    with opened(tmp_path / "in.zip") as source:
        assert depth(source.entries[0], source) == archives.MAX_DEPTH


def test_a_nested_zip_that_would_be_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_NESTED", 400)
    inner = write_zip(tmp_path / "in.zip", {"a": bytes(401)}).read_bytes()
    outer = write_zip(tmp_path / "out.zip", {"in.zip": inner})
    with opened(outer) as source, pytest.raises(Refused, match="would hold"):
        with nested(source.entries[0], source):
            pass


def test_two_entries_of_one_name_are_refused_where_they_differ_and_one_where_not(tmp_path):
    path = zipped(tmp_path / "a.zip", [("a", b"1"), ("a", b"2"), ("b", b"3"), ("b", b"3")])
    with opened(path) as source:
        assert [entry.name for entry in source.entries] == ["b"]
        assert [name for name, _ in source.refused] == ["a", "a", "b"]


def test_names_that_differ_in_capitals_are_kept_apart_and_told(tmp_path):
    path = write_zip(tmp_path / "a.zip", {"A.ipynb": b"1", "a.ipynb": b"2"})
    with opened(path) as source:
        assert [entry.read(9) for entry in source.entries] == [b"1", b"2"]
        assert len(source.notes) == 2


def test_what_tools_leave_behind_is_counted_apart(tmp_path):
    names = ["__MACOSX/x", "d/._a.ipynb", ".DS_Store", "d/.ipynb_checkpoints/a.ipynb", "a.ipynb"]
    with opened(write_zip(tmp_path / "a.zip", dict.fromkeys(names, b""))) as source:
        assert source.litter == names[:4]
        assert [entry.name for entry in source.entries] == ["a.ipynb"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "cp437"])
def test_names_without_a_mark_are_read_in_the_encoding_that_fits(tmp_path, encoding):
    wanted = "Müller_é.ipynb" if encoding == "cp437" else "佐藤花子_提出.ipynb"
    raw = wanted.encode(encoding)
    path = write_zip(tmp_path / "a.zip", {"x" * len(raw): b"1"})
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    with opened(path) as source:
        assert [entry.name for entry in source.entries] == [wanted]
        assert source.entries[0].read(9) == b"1"


def test_a_folder_is_read_without_following_links(tmp_path):
    folder, secret = tmp_path / "in", tmp_path / "secret"
    folder.mkdir()
    secret.mkdir()
    (secret / "a.ipynb").write_bytes(b"not yours")
    (folder / "link.ipynb").symlink_to(secret / "a.ipynb")
    (folder / "links").symlink_to(secret)
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "own.ipynb").write_bytes(b"mine")
    with opened(folder) as source:
        assert [entry.name for entry in source.entries] == ["own.ipynb"]
        assert sorted(name for name, _ in source.refused) == ["link.ipynb", "links", "pipe.ipynb"]


def test_a_file_exchanged_for_a_link_is_not_followed(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(b"not yours")
    (folder / "a.ipynb").write_bytes(b"mine")
    with opened(folder) as source:
        (folder / "a.ipynb").unlink()
        (folder / "a.ipynb").symlink_to(tmp_path / "secret")
        with pytest.raises(Refused):
            source.entries[0].read(99)


@given(st.binary(max_size=300), st.integers(0, 2**31))
def test_whatever_bytes_a_zip_is_it_is_read_or_refused_in_words(tmp_path_factory, noise, seed):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.ipynb", b"{}" * 20)
        archive.writestr("b/c.ipynb", b"[]" * 20)
    data = bytearray(buffer.getvalue())
    at = seed % len(data)
    data[at : at + len(noise) % 9] = noise[: len(noise) % 9]
    path = tmp_path_factory.mktemp("noise") / "a.zip"
    path.write_bytes(data)
    try:
        with opened(path) as source:
            for entry in source.entries:
                try:
                    assert len(entry.read(2**20)) <= 2**20
                except Refused as error:
                    assert str(error)
    except UsageError as error:
        assert "Download it again" in str(error)
