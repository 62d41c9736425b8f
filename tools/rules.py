"""What a lesson's source has to be: each rule yields the problems that it finds.

Owns the rules and the words in which they are explained to an author. Reads nothing from
disk but the list of pictures, and changes nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from autograder.errors import nearest
from autograder.records.exercises import Exercise, total
from tools.predictions import prediction_problems
from tools.quizzes import quiz_problems
from tools.release import stub
from tools.sources import MARKS, Cell, Lesson, Problem
from tools.times import STOPS, extra_cells
from utils.forms import FORM

MAX_CODE_LINES = 15
SWITCHES = ("setup", "quiz", "feedback", "contents", "times", "extra")
"""Marks that are true or absent."""
TEXT_MARKS = ("question", "prediction", "contents", "feedback", "times", "stop", "extra")
"""Marks of text cells; all others are of code cells."""
FORBIDDEN = re.compile(r"\b(simply|obviously|just)\b", re.IGNORECASE)
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
IMAGE_WITHOUT_ALT = re.compile(r"!\[\s*\]\(|<img(?![^>]*\balt=\"[^\"]+\")[^>]*>")
CODE_SPAN = re.compile(r"`[^`\n]+`")

Exercises = Sequence[Exercise]
Rule = Callable[[Lesson, Exercises], Iterator[Problem]]


def problems(lesson: Lesson, exercises: Exercises) -> list[Problem]:
    """All that is wrong in a lesson with these exercises, by line; empty where it can be built."""
    return sorted(problem for rule in RULES for problem in rule(lesson, exercises))


def missing_pictures(lesson: Lesson, pictures: Path) -> Iterator[Problem]:
    """A problem for each picture cell whose PNG isn't in the folder ``pictures``."""
    for cell in lesson.marked("picture"):
        name = f"{cell.marks['picture']}.png"
        if not (pictures / name).is_file():
            message = f"there is no lessons/pictures/{name} yet: run `make pictures`."
            yield lesson.problem(cell.line, message)


