"""``python -m tools.notebooks [LESSON...]``: course/, solutions/ and questions from lessons/.

Owns the command and the order of the steps. Everything is built in memory, from sources
without a problem, before the first file is exchanged. A notebook in which somebody has written
is not replaced.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

import autograder.exercises
from autograder.copies.origin import remember_built
from autograder.errors import UnknownLesson, nearest
from tools.assemble import as_text, solution_notebook
from tools.files import changes, exchange
from tools.handwork import found_handwork
from tools.index import index
from tools.predictions import FOLDER as PREDICTIONS
from tools.predictions import lost_items, predictions_path, predictions_text
from tools.quizzes import FOLDER as QUIZZES
from tools.quizzes import lost_options, quiz_of, quiz_path, unknown_places
from tools.release import release
from tools.rules import Exercises, missing_pictures, problems
from tools.settings import repository
from tools.sources import SOURCE_LANGUAGE, WELCOME, Lesson, Problem, WrongSource, read_lesson
from tools.stills import still_problems
from tools.translations import catalog_path, read_catalog, translate, translated_languages
from tools.translations import problems as lost_parts

ROOT = Path(__file__).resolve().parent.parent
PICTURES = Path("lessons", "pictures")
INDEX = Path("course", "README.md")
LessonExercises = Callable[[str], Exercises]
"""The exercises of a lesson by its name; raises ``UnknownLesson``."""


def lesson_names(root: Path) -> list[str]:
    """The names of all lessons that have a source, in order."""
    return sorted(path.stem for path in (root / "lessons").glob("[0-9]*.py"))


def chosen_lessons(root: Path, parser: argparse.ArgumentParser, chosen: Sequence[str]) -> list[str]:
    """The lessons named on the command line, in order, or all of them where none is.

    An unknown one ends the program with the nearest name.
    """
    known = lesson_names(root)
    for name in chosen:
        if name not in known:
            parser.error(f"there is no lessons/{name}.py. {nearest(name, known)}")
    return sorted(set(chosen)) or known


def read_lessons(
    root: Path, names: Sequence[str], lesson_exercises: LessonExercises
) -> list[tuple[Lesson, Exercises]]:
    """The lessons with their exercises. Raises ``WrongSource`` with the problems of all of them."""
    found: list[tuple[Lesson, Exercises]] = []
    wrong: list[Problem] = []
    for name in names:
        try:
            lesson = read_lesson(root, name)
            exercises = () if name == WELCOME else lesson_exercises(name)
        except WrongSource as error:
            wrong += error.problems
        except UnknownLesson as error:
            message = f"{error} Rename the file, or add the lesson to autograder/exercises."
            wrong.append(Problem(Path("lessons", f"{name}.py"), 1, message))
        else:
            wrong += problems(lesson, exercises)
            found.append((lesson, exercises))
    if wrong:
        raise WrongSource(wrong)
    return found


def build(root: Path, names: Sequence[str], lesson_exercises: LessonExercises) -> dict[Path, bytes]:
    """What the generated files of these lessons have to hold, by path relative to ``root``.

    With all lessons, the list of lessons is among them. The welcome is a notebook of ``course/``
    alone: what stands in ``solutions/`` is an assignment.
    """
    lessons = read_lessons(root, names, lesson_exercises)
    wrong = [p for lesson, _ in lessons for p in missing_pictures(lesson, root / PICTURES)]
    wrong += [p for lesson, _ in lessons for p in still_problems(lesson, root / PICTURES)]
    if wrong:
        raise WrongSource(wrong)
    address = repository(root)
    texts: dict[Path, str] = {}
    listed: dict[str, list[Lesson]] = {}
    for language in languages(root):
        translated = in_language(root, lessons, language)
        course = whole_course(root, [lesson for lesson, _ in translated], language)
        if language == SOURCE_LANGUAGE:  # elsewhere a lesson may lack its translation
            lost = [p for lesson, _ in translated for p in unknown_places(lesson, course)]
            if lost:
                raise WrongSource(lost)
        for lesson, exercises in translated:
            listed.setdefault(language, []).append(lesson)
            notebook = solution_notebook(
                lesson, exercises, root / PICTURES, address, language, course
            )
            if lesson.name != WELCOME:
                texts[notebook_path("solutions", language, lesson.name)] = as_text(notebook)
            texts[notebook_path("course", language, lesson.name)] = as_text(release(notebook))
            if lesson.marked("question"):
                texts[quiz_path(language, lesson.name)] = quiz_of(lesson, course).to_json()
            if lesson.marked("prediction"):
                texts[predictions_path(language, lesson.name)] = predictions_text(lesson)
    if list(names) == lesson_names(root):
        texts[INDEX] = index(listed, address)
    return {path: text.encode() for path, text in texts.items()}


def languages(root: Path) -> list[str]:
    """English, and each language that has a catalog."""
    return [SOURCE_LANGUAGE, *translated_languages(root)]


def in_language(
    root: Path, lessons: Sequence[tuple[Lesson, Exercises]], language: str
) -> list[tuple[Lesson, Exercises]]:
    """The lessons that there are in a language, translated. Raises ``WrongSource``."""
    if language == SOURCE_LANGUAGE:
        return list(lessons)
    found: list[tuple[Lesson, Exercises]] = []
    wrong: list[Problem] = []
    for lesson, exercises in lessons:
        catalog = read_catalog(root, language, lesson.name)
        if catalog is not None:
            translated = translate(lesson, catalog)
            wrong += lost_parts(lesson, catalog, language)
            wrong += lost_options(translated, lesson, catalog_path(language, lesson.name))
            wrong += lost_items(translated, lesson, catalog_path(language, lesson.name))
            found.append((translated, exercises))
    if wrong:
        raise WrongSource(wrong)
    return found


def whole_course(root: Path, built: Sequence[Lesson], language: str) -> list[Lesson]:
    """All lessons of a language in their order, those that aren't built now too.

    A lesson that can't be read, or isn't translated, is left out: no link leads to it.
    """
    known = {lesson.name: lesson for lesson in built}
    for name in lesson_names(root):
        if name not in known:
            with suppress(WrongSource):
                lesson = read_lesson(root, name)
                known |= {x.name: x for x, _ in in_language(root, [(lesson, ())], language)}
    return [known[name] for name in sorted(known)]


def notebook_path(folder: str, language: str, lesson: str) -> Path:
    """Where a generated notebook lies: ``FOLDER/LANGUAGE/LESSON/LESSON.ipynb``."""
    return Path(folder, language, lesson, f"{lesson}.ipynb")


def stale_files(root: Path, files: Collection[Path]) -> list[Path]:
    """Generated notebooks and questions that a build of all lessons, ``files``, doesn't give."""
    found = [*root.glob("course/*/*/*.ipynb"), *root.glob("solutions/*/*/*.ipynb")]
    generated = [p.relative_to(root) for p in found if p.stem == p.parent.name]
    for folder in (QUIZZES, PREDICTIONS):
        generated += [p.relative_to(root) for p in (root / folder).glob("*/*.json")]
    return sorted(path for path in generated if path not in files)


