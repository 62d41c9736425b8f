"""Pictures drawn in a test are closed after it, and the random state is put back."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pytest
import torch


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    state = torch.get_rng_state()
    yield
    torch.set_rng_state(state)
    plt.close("all")
