"""Lesson 05: what is said of an optimizer's step that no known mistake explains.

Compared is the first step, before anything is remembered: which parameters moved, how far, and
what the optimizer remembers of it. Each sentence is one that the recorded numbers bear out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograder.exercises.optimizer_steps import CHANGED, CLEARED, FROZEN
from autograder.exercises.step_moves import Moves, made_of_numbers, unused_text
from autograder.exercises.torch_errors import error_text
from autograder.records.comparison import agree, number_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import MISSING, Value

N_WEIGHTS = 6
"""How many of the layer's numbers are the first parameter's, its weight."""
PARTS = (slice(0, N_WEIGHTS), slice(N_WEIGHTS, None))
RTOL = 1e-3
ALPHA = 0.99
"""α in RMSprop's steps of the layer."""
RMS_SHARE = 0.1
"""lr divided by the length of RMSprop's first step with α = 0.99, of every number: √(1 − α)."""
OTHER = "other"
"""How the words begin for a list that holds other tensors after the step."""


def tell_step(
    expected: Observation, observed: Observation, wrong: Sequence[str], memory: str = ""
) -> str | None:
    """What to tell of a step: an error whose own words don't help, else what the first step did.

    ``memory`` is what the optimizer remembers, such as "velocities".
    """
    values = [observed.values.get(key, MISSING) for key in wrong]
    if known := next((t for v in values if v.kind == "error" and (t := error_text(v))), None):
        return known
    if not any(key.startswith(("one_", "all_")) for key in wrong):
        return unused_text(expected, observed)
    kept = observed.values.get("kept_layer", MISSING)
    if kept.kind == "text" and str(kept.data).startswith(OTHER):
        return say(
            "After your step the list of parameters holds {kept}. The model and whoever made the "
            "parameters still have the old ones, which haven't changed: change the tensors "
            "themselves, in place.",
            kept=kept.data,
        )
    if observed.values.get("one_layer", MISSING).kind == "error":
        return None
    told = _first_step(expected, observed, memory)
    remembered = (_remembered, _fading)
    if not told:
        return None
    besides = (f(expected, observed, memory) for f in remembered)
    return joined(told, *besides, _left(observed), unused_text(expected, observed) or "")


def _numbers(value: Value) -> np.ndarray | None:
    if value.kind != "tensor" or not np.isfinite(value.data).all():
        return None
    return np.asarray(value.data, float).reshape(-1)


def _first_step(expected: Observation, observed: Observation, memory: str = "") -> Sentence | None:
    """How the first step differs from the right one, or else the second one."""
    start = _numbers(expected.values["start_layer"])
    wanted, got = (_numbers(o.values.get("one_layer", MISSING)) for o in (expected, observed))
    if start is None or wanted is None or got is None or got.shape != wanted.shape:
        return None
    should, did = wanted - start, got - start
    if np.allclose(did, should, rtol=RTOL, atol=1e-6):
        return _after_the_first(expected, observed, memory)
    if not did.any():
        return say("After one step no parameter has moved.")
    moved = [bool(part.any()) for part in (did[:N_WEIGHTS], did[N_WEIGHTS:])]
    which = {
        (True, False): say("After one step the first parameter has moved, and the second hasn't."),
        (False, True): say("After one step the second parameter has moved, and the first hasn't."),
    }
    if tuple(moved) in which:
        return joined(which[moved[0], moved[1]], say("Does the loop reach all of them?"))
    factor = _factor(should, did)
    if factor is None:
        slopes = _numbers(expected.values.get("gradient_layer", MISSING))
        made = made_of_numbers(Moves(start, should, did, slopes))
        return made or _in_each(should, did)
    if abs(factor + 1) < RTOL:
        return say("The first step goes up, not down: it is as long as it should be, and reversed.")
    if factor < 0:
        return say(
            "The first step goes up, not down: it is {factor} times what it should be.",
            factor=_short(factor),
        )
    return joined(
        say("The first step is {factor} times as long as it should be.", factor=_short(factor)),
        _which_number(factor, expected),
    )


