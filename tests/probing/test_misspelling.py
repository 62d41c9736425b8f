"""The name that was meant, of errors that Python itself raises."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
import torch
from torch import nn

from autograder.probing.misspelling import nearest_name


def meant(expression: str, **names: object) -> str:
    """The name that is told where evaluating this fails."""
    known = {"np": np, "torch": torch, "nn": nn} | names
    with pytest.raises((AttributeError, NameError)) as caught:
        eval(expression, known)
    return nearest_name(caught.value, caught.tb)


ELSEWHERE = {
    "torch.grad": "autograd.grad",
    "torch.MSELoss": "nn.MSELoss",
    "torch.SGD": "optim.SGD",
    "torch.hessian": "func.hessian",
    "torch.mse_loss": "nn.functional.mse_loss",
    "np.norm": "linalg.norm",
    "np.randn": "random.randn",
}


@pytest.mark.parametrize("written", ELSEWHERE)
def test_what_another_part_of_a_library_has_is_told_with_its_place(written: str):
    assert meant(written) == ELSEWHERE[written]


@pytest.mark.parametrize(
    ("written", "right"), [("U", "u"), ("DZ_dx", "dz_dx"), ("true", "True"), ("nn.tanh", "Tanh")]
)
def test_a_name_that_differs_in_capitals_only_is_the_one_that_was_meant(written: str, right: str):
    assert meant(written, u=1.0, dz_dx=2.0, dz_dy=3.0) == right


def test_a_name_that_is_like_no_other_is_told_no_other():
    assert meant("quaternion") == meant("torch.quaternion") == ""


def test_a_module_that_fails_when_it_is_asked_for_a_part_is_told_no_place():
    odd = ModuleType("odd")

    def part(name: str) -> object:
        if name == "grad":
            raise AttributeError(f"module 'odd' has no attribute '{name}'", name=name, obj=odd)
        raise RuntimeError(name)

    vars(odd)["__getattr__"] = part
    assert meant("odd.grad", odd=odd) == ""