def main(
    arguments: Sequence[str] | None = None,
    root: Path = ROOT,
    lesson_exercises: LessonExercises = autograder.exercises.lesson_exercises,
) -> int:
    """The exit status: 0 when all is built (or, with --check, up to date), else 1."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks", description=__doc__)
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="as in 01_gradient_vectors")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; list what would change"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace notebooks in which somebody has written, too"
    )
    options = parser.parse_args(arguments)
    known = lesson_names(root)
    names = chosen_lessons(root, parser, options.lessons)
    try:
        files = build(root, names, lesson_exercises)
    except WrongSource as error:
        print(error, "Nothing was changed.", sep="\n", file=sys.stderr)
        return 1
    stale = stale_files(root, files) if names == known else []
    if not (options.check or options.force) and (work := found_handwork(root, files, stale)):
        print(*work, "Nothing was changed.", sep="\n", file=sys.stderr)
        return 1
    changed = (changes if options.check else exchange)(root, files, stale)
    if not options.check:
        remember_built(root, {p: data for p, data in files.items() if p.suffix == ".ipynb"})
    for path in changed:
        print(f"{'would change' if options.check else 'changed'}: {path}")
    print(f"lessons: {len(names)}, files: {len(files)}, changed: {len(changed)}")
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    sys.exit(main())
