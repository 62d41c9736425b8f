"""Errors that students meet with PyTorch, told apart by what they are about.

PyTorch raises ``RuntimeError`` for most things, and two errors agree if their names do. Here the
names get finer, so that a missing ``requires_grad`` isn't taken for a graph that was freed, nor
``None.item()`` for a number without ``.grad``. A tensor that doesn't know an operator raises
``NotImplementedError``, which elsewhere means that nobody has written the exercise yet: that one
is renamed as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from autograder.probing.probes import Probe
from autograder.records.sentences import Sentence, say
from autograder.records.values import Value

COARSE = ("RuntimeError", "NotImplementedError", "AttributeError", "TypeError")
KINDS = {
    "does not require grad": "no graph",
    "through the graph a second time": "freed graph",
    "of floating point": "whole numbers",
    "is not a Module subclass": "no module",
    "before Module.__init__": "before super",
    "should return None, not": "returning init",
    "1D tensors expected": "no vectors",
    "converted to an index": "no position",
    "is missing the required": "no forward",
    "in-place operation": "in place on a leaf",
    "inplace operation": "in place",
    "only for scalar outputs": "not one number",
    "Can't call numpy()": "NumPy",
    "cannot be converted to Scalar": "not one element",
    "not implemented for": "operator",
    "appears to not have been used": "not used",
    "Mismatch in shape": "shape of grad_outputs",
    "must match the size": "sizes",
    "size mismatch": "sizes",
    "but got tuple": "tuple among tensors",
    "must be Tensor, not tuple": "tuple for a tensor",
    "'bool' object is not callable": "a flag called",
    "object is not callable": "not a function",
    "is ambiguous": "truth of a tensor",
    "'tuple' object has no": "of a tuple",
    "'NoneType' object has no": "of None",
    "and 'NoneType'": "of None",
    "'NoneType' and": "of None",
    "not 'NoneType'": "of None",
    "'float' object has no": "of a number",
    "'int' object has no": "of a number",
}
"""Words of the message, and the name of what they are about."""
WORDS = {
    "whole numbers": say(
        "A tensor of whole numbers can't require gradients. Make the number a float first, and "
        "look for `int`, `round`, or a dtype of whole numbers."
    ),
    "before super": say(
        "A module takes in its parameters only after it has been set up: `super().__init__()` has "
        "to be the first line of `__init__`."
    ),
    "returning init": say(
        "`__init__` gives nothing back: leave out its `return`. What it makes is kept in `self`."
    ),
    "no position": say(
        "A tensor is used there as a position, or to repeat a tuple or list. `torch.autograd.grad` "
        "gives back a tuple: take the tensor out of it before you go on."
    ),
    "no vectors": say(
        "`torch.dot` is the product of two vectors of the same length. A tensor is multiplied by a "
        "single number with `*`."
    ),
    "a flag called": say(
        "`x.requires_grad` is the flag itself, True or False, and a flag can't be called. With an "
        "underscore at the end it is the method that sets the flag: `x.requires_grad_()`."
    ),
    "truth of a tensor": say(
        "Your code asks whether a tensor is true, and Python can't tell: it holds several numbers, "
        "some of them may be 0. To ask whether there is a gradient at all, compare with None: "
        "`is None` or `is not None`."
    ),
}
"""What an error is about, and what to tell who meets it, where PyTorch's words don't help."""


def with_finer_name(value: Value) -> Value:
    """An error with a name such as "RuntimeError (no graph)"; everything else as it is."""
    if value.kind != "error" or value.name not in COARSE:
        return value
    for words, name in KINDS.items():
        if words in str(value.data):
            return replace(value, name=f"{value.name} ({name})")
    return value


def error_text(error: Value) -> Sentence | None:
    """What to tell of an error with a finer name; None for most, whose own words are good."""
    return next((text for name, text in WORDS.items() if f"({name})" in error.name), None)


@contextmanager
def attempt(probe: Probe, key: str, label: str) -> Iterator[None]:
    """A block in which student code may fail, as ``probe.attempt``, with finer names of errors."""
    with probe.attempt(key, label):
        yield
    if key in probe.values:
        probe.values[key] = with_finer_name(probe.values[key])
