"""Calls of libraries that a student's source makes, as plain data, and what each of them does.

Owns the names that are noted and the true sentence on each, from the likeliest culprit on. How
calls are seen is in ``probing.sources.calls``, when one is told in ``judging.used_calls``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.records.observations import Observation
from autograder.records.sentences import Sentence, say
from autograder.records.values import MISSING, Value, plain

USED = "used_calls"
"""Where calls stand among an observation's values; they aren't compared."""
MAX_CALLS = 30
MAX_LINE = 1_000_000


@dataclass(frozen=True)
class Used:
    """A name of ``ODD`` or ``PLAIN`` that a source uses, and its first line there, from 1."""

    name: str
    line: int


RESHUFFLES = say("puts things into a random order")
SHORTENS = say("shortens gradients that are longer than a limit")
SCHEDULES = say("changes the learning rate of an optimizer from step to step")
REMEMBERS = say("keeps results and gives them back for the same arguments")
RANDOM = say("draws random numbers")
TURNS = say("turns the order of things round")
SORTS = say("puts things in order of size")
TO_INTEGERS = say("makes whole numbers")
NORMALIZES = say("divides by a length or a spread")
DECAYS = say("pulls parameters to 0 besides")
LEAVES_OUT = say("sets some numbers to 0 at random while a model trains")
ODD: dict[str, Sentence] = {
    "clip_grad_norm_": SHORTENS,
    "clip_grad_norm": SHORTENS,
    "clip_grad_value_": say("cuts off each number of a gradient at a limit"),
    "weight_decay": DECAYS,
    "randperm": RESHUFFLES,
    "shuffle": RESHUFFLES,
    "permutation": RESHUFFLES,
    "lr_scheduler": SCHEDULES,
    "StepLR": SCHEDULES,
    "MultiStepLR": SCHEDULES,
    "ExponentialLR": SCHEDULES,
    "CosineAnnealingLR": SCHEDULES,
    "ReduceLROnPlateau": SCHEDULES,
    "LambdaLR": SCHEDULES,
    "param_groups": say("holds an optimizer's parameters and its learning rate"),
    "lru_cache": REMEMBERS,
    "cache": REMEMBERS,
    "global": say("lets a function change a variable of the notebook"),
    "nonlocal": say("lets a function change a variable of the function around it"),
    "degrees": say("turns radians into degrees"),
    "rad2deg": say("turns radians into degrees"),
    "radians": say("turns degrees into radians"),
    "deg2rad": say("turns degrees into radians"),
    "normalize": NORMALIZES,
    "Dropout": LEAVES_OUT,
    "dropout": LEAVES_OUT,
    "BatchNorm1d": say("shifts and scales numbers by the mean and spread of a batch"),
    "LayerNorm": say("shifts and scales the numbers of each row by their mean and spread"),
    "eval": say("puts a model into evaluation mode"),
    "deepcopy": say("makes a copy, and what is done to that isn't done to the original"),
    "load_state_dict": say("overwrites what a model or an optimizer holds"),
    "reset_parameters": say("gives a layer new random numbers"),
    "manual_seed": say("sets where random numbers begin"),
    "seed": say("sets where random numbers begin"),
    "rand": RANDOM,
    "randn": RANDOM,
    "rand_like": RANDOM,
    "randn_like": RANDOM,
    "randint": RANDOM,
    "uniform": RANDOM,
    "normal": RANDOM,
    "normal_": RANDOM,
    "uniform_": RANDOM,
    "random": RANDOM,
    "sample": RANDOM,
    "choice": RANDOM,
    "gradient": say("measures slopes by differences between neighbours"),
    "sleep": say("waits"),
    "round": say("rounds numbers"),
    "around": say("rounds numbers"),
    "rint": say("rounds numbers"),
    "nan_to_num": say("puts other numbers in the place of those that aren't finite"),
    "softmax": say("makes positive numbers of all, with the sum 1"),
    "Softmax": say("makes positive numbers of all, with the sum 1"),
    "log_softmax": say("gives the logarithm of a softmax"),
    "LogSoftmax": say("gives the logarithm of a softmax"),
    "sigmoid": say("squeezes numbers between 0 and 1"),
    "Sigmoid": say("squeezes numbers between 0 and 1"),
    "relu": say("sets what is below 0 to 0"),
    "ReLU": say("sets what is below 0 to 0"),
    "smooth_l1_loss": say("doesn't square large errors"),
    "SmoothL1Loss": say("doesn't square large errors"),
    "huber_loss": say("doesn't square large errors"),
    "HuberLoss": say("doesn't square large errors"),
    "l1_loss": say("averages absolute errors"),
    "L1Loss": say("averages absolute errors"),
    "cross_entropy": say("is a loss for classes, not for numbers"),
    "CrossEntropyLoss": say("is a loss for classes, not for numbers"),
    "binary_cross_entropy": say("is a loss for probabilities"),
    "BCELoss": say("is a loss for probabilities"),
}
"""Names that belong to few tasks, and what they do, in words that follow "which"."""
PLAIN: dict[str, Sentence] = {
    "flip": TURNS,
    "flipud": TURNS,
    "fliplr": TURNS,
    "reversed": TURNS,
    "reverse": TURNS,
    "roll": say("shifts numbers along, and those at the end to the front"),
    "sort": SORTS,
    "sorted": SORTS,
    "argsort": say("says in which order numbers would be sorted"),
    "unique": say("leaves out what is there already"),
    "set": say("holds each thing once, in an order of its own"),
    "trunc": TO_INTEGERS,
    "floor": TO_INTEGERS,
    "ceil": TO_INTEGERS,
    "int": TO_INTEGERS,
    "long": TO_INTEGERS,
    "fix": TO_INTEGERS,
    "half": say("makes numbers with about three digits"),
    "clamp": say("cuts numbers off at a limit"),
    "clamp_": say("cuts numbers off at a limit"),
    "clip": say("cuts numbers off at a limit"),
    "maximum": say("takes the larger of two numbers"),
    "minimum": say("takes the smaller of two numbers"),
    "sign": say("keeps the sign of numbers and loses their size"),
    "norm": say("gives the length of a vector, one number for all of it"),
    "cumsum": say("adds up all numbers so far"),
    "cumprod": say("multiplies all numbers so far"),
    "diff": say("takes differences of neighbours"),
    "median": say("takes the number in the middle"),
    "std": say("gives the spread of numbers"),
    "var": say("gives the squared spread of numbers"),
    "argmax": say("gives a position, not a value"),
    "argmin": say("gives a position, not a value"),
    "outer": say("multiplies each number of one by each of the other, so that a table comes"),
    "meshgrid": say("makes tables of all pairs of two rows of numbers"),
    "broadcast_to": say("repeats numbers to fill a shape"),
    "repeat": say("repeats what it is given"),
    "tile": say("repeats what it is given"),
    "expand": say("repeats numbers to fill a shape"),
    "triu": say("sets what lies below the diagonal to 0"),
    "tril": say("sets what lies above the diagonal to 0"),
    "diag": say("takes a diagonal, or makes a matrix of one"),
    "inv": say("gives the inverse of a matrix"),
    "pinv": say("gives a kind of inverse of a matrix"),
    "T": say("exchanges rows and columns"),
    "mT": say("exchanges rows and columns"),
    "transpose": say("exchanges axes"),
    "t": say("exchanges rows and columns"),
    "permute": say("exchanges axes"),
    "prod": say("multiplies numbers with each other"),
    "abs": say("takes signs away"),
    "absolute": say("takes signs away"),
    "fabs": say("takes signs away"),
    "sqrt": say("takes square roots"),
    "rsqrt": say("gives one over the square root"),
    "exp": say("takes the exponential"),
    "log": say("takes the natural logarithm"),
    "log1p": say("takes the natural logarithm of 1 plus a number"),
    "log10": say("takes the logarithm to the base 10"),
    "log2": say("takes the logarithm to the base 2"),
    "tan": say("takes the tangent"),
    "arctan": say("takes the angle of a tangent"),
    "arctan2": say("gives the angle of a point"),
    "atan2": say("gives the angle of a point"),
    "hypot": say("gives the length of a vector of two numbers"),
    "reciprocal": say("gives one over a number"),
    "float32": say("keeps about seven digits of a number"),
    "float16": say("keeps about three digits of a number"),
    "mean": say("makes one number of several, their mean"),
    "average": say("makes one number of several, their mean"),
    "sum": say("makes one number of several, their sum"),
    "detach": say("cuts a tensor off from its graph"),
    "no_grad": say("switches recording off"),
    "create_graph": say("has the backward pass recorded as well"),
    "retain_graph": say("keeps a graph for another backward pass"),
    "clone": say("makes a copy, and what is done to that isn't done to the original"),
    "copy": say("makes a copy, and what is done to that isn't done to the original"),
    "reshape": say("gives numbers another shape"),
    "view": say("gives numbers another shape"),
    "flatten": say("puts all numbers into one row"),
    "ravel": say("puts all numbers into one row"),
    "squeeze": say("leaves out axes of length 1"),
    "unsqueeze": say("adds an axis of length 1"),
}
"""Names that are a normal part of many tasks, and what they do, in words that follow "which"."""
DOES = {**ODD, **PLAIN}
RANK = {name: place for place, name in enumerate(DOES)}
"""The likelier it is that a name is the cause, the lower."""


def used_value(used: Sequence[Used]) -> Value:
    """The calls as a ``Value``: a list of tuples (name, line)."""
    return plain([(one.name, one.line) for one in used[:MAX_CALLS]])


def used_in(observed: Observation) -> tuple[Used, ...]:
    """The calls that travelled in an observation; what isn't the form of one is left out."""
    value = observed.values.get(USED, MISSING)
    if value.kind != "list" or not isinstance(value.data, tuple):
        return ()
    found = []
    for item in value.data[:MAX_CALLS]:
        if item.kind != "tuple" or not isinstance(item.data, tuple) or len(item.data) != 2:
            continue
        name, line = item.data
        if name.kind == "text" and name.data in DOES and type(line.data) is int:
            if 1 <= line.data <= MAX_LINE:
                found.append(Used(str(name.data), line.data))
    return tuple(found)
