"""Errors that everybody meets, raised for real, get a sentence of their own beside Python's."""

from __future__ import annotations

import linecache

import pytest

from autograder.exercises import find_exercise
from autograder.notebook.checking import verdict_on

FUN_DZ = find_exercise("fun_dz")
SOURCES = {  # what a student writes in fun_dz, and words of the card
    "caret": ("return x^2, y^2", "write `**`"),
    "cos": ("return 2 * x * cos(x**2 + y**2), x", "`np.cos`"),
    "unknown name": ("return dx, dy", "No `dx` is known here"),
    "missing star": ("two = 2\n    return two(x), y", "missing `*`"),
    "tuple": ("d = x, y\n    return d * 1.5, y", "a tuple"),
    "index": ("return [x, y][2], y", "n − 1"),
    "zero": ("return 1 / 0, y", "divided by 0"),
    "unbound": ("total += x\n    total = 0\n    return total, y", "before you use it"),
    "recursion": ("return fun_dz(x, y)", "without end"),
    "no graph": ("import torch\n    torch.tensor(1.0).backward()\n    return x, y", "no graph"),
    "second time": (
        "import torch\n    t = torch.ones(1, requires_grad=True)\n    u = (t * t).sum()\n"
        "    u.backward()\n    u.backward()\n    return x, y",
        "freed by its first backward",
    ),
    "not one number": (
        "import torch\n    t = torch.ones(2, requires_grad=True)\n    (t * t).backward()\n"
        "    return x, y",
        "starts from one number",
    ),
    "leaf in place": (
        "import torch\n    t = torch.ones(1, requires_grad=True)\n    t -= 1\n    return x, y",
        "torch.no_grad()",
    ),
    "numpy of a graph": (
        "import torch\n    t = torch.ones(1, requires_grad=True)\n    return t.numpy(), y",
        ".detach()",
    ),
    "grad is None": (
        "import torch\n    t = torch.ones(1, requires_grad=True)\n    return t.grad * 2, y",
        "has `.backward()` run",
    ),
    "misspelt": (
        "import torch\n    torch.ones(1, requires_grad=True).sum().backwards()\n    return x, y",
        "`backward`?",
    ),
    "layer with data": (
        "import torch\n    from torch import nn\n    return nn.Tanh(torch.ones(2)), y",
        "`nn.Tanh()(...)`",
    ),
    "loss with data": (
        "import torch\n    from torch import nn\n"
        "    return nn.MSELoss(torch.ones(2), torch.ones(2)), y",
        "`nn.MSELoss()(...)`",
    ),
    "small nn.tanh": ("from torch import nn\n    return nn.tanh(x), y", "`nn.Tanh`"),
}


@pytest.mark.parametrize(("source", "words"), SOURCES.values(), ids=SOURCES)
def test_an_error_is_quoted_and_explained(source, words):
    text, file = f"def fun_dz(x, y):\n    {source}\n", f"<ipython-input-{abs(hash(source))}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    names: dict = {}
    exec(compile(text, file, "exec"), names)
    seen = verdict_on(FUN_DZ, names["fun_dz"], 0, "cpu")
    if seen.mistake is None:
        assert "Your code stopped with" in seen.message
    assert words in seen.message


def test_an_error_that_nobody_knows_keeps_its_own_words():
    def fun_dz(x, y):
        raise LookupError("of my own")

    message = verdict_on(FUN_DZ, fun_dz, 0, "cpu").message
    assert message.endswith("Your code stopped with LookupError: of my own.")


def test_a_method_without_self_is_told():
    class SimpleGraph:
        def __init__(self, w, b):
            self.w, self.b = w, b

        def forward(x):
            return x

    assert "`self`" in verdict_on(find_exercise("SimpleGraph"), SimpleGraph, 0, "cpu").message
