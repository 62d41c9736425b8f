"""A function's value and its first two derivatives, place by place."""

from __future__ import annotations

from collections.abc import Callable

import torch


def taylor(
    f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """f(x), f′(x) and f″(x), where each number of f(x) depends on one of x."""
    with torch.enable_grad():
        x = x.detach().clone().requires_grad_()
        value = f(x)
        (slope,) = torch.autograd.grad(value.sum(), x, create_graph=True)
        bend = torch.zeros_like(x)
        if slope.requires_grad:
            (bend,) = torch.autograd.grad(slope.sum(), x)
    return value.detach(), slope.detach(), bend.detach()
