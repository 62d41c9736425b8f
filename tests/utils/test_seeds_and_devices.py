"""Seeds repeat random numbers; the device is the best that torch reports."""

from __future__ import annotations

import random
import sys
import types

import numpy as np
import pytest
import torch

from utils import in_colab, seed_worker, set_device, set_seed, setup_notebook


def draws() -> tuple[float, float, float]:
    return random.random(), float(np.random.rand()), torch.rand(()).item()


def test_the_same_seed_gives_the_same_numbers_in_python_numpy_and_torch() -> None:
    set_seed(2021)
    first = draws()
    set_seed(2021)
    assert draws() == first


def test_a_seed_gives_what_each_library_gives_for_it_alone() -> None:
    set_seed(7)
    assert draws() == (
        random.Random(7).random(),
        float(np.random.RandomState(7).rand()),
        torch.rand((), generator=torch.Generator().manual_seed(7)).item(),
    )


def test_setting_a_seed_says_so_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_seed(2021)
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "2021" in said


@pytest.mark.parametrize(("seed", "error"), [("1", TypeError), (True, TypeError), (-1, ValueError)])
def test_a_seed_that_is_none_is_refused_with_its_value(seed: object, error: type) -> None:
    with pytest.raises(error, match=str(seed)):
        set_seed(seed)  # type: ignore[arg-type]  # the wrong type is the test


def test_a_worker_takes_its_seed_from_torch() -> None:
    torch.manual_seed(2**40 + 5)
    seed_worker(3)
    assert random.random() == random.Random((2**40 + 5) % 2**32).random()


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"),
    [(True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_the_best_device_there_is_is_chosen_and_named(
    cuda: bool,
    mps: bool,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "A GPU")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert set_device() == torch.device(expected)
    assert f"Device: {expected}" in capsys.readouterr().out


def test_colab_without_a_gpu_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    set_device()
    assert "Change runtime type" in capsys.readouterr().out


def test_the_widget_manager_is_switched_on_in_colab_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not in_colab()
    setup_notebook()
    calls: list[str] = []
    output = types.ModuleType("google.colab.output")
    vars(output)["enable_custom_widget_manager"] = lambda: calls.append("on")
    monkeypatch.setitem(sys.modules, "google", types.ModuleType("google"))
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    setup_notebook()
    assert in_colab() and calls == ["on"]
