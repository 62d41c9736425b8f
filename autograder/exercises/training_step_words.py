"""Lesson 06: what is said of a training step, and of the steps of a loop, from what was noted.

What the model and the loss function got, what the loss function gave, which rate the optimizer had,
and what happened to gradients and parameters on the way. All sentences are true of these numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.probing.spies import BACKWARD
from autograder.probing.step_notes import FEATURES, LABELS, PREDICTION
from autograder.probing.training_runs import WORDS
from autograder.records.comparison import number_text
from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, joined, say
from autograder.records.values import MISSING, Value

RTOL = 1e-3
N_PARAMETERS = 4
N_READINGS = {"": 9, "_other": 7}
"""How many readings the two recorded runs have."""


NO_GRADIENT = say("A step finds no gradient: is it computed before the step, and still there?")
NOT_IN_GRAD_TEXT = (
    "A walk goes back through the model, but no gradient arrives in `.grad`, where the step looks "
    "for it. `torch.autograd.grad` returns gradients and leaves `.grad` as it is: call "
    "`.backward()` on the loss instead, or put each gradient into the `.grad` of its parameter."
)
NOT_IN_GRAD = say(NOT_IN_GRAD_TEXT)


def not_in_grad(observed: Observation, key: str) -> bool:
    """Whether gradients were computed, and none was put into ``.grad`` by a backward pass."""
    filled = observed.values.get(f"filled{key}", MISSING)
    return filled.kind == "bool" and not filled.data


def tell_train_step(
    expected: Observation, observed: Observation, wrong: Sequence[str]
) -> Sentence | None:
    """What is wrong with what a step returns, and what with what it does; None for errors."""
    if any(observed.values.get(key, MISSING).kind == "error" for key in wrong):
        return None
    key = "" if any(not k.endswith("_other") for k in wrong) else "_other"
    told = [
        _form(expected, observed, f"form{key}"),
        _against_computed(observed, key),
        tell_calls(expected, observed, key),
        *tell_steps(observed, key),
    ]
    known = [text for text in told if text]
    return joined(*known) if known else None


def _form(expected: Observation, observed: Observation, key: str) -> Sentence | None:
    form, wanted = observed.values.get(key, MISSING), expected.values[key]
    if form.kind != "text" or form.data == wanted.data:
        return None
    text = say(
        "What comes back is {form}, and {wanted} is asked for.", form=form.data, wanted=wanted.data
    )
    return joined(text, how_to_return(str(form.data)))


def how_to_return(form: str) -> Sentence | str:
    """What makes floats of what came back, in words, where that can be told."""
    if form == WORDS["text"] or form.endswith("texts"):
        return say("Return the number itself: text is made where it is printed.")
    if form == WORDS["bool"]:
        return say("Look for a comparison in what you return.")
    if form == "a whole number":
        return say("Look for `int` or `round`.")
    if "tensor" in form or "array" in form:
        return say("`.item()` takes the number out.")
    if form.startswith(("a list", "a tuple", "an empty")):
        return say("Return the number alone.")
    return ""


def numbers_of(value: Value) -> np.ndarray | None:
    """The finite numbers of an array in one row; None where there are none or others among them."""
    if value.kind != "array" or value.data.dtype.kind not in "fiu" or not value.data.size:
        return None
    array = np.asarray(value.data, float).reshape(-1)
    return array if np.isfinite(array).all() else None


def _against_computed(observed: Observation, key: str) -> Sentence | None:
    """How what came back differs from what ``loss_fun`` gave in the same calls."""
    got, given = (
        numbers_of(observed.values.get(f"{k}{key}", MISSING)) for k in ("losses", "computed")
    )
    if got is None or got.size < 2:
        return None
    if given is None:
        noted = observed.values.get(f"computed{key}", MISSING)
        empty = noted.kind == "array" and not noted.data.size
        return say("`loss_fun`, as it is given, is never called.") if empty else None
    often, rest = divmod(given.size, got.size)
    if rest or not often:
        return None
    columns = [given[n::often] for n in range(often)]
    if any(np.allclose(got, column, rtol=RTOL) for column in columns):
        return None
    made = (_made_of_losses(got, column, N_READINGS[key]) for column in columns)
    return next((text for text in made if text), None) or _beside(got, columns[0], often)


def _made_of_losses(got: np.ndarray, given: np.ndarray, n_readings: int) -> Sentence | None:
    """What was made of the losses, in words."""
    factor = float(got[0] / given[0]) if given[0] else 0.0
    if factor and np.allclose(got, factor * given, rtol=RTOL):
        if abs(factor / n_readings - 1) < RTOL or abs(factor * n_readings - 1) < RTOL:
            return say(
                "What you return is {factor} times what `loss_fun` gave, and there are {n} "
                "readings: return the loss as it is, without their number.",
                factor=number_text(float(f"{factor:.4g}")),
                n=n_readings,
            )
        return say(
            "What you return is {factor} times what `loss_fun` gave: return that as it is.",
            factor=number_text(float(f"{factor:.4g}")),
        )
    for digits in range(5):
        if np.allclose(got, np.round(given, digits), rtol=0, atol=1e-6):
            return say(
                "What you return is the loss rounded to {digits} digits behind the decimal point: "
                "return it as it is.",
                digits=digits,
            )
    made = {
        say("What you return is the root of what `loss_fun` gave."): np.sqrt(np.abs(given)),
        say("What you return is the square of what `loss_fun` gave."): given**2,
        say("What you return is the sum of this loss and those of earlier calls."): given.cumsum(),
    }
    for text, numbers in made.items():
        if np.allclose(got, numbers, rtol=RTOL):
            return joined(text, say("Return the loss of this call, as it is."))
    return None


def _beside(got: np.ndarray, given: np.ndarray, often: int) -> Sentence | None:
    """What came back beside what the loss function gave, where it is called once in each step."""
    if often > 1:
        return None
    more = got[0] - given[0]
    return say(
        "In the first call `loss_fun` gave {given}, and you return {got}: that is {size} {word}. "
        "What is asked for is the loss as `loss_fun` gives it, the same that backward starts from.",
        given=number_text(given[0]),
        got=number_text(got[0]),
        size=number_text(abs(more)),
        word=say("more") if more > 0 else say("less"),
    )


def tell_use(observed: Observation, key: str, effects: Sequence[str]) -> Sentence | None:
    """How the steps came by their gradients, where it isn't by the loss of the model's output."""
    text = " ".join(effects)
    steps = [effect for effect in effects if effect.startswith("step")]
    if "something else than loss_fun" in text:
        return say("`.backward()` starts from something else than the loss of `loss_fun`.")
    if "times the loss" in text:
        return say("`.backward()` starts from a multiple of the loss.")
    if steps and not all("wasn't called" in step for step in steps) and "wasn't called" in text:
        return say("A step comes before the model is called for the first time.")
    if "wasn't called" in text:
        return say("The model that is given is never called: what is compared is another one's.")
    if "added up" in text:
        return say(
            "A step uses several gradients, added up: they aren't cleared before each "
            "`.backward()`."
        )
    if not steps:
        return say(
            "The optimizer that is given takes no step. Is `.step()` called, with its brackets, "
            "and on the `optimizer` of the arguments, not on another one?"
        )
    if "without a gradient" in text:
        return NOT_IN_GRAD if not_in_grad(observed, key) else NO_GRADIENT
    return None


def tell_calls(expected: Observation, observed: Observation, key: str) -> Sentence | None:
    """What the calls of a run did that they shouldn't; None where that isn't seen."""
    wanted, got = (o.values.get(f"effects{key}", MISSING) for o in (expected, observed))
    if got.kind != "list" or wanted.kind != "list":
        return None
    effects = [str(e.data) for e in got.data if e.kind == "text"]
    steps = [effect for effect in effects if effect.startswith("step")]
    n_calls = sum(e.data == "step" for e in wanted.data)
    if told := tell_use(observed, key, effects):
        return told
    if len(steps) != n_calls:
        return say(
            "The optimizer takes {steps} steps, and {n} are asked for, each on all the data.",
            n=n_calls,
            steps=len(steps),
        )
    return None


def tell_steps(observed: Observation, key: str, told_of_model: bool = False) -> Iterator[Sentence]:
    """What was noted of a run's steps that is not as it should be.

    ``told_of_model`` says that what the model gets is told already.
    """
    given = [] if told_of_model else list(_given(observed, key))
    yield from given
    yield from _rates(observed, key)
    yield from _gradients(observed, key, told=bool(given) or told_of_model)
    noted = observed.values.get(f"moved{key}", MISSING)
    if noted.name == "numbers" and len(noted.data) == 2 and noted.data[0] >= 1:
        yield say(
            "Besides the optimizer's step something else changes the net's parameters. Only the "
            "step is to change them."
        )


def _given(observed: Observation, key: str) -> Iterator[Sentence]:
    """What the model or else the loss function got in the place of what it should get."""
    odd = [text for text in _texts(observed, f"inputs{key}") if text != FEATURES]
    if odd:
        yield say("The model is given {what}. It should get the features as they are.", what=odd[0])
        return
    right = {f"{PREDICTION}; {LABELS}", f"{LABELS}; {PREDICTION}"}
    pairs = [text for text in _texts(observed, f"pairs{key}") if text not in right]
    if pairs:
        yield say(
            "`loss_fun` is given: {pair}. It should get the prediction and the labels as they are.",
            pair=pairs[0],
        )


def _texts(observed: Observation, key: str) -> list[str]:
    value = observed.values.get(key, MISSING)
    if value.kind != "list" or not isinstance(value.data, tuple):
        return []
    return [v.data for v in value.data if v.kind == "text" and isinstance(v.data, str)]


def _rows(observed: Observation, key: str) -> np.ndarray | None:
    """The notes of the steps: rate, scale, share of the right gradient."""
    value = observed.values.get(f"steps{key}", MISSING)
    if value.kind != "array" or value.data.dtype.kind != "f" or value.data.ndim != 2:
        return None
    return value.data if value.data.shape[1] == 3 and len(value.data) else None


def _rates(observed: Observation, key: str) -> Iterator[Sentence]:
    start, rows = observed.values.get(f"rate{key}", MISSING), _rows(observed, key)
    if start.kind != "number" or rows is None:
        return
    for number, rate in enumerate(rows[:, 0], start=1):
        if np.isfinite(rate) and abs(rate - start.data) > 1e-9 * abs(start.data):
            yield say(
                "The learning rate is changed: the optimizer came with {start}, and has {rate} in "
                "step {number}. Leave it as it is.",
                start=number_text(start.data),
                rate=number_text(rate),
                number=number,
            )
            return


def _gradients(observed: Observation, key: str, told: bool) -> Iterator[Sentence]:
    """What happened to the gradients between backward and step, or else in backward."""
    rows = _rows(observed, key)
    effects = set(_texts(observed, f"effects{key}"))
    if rows is None or not effects or not effects <= {BACKWARD, "step"}:
        return
    for number, (_, scale, share) in enumerate(rows, start=1):
        if not np.isclose(scale, 1.0, rtol=RTOL):
            yield _changed(number, scale)
            return
        if not told and not np.isclose(share, 1.0, rtol=RTOL):
            yield _other_gradient(observed, key, number, share)
            return


def _changed(number: int, scale: float) -> Sentence:
    if np.isfinite(scale):
        return say(
            "Between `.backward()` and the step the gradients are changed: in step {number} they "
            "are {factor} times what backward left. Nothing is to be done to them there.",
            number=number,
            factor=number_text(float(f"{scale:.4g}")),
        )
    return say(
        "Between `.backward()` and the step the gradients are changed, for the first time in step "
        "{number}. Nothing is to be done to them there.",
        number=number,
    )


def _other_gradient(observed: Observation, key: str, number: int, share: float) -> Sentence:
    noted = observed.values.get(f"moved{key}", MISSING)
    unreached = noted.data[1] if noted.name == "numbers" and len(noted.data) == 2 else 0
    if 0 < unreached < N_PARAMETERS:
        return say(
            "Some of the net's parameters get no gradient: look for parameters that are frozen or "
            "cut off from the loss."
        )
    if np.isfinite(share):
        return say(
            "In step {number} the gradients that backward leaves are {factor} times those of the "
            "loss of all readings.",
            number=number,
            factor=number_text(float(f"{share:.4g}")),
        )
    return say(
        "In step {number} backward leaves other gradients than those of the loss that `loss_fun` "
        "gives. Usually something is added to the loss, such as a penalty on the weights, and "
        "backward starts from both: it is to start from the loss alone.",
        number=number,
    )
