"""``python -m tools.translations LANGUAGE [LESSON...]``: brings catalogs up to date with lessons.

Owns the catalogs, ``lessons/LANGUAGE/NN_topic.po``: one gettext message for each paragraph of a
lesson's text cells, quiz questions and predictions among them, and for the title and summary. Code
cells are the same in every language, but for the language that a quiz or prediction cell names. A
paragraph without a translation, or with one marked fuzzy, stays English.
"""

from __future__ import annotations

import argparse
import dataclasses
import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from tools.navigation import WORDS as NAVIGATION_WORDS
from tools.sources import Cell, Lesson, Problem, WrongSource, read_lesson
from tools.times import WORDS as TIME_WORDS
from utils.predicted import WORDS as PREDICTION_WORDS
from utils.questions import WORDS as QUIZ_WORDS

SAID = {
    "setup": NAVIGATION_WORDS,
    "times": TIME_WORDS,
    "quiz": QUIZ_WORDS,
    "predict": PREDICTION_WORDS,
}
"""What is said besides a lesson's own text, by the mark of the cells that say it."""
ROOT = Path(__file__).resolve().parent.parent
FROZEN = datetime(2000, 1, 1, tzinfo=UTC)
"""Catalogs bear one date, so that bringing them up to date twice changes nothing."""

BLANK = re.compile(r"\n[ \t]*\n")
LETTERS = re.compile(r"[^\W\d_]{2,}")
MATH = re.compile(r"\$\$.+?\$\$|\$[^$\n]+(?:\n[^$\n]+)*\$", re.S)
CODE = re.compile(r"`[^`\n]+`")
CATALOG_LINE = re.compile(r'\s*(#.*|((msgid|msgstr|msgctxt) )?"([^"\\]|\\.)*")?\s*')
TAG = re.compile(r"</?[a-z]+[^>]*>|<!--.*?-->", re.S)


def catalog_path(language: str, lesson: str) -> Path:
    """Where a catalog lies, relative to the project."""
    return Path("lessons", language, f"{lesson}.po")


def translated_languages(root: Path) -> list[str]:
    """The languages, besides English, that have at least one catalog."""
    return sorted({path.parent.name for path in (root / "lessons").glob("*/[0-9]*.po")})


def paragraphs(text: str) -> list[str]:
    """The paragraphs of Markdown: what stands between blank lines; a fenced block is one."""
    found: list[str] = []
    for block in BLANK.split(text):
        if found and found[-1].count("```") % 2:
            found[-1] += "\n\n" + block
        else:
            found.append(block)
    return found


def is_text(paragraph: str) -> bool:
    """Whether there is anything to translate: words outside of formulas, code and tags."""
    bare = TAG.sub(" ", CODE.sub(" ", MATH.sub(" ", paragraph)))
    return not paragraph.startswith("```") and bool(LETTERS.search(bare))


def messages(lesson: Lesson) -> Iterator[tuple[str, int]]:
    """Each text to translate, with the line of the source where its cell begins."""
    for text in (lesson.front.title, lesson.front.summary):
        yield text.strip(), 1
    for cell in lesson.cells:
        if cell.kind == "markdown":
            for paragraph in filter(is_text, paragraphs(cell.source)):
                yield paragraph, cell.text_line
    for mark, said in SAID.items():
        if cells := lesson.marked(mark):
            yield from ((words, cells[0].line) for words in said)


def template(lesson: Lesson, language: str) -> Catalog:
    """A catalog of the lesson's messages without translations."""
    catalog = Catalog(
        locale=language,
        project="autograd-course",
        charset="utf-8",
        fuzzy=False,
        creation_date=FROZEN,
        revision_date=FROZEN,
        header_comment=f"# {language}: {lesson.path}",
        last_translator="autograd-course",
        language_team=language,
        copyright_holder="autograd-course",
        msgid_bugs_address="the project's issues",
    )
    for text, line in messages(lesson):
        catalog.add(text, locations=[(str(lesson.path), line)])
    return catalog


