"""Errors that everybody meets, raised for real, get a sentence of their own beside Python's."""

from __future__ import annotations

import linecache

import pytest
import torch

from autograder.cards.verdicts import text_card
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
    "unbound": ("z = total + x\n    total = 0\n    return total, y", "before you use it"),
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
        "'backward'?",
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
    "misspelt name": ("worst = x\n    return worse, y", "'worst'?"),
    "misspelt keyword": (
        "import torch\n    return torch.tensor(x, require_grad=True), y",
        "`requires_grad=`?",
    ),
    "entry by a dot": ("d = {'a': x}\n    return d.a, y", '`["a"]`'),
    "no such entry": ("d = {'a': x}\n    return d['b'], y", "no entry 'b'"),
    "function not called": ("return abs[0], y", "call it"),
    "append gives None": ("d = [].append(x)\n    return d.append(y), y", "give back None"),
    "loop over None": ("for i in [x].reverse():\n        pass\n    return x, y", "give back None"),
    "loop over one of the numbers": (
        "for a, b in zip(x, y):\n        pass\n    return x, y",
        "without a loop",
    ),
    "two arrays for a maximum": (
        "import numpy as np\n    return np.max(np.ones(3), np.ones(3)), y",
        "second argument of `np.max` is an axis",
    ),
    "an array for an index": (
        "import numpy as np\n    return [1, 2][np.array([0, 1])], y",
        "one whole number is needed",
    ),
    "a method by another name": (
        "class A:\n        __div__ = None\n    return A() / A(), y",
        "the method `__truediv__`",
    ),
    "all weights of another shape": (
        "import torch\n    t = torch.ones(2, requires_grad=True)\n"
        "    return torch.autograd.grad(t * t, t, torch.eye(3), is_grads_batched=True), y",
        "here [2].",
    ),
    "loop over a number": ("for i in 3:\n        pass\n    return x, y", "`range(...)`"),
    "length of a number": ("n = len(1.5)\n    return x, y", "one number"),
    "places of a list": ("d = []\n    d[0] = x\n    return d[0], y", "`.append(...)`"),
    "unpacked": ("a, b = [x]\n    return a, b", "1 parts into 2 names"),
    "unpacked too few": ("a, b = [x, y, x]\n    return a, b", "into 2 names"),
    "with and no brackets": (
        "import torch\n    with torch.no_grad:\n        return x, y",
        "`with torch.no_grad():`",
    ),
    "grad is called": (
        "import torch\n    t = torch.ones(1, requires_grad=True)\n    t.sum().backward()\n"
        "    return t.grad(), y",
        "without brackets",
    ),
    "number's backward": ("return (1.5).backward(), y", "plain number has no `.backward`"),
    "size in two arguments": (
        "import numpy as np\n    return np.zeros(2, 1), y",
        "`np.zeros((rows, columns))`",
    ),
    "capital tensor": ("import torch\n    return torch.Tensor(1.5), y", "`torch.tensor` holds"),
    "item of many": ("import torch\n    return torch.ones(2).item(), y", "one number"),
    "grad's arguments exchanged": (
        "import torch\n    t = torch.ones(1, requires_grad=True)\n    u = (t * t).sum()\n"
        "    return torch.autograd.grad(t, u, grad_outputs=torch.ones(1)), y",
        "wrong order",
    ),
    "weights of another shape": (
        "import torch\n    t = torch.ones(2, requires_grad=True)\n    u = (t * t).sum()\n"
        "    return torch.autograd.grad(u, t, grad_outputs=torch.ones(2)), y",
        "shape of the output, [].",
    ),
    "a product with a number": (
        "import torch\n    return torch.ones(2) @ torch.tensor(2.0), y",
        "is multiplied with `*`",
    ),
    "two dtypes": (
        "import torch\n    return torch.ones(2, 2) @ torch.ones(2, dtype=torch.float64), y",
        "different dtypes",
    ),
    "ragged": ("import numpy as np\n    return np.array([[1, 2], [3]]), y", "different lengths"),
    "argument missing": ("def f(a, b):\n        return a\n    return f(x), y", "without 'b'"),
    "length of a tensor's number": (
        "import torch\n    return len(torch.tensor(1.5)), y",
        "no length",
    ),
    "loop over a tensor's number": (
        "import torch\n    return [a for a in torch.tensor(1.5)], y",
        "holds one number",
    ),
    "place in a tensor's number": (
        "import torch\n    return torch.tensor(1.5)[0], y",
        "as a whole",
    ),
    "step of a loss": (
        "import torch\n    t = torch.ones(1, requires_grad=True)\n"
        "    torch.optim.SGD([t], lr=1.0).step(t.sum())\n    return x, y",
        "leave the brackets empty",
    ),
    "step of a function without return": (
        "import torch\n    t = torch.ones(1, requires_grad=True)\n"
        "    return float(torch.optim.SGD([t], lr=1.0).step(lambda: None)), y",
        "`return` of the loss",
    ),
    "float of None": ("return float(None), y", "give back None"),
    "a name of an inner function": (
        "total = []\n    def f():\n        total = total + [x]\n    f()\n    return total, y",
        "`nonlocal total`",
    ),
    "added in an inner function": (
        "total = 0\n    def f():\n        total += x\n    f()\n    return total, y",
        "`nonlocal total`",
    ),
    "no value before the loop": (
        "for a in (x, y):\n        total += a\n    return total, y",
        "Give it one first, such as above the loop",
    ),
    "a tensor of tensors": (
        "import torch\n    return torch.tensor([torch.ones(2), torch.ones(2)]), y",
        "Of several tensors `torch.stack` makes one",
    ),
    "a tensor called": (
        "import torch\n    return torch.ones(2)(x), y",
        "Have two arguments changed places",
    ),
    "source that is no Python": (
        "exec('f(')\n    return x, y",
        "SyntaxError: '(' was never closed.",
    ),
    "vmap of two lengths": (
        "import torch\n    from torch.func import vmap\n"
        "    return vmap(torch.add)(torch.ones(2), torch.ones(3)), y",
        "`in_dims=(0, None)`",
    ),
    "func.grad of many": (
        "import torch\n    return torch.func.grad(torch.sin)(torch.ones(2)), y",
        "`torch.func.vmap`",
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


def test_a_graph_that_a_result_has_used_up_is_told_as_a_backward_too_many():
    def mse(y_true, y_prediction):
        loss = ((y_true - y_prediction) ** 2).mean()
        loss.backward()
        return loss

    said = verdict_on(find_exercise("mse"), mse, 0, "cpu").message
    assert "leave it out" in said
    assert "compute the loss anew" not in said


def test_a_long_error_leaves_room_for_what_it_means():
    def jacobian(f, x):
        x = x.detach().requires_grad_()
        return torch.autograd.grad(f(x), x, torch.eye(3), is_grads_batched=True)[0]

    seen = verdict_on(find_exercise("jacobian"), jacobian, 0, "cpu")
    assert "which depends on f?" in text_card(seen)
