"""Downloads as each platform makes them, after its own source or documentation.

Each builder says in its docstring which rule it follows and where that stands. ``Student`` is who a
platform knows; what is handed in is given as bytes by file name.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(p.name for p in (ROOT / "course" / "en").glob("0[1-7]*"))
LESSON, OTHER = LESSONS[:2]
Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Student:
    """``first`` and ``last`` are names; ``id`` is the platform's number, the others as named."""

    first: str
    last: str
    id: int
    number: str = ""
    email: str = ""

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}"


ANA = Student("Ana", "Lee", 101, "s0101", "ana@example.org")
BEN = Student("Ben", "O'Neil-Smith", 102, "s0102", "ben@example.org")
SATO = Student("花子", "佐藤", 103, "s0103", "sato@example.org")
ANA_TOO = Student("Ana", "Lee", 104, "s0104", "ana.lee@example.org")
CLASS = (ANA, BEN, SATO)


def notebook(lesson: str = LESSON, mark: str = "", ids: bool = True) -> bytes:
    """The released notebook of a lesson in which somebody has written ``mark`` into a code cell."""
    path = ROOT / "course" / "en" / lesson / f"{lesson}.ipynb"
    found = json.loads(path.read_text(encoding="utf-8"))
    if mark:
        cell = next(c for c in found["cells"] if c["metadata"].get("nbgrader", {}).get("solution"))
        cell["source"] = f"# {mark}\n" + "".join(cell["source"])
    for cell in found["cells"]:
        cell.pop("outputs", None) if cell["cell_type"] != "code" else cell.update(outputs=[])
        if not ids:
            cell.pop("id", None)
    return json.dumps(found, ensure_ascii=False).encode()


def write_zip(path: Path, files: Files | Sequence[tuple[str, bytes]]) -> Path:
    """A zip with these entries, in their order; names that aren't ASCII are marked as UTF-8."""
    pairs = files.items() if isinstance(files, Mapping) else files
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return path


def canvas_name(student: Student, attachment: int, file: str, late: bool = False) -> str:
    r"""``<name>[_LATE]_<user id>_<attachment id>_<display name>``.

    canvas-lms@05e9653 lib/content_zipper.rb: sortable_name in lower case without all that is
    ``[^[[:word:]]]``; of the display name ``\0 / \ : * ? " < > |`` become ``_``.
    """
    name = re.sub(r"[^\w]", "", f"{student.last}, {student.first}".lower())
    display = re.sub(r'[\0/\\:*?"<>|]', "_", file)
    return f"{name}{'_LATE' * late}_{student.id}_{attachment}_{display}"


def canvas_zip(
    folder: Path,
    handed: Sequence[tuple[Student, str, bytes, bool]],
    name: str = "hw submissions.zip",
) -> Path:
    """A zip of Canvas' "Download Submissions": student, file, bytes, late."""
    entries = [
        (canvas_name(student, 9000 + n, file, late), data)
        for n, (student, file, data, late) in enumerate(handed)
    ]
    return write_zip(folder / name, entries)


def canvas_gradebook(folder: Path, students: Sequence[Student]) -> Path:
    """canvas-lms@0140a2e lib/gradebook_exporter.rb: the least of columns."""
    rows = ["Student,ID,SIS User ID,SIS Login ID,Section,hw (77)", "    Points Possible,,,,,10"]
    rows += [f'"{s.last}, {s.first}",{s.id},{s.number},{s.email},A,' for s in students]
    path = folder / "gradebook.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    return path


def moodle_prefix(who: str, uid: int, kind: str = "file") -> str:
    """moodle@da54552 mod/assign/classes/downloader.php: ``_`` in the name becomes a blank."""
    return f"{who.replace('_', ' ')}_{uid}_assignsubmission_{kind}"


def moodle_zip(
    folder: Path,
    handed: Sequence[tuple[str, int, Files]],
    folders: bool = True,
    name: str = "course-hw-12.zip",
    kind: str = "file",
) -> Path:
    """A zip of "Download all submissions": name or word for Participant or group, id, files.

    moodle@da54552 mod/assign/classes/downloader.php: with folders a folder of the prefix, else the
    prefix, ``_`` and the file's name.
    """
    entries = {}
    for who, uid, files in handed:
        for file, data in files.items():
            entries[moodle_prefix(who, uid, kind) + ("/" if folders else "_") + file] = data
    return write_zip(folder / name, entries)


