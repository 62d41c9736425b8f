"""When a hand-in came, in the forms that platforms and people write; what isn't clear is told."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from autograder.grading.arrivals import (
    NOT_TOLD,
    Arrival,
    UnclearTime,
    parse_time,
    read_arrival,
)
from autograder.grading.fingerprints import hand_in_key

NINE_EARLIER = datetime(2026, 1, 1, 18, 4, 5)
"""2026-01-02 03:04:05 in Japan, in UTC."""
FORMS = {
    "2026-01-02 03:04:05 JST": NINE_EARLIER,
    "2026-01-02 03:04:05 +0900": NINE_EARLIER,
    "2026-01-02 03:04:05 +09:00": NINE_EARLIER,
    "2026-01-02 03:04:05+09": NINE_EARLIER,
    "2026-01-02 03:04:05 UTC+9": NINE_EARLIER,
    "2026-01-02 03:04:05 GMT+0900": NINE_EARLIER,
    "2026-01-02 03:04:05 Asia/Tokyo": NINE_EARLIER,
    "2026-01-02 03:04:05.000000 Japan": NINE_EARLIER,
    "2026-01-02T03:04:05+09:00": NINE_EARLIER,
    "20260101T180405Z": NINE_EARLIER,
    "2026-01-01T18:04:05.000Z": NINE_EARLIER,
    "2026-01-01 18:04:05 UTC": NINE_EARLIER,
    "2026-01-01 18:04:05": NINE_EARLIER,
    "2026-01-01 10:04:05 PST": NINE_EARLIER,
    "2026-01-01 13:04:05 EST": NINE_EARLIER,
    "2026-01-01 19:04:05 CET": NINE_EARLIER,
    "2026-01-01 19:04:05 (Europe/Berlin)": NINE_EARLIER,
    "2026-01-01 15:04:05 -03": NINE_EARLIER,
    "Fri, 02 Jan 2026 03:04:05 +0900": NINE_EARLIER,
    "Fri, 02 Jan 2026 03:04:05 +0900 (JST)": NINE_EARLIER,
    "2026-01-02 03:04:05 +0900 JST": NINE_EARLIER,
    "Fri Jan 02 2026 03:04:05 GMT+0900 (Japan Standard Time)": NINE_EARLIER,
    "Fri Jan  2 03:04:05 JST 2026": NINE_EARLIER,
    "2026/01/02 03:04:05 JST": NINE_EARLIER,
    "January 1, 2026 6:04:05 PM": NINE_EARLIER,
    "13/01/2026 18:04": datetime(2026, 1, 13, 18, 4),
    "2026-07-01 12:00:00 CEST": datetime(2026, 7, 1, 10),
    "2026-07-01 12:00:00 America/Los_Angeles": datetime(2026, 7, 1, 19),
    "2026-07-01 12:00:00 BST": datetime(2026, 7, 1, 11),
}
UNCLEAR = {
    "": "empty",
    "yesterday": "which is no time",
    "submitted on time": "which is no time",
    "2026-13-01 10:00:00": "which is no time",
    "2026-01-02": "may mean several",
    "03:04:05": "may mean several",
    "Friday 03:04": "may mean several",
    "02/01/2026 03:04": "may mean several",
    "26-01-02 03:04:05": "may mean several",
    "2026-01-02 03:04:05 JST+9": "may mean several",
    "2026-01-02 03:04:05 IST": "stands for several: UTC",
    "2026-01-02 03:04:05 CST": "stands for several: UTC",
    "2026-01-02 03:04:05 QQQ": "no zone that is known",
    "9999-12-31 23:59:59 -0900": "which is no time",
}


@pytest.mark.parametrize("text", FORMS)
def test_a_time_is_read_with_its_zone(text):
    assert parse_time(text) == FORMS[text]


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_text_that_says_no_time_or_several_is_refused_with_the_reason(text):
    with pytest.raises(UnclearTime, match=UNCLEAR[text]):
        parse_time(text)


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Shanghai", 4), ("America/Chicago", 18)])
def test_an_abbreviation_of_several_zones_is_the_platforms_own(zone, hour):
    assert parse_time("2026-01-02 12:00:00 CST", zone) == datetime(2026, 1, 2, hour)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_of_an_editor_makes_no_difference(tmp_path, encoding):
    (tmp_path / "timestamp.txt").write_text("2026-01-02 03:04:05 JST\r\n", encoding=encoding)
    assert read_arrival([tmp_path]).when == NINE_EARLIER


def test_the_first_folder_that_has_a_time_counts_and_no_file_is_no_doubt(tmp_path):
    assert read_arrival([tmp_path / "none", tmp_path]) == NOT_TOLD
    (tmp_path / "timestamp.txt").write_text("2026-01-02 03:04:05 JST")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "timestamp.txt").write_text("2025-01-01 00:00:00 UTC")
    assert read_arrival([tmp_path / "none", tmp_path, tmp_path / "deeper"]).when == NINE_EARLIER


def link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


OBSTACLES = {
    "words": (lambda path: path.write_text("gestern"), "gestern"),
    "other bytes": (lambda path: path.write_bytes(b"2026-01-02 \xff\xe4"), "UTF-8"),
    "nothing": (lambda path: path.write_text(" \n"), "empty"),
    "a folder": (Path.mkdir, "a folder"),
    "a link": (link, "a link"),
    "a pipe that nobody writes to": (os.mkfifo, "not an ordinary file"),
    "a giant": (lambda path: path.write_text("x" * 2_000), "1000 bytes are the limit"),
}


@pytest.mark.parametrize("name", OBSTACLES)
def test_what_can_not_be_read_is_told_with_what_to_write(tmp_path, name):
    make, words = OBSTACLES[name]
    make(tmp_path / "timestamp.txt")
    arrival = read_arrival([tmp_path])
    assert arrival.when is None
    assert arrival.doubt.startswith("When it came isn't known: ")
    assert words in arrival.doubt and "Write it like 2026-" in arrival.doubt


def test_a_result_is_kept_for_the_same_notebook_only_if_it_came_at_the_same_time():
    times = [NOT_TOLD, Arrival(datetime(2026, 1, 1)), Arrival(datetime(2026, 1, 2))]
    arrivals = [*times, Arrival(doubt="Which of two days it was isn't clear.")]
    assert len({hand_in_key(b"run", arrival, b"{}", ()) for arrival in arrivals}) == 4
    again = Arrival(datetime(2026, 1, 1))
    assert hand_in_key(b"run", again, b"{}", ()) == hand_in_key(b"run", arrivals[1], b"{}", ())
