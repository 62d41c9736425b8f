"""From a platform's download to what the grader reads: nobody lost, mixed up or doubled."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime

import pytest

from autograder.grading.arrivals import read_arrival
from autograder.grading.survey import Survey
from tests.platforms.builders import (
    ANA,
    ANA_TOO,
    BEN,
    CLASS,
    LESSON,
    LESSONS,
    OTHER,
    SATO,
    Student,
    blackboard_zip,
    brightspace_zip,
    canvas_gradebook,
    canvas_zip,
    gradescope_zip,
    manaba_zip,
    moodle_sheet,
    moodle_zip,
    notebook,
    write_zip,
)


def test_a_canvas_zip_is_collected_by_user_id_and_the_grader_finds_all_of_it(desk, tmp_path):
    data = {s.id: notebook(mark=s.full) for s in CLASS}
    handed = [(s, f"my_{n}_2_lesson.ipynb", data[s.id], n == 1) for n, s in enumerate(CLASS)]
    path = canvas_zip(tmp_path, handed)
    assert desk.collect(path) == 0
    assert desk.notebooks() == {f"{s.id}/{LESSON}": data[s.id] for s in CLASS}
    assert [item["late"] for item in desk.account()["files"]].count(True) == 1
    survey = Survey(desk.submitted)
    assert [mine.student for mine in survey.of(LESSON)] == ["101", "102", "103"]
    assert survey.set_aside(LESSONS) == []


def test_a_lesson_is_told_from_content_whatever_the_file_is_called(desk, tmp_path):
    files = [
        (ANA, "07_build_autograd のコピー.ipynb", notebook(LESSON, "a", ids=False), False),
        (BEN, f"Copy of {LESSON}.ipynb", notebook(OTHER, "b"), False),
        (SATO, "x.ipynb.txt", notebook(OTHER, "c")[:200_000], False),
    ]
    assert desk.collect(canvas_zip(tmp_path, files)) == 0
    assert set(desk.notebooks()) == {f"101/{LESSON}", f"102/{OTHER}", f"103/{OTHER}"}


def test_what_holds_no_lesson_needs_a_look_and_lesson_says_it(desk, tmp_path):
    path = canvas_zip(tmp_path, [(ANA, f"{LESSON}.ipynb", b'{"cells": []}', False)])
    assert desk.collect(path) == 1
    assert desk.notebooks() == {}
    assert "--lesson" in next(iter(desk.whys().values()))
    assert desk.collect(path, "--lesson", LESSON) == 0
    assert set(desk.notebooks()) == {f"101/{LESSON}"}


def test_a_notebook_of_another_lesson_than_asked_for_is_set_aside(desk, tmp_path):
    path = canvas_zip(tmp_path, [(ANA, "a.ipynb", notebook(OTHER, "a"), False)])
    assert desk.collect(path, "--lesson", LESSON) == 1
    assert desk.notebooks() == {}
    assert OTHER in next(iter(desk.whys().values()))


def test_a_second_collect_adds_only_what_is_new(desk, tmp_path):
    first = [(ANA, "a.ipynb", notebook(mark="a"), False)]
    assert desk.collect(canvas_zip(tmp_path, first)) == 0
    place = desk.submitted / "101" / LESSON / f"{LESSON}.ipynb"
    before = place.stat()
    more = [*first, (BEN, "b.ipynb", notebook(mark="b"), False)]
    assert desk.collect(canvas_zip(tmp_path, more)) == 0
    assert place.stat() == before
    assert sorted(desk.states().values()) == ["already there", "collected"]


def test_a_newer_hand_in_counts_and_the_one_before_is_kept_aside(desk, tmp_path):
    old, new = notebook(mark="old"), notebook(mark="new")
    path = canvas_zip(tmp_path, [(ANA, "a.ipynb", old, False)], "one.zip")
    desk.collect(path)
    desk.collect(canvas_zip(tmp_path, [(ANA, "a-1.ipynb", new, False)], "two.zip"))
    assert desk.notebooks() == {f"101/{LESSON}": new}
    assert desk.aside() == [old]
    assert ".aside" in next(iter(desk.whys().values()))
    assert desk.collect(path) == 0, "the first download again"
    assert desk.notebooks() == {f"101/{LESSON}": new}
    assert list(desk.states().values()) == ["already there"]


def test_what_an_instructor_changed_is_never_replaced(desk, tmp_path):
    path = canvas_zip(tmp_path, [(ANA, "a.ipynb", notebook(mark="a"), False)], "one.zip")
    desk.collect(path)
    place = desk.submitted / "101" / LESSON / f"{LESSON}.ipynb"
    place.write_bytes(b"mended by hand")
    assert desk.collect(path) == 0
    new = notebook(mark="new")
    assert desk.collect(canvas_zip(tmp_path, [(ANA, "a.ipynb", new, False)], "two.zip")) == 1
    assert place.read_bytes() == b"mended by hand"
    assert desk.aside() == [new]


def test_what_was_put_there_by_hand_is_never_replaced(desk, tmp_path):
    place = desk.submitted / "101" / LESSON / f"{LESSON}.ipynb"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"mine")
    assert desk.collect(canvas_zip(tmp_path, [(ANA, "a.ipynb", notebook(mark="a"), False)])) == 1
    assert place.read_bytes() == b"mine"


@pytest.mark.parametrize("folders", [True, False], ids=["folders", "flat"])
@pytest.mark.parametrize("japanese", [False, True], ids=["en", "ja"])
def test_a_moodle_zip_with_its_worksheet_is_collected_by_id_number(
    desk, tmp_path, folders, japanese
):
    rows = [(ANA, 31), (ANA_TOO, 32), (SATO, 33)]
    data = {s.number: notebook(mark=s.email) for s, _ in rows}
    handed = [(s.full, uid, {"my_1_file.ipynb": data[s.number]}) for s, uid in rows]
    sheet = moodle_sheet(tmp_path, rows, japanese=japanese)
    assert desk.collect(moodle_zip(tmp_path, handed, folders), "--roster", sheet) == 0
    assert desk.notebooks() == {f"{number}/{LESSON}": bytes_ for number, bytes_ in data.items()}
    kept = json.loads((desk.root / "grading" / "roster" / f"moodle-{LESSON}.json").read_text())
    assert {(p["student"], p["once"]) for p in kept["people"]} == {
        ("s0101", "31"),
        ("s0104", "32"),
        ("s0103", "33"),
    }


def test_a_moodle_zip_without_a_worksheet_is_refused_before_anything_is_written(
    desk, tmp_path, capsys
):
    path = moodle_zip(tmp_path, [(ANA.full, 31, {"a.ipynb": notebook(mark="a")})])
    assert desk.collect(path) == 2
    assert "--roster" in capsys.readouterr().err
    assert desk.notebooks() == {}


def test_seven_lessons_with_other_unique_ids_stay_one_person(desk, tmp_path):
    for n, lesson in enumerate(LESSONS):
        rows = [(ANA, 40 + n), (BEN, 39 + n)]
        handed = [(s.full, uid, {"a.ipynb": notebook(lesson, s.full)}) for s, uid in rows]
        path = moodle_zip(tmp_path, handed, name=f"{n}.zip")
        assert desk.collect(path, "--roster", moodle_sheet(tmp_path, rows)) == 0
    assert {p.name for p in desk.submitted.iterdir() if p.is_dir()} == {"s0101", "s0102"}
    assert len(desk.notebooks()) == 14
    for place, data in desk.notebooks().items():
        assert (b"Ana Lee" in data) == place.startswith("s0101/")


def test_a_worksheet_of_another_assignment_mixes_nobody_up(desk, tmp_path):
    path = moodle_zip(tmp_path, [(ANA.full, 31, {"a.ipynb": notebook(mark="a")})])
    assert desk.collect(path, "--roster", moodle_sheet(tmp_path, [(BEN, 31), (ANA, 32)])) == 0
    assert set(desk.notebooks()) == {f"s0101/{LESSON}"}
    kept = json.loads((desk.root / "grading" / "roster" / f"moodle-{LESSON}.json").read_text())
    assert {p["name"]: p["once"] for p in kept["people"]} == {BEN.full: "", ANA.full: "31"}


@pytest.mark.parametrize("japanese", [False, True], ids=["en", "ja"])
def test_blind_hand_ins_are_of_their_lesson_alone(desk, tmp_path, japanese):
    word = "参加者" if japanese else "Participant"
    for lesson in (LESSON, OTHER):
        handed = [(word, uid, {"a.ipynb": notebook(lesson, str(uid))}) for uid in (31, 32)]
        sheet = moodle_sheet(tmp_path, [(ANA, 31), (BEN, 32)], blind=True, japanese=japanese)
        assert desk.collect(moodle_zip(tmp_path, handed), "--roster", sheet) == 0
    assert set(desk.notebooks()) == {f"{x}-{n}/{x}" for x in (LESSON, OTHER) for n in (31, 32)}


def test_blind_hand_ins_are_named_people_where_the_sheet_names_them(desk, tmp_path):
    handed = [("Participant", uid, {"a.ipynb": notebook(mark=str(uid))}) for uid in (31, 32)]
    sheet = moodle_sheet(tmp_path, [(ANA, 31), (BEN, 32)])
    assert desk.collect(moodle_zip(tmp_path, handed), "--roster", sheet) == 0
    assert set(desk.notebooks()) == {f"s0101/{LESSON}", f"s0102/{LESSON}"}


def test_a_group_has_a_result_for_each_member_and_its_id_is_nobodys(desk, tmp_path):
    groups = {31: "Team A", 32: "Team A", 33: "Team B"}
    sheet = moodle_sheet(tmp_path, [(ANA, 31), (BEN, 32), (SATO, 33)], groups=groups)
    data = notebook(mark="ours")
    path = moodle_zip(tmp_path, [("Team A", 33, {"a.ipynb": data})])
    assert desk.collect(path, "--roster", sheet) == 0
    assert desk.notebooks() == {f"s0101/{LESSON}": data, f"s0102/{LESSON}": data}
    assert desk.account()["found"] == 1


def test_a_file_named_like_another_students_stays_its_own(desk, tmp_path):
    name = "Ben_102_assignsubmission_file_x.ipynb"
    data = notebook(mark="a")
    path = moodle_zip(tmp_path, [(ANA.full, 31, {name: data})], folders=False)
    assert desk.collect(path, "--roster", moodle_sheet(tmp_path, [(ANA, 31), (BEN, 102)])) == 0
    assert desk.notebooks() == {f"s0101/{LESSON}": data}


def test_who_is_not_in_the_sheet_is_told_and_left_alone(desk, tmp_path):
    path = moodle_zip(tmp_path, [("Eve Who", 77, {"a.ipynb": notebook(mark="a")})])
    assert desk.collect(path, "--roster", moodle_sheet(tmp_path, [(ANA, 31)])) == 1
    assert desk.notebooks() == {}
    assert "Eve Who (77) is not in the sheet" in next(iter(desk.whys().values()))


def test_online_text_is_told_as_no_notebook(desk, tmp_path):
    handed = [(ANA.full, 31, {"onlinetext.html": b"<p>hello</p>"})]
    path = moodle_zip(tmp_path, handed, kind="onlinetext")
    assert desk.collect(path, "--roster", moodle_sheet(tmp_path, [(ANA, 31)])) == 1
    (item,) = desk.account()["files"]
    assert item["why"] == "it is a web page, and no notebook"
    assert item["students"] == ["s0101"]


def test_a_gradescope_group_has_a_result_each_with_its_time(desk, tmp_path):
    data = notebook(mark="ours")
    handed = [
        ((ANA, BEN), "2026-10-01 18:00:00.123 -07:00", {"sub/a.ipynb": data}),
        ((SATO,), "2026-10-02 01:00:00 Z", {"b.ipynb": notebook(OTHER, "c")}),
    ]
    assert desk.collect(gradescope_zip(tmp_path, handed)) == 0
    assert set(desk.notebooks()) == {f"s0101/{LESSON}", f"s0102/{LESSON}", f"s0103/{OTHER}"}
    arrival = read_arrival([desk.submitted / "s0101" / LESSON])
    assert arrival.when == datetime(2026, 10, 2, 1)


def test_of_several_attempts_the_latest_counts_and_with_due_the_latest_before(desk, tmp_path):
    texts = [notebook(mark=str(n)) for n in range(3)]
    handed = [
        ("ab_1", "Ana Lee", f"2026-10-0{n + 1}-12-00-00", {"a_b.ipynb": data})
        for n, data in enumerate(texts)
    ]
    path = blackboard_zip(tmp_path, handed)
    assert desk.collect(path, "--zone", "Asia/Tokyo") == 0
    assert desk.notebooks() == {f"ab_1/{LESSON}": texts[2]}
    assert sorted(desk.aside()) == sorted(texts[:2])
    states = [s for name, s in desk.states().items() if name.endswith("ipynb")]
    assert sorted(states) == ["collected", "set aside", "set aside"]
    assert read_arrival([desk.submitted / "ab_1" / LESSON]).when == datetime(2026, 10, 3, 3)
    assert desk.collect(path, "--zone", "Asia/Tokyo") == 0
    assert list(desk.states().values()).count("already there") == 3
    other = type(desk)(tmp_path / "other")
    assert other.collect(path, "--zone", "UTC", "--due", "2026-10-02 12:00:00 UTC") == 0
    assert other.notebooks() == {f"ab_1/{LESSON}": texts[1]}
    assert sorted(other.aside()) == sorted([texts[0], texts[2]])


def test_brightspace_takes_names_and_leaves_two_of_one_name_alone(desk, tmp_path):
    time = "Oct 10, 2026 1022 AM"
    handed = [
        (1, "Ben Hur", time, {"a.ipynb": notebook(mark="b")}),
        (2, "Ana Lee", time, {"a.ipynb": notebook(mark="c")}),
        (3, "Ana Lee", time, {"a.ipynb": notebook(mark="d")}),
    ]
    assert desk.collect(brightspace_zip(tmp_path, handed), "--zone", "UTC") == 1
    assert set(desk.notebooks()) == {f"Ben Hur/{LESSON}"}
    assert read_arrival([desk.submitted / "Ben Hur" / LESSON]).when == datetime(
        2026, 10, 10, 10, 22
    )


@pytest.mark.parametrize("form", ["folders", "flat", "swapped"])
def test_manaba_is_collected_by_user_id_in_each_form(desk, tmp_path, form):
    handed = [("20260001", "ta", {"a.ipynb": notebook(mark="a")})]
    handed += [("20260002", "hs", {"b.ipynb": notebook(mark="b")})]
    assert desk.collect(manaba_zip(tmp_path, handed, form)) == 0
    assert set(desk.notebooks()) == {f"ta/{LESSON}", f"hs/{LESSON}"}


def test_plain_folders_and_a_list_of_files_and_students_are_collected(desk, tmp_path):
    folder = tmp_path / "in"
    for name in ("ana", "ben"):
        (folder / "all" / name).mkdir(parents=True)
        (folder / "all" / name / "x.ipynb").write_bytes(notebook(mark=name))
    assert desk.collect(folder) == 0
    assert set(desk.notebooks()) == {f"ana/{LESSON}", f"ben/{LESSON}"}
    flat = tmp_path / "flat"
    flat.mkdir()
    (flat / "one.ipynb").write_bytes(notebook(OTHER, "ours"))
    (flat / "list.csv").write_text("student;file\nana;one.ipynb\ncy;one.ipynb\n")
    assert desk.collect(flat) == 0
    assert {f"ana/{OTHER}", f"cy/{OTHER}"} < set(desk.notebooks())


def test_google_copies_are_collected_by_the_name_before_the_title(desk, tmp_path):
    names = {f"{s.full} - Copy of lesson.ipynb": notebook(mark=s.full) for s in CLASS}
    assert desk.collect(write_zip(tmp_path / "drive.zip", names)) == 0
    assert set(desk.notebooks()) == {f"{s.full}/{LESSON}" for s in CLASS}


def test_what_is_of_no_platform_is_refused_with_what_was_seen(desk, tmp_path, capsys):
    assert desk.collect(write_zip(tmp_path / "x.zip", {"a.ipynb": notebook(mark="a")})) == 2
    error = capsys.readouterr().err
    assert "'a.ipynb'" in error and "--platform" in error and "file,student" in error


def test_a_zip_in_a_hand_in_is_opened_and_other_files_are_told(desk, tmp_path):
    data = notebook(mark="a")
    inner = write_zip(tmp_path / "in.zip", {"__MACOSX/._a": b"", "deep/a.ipynb": data})
    files = [
        (ANA, "work.zip", inner.read_bytes(), False),
        (ANA, "shot.png", b"\x89PNG....", False),
        (BEN, "answer.pdf", b"%PDF-1.7 ...", False),
    ]
    assert desk.collect(canvas_zip(tmp_path, files)) == 1
    assert desk.notebooks() == {f"101/{LESSON}": data}
    looks = {item["name"]: item["look"] for item in desk.account()["files"]}
    assert [look for name, look in looks.items() if "png" in name] == [False]
    assert [look for name, look in looks.items() if "pdf" in name] == [True]
    assert desk.account()["left by tools"] == 1


def test_a_damaged_zip_in_a_hand_in_costs_that_hand_in_alone(desk, tmp_path):
    inner = write_zip(tmp_path / "in.zip", {"a.ipynb": notebook(mark="a")}).read_bytes()
    files = [
        (ANA, "a.zip", inner[: len(inner) // 2], False),
        (BEN, "b.ipynb", notebook(mark="b"), False),
    ]
    assert desk.collect(canvas_zip(tmp_path, files)) == 1
    assert set(desk.notebooks()) == {f"102/{LESSON}"}
    assert sorted(desk.states().values()) == ["collected", "refused"]


def test_a_dry_run_writes_nothing(desk, tmp_path, capsys):
    path = canvas_zip(tmp_path, [(ANA, "a.ipynb", notebook(mark="a"), False)])
    assert desk.collect(path, "--dry-run") == 0
    assert list(desk.root.iterdir()) == []
    assert "Found 1: 1 collected." in capsys.readouterr().out


def test_a_sheet_of_another_platform_is_refused(desk, tmp_path, capsys):
    path = canvas_zip(tmp_path, [(ANA, "a.ipynb", notebook(mark="a"), False)])
    assert desk.collect(path, "--roster", moodle_sheet(tmp_path, [(ANA, 31)])) == 2
    assert "same platform" in capsys.readouterr().err


def test_a_canvas_gradebook_is_kept_as_the_roster(desk, tmp_path):
    path = canvas_zip(tmp_path, [(ANA, "a.ipynb", notebook(mark="a"), False)])
    assert desk.collect(path, "--roster", canvas_gradebook(tmp_path, CLASS)) == 0
    kept = json.loads((desk.root / "grading" / "roster" / "canvas.json").read_text())
    (ana,) = [p for p in kept["people"] if p["student"]]
    assert (ana["student"], ana["name"], ana["number"]) == ("101", "Lee, Ana", "s0101")


def test_two_notebooks_of_one_lesson_count_as_the_one_with_work(desk, tmp_path):
    data = notebook(mark="a")
    files = [(ANA, "a.ipynb", notebook(), False), (ANA, "long name.ipynb", data, False)]
    assert desk.collect(canvas_zip(tmp_path, files)) == 0
    assert desk.notebooks() == {f"101/{LESSON}": data}


def test_a_zip_that_is_cut_off_is_told_and_nothing_is_written(desk, tmp_path, capsys):
    path = canvas_zip(tmp_path, [(ANA, "a.ipynb", notebook(mark="a"), False)])
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(path)
    assert desk.collect(path) == 2
    assert "cut off" in capsys.readouterr().err


def test_a_group_of_canvas_is_told_where_the_sheet_has_another_name(desk, tmp_path):
    group = Student("", "Team A", ANA.id)
    path = canvas_zip(tmp_path, [(group, "a.ipynb", notebook(mark="a"), False)])
    assert desk.collect(path, "--roster", canvas_gradebook(tmp_path, CLASS)) == 1
    assert set(desk.notebooks()) == {f"101/{LESSON}"}
    assert "Lee, Ana" in next(iter(desk.whys().values()))


def test_where_two_platforms_fit_both_are_named(desk, tmp_path, capsys):
    canvas = canvas_zip(tmp_path, [(ANA, "a.ipynb", notebook(mark="a"), False)])
    names = zipfile.ZipFile(canvas).namelist() + ["Ben_31_assignsubmission_file/a.ipynb"]
    assert desk.collect(write_zip(tmp_path / "x.zip", dict.fromkeys(names, b"{}"))) == 2
    error = capsys.readouterr().err
    assert "--platform canvas or --platform moodle" in error


def test_more_hand_ins_of_a_lesson_need_no_second_worksheet(desk, tmp_path):
    rows = [(ANA, 31), (BEN, 32)]
    handed = [(s.full, uid, {"a.ipynb": notebook(mark=s.full)}) for s, uid in rows]
    sheet = moodle_sheet(tmp_path, rows)
    assert desk.collect(moodle_zip(tmp_path, handed[:1]), "--roster", sheet) == 0
    assert desk.collect(moodle_zip(tmp_path, handed)) == 0
    assert set(desk.notebooks()) == {f"s0101/{LESSON}", f"s0102/{LESSON}"}


def test_several_downloads_in_a_folder_are_one_collection(desk, tmp_path):
    folder = tmp_path / "downloads"
    folder.mkdir()
    for n, lesson in enumerate((LESSON, OTHER)):
        files = [(ANA, "a.ipynb", notebook(lesson, "a"), False)]
        canvas_zip(folder, files, f"{n}.zip")
    assert desk.collect(folder) == 0
    assert set(desk.notebooks()) == {f"101/{LESSON}", f"101/{OTHER}"}
