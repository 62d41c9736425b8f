"""Lesson 06's museum: ten loss curves to diagnose, and six loops to repair in one line each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

import torch
from torch import nn

from autograder.exercises.training_step_words import tell_calls, tell_steps
from autograder.probing.probes import Probe, observation
from autograder.probing.training_runs import (
    FORM_MESSAGES,
    RUN_MESSAGES,
    form_of,
    record_losses,
    recorded_run,
    small_run,
)
from autograder.records.exercises import Criterion, Exercise
from autograder.records.observations import Observation
from autograder.records.phrases import read_phrase
from autograder.records.sentences import Sentence, both, joined, say
from autograder.records.values import MISSING, plain

LESSON = "06_training_loop"

LETTERS = "ABCDEFGHIJ"
CAUSES = (
    "labels as input",
    "momentum lost",
    "never steps",
    "new net each epoch",
    "no tanh",
    "no zero_grad",
    "rate too large",
    "rate too small",
    "running total",
    "squeezed prediction",
)
"""The words for what is wrong with the ten loops, in alphabetical order."""

ARGUMENTS = "features, labels, model, loss_fun, optimizer, n_epochs"
RIGHT_LOOP = (
    f"def loop({ARGUMENTS}):",
    "    losses = []",
    "    for epoch in range(n_epochs):",
    "        optimizer.zero_grad()",
    "        prediction = model(features)",
    "        loss = loss_fun(prediction, labels)",
    "        loss.backward()",
    "        optimizer.step()",
    "        losses.append(loss.item())",
    "    return losses",
)


def _loop_with(number: int, line: str) -> tuple[str, ...]:
    """The right loop with another line in this place; lines count from 1."""
    return (*RIGHT_LOOP[: number - 1], line, *RIGHT_LOOP[number:])


BROKEN_LOOPS = {
    1: _loop_with(4, "        loss_fun.zero_grad()"),
    2: _loop_with(8, "        optimizer.step"),
    3: _loop_with(6, "        loss = loss_fun(prediction.squeeze(), labels)"),
    4: _loop_with(5, "        prediction = model(labels)"),
    5: RIGHT_LOOP[:1]
    + ("    losses, total = [], 0.0",)
    + RIGHT_LOOP[2:8]
    + ("        total = total + loss.item()", "        losses.append(total)", "    return losses"),
    6: RIGHT_LOOP[:3]
    + ("        optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)",)
    + RIGHT_LOOP[3:],
}
"""The loops of the workshop: number to lines. The lesson's text shows the same lines."""
N_REPAIR_EPOCHS = 2
A_DICTIONARY, EMPTY = "a dictionary", "an empty dictionary"
NO_CAUSE = "{text} (not one of the ten causes)"
NO_REPAIR = "no repair yet"
NO_PAIR = "give a pair (line number, new line): this is not a pair"
NO_LINE = "the line number is not a whole number from 1 to {n}"
NO_TEXT = "the new line is not text: put it in quotes"
TOO_LONG = "the new text is longer than one line"
NO_LOOP = "after this repair there is no function `loop` any more"
MUSEUM_MESSAGES = (A_DICTIONARY, EMPTY, NO_CAUSE)
REPAIR_MESSAGES = (A_DICTIONARY, NO_REPAIR, NO_PAIR, NO_LINE, NO_TEXT, TOO_LONG, NO_LOOP)
"""The messages of what is recorded in words."""


@observation
def observe_broken_loops(broken_loops: Callable[..., Any], probe: Probe) -> None:
    """The cause that is named for each letter."""
    label = say("what {call} returns", call="broken_loops()")
    with probe.attempt("form", label):
        answer = broken_loops()
        is_dict = isinstance(answer, dict)
        form = A_DICTIONARY if is_dict and answer else form_of(plain(answer))
        form = EMPTY if is_dict and not answer else form
        probe.record("form", form, label)
        given = {str(k).strip().upper(): v for k, v in answer.items()} if is_dict else {}
        for letter in LETTERS:
            if letter in given:
                probe.record(letter, _cause(given[letter]), say("exhibit {letter}", letter=letter))


def _cause(given: Any) -> str:
    """The cause as it is spelt in the list, or a note that it isn't in it."""
    folded = " ".join(given.lower().split()) if isinstance(given, str) else str(plain(given).data)
    return folded if folded in CAUSES else say(NO_CAUSE, text=folded[:60])


