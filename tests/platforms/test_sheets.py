"""A sheet stays as it is to the byte, but for the cells that are filled."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.platforms.damage import damaged_dates, damaged_ids, damaged_text
from autograder.platforms.sheets import (
    decimal_sign,
    filled_name,
    number_in,
    number_text,
    parsed,
    put_new,
    read_sheet,
    unchanged,
)

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "cp1252")
LETTERS = {
    "cp932": "aZ09 ,;\"'\t表ソ能予山田太郎ア、",  # second bytes: \\ and |
    "cp1252": "aZ09 ,;\"'\tüß",
}
OTHERS = "aZ09 ,;\"'\t表äß\U0001f600\u2028é\n"
HEADS = {"cp932": "日本語の見出し", "cp1252": "Prüfung ß"}


@st.composite
def tables(draw):
    """What a sheet says, and how it is written."""
    encoding = draw(st.sampled_from(ENCODINGS))
    cells = st.text(st.sampled_from(LETTERS.get(encoding, OTHERS)), max_size=6)
    width = draw(st.integers(2, 4))
    heads = [f"{HEADS.get(encoding, 'Head')} {n}" for n in range(width)]
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=5))
    return (
        encoding,
        draw(st.sampled_from(",;\t")),
        draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        [heads, *rows],
    )


def as_bytes(drawn) -> bytes:
    encoding, separator, end, quoting, rows = drawn
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return file.getvalue().encode(encoding)


@given(tables())
def test_a_sheet_says_what_was_written_and_is_written_as_it_was(drawn):
    data = as_bytes(drawn)
    sheet = parsed(data)
    assert sheet.data == data
    assert [list(row) for row in sheet.texts] == drawn[-1]


@given(tables(), st.data())
def test_only_the_cells_that_are_filled_differ(drawn, more):
    _, _, _, _, rows = drawn
    data = as_bytes(drawn)
    sheet = parsed(data)
    at = (more.draw(st.integers(1, len(rows) - 1)), more.draw(st.integers(0, len(rows[0]) - 1)))
    text = more.draw(st.sampled_from(["7.5", "7,5", 'say "a"; b', "", "a\tb"]))
    filled = sheet.with_cells({at: text})
    wanted = [list(row) for row in rows]
    wanted[at[0]][at[1]] = text
    assert [list(row) for row in parsed(filled.data).texts] == wanted
    raw = [row.cells for row in filled.rows]
    untouched = [(r, c) for r in range(len(raw)) for c in range(len(raw[0])) if (r, c) != at]
    assert all(raw[r][c] == sheet.rows[r].cells[c] for r, c in untouched)
    assert [row.end for row in filled.rows] == [row.end for row in sheet.rows]
    if text == rows[at[0]][at[1]]:
        assert filled.data == data


def test_a_quoted_cell_stays_quoted_and_a_bare_one_bare():
    sheet = parsed(b'a,b,"c"\r\n"1",2,"3"\r\n').with_cells({(1, 0): "7", (1, 1): "8", (1, 2): ""})
    assert sheet.data == b'a,b,"c"\r\n"7",8,""\r\n'


def test_a_row_that_a_program_cut_short_is_made_long_enough():
    assert parsed(b"a,b,c\n1\n2,,\n").with_cells({(1, 2): "7"}).data == b"a,b,c\n1,,7\n2,,\n"


def test_mixed_line_ends_and_none_at_the_end_stay():
    data = b"a,b\r\n1,2\n3,4\r5,6"
    assert parsed(data).with_cells({(3, 1): "7"}).data == b"a,b\r\n1,2\n3,4\r5,7"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Name,x\nMüller,é\n".encode("cp1252"), "cp1252"),
        ("Name,x\nO’Hara,“y”\n".encode("cp1252"), "cp1252"),
        ("氏名,評定\n山田,\n".encode("cp932"), "cp932"),
        ("氏名,評定\n山田,\n".encode(), "utf-8"),
        (b"\xff\xfe" + "氏名\t評定\n".encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(data, encoding):
    assert parsed(data).encoding == encoding


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n,,\r\n", "is empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
        (b'a,b\n1,"cut o', "quote that never ends"),
        (b'"', "quote that never ends"),
        (b"a\0\0\0b,c", "zero bytes"),
        (b"a,b\n\x81\x20,\x8d\n", "in none of UTF-8"),
        (b"\xef\xbb\xbfa,\xff", "begins as utf-8 and isn't"),
    ],
)
def test_what_is_no_sheet_is_refused_with_what_to_do(data, words):
    with pytest.raises(UsageError, match=words):
        parsed(data)


def test_a_text_that_the_encoding_lacks_is_refused():
    sheet = parsed("Prüfung,b\n1,2\n".encode("cp1252"))
    with pytest.raises(UsageError, match="cp1252, which has no sign '山'"):
        sheet.with_cells({(1, 1): "山"})


def test_the_heads_tell_the_separator_and_no_text_below_them():
    assert parsed(b"a;b\n;1,2,3\n;4,5\n").separator == ";"
    assert parsed(b'"a;b;c",d\n1,2\n').separator == ","


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UsageError, match=r"gone\.csv can't be read: No such file"):
        read_sheet(tmp_path / "gone.csv")


def test_a_sheet_that_changed_since_it_was_read_is_told(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_bytes(b"a,b\n1,2\n")
    sheet = read_sheet(path)
    unchanged(path, sheet)
    path.write_bytes(b"a,b\n1,3\n")
    with pytest.raises(UsageError, match="changed since it was read. Nothing was written"):
        unchanged(path, sheet)
    path.unlink()
    with pytest.raises(UsageError, match="is gone now"):
        unchanged(path, sheet)


def test_nothing_is_overwritten_and_the_same_may_be_there(tmp_path):
    path = tmp_path / "filled.csv"
    assert put_new(path, b"1")
    assert not put_new(path, b"1")
    with pytest.raises(UsageError, match="holds something else"):
        put_new(path, b"2")
    assert path.read_bytes() == b"1"
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="holds something else"):
        put_new(link, b"2")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["filled.csv", "link.csv"]
    assert filled_name(tmp_path / "Grades 1.csv").name == "Grades 1.filled.csv"


def test_numbers_are_read_and_written_with_the_sheets_own_sign():
    assert [number_in(text) for text in ("7", "7,5", " 7.50", "-1", "EX", "1.2.3", "")] == [
        7, 7.5, 7.5, -1, None, None, None
    ]  # fmt: skip
    assert decimal_sign(["", "8,00", "EX"]) == "," and decimal_sign(["8.0"]) == "."
    assert decimal_sign(["8.0", "8,0"]) == decimal_sign(["9"]) == "."
    told = [number_text(x, ",", d) for x, d in ((7.5, 0), (7.5, 2), (9, 0), (9, 2), (2 / 3, 0))]
    assert told == ["7,5", "7,50", "9", "9,00", "0,67"]


def test_a_spreadsheet_programs_traces_are_told():
    data = "Name,Number,When\nMÃ¼ller,1.2E+11,12/1/2026 2:52\nB,12345,\n".encode()
    sheet = parsed(data)
    assert "as powers of ten, such as 1.2E+11" in damaged_ids(sheet, [1, 2], [1])[0]
    assert "12/1/2026 2:52" in damaged_dates(sheet, [1, 2], [2])[0]
    assert "'MÃ¼ller'" in damaged_text(sheet)[0]
    zeros = parsed(b"Name,Number\na,123456\nb,123457\nc,99\n")
    assert "such as 99" in damaged_ids(zeros, [1, 2, 3], [1])[0]
    decimals = parsed(b"Name,Number\na,1.0\nb,2.0\n")
    assert "have decimals: 1.0" in damaged_ids(decimals, [1, 2], [1])[0]


def test_a_sheet_as_a_platform_writes_it_has_no_such_traces():
    sheet = parsed("Name,Number,When\nMüller,0012,Tuesday, 1 December 2026\n".encode())
    assert [*damaged_ids(sheet, [1], [1]), *damaged_dates(sheet, [1], [2])] == []
    assert damaged_text(sheet) == []
    japanese = parsed("氏名,番号,日時\nソ能,0012,2026年 12月 1日(火曜日) 02:52\n".encode("cp932"))
    assert [*damaged_dates(japanese, [1], [2]), *damaged_text(japanese)] == []