def read_catalog(root: Path, language: str, lesson: str) -> Catalog | None:
    """The catalog of a lesson, or None. Raises ``WrongSource`` for what isn't one."""
    path = catalog_path(language, lesson)
    if not (root / path).is_file():
        return None
    data = (root / path).read_bytes()
    for number, line in enumerate(data.decode(errors="replace").splitlines(), start=1):
        if not CATALOG_LINE.fullmatch(line):  # Babel would drop it, and the translation with it
            text = f"not a line of a gettext catalog: {line[:60]!r}. Mend it or restore the file."
            raise WrongSource([Problem(path, number, text)])
    try:
        return read_po(io.BytesIO(data), locale=language, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        text = f"not a gettext catalog ({error}). Mend it or restore the file."
        raise WrongSource([Problem(path, 1, text)]) from error


def updated(lesson: Lesson, language: str, old: Catalog | None) -> bytes:
    """The catalog with the lesson's present messages and what was already translated.

    A changed paragraph takes over the nearest old translation, marked fuzzy: it is English in
    the notebook until somebody has looked at it and removed the mark.
    """
    new = template(lesson, language)
    if old is not None:
        fresh = template(lesson, language)
        old.update(fresh, no_fuzzy_matching=False, update_creation_date=False)
        for message in new:
            before = old.get(message.id) if message.id else None
            if before is not None and before.string:
                message.string = before.string
                message.flags |= before.flags & {"fuzzy"}
                message.previous_id = before.previous_id
    for message in new:
        message.flags -= {"python-format", "python-brace-format"}  # LaTeX braces look like one
    out = io.BytesIO()
    write_po(out, new, width=0, ignore_obsolete=True, include_previous=True)
    return re.sub(rb'"Generated-By: .*\n', b"", out.getvalue())  # no churn with Babel's version


def translate(lesson: Lesson, catalog: Catalog) -> Lesson:
    """The lesson in the catalog's language; what isn't translated stays as it is."""
    words = {str(m.id): str(m.string) for m in catalog if m.id and m.string and not m.fuzzy}
    cells = tuple(_translated_cell(cell, words) for cell in lesson.cells)
    front = dataclasses.replace(
        lesson.front,
        title=words.get(lesson.front.title.strip(), lesson.front.title),
        summary=words.get(lesson.front.summary.strip(), lesson.front.summary),
    )
    all_said = (english for said in SAID.values() for english in said)
    said = {english: words[english] for english in all_said if english in words}
    return dataclasses.replace(lesson, cells=cells, front=front, words=said)


def _translated_cell(cell: Cell, words: dict[str, str]) -> Cell:
    if cell.kind != "markdown":
        return cell
    text = "\n\n".join(words.get(p, p) for p in paragraphs(cell.source))
    return dataclasses.replace(cell, source=text)


def problems(lesson: Lesson, catalog: Catalog, language: str) -> Iterable[Problem]:
    """Translations that lost or changed a formula, code or a tag of their paragraph."""
    path = catalog_path(language, lesson.name)
    for message in catalog:
        if message.id and message.string and not message.fuzzy:
            for kind, pattern in (("formula", MATH), ("code", CODE), ("tag", TAG)):
                lost = _parts(pattern, str(message.id)) - _parts(pattern, str(message.string))
                if lost:
                    text = f"the translation lacks the {kind} {min(lost)}: put it in as it is."
                    yield Problem(path, _line(message), text)


def _parts(pattern: re.Pattern[str], text: str) -> set[str]:
    return {re.sub(r"\s+", " ", part) for part in pattern.findall(text)}


def _line(message: Message) -> int:
    return int(message.lineno or 1)


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """The exit status: 0 when the catalogs are up to date, 1 where a source is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.translations", description=__doc__)
    parser.add_argument("language", help="a language code, as in ja")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="as in 01_gradient_vectors")
    options = parser.parse_args(arguments)
    if not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", options.language):
        parser.error(f"{options.language!r} is no language code: write for example ja or pt_BR")
    known = sorted(path.stem for path in (root / "lessons").glob("[0-9]*.py"))
    if unknown := [name for name in options.lessons if name not in known]:
        parser.error(f"there is no lessons/{unknown[0]}.py; there are: {', '.join(known)}")
    for name in options.lessons or known:
        try:
            _update(root, options.language, name)
        except WrongSource as error:
            print(error, f"{name} was not changed.", sep="\n", file=sys.stderr)
            return 1
    return 0


def _update(root: Path, language: str, name: str) -> None:
    lesson = read_lesson(root, name)
    text = updated(lesson, language, read_catalog(root, language, name))
    path = root / catalog_path(language, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != text:
        path.write_bytes(text)
    done = [m for m in read_po(io.BytesIO(text)) if m.id]
    left = sum(1 for m in done if not m.string or m.fuzzy)
    print(f"{path.relative_to(root)}: {len(done)} paragraphs, {left} to translate")


if __name__ == "__main__":
    sys.exit(main())