def marks_are_known(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """Only known marks, one to a cell, on cells and with values of the right kind."""
    for cell in lesson.cells:
        for mark in cell.marks.keys() - set(MARKS):
            hint = nearest(mark, list(MARKS))
            yield lesson.problem(cell.line, f"unknown cell mark {mark!r}. {hint}")
        marks = sorted(cell.marks.keys() & set(MARKS) - {"tags", "again"})
        if "again" in cell.marks and marks != ["question"]:
            message = "again marks no question: it belongs beside question, in one header."
            yield lesson.problem(cell.line, message)
        if len(marks) > 1:
            message = f"the cell is marked {' and '.join(marks)}: give each its own cell."
            yield lesson.problem(cell.line, message)
        wanted = "markdown" if set(marks) & set(TEXT_MARKS) else "code"
        if marks and cell.kind != wanted:
            message = f"{marks[0]} marks a {cell.kind} cell: mark a {wanted} cell instead."
            yield lesson.problem(cell.line, message)
        for mark in marks:
            if not isinstance(cell.marks[mark], bool if mark in SWITCHES else str):
                value = "true" if mark in SWITCHES else '"NAME"'
                message = f"write {mark}={value}."
                yield lesson.problem(cell.line, message)


def ids_are_unique(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """No two cells with one grade id, and no two that make one picture."""
    first: dict[tuple[str, str], int] = {}
    for cell in lesson.cells:
        kinds = {"id": cell.grade_id, **{k: cell.marks.get(k) for k in ("makes", "still")}}
        for kind, name in kinds.items():
            if name is None:
                continue
            line = first.setdefault((kind, name), cell.line)
            if line != cell.line:
                what = "picture" if kind == "makes" else kind
                message = f"the {what} {name!r} is taken by the cell in line {line}: rename one."
                yield lesson.problem(cell.line, message)


def exercises_are_known(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """Every marked exercise is one of the lesson's."""
    known = [exercise.id for exercise in exercises]
    for cell in lesson.cells:
        if cell.exercise is not None and cell.exercise not in known:
            hint = nearest(str(cell.exercise), known) if known else "It has none yet."
            message = (
                f"{lesson.name} has no exercise {cell.exercise!r}. {hint} "
                "Mend the mark, or add the exercise to autograder/exercises."
            )
            yield lesson.problem(cell.line, message)


def exercises_are_asked_and_checked(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """Every exercise of the lesson has an answer cell and, after it, a check cell."""
    answers = {cell.exercise: cell for cell in lesson.marked("solution")}
    checks = {cell.exercise: cell for cell in lesson.marked("check")}
    for exercise in exercises:
        name, answer, check = exercise.id, answers.get(exercise.id), checks.get(exercise.id)
        if answer is None:
            message = f'exercise {name!r} is not asked: add a cell `# %% solution="{name}"`.'
            yield lesson.problem(check.line if check else 1, message)
        elif check is None:
            message = f'exercise {name!r} is not checked: add `# %% check="{name}"` after the cell.'
            yield lesson.problem(answer.line, message)
        elif check.line < answer.line:
            message = (
                f"the check of {name!r} precedes its answer: move it below line {answer.line}."
            )
            yield lesson.problem(check.line, message)


def checks_are_one_call(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """A check cell is the one expression ``check("NAME")``."""
    for cell in lesson.marked("check"):
        wanted = f'check("{cell.exercise}")'
        if cell.source != wanted:
            message = f"the check cell is not exactly `{wanted}`: write that and nothing else."
            yield lesson.problem(cell.text_line, message)


def points_add_up(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """The front matter's points are the sum of the exercises' points."""
    points = total(exercises)
    if points != lesson.front.points:
        each = ", ".join(f"{exercise.id} {exercise.points:g}" for exercise in exercises)
        message = (
            f"points: the front matter says {lesson.front.points:g}, but the exercises "
            f"give {points:g} ({each or 'none'}): correct the one that is wrong."
        )
        yield lesson.problem(1, message)


def answers_leave_a_stub(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """An answer cell defines NAME, and without its solution fails only when NAME is called."""
    for cell in lesson.marked("solution"):
        if (fault := _marker_fault(cell)) is not None:
            yield lesson.problem(*fault)
            continue
        try:
            ast.parse(cell.source)
            tree = ast.parse(stub(cell.source))
        except SyntaxError as error:
            message = f"not Python, with or without the solution: {error.msg}. Mend the cell."
            yield lesson.problem(cell.text_line + (error.lineno or 1) - 1, message)
            continue
        definitions = (ast.FunctionDef, ast.ClassDef)
        if cell.exercise not in [n.name for n in tree.body if isinstance(n, definitions)]:
            message = (
                f"the cell defines no function or class {cell.exercise!r} outside the "
                "solution: name it as the exercise."
            )
            yield lesson.problem(cell.line, message)
        if _raises_when_defined(tree):
            message = (
                "the unsolved cell would stop 'Run All': move "
                f"'{BEGIN}' and '{END}' into the body of a function or method."
            )
            yield lesson.problem(cell.line, message)


def _marker_fault(cell: Cell) -> tuple[int, str] | None:
    expected = BEGIN
    last = cell.text_line
    for number, line in enumerate(cell.source.splitlines(), start=cell.text_line):
        if "BEGIN SOLUTION" in line or "END SOLUTION" in line:
            if line.strip() != expected:
                return number, f"found {line.strip()!r} where '{expected}' belongs: mend the pair."
            expected, last = (END if expected == BEGIN else BEGIN), number
    if expected == END:
        return last, f"'{BEGIN}' has no '{END}': add it after the solution."
    if last == cell.text_line and BEGIN not in cell.source:
        return (
            cell.line,
            f"the answer cell has no '{BEGIN}' ... '{END}': put them around the solution.",
        )
    return None


def _raises_when_defined(node: ast.AST) -> bool:
    """Whether a ``raise`` stands outside every function."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return False
    return isinstance(node, ast.Raise) or any(map(_raises_when_defined, ast.iter_child_nodes(node)))


def solutions_are_marked(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """No solution outside an answer cell: it would be released."""
    for cell in lesson.cells:
        if "solution" not in cell.marks and re.search("(BEGIN|END) SOLUTION", cell.source):
            message = 'a solution in a cell that is no answer: mark it `# %% solution="NAME"`.'
            yield lesson.problem(cell.line, message)


def setup_is_first(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """The first code cell, and no other, is the setup cell."""
    code = [cell for cell in lesson.cells if cell.kind == "code"]
    if not code:
        yield lesson.problem(1, "the lesson has no code: begin it with a cell `# %% setup=true`.")
        return
    if "setup" not in code[0].marks:
        yield lesson.problem(
            code[0].line, "the first code cell is not the setup: mark it `# %% setup=true`."
        )
    for cell in lesson.marked("setup"):
        if cell is not code[0]:
            yield lesson.problem(cell.line, "the setup is not the first code cell: move it up.")


def pictures_are_shown(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """A picture cell is ``expected_picture(NAME, alt=...)``, and some cell makes that picture."""
    makers = [str(cell.marks["makes"]) for cell in lesson.marked("makes")]
    for cell in (*lesson.marked("makes"), *lesson.marked("still")):
        name = str(cell.marks.get("makes", cell.marks.get("still")))
        if not re.fullmatch(r"[a-z0-9_]+", name):
            message = f"picture name {name!r}: use lower-case letters, digits and underscores."
            yield lesson.problem(cell.line, message)
    for cell in lesson.marked("picture"):
        name = str(cell.marks["picture"])
        if alt_text(cell) is None:
            message = (
                f'the cell is not `expected_picture("{name}", alt="...")`: write that '
                "and nothing else, with an alt text that says what is seen."
            )
            yield lesson.problem(cell.text_line, message)
        if name not in makers:
            hint = nearest(name, makers) if makers else ""
            message = f'no cell makes {name!r}: mark the one that does `makes="{name}"`. {hint}'
            yield lesson.problem(cell.line, message.rstrip())


def alt_text(cell: Cell) -> str | None:
    """The alt text of a picture cell, or None where the cell isn't the call that it should be."""
    try:
        call = ast.parse(cell.source, mode="eval").body
        if not isinstance(call, ast.Call) or ast.unparse(call.func) != "expected_picture":
            return None
        arguments = [ast.literal_eval(argument) for argument in call.args]
        keywords = {k.arg: ast.literal_eval(k.value) for k in call.keywords}
    except (SyntaxError, ValueError):
        return None
    alt = keywords.get("alt")
    right = arguments == [cell.marks["picture"]] and keywords.keys() == {"alt"}
    return alt if right and isinstance(alt, str) and alt.strip() else None


def cells_are_short(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """Code cells are short enough to be seen whole; answers may be longer."""
    for cell in lesson.cells:
        length = len(cell.source.splitlines())
        if cell.kind == "code" and "solution" not in cell.marks and length > MAX_CODE_LINES:
            message = (
                f"the code cell has {length} lines, {MAX_CODE_LINES} are allowed: "
                "split it, or move code into utils."
            )
            yield lesson.problem(cell.line, message)


def prose_is_plain(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """No words that make a reader feel slow, and an alt text for every image."""
    for cell in lesson.cells:
        for number, line in enumerate(cell.source.splitlines(), start=cell.text_line):
            text = CODE_SPAN.sub("", line) if cell.kind == "markdown" else line
            for word in FORBIDDEN.findall(text):
                yield lesson.problem(number, f"leave out the word {word!r}.")
            if cell.kind == "markdown" and IMAGE_WITHOUT_ALT.search(text):
                yield lesson.problem(number, "an image without alt text: say what is seen.")


def quiz_is_whole(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """Each question has one right option and an explanation for each, and a cell shows it."""
    yield from quiz_problems(lesson)


def predictions_are_whole(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """Each prediction can be answered, is asked by the cell below it, and compared once later."""
    yield from prediction_problems(lesson)


def feedback_is_the_form(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """At most one cell for learners' feedback, and it is the form, not filled in."""
    forms = lesson.marked("feedback")
    for cell in forms:
        if cell.source != FORM:
            message = f"the feedback cell is not the form. Write this and nothing else:\n{FORM}"
            yield lesson.problem(cell.text_line, message)
        if cell is not forms[0]:
            yield lesson.problem(cell.line, "a second feedback form: remove it.")


def extra_parts_can_be_left_out(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """What is marked as extra begins with a heading and holds no exercise."""
    for cell in lesson.marked("extra"):
        if not re.match("##+ ", cell.source):
            message = "an extra part begins with its heading: put the mark on that cell."
            yield lesson.problem(cell.line, message)
    for cell in extra_cells(lesson):
        if cell.exercise is not None:
            message = f"exercise {cell.exercise!r} is graded, and its part is marked as extra."
            yield lesson.problem(cell.line, f"{message} Take the mark away, or end the part above.")


def stops_are_known(lesson: Lesson, exercises: Exercises) -> Iterator[Problem]:
    """A place to stop is of a known kind, and the build writes its text."""
    for cell in lesson.marked("stop"):
        if cell.marks["stop"] not in STOPS:
            written = " or ".join(f'stop="{kind}"' for kind in STOPS)
            yield lesson.problem(cell.line, f"stop={cell.marks['stop']!r} is unknown: {written}.")
        if cell.source.strip():
            message = "the build writes what a place to stop says: leave its cell empty."
            yield lesson.problem(cell.text_line, message)
        if cell is lesson.cells[-1]:
            yield lesson.problem(cell.line, "nothing follows on this place to stop: remove it.")


RULES: tuple[Rule, ...] = (
    marks_are_known,
    ids_are_unique,
    exercises_are_known,
    exercises_are_asked_and_checked,
    checks_are_one_call,
    points_add_up,
    answers_leave_a_stub,
    solutions_are_marked,
    setup_is_first,
    pictures_are_shown,
    cells_are_short,
    prose_is_plain,
    quiz_is_whole,
    predictions_are_whole,
    feedback_is_the_form,
    extra_parts_can_be_left_out,
    stops_are_known,
)
