"""What a computation with vectors makes on its way: a few vectors, or a whole table.

Results are equal either way, so the operations themselves are watched, those of backward walks
and of vectorised ones included. What is right is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

FEW_WALKS = "a few walks, and vectors only"
A_TABLE = "a table of n × n numbers"
MANY_WALKS = "a walk for each variable"
COST_MESSAGES = (FEW_WALKS, A_TABLE, MANY_WALKS)
"""The messages of what ``Operations.cost`` gives."""
MANY = 10
"""So many operations for each variable are no few walks any more."""


class Operations(TorchDispatchMode):
    """A block in which operations are counted, and the most numbers that one of them makes."""

    def __init__(self) -> None:
        super().__init__()
        self.count = self.most_numbers = 0

    def __torch_dispatch__(
        self,
        operation: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        made = operation(*args, **(kwargs or {}))
        self.count += 1
        for one in made if isinstance(made, tuple | list) else (made,):
            if isinstance(one, torch.Tensor):
                self.most_numbers = max(self.most_numbers, one.numel())
        return made

    def cost(self, n: int) -> str:
        """What a computation with ``n`` variables made in this block, in words."""
        if self.most_numbers >= n**2:
            return A_TABLE
        return MANY_WALKS if self.count > MANY * n else FEW_WALKS
