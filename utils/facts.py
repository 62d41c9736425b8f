"""What a tensor knows about its own history, as a table: leaf or not, watched or not, its gradient.

Owns the table of single tensors. How tensors hang together is in `utils.graphs`.
"""

from __future__ import annotations

import torch

HEAD = ("name", "value", "is_leaf", "requires_grad", "grad_fn", "grad")
MAX_NUMBERS = 4


def show_tensors(**tensors: torch.Tensor) -> None:
    """Return nothing; print a table with one row for each tensor, as in `show_tensors(x=x, y=y)`.

    A row holds its value (the shape if there are more than 4 numbers), whether it is a leaf,
    whether it requires gradients, the node that made it, and its gradient. A tensor is asked
    nothing that would print a warning. Raises TypeError without tensors, or for anything that
    isn't one.
    """
    if not tensors:
        raise TypeError("show_tensors got nothing. Expected named tensors: show_tensors(x=x, y=y).")
    rows = [HEAD, *(_row(name, tensor) for name, tensor in tensors.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def _row(name: str, tensor: torch.Tensor) -> tuple[str, ...]:
    """Return one tensor's cells."""
    if not isinstance(tensor, torch.Tensor):
        raise TypeError(
            f"{name} is a {type(tensor).__name__} and not a torch.Tensor, so it has no leaf, no "
            "grad_fn and no gradient. Pass the tensor itself."
        )
    made_by = "None" if tensor.grad_fn is None else tensor.grad_fn.name().split("::")[-1]
    grad = tensor.grad if tensor.is_leaf or tensor.retains_grad else None
    facts = (str(tensor.is_leaf), str(tensor.requires_grad), made_by)
    return (name, _value(tensor), *facts, "None" if grad is None else _value(grad))


def _value(tensor: torch.Tensor) -> str:
    """Return the numbers of a tensor, or its shape if there are many."""
    numbers = [f"{number:.4g}" for number in tensor.detach().flatten().tolist()[:MAX_NUMBERS]]
    if tensor.numel() > MAX_NUMBERS:
        return f"shape {tuple(tensor.shape)}"
    return numbers[0] if tensor.ndim == 0 else f"[{', '.join(numbers)}]"