def _after_the_first(expected: Observation, observed: Observation, memory: str) -> Sentence | None:
    """What to say where the layer's first step is right: of its later steps, else of the pair."""
    if not _agree(expected, observed, "all_layer"):
        later = say("The first step is right, and a later one isn't.")
        return (not memory and _second_step(expected, observed)) or later
    one, start = observed.values.get("one_pair", MISSING), expected.values.get("start_pair")
    if one.kind == "error" or start is None:
        return None
    layer = say("All steps of the linear layer are right.")
    if _agree(expected, observed, "one_pair"):
        if observed.values.get("all_pair", MISSING).kind == "error":
            return None
        return joined(
            layer,
            say(
                "With a slope and an intercept, two tensors of shape () in double precision, the "
                "first step is right, and a later one isn't: lr changes on the way."
            ),
        )
    text = say(
        "With a slope and an intercept, two tensors of shape () in double precision, the first "
        "step isn't."
    )
    if rates_only(expected):
        text = say("With a slope and an intercept, and with other α and ε, the first step isn't.")
    before, wanted, got = map(_numbers, (start, expected.values["one_pair"], one))
    if before is None or wanted is None or got is None or got.shape != wanted.shape:
        return joined(layer, text)
    factor = _factor(wanted - before, got - before)
    times = say("It is {factor} times what it should be.", factor=_short(factor)) if factor else ""
    return joined(layer, text, times)


def _agree(expected: Observation, observed: Observation, key: str) -> bool:
    return agree(expected.values[key], observed.values.get(key, MISSING))


def _short(number: float) -> str:
    """A number that was found in float32, with as many digits as are sure."""
    return number_text(float(f"{number:.4g}"))


def _second_step(expected: Observation, observed: Observation) -> Sentence | None:
    """How the second step differs from the right one, where the first was right."""
    one = _numbers(expected.values.get("one_layer", MISSING))
    wanted, got = (_numbers(o.values.get("two_layer", MISSING)) for o in (expected, observed))
    if one is None or wanted is None or got is None or got.shape != wanted.shape:
        return None
    should, did = wanted - one, got - one
    if np.allclose(did, should, rtol=RTOL, atol=1e-5):
        return None
    first = say("The first step is right.")
    if not did.any():
        return joined(first, say("In the second step nothing moves any more."))
    factor = _factor(should, did)
    if factor is None:
        return joined(first, say("The second step isn't: something goes on from the first."))
    return joined(
        first,
        say("The second is {factor} times as long as it should be.", factor=_short(factor)),
    )


def _left(observed: Observation) -> Sentence | str:
    """What has become of the parameters and gradients after the step, besides."""
    kept = observed.values.get("kept_layer", MISSING)
    if kept.kind != "text" or kept.data not in (CLEARED, CHANGED, FROZEN):
        return ""
    return say(
        "And besides, what is left after the step is {kept}: leave them as they were.",
        kept=kept.data,
    )


def _factor(should: np.ndarray, did: np.ndarray) -> float | None:
    """By what the right step is multiplied in all parameters; None where it isn't."""
    largest = int(np.argmax(np.abs(should)))
    factor = float(did[largest] / should[largest])
    atol = min(1e-5, RTOL * float(np.abs(did).max()))
    return factor if np.allclose(did, factor * should, rtol=RTOL, atol=atol) else None


def _which_number(factor: float, expected: Observation) -> Sentence | str:
    """Which of the numbers at hand this factor is, else the rate that would give it."""
    given = expected.values.get("given_layer", MISSING)
    if given.name != "numbers":
        return ""
    rate, *momenta = (float(number) for number in given.data)
    known: Mapping[str, float] = {"lr": rate, "1 / lr": 1 / rate, "1 / lr²": rate**-2}
    for momentum in momenta[:1]:
        known = {
            **known,
            "momentum": momentum,
            "1 − momentum": 1 - momentum,
            "1 + momentum": 1 + momentum,
        }
    for name, number in known.items():
        if abs(factor / number - 1) < RTOL:
            return say("That is {name}, as it was in this call.", name=name)
    if rates_only(expected) and abs(factor - RMS_SHARE) < RTOL:
        return say(
            "Every number moves by lr itself, as by the sign of its slope, or by a slope that is "
            "divided by its own size. Divide by the root of the average."
        )
    slopes = _numbers(expected.values.get("gradient_layer", MISSING))
    if slopes is not None and _is_length(factor, slopes):
        return say(
            "That is 1 divided by the length of the gradient: gradient descent takes it as it is."
        )
    if abs(factor - 0.5) < RTOL:
        return say(
            "Is there a ½, or do you divide by the number of parameters in the list, which is 2 "
            "here?"
        )
    if abs(factor - 2) < RTOL:
        return say("Is there a 2 too many, or is the step taken twice?")
    return say(
        "lr was {rate} in this call, and this is as if it had been {found}.",
        rate=number_text(rate),
        found=number_text(float(f"{factor * rate:.4g}")),
    )


