"""Predictions as records and as Markdown, and where a lesson's predictions are found.

Owns the form of `utils/predictions/LANGUAGE/LESSON.json`, which `make notebooks` writes and a wheel
carries, and which answers a prediction takes. How a reader gives one is the matter of
`utils.widgets.predictions`; what is said of it afterwards, of `utils.gaps`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from utils.points import Plane, plane_of, read_point
from utils.questions import letter, unbold

FOLDER = Path(__file__).parent / "predictions"
KINDS = ("choice", "number", "slider", "signs", "point")
CHOICE, NUMBER, SLIDER, SIGNS, POINT = KINDS
PLUS, ZERO, MINUS = SIGNS_OF = ("+", "0", "-")
WORDS = (
    "Predict, then run.",
    "Run this cell, and make your prediction here. Where nothing runs, as on a web page, decide "
    "first, then open the answer.",
    "The answer",
    "Your prediction: {answer}.",
    "The result: {result}.",
    "You made no prediction here, so this is the result alone.",
    "As you predicted.",
    "Otherwise than you predicted.",
    "Your prediction is {gap} too high.",
    "Your prediction is {gap} too low.",
    "Your prediction is about {factor} times too high.",
    "Your prediction is about {factor} times too low.",
    "Your prediction has the other sign.",
    "Close enough: your prediction is {gap} off.",
    "{right} of {total} are as you predicted.",
    "The prediction that was kept doesn't fit this question any more. Make a new one.",
    "Choose one. Your prediction is kept for you, and never graded.",
    "Write a number and press Enter. Your prediction is kept for you, and never graded.",
    "Move the slider, then press the button. Your prediction is kept for you, and never graded.",
    "Choose a sign in each row. Your prediction is kept for you, and never graded.",
    "Your prediction: {answer}. You may change it until you have seen the result.",
    "Your prediction: {answer}. You have seen the result, so it stays as it is.",
    "{text} is no number. Write one such as 0.25, −2 or 1/3.",
    "Keep this prediction",
    "Put the point where you expect it, then press the button. Your prediction is kept for you, "
    "and never graded.",
    "◯ your point: click, drag it, or arrow keys, with Shift for long steps",
    "Your point is {ways}.",
    "Your point is {gap} away: {ways}.",
    "{across} and {up}",
    "{gap} too far left",
    "{gap} too far right",
    "{gap} too low",
    "{gap} too high",
    "Close enough: your point is {across} off along {x} and {up} along {y}.",
)
"""What a prediction says besides its question, in English; a catalog translates it."""
(
    TITLE, LEAD, ANSWER, PREDICTED, RESULT, NONE_MADE, AS_PREDICTED, OTHERWISE, TOO_HIGH, TOO_LOW,
    TIMES_TOO_HIGH, TIMES_TOO_LOW, OTHER_SIGN, CLOSE, SO_MANY, MISFIT, CHOOSE, WRITE, MOVE,
    CHOOSE_SIGNS, OPEN, SETTLED, NO_NUMBER, KEEP, PUT, HANDLE, OFF, AWAY, BOTH_WAYS, TOO_FAR_LEFT,
    TOO_FAR_RIGHT, POINT_TOO_LOW, POINT_TOO_HIGH, POINT_CLOSE,
) = WORDS  # fmt: skip

Answer = int | float | str
"""An option's index, a number, signs such as "+0-", or a point such as "0.5,-1.25".

It is what a learner's file keeps."""


@dataclass(frozen=True)
class Item:
    """A line of a prediction: an option, an arrow whose sign is asked for, or a number's name.

    `mark` is "x" for the right option and " " for another one, or an arrow's sign. `why` is
    Markdown, told once the result is there.
    """

    text: str
    mark: str
    why: str

    @property
    def label(self) -> str:
        """The text as it stands on a button, where nothing is typeset."""
        return self.text.replace("`", "")


@dataclass(frozen=True)
class Scale:
    """What a number is held against: `within` is right. A slider has `low`, `high`, `step` too."""

    within: float
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0


