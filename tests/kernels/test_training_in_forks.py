"""PyTorch, NumPy and Matplotlib in forks of an interpreter that has imported them, no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.kernels.fork_server import ForkServer
from autograder.kernels.views import View
from tests.kernels.visitors import Visitor, visiting

LESSON = View(
    preload=("torch", "torch._dynamo", "torch.optim", "matplotlib.pyplot", "ipywidgets", "utils"),
    packages=("autograder", "utils"),
    hidden=("autograder.answers",),
)
BACKWARD = """
    import torch
    w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (w ** 3).sum().backward()
    print(w.grad.tolist())
"""
TRAIN = """
    import torch
    torch.manual_seed(0)
    x = torch.linspace(-1, 1, 32)[:, None]
    net = torch.nn.Sequential(torch.nn.Linear(1, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    losses = []
    for _ in range(100):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(net(x), torch.sin(3 * x))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    print(losses[-1] < losses[0] / 10)
"""


@pytest.fixture(scope="module")
def lesson() -> Iterator[ForkServer]:
    with ForkServer(LESSON) as server:
        yield server


@pytest.fixture(scope="module")
def student(lesson: ForkServer) -> Iterator[Visitor]:
    with visiting(lesson) as visitor:
        yield visitor


def test_what_is_preloaded_is_there_before_the_first_cell(student):
    assert student.run("import sys; print('torch' in sys.modules, 'pyplot' in globals())") == (
        "True False"
    )


def test_backward_works_in_every_one_of_several_forks(lesson):
    for _ in range(3):
        with visiting(lesson) as one, visiting(lesson) as other:
            cells = [(visitor, visitor.begin(BACKWARD)) for visitor in (one, other)]
            assert [visitor.finish(cell) for visitor, cell in cells] == ["[3.0, 12.0, 27.0]"] * 2


def test_a_net_can_be_trained(student):
    assert student.run(TRAIN) == "True"


def test_torch_computes_with_one_thread_as_kernels_share_the_processors(student):
    assert student.run("import torch; print(torch.get_num_threads())") == "1"


def test_data_can_be_loaded_by_other_processes(student):
    code = """
        import torch
        from torch.utils.data import DataLoader, TensorDataset
        data = TensorDataset(torch.arange(8.0))
        print(sum(batch.sum().item() for (batch,) in DataLoader(data, 2, num_workers=2)))
    """
    assert student.run(code) == "28.0"


def test_numbers_without_a_seed_differ_from_kernel_to_kernel(lesson):
    code = "import random, numpy; print(random.random(), numpy.random.rand())"
    with visiting(lesson) as one, visiting(lesson) as other:
        ours, theirs = one.run(code).split(), other.run(code).split()
    assert ours[0] != theirs[0]
    assert ours[1] != theirs[1]


def test_numbers_with_a_seed_are_everywhere_the_same(lesson):
    code = "import torch, numpy; torch.manual_seed(1); numpy.random.seed(1)\n"
    show = "print(torch.rand(1).item(), numpy.random.rand())"
    import numpy
    import torch

    torch.manual_seed(1)
    expected = f"{torch.rand(1).item()} {numpy.random.RandomState(1).rand()}"
    with visiting(lesson) as visitor:
        assert visitor.run(code + show) == expected


def test_a_plot_is_shown_as_a_picture(student):
    (shown,) = student.shown("import matplotlib.pyplot as plt; plt.plot([1, 3, 2]); plt.show()")
    assert shown["image/png"].startswith("iVBOR")


def test_a_figure_left_open_is_shown_at_the_end_of_its_cell(student):
    shown = student.shown("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nNone")
    assert ["image/png" in data for data in shown] == [True]


def test_a_widget_is_shown_and_can_be_asked_for_by_a_page(student):
    (shown,) = student.shown("import ipywidgets; ipywidgets.IntSlider()")
    assert "application/vnd.jupyter.widget-view+json" in shown
    targets = "print(sorted(get_ipython().kernel.comm_manager.targets))"
    assert "'jupyter.widget.control'" in student.run(targets)


def test_reset_keeps_what_is_preloaded(lesson):
    with visiting(lesson) as visitor:
        visitor.run("import torch; x = 1")
        visitor.run("%reset -f")
        assert visitor.run("import sys; print('torch' in sys.modules, 'x' in globals())") == (
            "True False"
        )


def test_magics_of_ipython_work(student):
    assert student.run("%matplotlib inline\n!echo from the shell") == "from the shell"
    assert "magic" in student.run("%lsmagic\nprint('magic')")


def test_a_cell_may_wait_for_a_coroutine(student):
    assert student.run("import asyncio\nawait asyncio.sleep(0.01)\nprint('woke')") == "woke"


def test_the_history_of_a_session_works_without_a_database(student):
    student.run("1 + 1")
    assert "1 + 1" in student.run("%history")


def test_tools_that_keep_settings_find_a_home(student):
    code = """
        from pathlib import Path
        Path('~/.config/tool').expanduser().mkdir(parents=True)
        get_ipython().db['seen'] = 1
        print(get_ipython().db['seen'])
    """
    assert student.run(code) == "1"
