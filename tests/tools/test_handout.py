"""The zip for students: what is in it, what it says, and what it doesn't have."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from tools.handout import FOLDER, NothingToHandOut, handed_out, main, readme, write_zip
from tools.notebooks import ROOT

COURSE = ROOT / "course/en"
LINK = re.compile(r"\]\((\.\./[^)#]+)")


@pytest.fixture(scope="module")
def handout(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("a folder")
    assert main(["--to", str(folder)]) == 0
    (made,) = folder.iterdir()
    return made


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def links(data: bytes) -> set[str]:
    cells = json.loads(data)["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    return {target for text in texts for target in LINK.findall(text)}


def test_it_holds_the_lessons_the_wheel_the_versions_and_how_to_begin(handout):
    assert {name.split("/")[0] for name in names(handout)} == {FOLDER}
    tops = {name.split("/")[1] for name in names(handout)}
    assert tops >= {"README.txt", "constraints.txt", "lessons"}
    (wheel,) = tops - {"README.txt", "constraints.txt", "lessons"}
    assert wheel.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(handout) as archive:
        assert f'"./{wheel}[lab]"' in archive.read(f"{FOLDER}/README.txt").decode()
        wheel_file = archive.open(f"{FOLDER}/{wheel}")
        assert "autograder/__init__.py" in zipfile.ZipFile(wheel_file).namelist()


def test_packing_twice_gives_the_same_bytes(handout, tmp_path):
    assert main(["--to", str(tmp_path)]) == 0
    assert (tmp_path / handout.name).read_bytes() == handout.read_bytes()


def test_no_link_of_a_lesson_leads_out_of_it(handout):
    here = set(names(handout))
    with zipfile.ZipFile(handout) as archive:
        for name in sorted(here):
            if name.endswith(".ipynb"):
                place = Path(name).parent.parent
                for target in links(archive.read(name)):
                    assert (place / target.removeprefix("../")).as_posix() in here, name


def test_without_solutions_there_are_none_and_nothing_leads_to_them():
    found = dict(handed_out(COURSE, with_solutions=False))
    assert len(found) == 8
    for name, data in found.items():
        assert b"solutions/" not in data, name
        released = json.loads((COURSE / name).read_bytes())["cells"]
        cells = json.loads(data)["cells"]
        assert [c for c in cells if c["cell_type"] == "code"] == [
            c for c in released if c["cell_type"] == "code"
        ]
        assert all("".join(cell["source"]).strip() for cell in cells)


def test_how_to_begin_is_ten_lines_that_old_editors_break_too():
    lines = readme("x.whl").split("\r\n")
    assert [bool(line) for line in lines] == [True] * 10 + [False]
    assert max(map(len, lines)) <= 100


def test_a_course_that_was_not_built_is_told(tmp_path):
    with pytest.raises(NothingToHandOut, match="lacks 00_start. Build the lessons: make notebooks"):
        dict(handed_out(tmp_path, with_solutions=True))


def test_a_folder_that_is_a_file_is_told_and_nothing_is_left(tmp_path, capsys):
    (tmp_path / "dist").write_text("mine")
    assert main(["--to", str(tmp_path / "dist")]) == 1
    assert "can't be written" in capsys.readouterr().err
    assert (tmp_path / "dist").read_text() == "mine"


def test_times_and_order_are_fixed(tmp_path):
    write_zip(tmp_path / "a.zip", {"b": b"1", "a": b"2"})
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == [f"{FOLDER}/a", f"{FOLDER}/b"]
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
