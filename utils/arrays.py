"""What the pictures accept: numbers, lists, NumPy arrays and tensors, turned into NumPy arrays.

Owns the conversion and its error messages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def as_array(value: Any, name: str) -> FloatArray:
    """Return `value` as a float64 array of its shape; a tensor is detached and copied to the CPU.

    Raises TypeError where `value` isn't made of real numbers and ValueError where it is empty.
    """
    if isinstance(value, list | tuple) and any(isinstance(v, torch.Tensor) for v in value):
        value = [v.detach().cpu().numpy() if isinstance(v, torch.Tensor) else v for v in value]
    if isinstance(value, torch.Tensor):
        value = value.detach().cpu().to(torch.float64).numpy()
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"dtype {array.dtype}")
    except (TypeError, ValueError) as fault:
        raise TypeError(
            f"{name} is a {type(value).__name__} that isn't an array of real numbers ({fault}). "
            f"Expected numbers: a list, a NumPy array or a tensor. Check what computes {name}."
        ) from fault
    if array.size == 0:
        raise ValueError(f"{name} is empty. Expected at least one number: fill it before you plot.")
    return array.astype(np.float64)


def as_vector(value: Any, name: str) -> FloatArray:
    """Return `value` as a 1-D float64 array; (n,), (n, 1) and (1, n) all hold n numbers."""
    array = np.atleast_1d(as_array(value, name))
    if array.size != max(array.shape):
        raise ValueError(
            f"{name} has shape {array.shape}. Expected one column of numbers, (n,) or (n, 1): "
            f"choose a column, as in {name}[:, 0]."
        )
    return array.ravel()


def same_length(**vectors: FloatArray) -> None:
    """Raise ValueError, with all lengths in it, unless the named vectors are equally long."""
    if len({v.size for v in vectors.values()}) > 1:
        lengths = ", ".join(f"{name} has {v.size}" for name, v in vectors.items())
        raise ValueError(f"{lengths} numbers. Expected equally many: one of each for every point.")


def evaluate(fun: Callable[..., Any], *grids: FloatArray) -> Any:
    """Return `fun(*grids)`; a function that takes only tensors is given float64 tensors instead."""
    try:
        return fun(*grids)
    except TypeError as fault:
        try:
            return fun(*(torch.from_numpy(g) for g in grids))
        except TypeError:
            raise fault from None


def fit_to_grid(value: Any, name: str, shape: tuple[int, ...]) -> FloatArray:
    """Return `value` as a float64 array of `shape`; a number or a row is repeated over the grid."""
    array = as_array(value, name)
    try:
        return np.array(np.broadcast_to(array, shape))
    except ValueError:
        raise ValueError(
            f"{name} has shape {array.shape} on a grid of shape {shape}. Expected one value for "
            f"each point: compute with the whole arrays x and y, element by element."
        ) from None


def name_of(fun: Callable[..., Any]) -> str:
    """Return the name a function was defined with, or "the function" where it has none."""
    name = getattr(fun, "__name__", "")
    return name if name.isidentifier() else "the function"