def rates_only(expected: Observation) -> bool:
    """Whether the step is one of RMSprop: the optimizer remembers averages, and has no momentum."""
    given = expected.values.get("given_layer", MISSING)
    return "memory_layer" in expected.values and given.name == "numbers" and len(given.data) == 1


def _is_length(factor: float, slopes: np.ndarray) -> bool:
    """Whether a factor is one over the length of the gradient, or of both parameters' parts."""
    lengths = [float(np.linalg.norm(part)) for part in (slopes, *(slopes[p] for p in PARTS))]
    first, *parts = [abs(factor * length - 1) < RTOL for length in lengths]
    return first or all(parts)


def _in_each(should: np.ndarray, did: np.ndarray) -> Sentence:
    """How the first step differs where no factor holds for all numbers."""
    sizes = np.abs(did[did != 0])
    if np.allclose(sizes, sizes[0], rtol=RTOL):
        return say(
            "In the first step every number moves by {size}, whatever the size of its gradient.",
            size=number_text(float(sizes[0])),
        )
    first, second = (_factor(should[part], did[part]) for part in PARTS)
    if first is not None and second is not None:
        return say(
            "In the first step the first parameter, of 6 numbers, moves {first} times as far as it "
            "should, the second, of 2 numbers, {second} times.",
            first=_short(first),
            second=_short(second),
        )
    place = int(np.argmax(np.abs(did - should)))
    return say(
        "In the first step number {place} of the layer moves by {did}, and {should} is expected.",
        place=place + 1,
        did=number_text(float(did[place])),
        should=number_text(float(should[place])),
    )


def _fading(expected: Observation, observed: Observation, memory: str) -> Sentence | str:
    """By what the old velocities are multiplied in the second step, where all was right before."""
    values = [
        [_numbers(o.values.get(key, MISSING)) for key in ("first_layer", "second_layer")]
        for o in (expected, observed)
    ]
    (first, wanted), (mine, got) = values
    given = expected.values.get("given_layer", MISSING)
    if given.name != "numbers" or not (rates_only(expected) or len(given.data) == 2):
        return ""
    if first is None or mine is None or wanted is None or got is None:
        return ""
    if not np.allclose(mine, first, rtol=RTOL, atol=1e-6) or np.allclose(got, wanted, rtol=RTOL):
        return ""
    name, share = ("α", ALPHA) if rates_only(expected) else ("momentum", float(given.data[1]))
    if (more := _factor(first, got - wanted)) is None:
        return ""
    text = say(
        "In the second step the old {memory} are multiplied by {found}, and {name} was {share} in "
        "this call.",
        memory=memory,
        found=number_text(round(share + more, 5)),
        name=name,
        share=number_text(share),
    )
    if abs(more - 1) < RTOL:
        return joined(
            text,
            say("Is the new value added to the old one, as by `+=`, and not put in its place?"),
        )
    return text


def _remembered(expected: Observation, observed: Observation, memory: str) -> Sentence | str:
    """What the tensors that the optimizer remembers hold after one step."""
    wanted, got = (_numbers(o.values.get("first_layer", MISSING)) for o in (expected, observed))
    if not memory or wanted is None or got is None or got.shape != wanted.shape:
        return ""
    if not got.any():
        return say(
            "And the {memory} are still 0 after it: nothing was written into the tensors of that "
            "list.",
            memory=memory,
        )
    if np.allclose(got, wanted, rtol=RTOL, atol=1e-6):
        return say("The {memory} are right after it.", memory=memory)
    factor = _factor(wanted, got)
    if factor is None:
        return say("The {memory} are wrong after it, too.", memory=memory)
    told = say(
        "The {memory} are {factor} times what they should be.",
        memory=memory,
        factor=_short(factor),
    )
    given = expected.values.get("given_layer", MISSING)
    numbers = [float(number) for number in given.data] if given.name == "numbers" else []
    known = {"lr": numbers[0], "lr²": numbers[0] ** 2} if numbers else {}
    if len(numbers) == 2:
        known["momentum"] = numbers[1]
    if rates_only(expected):
        known |= {"1 − α": 1 - ALPHA, "1 / (1 − α)": 1 / (1 - ALPHA), "α": ALPHA}
    name = next((n for n, number in known.items() if abs(factor / number - 1) < RTOL), "")
    if not name:
        return told
    text = joined(told, say("That is {name}, as it was in this call.", name=name))
    if name == "lr²":
        return joined(text, say("Is lr in what is squared? The gradient alone is."))
    return text
