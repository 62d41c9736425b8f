"""Quiz questions as records, as Markdown and as HTML, and where a lesson's questions are found.

Owns the form of `utils/quizzes/LANGUAGE/LESSON.json`, which `make notebooks` writes and a wheel
carries. How a question is answered is the matter of `utils.widgets.quizzes`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

HERE = Path(__file__).parent
FOLDER = HERE / "quizzes"
WORDS = (
    "Quiz. Run this cell, and choose your answers here. Where nothing runs, as on a web page, "
    "decide first, then open the explanations.",
    "Choose an answer: what is right or wrong about it stands below it at once. Nothing is graded "
    "or kept.",
    "Question {n} of {total}",
    "Explanations",
    "Right.",
    "Not quite.",
    "Right at the first try since Python was started: {right} of {answered}. There are {total} "
    "questions in this lesson.",
    "To read again:",
)
"""What a quiz says besides its questions, in English; a catalog translates it."""
LEAD, INVITATION, NUMBER, EXPLANATIONS, RIGHT, WRONG, TALLY, AGAIN = WORDS
BOLD = re.compile(r"(`[^`\n]*`)|\*\*(.+?)\*\*")
LINK = re.compile(r"\[([^\[\]]*)\]\([^)]*\)")
INLINE = re.compile(r"(?P<math>\$[^$]+\$)|`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*|\*(?P<em>.+?)\*")


def unbold(markdown: str) -> str:
    """Return Markdown without the signs of what is bold; in code two stars are a power."""
    return BOLD.sub(lambda found: found[1] or found[2], markdown)


ANCHOR = "!$&',*+;=:@/?"
"""What stands in a heading's anchor as it is, beside letters, digits and - . _ ~"""


@dataclass(frozen=True)
class Option:
    """One answer to choose: plain text, whether it is right, and why (Markdown)."""

    text: str
    right: bool
    why: str

    @property
    def label(self) -> str:
        """The text as it stands on a button, where nothing is typeset."""
        return self.text.replace("`", "")


@dataclass(frozen=True)
class Question:
    """A question (Markdown) with its options, one of which is right.

    `part` is the number of the quiz cell that shows it. `section` is the heading below which the
    lesson tells the answer; it stands in `lesson`, or in the quiz's own where that is "".
    """

    id: str
    text: str
    options: tuple[Option, ...]
    part: int = 1
    section: str = ""
    lesson: str = ""

    @property
    def place(self) -> str:
        """The section's name, after the other lesson's number where it isn't the quiz's own."""
        number = self.lesson.partition("_")[0]
        return ": ".join(name for name in (number, self.section) if name)

    @property
    def address(self) -> str:
        """Where the section is, as a link in the quiz's own notebook."""
        file = f"../{self.lesson}/{self.lesson}.ipynb" if self.lesson else ""
        return f"{file}#{quote(self.section.replace(' ', '-'), safe=ANCHOR)}"


@dataclass(frozen=True)
class Quiz:
    """The questions of a lesson in one language, and that language's `WORDS` by English ones."""

    questions: tuple[Question, ...]
    words: Mapping[str, str]

    def say(self, english: str, **values: object) -> str:
        """Return one of `WORDS` in the quiz's language, its `{places}` filled in."""
        return self.words.get(english, english).format(**values)

    def to_json(self) -> str:
        """Return the quiz as the text of its file."""
        questions = [{**vars(q), "options": [vars(o) for o in q.options]} for q in self.questions]
        data = {"words": dict(self.words), "questions": questions}
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"

    def numbers(self, part: int | None = None) -> list[int]:
        """Return the indices of the questions of a part, or of all."""
        return [n for n, q in enumerate(self.questions) if part in (None, q.part)]

    def markdown(self, part: int | None = None) -> str:
        """Return questions as Markdown, the explanations closed: for pages without a kernel."""
        questions = map(self._question, self.numbers(part))
        return "\n\n---\n\n".join([self.say(LEAD), *questions])

    def text(self, part: int | None = None) -> str:
        """Return questions and explanations as plain text."""
        bare = re.sub(r"</?(details|summary)>|^---$", "", self.markdown(part), flags=re.M)
        bare = LINK.sub(r"\1", bare)
        return unbold(re.sub(r"\n{3,}", "\n\n", bare)).strip()

    def _question(self, n: int) -> str:
        question = self.questions[n]
        options = "\n".join(f"- {letter(k)}: {o.text}" for k, o in enumerate(question.options))
        whys = "\n\n".join(
            f"**{letter(k)}: {self.say(RIGHT if o.right else WRONG)}** {o.why}"
            for k, o in enumerate(question.options)
        )
        if question.section:
            whys += f"\n\n{self.say(AGAIN)} [{question.place}]({question.address})"
        folded = f"<details><summary>{self.say(EXPLANATIONS)}</summary>\n\n{whys}\n\n</details>"
        return f"**{n + 1}.** {question.text}\n\n{options}\n\n{folded}"


def letter(index: int) -> str:
    """Return the letter of an option: A for 0."""
    return chr(ord("A") + index)


def quiz_names(language: str = "en") -> list[str]:
    """Return the names of the lessons that have a quiz in this language, in order."""
    return sorted(path.stem for path in (FOLDER / language).glob("*.json"))


def quiz_languages() -> list[str]:
    """Return the codes of the languages that have quizzes."""
    return sorted({path.parent.name for path in FOLDER.glob("*/*.json")})


def read_quiz(lesson: str, language: str) -> Quiz:
    """Return the quiz of a lesson; raises OSError or ValueError where its file isn't whole."""
    data = json.loads((FOLDER / language / f"{lesson}.json").read_text(encoding="utf-8"))
    try:
        questions = tuple(_question(item) for item in data["questions"])
        return Quiz(questions, {str(k): str(v) for k, v in data["words"].items()})
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the questions of {lesson} aren't in the form of a quiz") from error


def _question(item: Mapping[str, Any]) -> Question:
    options = tuple(Option(o["text"], o["right"], o["why"]) for o in item["options"])
    places = {name: item[name] for name in ("part", "section", "lesson") if name in item}
    return Question(item["id"], item["text"], options, **places)


def inline_html(markdown: str) -> str:
    """Return Markdown as escaped HTML: paragraphs, **bold**, *emphasis*, `code`; $math$ stays."""
    paragraphs = re.split(r"\n\s*\n", markdown.strip())
    return "".join(f"<p style='margin:.3em 0'>{_marked(p)}</p>" for p in paragraphs)


def _marked(text: str) -> str:
    done, at = [], 0
    for found in INLINE.finditer(text):
        done += [escape(text[at : found.start()]), _element(found)]
        at = found.end()
    return "".join([*done, escape(text[at:])])


def _element(found: re.Match[str]) -> str:
    kind = str(found.lastgroup)
    if kind == "math":
        return escape(found["math"], quote=False)
    tags = {"code": "code", "bold": "strong", "em": "em"}
    inside = escape(found["code"]) if kind == "code" else _marked(found[kind])
    return f"<{tags[kind]}>{inside}</{tags[kind]}>"


def listed(names: Sequence[str]) -> str:
    """Return the names as words for a sentence, or "none" where there are none."""
    return ", ".join(names) or "none"
