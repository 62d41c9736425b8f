"""The data sets have the numbers that the lessons print."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from utils import anscombe, noisy_sine, set_seed


def first_losses(n_steps: int) -> list[float]:
    """The losses of lesson 06's network: Linear, Tanh, Linear, MSELoss, SGD lr .003 momentum .9."""
    features, targets = noisy_sine()
    set_seed(2021)
    net = nn.Sequential(nn.Linear(1, 512), nn.Tanh(), nn.Linear(512, 1))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.003, momentum=0.9)
    losses = []
    for _ in range(n_steps):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(features), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def test_the_noisy_sine_gives_the_losses_measured_in_lesson_06() -> None:
    expected = [0.888942, 0.562754, 0.465676, 0.547915]
    np.testing.assert_allclose(first_losses(4), expected, rtol=1e-3)


def test_the_noisy_sine_has_even_features_and_a_quarter_of_noise() -> None:
    features, targets = noisy_sine()
    assert features.shape == targets.shape == (32, 1)
    assert features.dtype == targets.dtype == torch.float32
    torch.manual_seed(2021)
    noise = torch.randn(32, 1) / 4
    np.testing.assert_array_equal(features[:, 0], torch.linspace(-1, 1, 32))
    np.testing.assert_allclose(targets, np.sin(np.pi * features.numpy()) + noise.numpy(), atol=1e-6)


def test_the_noisy_sine_leaves_the_global_random_numbers_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    noisy_sine()
    assert torch.equal(torch.rand(3), expected)


def test_without_noise_the_sine_is_exact() -> None:
    features, targets = noisy_sine(5, noise=0)
    np.testing.assert_allclose(targets[:, 0], [0, -1, 0, 1, 0], atol=1e-6)


@pytest.mark.parametrize("wrong", [{"n_samples": 1}, {"noise": -1.0}, {"noise": float("nan")}])
def test_data_that_cannot_be_made_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="Expected"):
        noisy_sine(**wrong)  # type: ignore[arg-type]  # one value of either type


def test_anscombes_first_set_has_the_published_line_and_spread() -> None:
    x, y = anscombe()
    slope, intercept = np.polyfit(x.numpy().astype(float), y.numpy().astype(float), 1)
    assert (round(slope, 5), round(intercept, 5)) == (0.50009, 3.00009)
    mse = float(np.mean((slope * x.numpy() + intercept - y.numpy()) ** 2))
    assert round(mse, 5) == 1.25115