def moodle_sheet(
    folder: Path,
    rows: Sequence[tuple[Student, int]],
    blind: bool = False,
    japanese: bool = False,
    groups: Mapping[int, str] | None = None,
) -> Path:
    """moodle@003699d mod/assign/gradingtable.php: the grading worksheet, in its order of columns.

    ``Identifier`` is the string ``hiddenuser`` and the unique id: "Participant 12", ja "参加者12".
    """
    words = "参加者{}" if japanese else "Participant {}"
    head = ["ID" if japanese else "Identifier"]
    if not blind:
        head += (
            ["フルネーム", "IDナンバー", "メールアドレス"]
            if japanese
            else ["Full name", "ID number", "Email address"]
        )
    head += ["ステータス" if japanese else "Status"]
    head += ["グループ" if japanese else "Group"] if groups else []
    head += (
        ["評定", "最大評点", "評定変更可", "最終更新日時 (提出)", "最終更新日時 (評定)"]
        if japanese
        else [
            "Grade",
            "Maximum grade",
            "Grade can be changed",
            "Last modified (submission)",
            "Last modified (grade)",
        ]
    )
    lines = [head]
    for student, uid in rows:
        line = [words.format(uid)]
        line += [] if blind else [student.full, student.number, student.email]
        line += ["評定のために提出済み" if japanese else "Submitted for grading"]
        line += [groups.get(uid, "")] if groups else []
        lines.append([*line, "", "100.00", "はい" if japanese else "Yes", "", "-"])
    path = folder / "Grades.csv"
    path.write_text("\n".join(",".join(f'"{c}"' for c in line) for line in lines) + "\n", "utf-8")
    return path


def gradescope_zip(
    folder: Path, handed: Sequence[tuple[Sequence[Student], str, Files]], name: str = "export.zip"
) -> Path:
    """``assignment_<id>_export/`` with submission_metadata.yml and ``submission_<id>/``.

    From several independent parsers: keys are Ruby symbols; several submitters are a group.
    """
    yml, entries = ["---"], {}
    for n, (students, time, files) in enumerate(handed, start=500):
        yml += [f"submission_{n}:", "  :submitters:"]
        for s in students:
            yml += [f"  - :name: {s.full}", f"    :sid: '{s.number}'", f"    :email: {s.email}"]
        yml += [f"  :created_at: {time}", "  :score: 3.0", "  :history: []"]
        for file, data in files.items():
            entries[f"assignment_1_export/submission_{n}/{file}"] = data
    entries["assignment_1_export/submission_metadata.yml"] = ("\n".join(yml) + "\n").encode()
    return write_zip(folder / name, entries)


def blackboard_zip(
    folder: Path, handed: Sequence[tuple[str, str, str, Files]], assignment: str = "Homework_1"
) -> Path:
    """``<assignment>_<user>_attempt_<time>_<file>`` and a ``.txt`` for each attempt.

    From four parsers and nbgrader's own example: user, name, time and files.
    """
    entries = {}
    for user, name, time, files in handed:
        stem = f"{assignment}_{user}_attempt_{time}"
        about = f"Name: {name} ({user})\nAssignment: {assignment}\nDate Submitted: x\n"
        entries[f"{stem}.txt"] = about.encode()
        entries |= {f"{stem}_{file}": data for file, data in files.items()}
    return write_zip(folder / f"gradebook_c1_{assignment}_2026-10-03-10-00-00.zip", entries)


def brightspace_zip(folder: Path, handed: Sequence[tuple[int, str, str, Files]]) -> Path:
    """``<n>-<n> - <First Last> - <Oct 10, 2025 1022 AM>/`` and ``index.html``, after a parser."""
    entries = {"index.html": b"<html></html>"}
    for number, name, time, files in handed:
        for file, data in files.items():
            entries[f"{number}-55 - {name} - {time}/{file}"] = data
    return write_zip(folder / "hw Download Oct 12, 2026 900 AM.zip", entries)


def manaba_zip(folder: Path, handed: Sequence[tuple[str, str, Files]], form: str) -> Path:
    """faq.manaba.jp 371 and two parsers: number, user, files; form is folders, flat or swapped."""
    entries = {"reportlist.xlsx": b"PK\3\4 a sheet"}
    forms = {"folders": "{0}@{1}/{2}", "flat": "{0}@{1}@{2}", "swapped": "{1}@{0}@{2}"}
    for number, user, files in handed:
        entries |= {forms[form].format(number, user, f): data for f, data in files.items()}
    return write_zip(folder / "report.zip", entries)