def tell_diagnoses(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """What is wrong with the form of the diagnoses, or that some are missing; None otherwise."""
    form = observed.values.get("form", MISSING)
    if form.kind != "text":
        return None
    if form.data == EMPTY:
        return say("Your dictionary is empty: it gives no exhibit a cause yet.")
    if form.data != A_DICTIONARY:
        return say(
            "A dictionary from letters to causes is asked for, and {form} came.", form=form.data
        )
    given = [letter for letter in LETTERS if letter in observed.values]
    if not given:
        return None
    tried = [letter for letter in wrong if letter in given]
    if not tried:
        return _missing(wrong)
    told = (_misspelt(letter, observed.values[letter].data) for letter in tried)
    return next(filter(None, told), None)


def _misspelt(letter: str, cause: str) -> Sentence | None:
    """That a cause isn't one of the list; None where it is."""
    text = getattr(read_phrase(cause, (NO_CAUSE,)), "values", {}).get("text")
    if text is None:
        return None
    close = get_close_matches(text, CAUSES, n=1)
    return joined(
        say(
            "Exhibit {letter}: `{text}` is none of the ten causes, as the table spells them.",
            letter=letter,
            text=text,
        ),
        say("Is `{cause}` meant?", cause=close[0]) if close else "",
    )


def _missing(letters: Sequence[str]) -> Sentence:
    """That these have no cause yet, and that the others are right."""
    return say(
        "Each cause that you give is right. There is none yet for {letters}.", letters=both(letters)
    )


@observation
def observe_repaired_loops(repaired_loops: Callable[..., Any], probe: Probe) -> None:
    """What each loop does after its one line was exchanged."""
    runs = {n: small_run(probe, 5, 4, nn.MSELoss(), adam=False) for n in BROKEN_LOOPS}
    label = say("what {call} returns", call="repaired_loops()")
    with probe.attempt("answer", label):
        answer = repaired_loops()
        form = A_DICTIONARY if isinstance(answer, dict) else form_of(plain(answer))
        probe.record("answer", form, label)
        given = answer if isinstance(answer, dict) else {}
        for number, run in runs.items():
            what = say("the repaired loop {number}", number=number)
            problem = _repair_problem(number, given.get(number))
            if problem:
                label = say("the repair of loop {number}", number=number)
                probe.record(f"form_{number}", problem, label)
                continue
            with recorded_run(probe, run, f"_{number}", what):
                loop = repaired_loop(number, *given[number])
                returned = plain(loop(*run.arguments, N_REPAIR_EPOCHS))
                record_losses(probe, f"_{number}", what, returned)


def _repair_problem(number: int, repair: Any) -> str:
    """What is wrong with the form of a repair, in words; nothing if it is (line, text)."""
    n_lines = len(BROKEN_LOOPS[number])
    if repair is None:
        return NO_REPAIR
    if not isinstance(repair, tuple | list) or len(repair) != 2:
        return NO_PAIR
    line, text = repair
    if type(line) is not int or not 1 <= line <= n_lines:
        return say(NO_LINE, n=n_lines)
    if not isinstance(text, str):
        return NO_TEXT
    if len(text.strip().splitlines()) > 1 or len(text) > 200:
        return TOO_LONG
    return ""


def tell_repairs(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """What is wrong with the first repair that isn't right: its form, or what its loop does."""
    key = next((key for key in wrong if key in observed.values), "")
    number = key.removeprefix("form_")
    is_problem = key.startswith("form_") and observed.values[key].kind == "text"
    if not is_problem or f"effects_{number}" in observed.values:
        return _of_the_run(expected, observed, key)
    return say("Loop {number}: {problem}.", number=number, problem=observed.values[key].data)


def _of_the_run(expected: Observation, observed: Observation, key: str) -> Sentence | None:
    """What the steps of a repaired loop do that they shouldn't; None for errors."""
    number = key.rpartition("_")[2]
    form = observed.values.get(f"form_{number}", MISSING)
    if not number.isdigit() or form.kind == "error":
        return None
    calls = tell_calls(expected, observed, f"_{number}")
    steps = [calls] if calls else list(tell_steps(observed, f"_{number}"))
    return say("Loop {number}: {problem}", number=number, problem=joined(*steps)) if steps else None


def repaired_loop(number: int, line: int, text: str) -> Callable[..., Any]:
    """The loop as a function, with one line exchanged; an empty text takes the line out.

    The new line gets the old one's indentation. Raises ``SyntaxError`` if it isn't Python.
    """
    lines = list(BROKEN_LOOPS[number])
    old = lines[line - 1]
    indentation = old[: len(old) - len(old.lstrip())]
    lines[line - 1] = indentation + (text.strip() or "pass")
    namespace: dict[str, Any] = {"torch": torch, "nn": nn}
    exec(compile("\n".join(lines), "<string>", "exec"), namespace)
    if "loop" not in namespace:
        raise NameError(NO_LOOP)
    return namespace["loop"]


def _repair_criterion(number: int) -> Criterion:
    keys = tuple(f"{key}_{number}" for key in ("form", "losses", "effects", "parameters"))
    return Criterion(say("loop {number}", number=number), 0.25, ("answer", *keys))


MUSEUM_EXERCISES = (
    Exercise(
        id="broken_loops",
        title="The museum of broken loops",
        lesson=LESSON,
        criteria=tuple(
            Criterion(say("exhibit {letter}", letter=x), 0.25, ("form", x)) for x in LETTERS
        ),
        observe=observe_broken_loops,
        phrases=(*MUSEUM_MESSAGES, *FORM_MESSAGES),
        hints=(
            "Begin with the curves that only one cause can draw: one is perfectly flat, one goes "
            "up all the time, one ends far below the noise of the data.",
            "Look at the second loss. Where it is .5628, the first step was right, and the fault "
            "shows later. Where it isn't, the fault was there from the first step, unless the "
            "notes are wrong and the training isn't. Is the first loss .8889?",
            "Compare where a curve levels off with the three yardsticks at the table's end: the "
            "best constant, the best straight line, the true sine. Who has settled at one agrees "
            "with it to the last digit.",
            "Two curves explode, one from the first step and one from the second. Gradients that "
            "add up need a second one to be added.",
        ),
        secret=True,
        tell=tell_diagnoses,
    ),
    Exercise(
        id="repaired_loops",
        title="One-line repairs",
        lesson=LESSON,
        time_limit_s=60.0,
        criteria=tuple(map(_repair_criterion, BROKEN_LOOPS)),
        observe=observe_repaired_loops,
        phrases=(*REPAIR_MESSAGES, *RUN_MESSAGES),
        hints=(
            "Read each loop aloud, call by call, beside your own `train`. One line differs.",
            "Ask of each line who owns the method that it calls, whether it is called at all, and "
            "what it is given.",
            "Loops 1 and 2 fail without an error: one clears what holds no gradients, one names a "
            "method without calling it. In loops 3 and 4 ask what goes into the call, and in which "
            "shape. In loops 5 and 6 ask what is carried from one epoch to "
            "the next, and whether it should be.",
        ),
        tell=tell_repairs,
    ),
)
