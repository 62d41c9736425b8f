"""The small data sets of the lessons, made here: nothing is downloaded."""

from __future__ import annotations

import torch

ANSCOMBE_X = (10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0)
ANSCOMBE_Y = (8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)


def noisy_sine(
    n_samples: int = 32, noise: float = 0.25, seed: int = 2021
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return features x and targets sin(πx) + noise·ε, ε standard normal, for lesson 06.

    Both are float32 on the CPU with shape (n_samples, 1); x runs evenly from -1 to 1. The noise
    comes from a generator of its own, so the call neither uses nor moves PyTorch's global random
    numbers: it may stand before or after `set_seed`. What has to follow `set_seed(2021)` directly
    is the network: then lesson 06's first loss is .888942, and .562754 is the second. Raises
    ValueError for fewer than two samples or negative noise.
    """
    if n_samples < 2:
        raise ValueError(f"n_samples is {n_samples}. Expected 2 or more: the two ends of [-1, 1].")
    if not noise >= 0:
        raise ValueError(f"noise is {noise}. Expected a standard deviation of 0 or more.")
    generator = torch.Generator().manual_seed(seed)
    features = torch.linspace(-1, 1, n_samples, dtype=torch.float32).reshape(-1, 1)
    epsilon = torch.randn(n_samples, 1, generator=generator, dtype=torch.float32)
    return features, torch.sin(torch.pi * features) + noise * epsilon


def anscombe() -> tuple[torch.Tensor, torch.Tensor]:
    """Return x and y of the first of Anscombe's four sets, each float32 with shape (11,).

    Source: F. J. Anscombe, "Graphs in Statistical Analysis", The American Statistician 27 (1973),
    17-21. Its least-squares line has slope .50009 and intercept 3.00009.
    """
    return (
        torch.tensor(ANSCOMBE_X, dtype=torch.float32),
        torch.tensor(ANSCOMBE_Y, dtype=torch.float32),
    )
