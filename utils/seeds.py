"""Seeds: the same random numbers in every run. Devices and data have modules of their own."""

from __future__ import annotations

import random

import numpy as np
import torch


def set_seed(seed: int) -> None:
    """Return nothing; Python, NumPy and PyTorch (CPU and GPU) draw the same numbers from here on.

    `seed` is a whole number, 0 <= seed < 2**32, and one line says that it is set. cuDNN is told
    to use repeatable algorithms. Raises TypeError or ValueError for any other seed.
    """
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise TypeError(
            f"seed is {seed!r}, a {type(seed).__name__}. Expected a whole number, such as 2021."
        )
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed is {seed}. Expected a whole number from 0 to 4294967295.")
    _seed_python_and_numpy(seed)
    torch.manual_seed(seed)
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True
    print(f"Random numbers start from seed {seed} (Python, NumPy, PyTorch).")


def seed_worker(worker_id: int) -> None:
    """Return nothing; seed Python and NumPy in a `DataLoader` worker, given as `worker_init_fn`.

    PyTorch seeds itself in each worker, and this takes the other two along. `worker_id` is what the
    `DataLoader` passes; PyTorch's own seed in the worker already contains it.
    Source: PyTorch manual, "Reproducibility", section "DataLoader".
    """
    _seed_python_and_numpy(torch.initial_seed() % 2**32)


def _seed_python_and_numpy(seed: int) -> None:
    """Seed the two generators that aren't PyTorch's."""
    random.seed(seed)
    np.random.seed(seed)