@dataclass(frozen=True)
class Prediction:
    """A question (Markdown) with its items, of one of `KINDS`.

    Numbers have a scale, points a plane. `words` are the reader's language's `WORDS` by the English
    ones.
    """

    id: str
    kind: str
    text: str
    items: tuple[Item, ...]
    words: Mapping[str, str]
    scale: Scale | None = None
    plane: Plane | None = None

    def say(self, english: str, **values: object) -> str:
        """Return one of `WORDS` in the reader's language, its `{places}` filled in."""
        return self.words.get(english, english).format(**values)

    @property
    def right(self) -> int:
        """The index of the right option."""
        return next(n for n, item in enumerate(self.items) if item.mark == "x")

    def takes(self, answer: object) -> bool:
        """Return whether this could be a reader's answer to the question."""
        if self.kind == CHOICE:
            return type(answer) is int and 0 <= answer < len(self.items)
        if self.kind == SIGNS:
            fits = isinstance(answer, str) and len(answer) == len(self.items)
            return fits and set(str(answer)) <= set(SIGNS_OF)
        if self.plane:
            return self.plane.holds(read_point(answer))
        return type(answer) in (int, float) and math.isfinite(float(str(answer)))

    def told(self, answer: Answer) -> str:
        """Return an answer that the prediction takes as words."""
        if self.kind == CHOICE:
            return f"{letter(int(answer))}: {self.items[int(answer)].label}"
        if self.kind == SIGNS:
            pairs = zip(self.items, str(answer), strict=True)
            return ", ".join(f"{item.label}: {sign_told(sign)}" for item, sign in pairs)
        numbers = read_point(answer) if self.kind == POINT else (float(answer),)
        told = zip(self.items, numbers or (), strict=True)
        return ", ".join(f"{item.label} = {number_told(number)}" for item, number in told)

    def markdown(self) -> str:
        """Return the question as Markdown, its answer closed: for pages without a kernel."""
        folded = f"<details><summary>{self.say(ANSWER)}</summary>\n\n{self._answer()}\n\n</details>"
        return "\n\n".join([self.asked(), self.say(LEAD), folded])

    def plain(self) -> str:
        """Return the question and its answer as plain text."""
        bare = re.sub(r"</?(details|summary)>", "", self.markdown())
        return unbold(re.sub(r"\n{3,}", "\n\n", bare)).strip()

    def asked(self) -> str:
        """Return the question as Markdown under its title, with its options or arrows."""
        if self.kind == CHOICE:
            rows = [f"- {letter(n)}: {item.text}" for n, item in enumerate(self.items)]
        elif self.kind == SIGNS:
            signs = ", ".join(map(sign_told, SIGNS_OF))
            rows = [f"- {item.text}: {signs}?" for item in self.items]
        else:
            rows = [f"- {item.text} = ?" for item in self.items]
        return "\n\n".join([self.titled(), "\n".join(rows)])

    def titled(self) -> str:
        """Return the question as Markdown that begins with what to do."""
        return f"**{self.say(TITLE)}** {self.text}"

    def _answer(self) -> str:
        if self.kind == CHOICE:
            found = self.items[self.right]
            return f"**{letter(self.right)}: {found.text}.** {found.why}"
        if self.kind == SIGNS:
            signs = self.told("".join(item.mark for item in self.items))
            return "\n\n".join([f"**{signs}.**", *(i.why for i in self.items if i.why)])
        return "\n\n".join(item.why for item in self.items if item.why)


@dataclass(frozen=True)
class Kept:
    """An answer that is kept. It is `settled` once the result was shown against it.

    `note` is a sentence that says why it isn't kept in a file, or is empty.
    """

    answer: Answer
    settled: bool = False
    note: str = ""


def number_told(number: float) -> str:
    """Return a number in six digits at most, with a minus sign that isn't a hyphen."""
    return f"{number:.6g}".replace("-", "−")


def sign_told(sign: str) -> str:
    """Return a sign as it stands on a button."""
    return "−" if sign == MINUS else sign


def read_number(text: str) -> float | None:
    """Return the number that a reader wrote, such as "0,5", "−2" or "1/3", or None."""
    plain = text.strip().replace("−", "-").replace("–", "-")
    if "." not in plain and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    above, slash, below = plain.partition("/")
    try:
        number = float(above) / float(below) if slash else float(plain)
    except (ValueError, ZeroDivisionError):
        return None
    return number if math.isfinite(number) else None


def predictions_to_json(predictions: Sequence[Prediction], words: Mapping[str, str]) -> str:
    """Return a lesson's predictions as the text of their file."""
    data = {"words": dict(words), "predictions": [_data(p) for p in predictions]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _data(prediction: Prediction) -> dict[str, Any]:
    data = asdict(prediction)
    del data["words"]
    if prediction.plane is None:
        del data["plane"]
    return data


def prediction_names(language: str) -> list[str]:
    """Return the names of all predictions that can be read in this language, in order."""
    return [one.id for path in sorted((FOLDER / language).glob("*.json")) for one in _whole(path)]


def _whole(path: Path) -> Iterator[Prediction]:
    try:
        yield from read_file(path)
    except (OSError, ValueError):
        return


def find_prediction(name: str, language: str) -> Prediction | None:
    """Return the prediction, in English where there is no such language, or None.

    Its name begins with its lesson's number. Raises OSError or ValueError where the lesson's file
    isn't whole.
    """
    number = re.match(r"\d+_", name)
    known = language if (FOLDER / language).is_dir() else "en"
    paths = sorted((FOLDER / known).glob(f"{number[0]}*.json")) if number else []
    return next((one for path in paths for one in read_file(path) if one.id == name), None)


def read_file(path: Path) -> list[Prediction]:
    """Return the predictions of a file; raises OSError or ValueError where it isn't whole."""
    data = json.loads(path.read_text(encoding="utf-8"))
    try:
        words = {str(english): str(other) for english, other in data["words"].items()}
        return [_prediction(entry, words) for entry in data["predictions"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} isn't in the form of predictions") from error


def _prediction(entry: Mapping[str, Any], words: Mapping[str, str]) -> Prediction:
    items = tuple(Item(i["text"], i["mark"], i["why"]) for i in entry["items"])
    scale = Scale(**entry["scale"]) if entry["scale"] else None
    plane = plane_of(entry["plane"]) if "plane" in entry else None
    return Prediction(entry["id"], entry["kind"], entry["text"], items, words, scale, plane)
