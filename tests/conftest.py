"""What holds for all tests: tests of the GPU are left out where torch finds none."""

from __future__ import annotations

import os

# Two workers share the cores; torch reads this as it is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "agg")

import pytest
import torch

SEEDS = (0, 1, 20260)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--seeds", type=int, default=0, help=f"check exercises on so many seeds, not on {SEEDS}"
    )


@pytest.fixture(scope="session")
def seeds(request: pytest.FixtureRequest) -> tuple[int, ...]:
    """What the numbers to try with are drawn from."""
    return tuple(range(request.config.getoption("--seeds"))) or SEEDS


def pytest_report_header(config: pytest.Config) -> str:
    if torch.cuda.is_available():
        return f"CUDA: {torch.cuda.get_device_name()}; tests marked gpu are run"
    return "CUDA: no device; tests marked gpu are left out"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if torch.cuda.is_available():
        return
    gpu = [item for item in items if item.get_closest_marker("gpu")]
    items[:] = [item for item in items if not item.get_closest_marker("gpu")]
    config.hook.pytest_deselected(items=gpu)
