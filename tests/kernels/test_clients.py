"""nbclient with the grader's own manager and client, which a hand-in can't flood."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from autograder.kernels.clients import MESSAGE_MIB, WAITING, bounded_context
from autograder.kernels.endings import Cause, Ending
from autograder.kernels.fork_server import SHARED
from autograder.kernels.limits import Limits
from autograder.kernels.managers import SandboxKernelManager
from tests.kernels.visitors import LIGHT, START_TIMEOUT_S


@pytest.fixture(scope="module", autouse=True)
def no_server_is_left() -> Iterator[None]:
    yield
    SHARED.close()


def notebook(*sources: str) -> NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])


def execute(
    *sources: str, limits: Limits | None = None, timeout_s: int = 60
) -> tuple[NotebookNode, Ending | None, Exception | None]:
    """The executed notebook, how its kernel ended, and what nbclient raised."""

    async def run() -> tuple[NotebookNode, Ending | None, Exception | None]:
        manager = SandboxKernelManager(LIGHT, limits or Limits())
        client = NotebookClient(
            notebook(*sources), km=manager, timeout=timeout_s, startup_timeout=START_TIMEOUT_S
        )
        raised = None
        try:
            await client.async_execute()
        except (CellTimeoutError, DeadKernelError) as error:
            raised = error
        finally:
            client.kc.stop_channels()
            await manager.shutdown_kernel(now=True)
        return client.nb, manager.ending, raised

    return asyncio.run(run())


def test_a_notebook_is_executed():
    executed, ending, raised = execute("x = 6", "x * 7")
    assert executed.cells[1].outputs[0].data == {"text/plain": "42"}
    assert ending == Ending(Cause.KILLED, -9)
    assert raised is None


def test_the_kernel_says_nothing_that_the_cells_did_not():
    executed, _, _ = execute("import os; os.system('echo from a program')")
    value, shown = sorted(executed.cells[0].outputs, key=lambda out: out.output_type)
    assert (shown.text, value.data["text/plain"]) == ("from a program\n", "0")


def test_a_dead_kernel_is_noticed_and_its_end_told():
    _, ending, raised = execute("import os; os.kill(os.getpid(), 11)")
    assert isinstance(raised, DeadKernelError)
    assert ending == Ending(Cause.SIGNAL, -11)


def test_endless_output_ends_the_kernel():
    _, ending, raised = execute("while True: print('x' * 10_000)", limits=Limits(output_mib=2))
    assert isinstance(raised, DeadKernelError)
    assert ending.cause in (Cause.OUTPUT, Cause.CUT)  # whichever the kernel is quick enough for


def test_many_outputs_add_up_over_cells():
    show = "from IPython.display import display; display({'text/plain': 'x' * 400_000}, raw=True)"
    _, ending, _ = execute(*[show] * 8, limits=Limits(output_mib=2))
    assert ending.message == "the kernel gave more output than it may: 2 MiB are allowed"


def test_output_below_the_limit_is_kept_whole():
    executed, ending, _ = execute("print('x' * 1_500_000)", limits=Limits(output_mib=2))
    assert sum(len(output.text) for output in executed.cells[0].outputs) == 1_500_001
    assert ending.cause is Cause.KILLED


def test_one_gigantic_message_never_arrives():
    executed, ending, raised = execute("print('x' * 200_000_000)\nwhile True: pass")
    assert sum(len(output.text) for output in executed.cells[0].outputs) < MESSAGE_MIB * 2**20
    assert isinstance(raised, DeadKernelError)
    assert ending.message.startswith("the kernel's output was cut off: a message was longer than")


def test_a_kernel_that_closes_its_sockets_is_not_waited_for():
    _, ending, raised = execute("import os; os.closerange(3, 500)")
    assert isinstance(raised, DeadKernelError)
    assert ending.cause in (Cause.CUT, Cause.SIGNAL, Cause.EXIT)


def test_messages_that_nobody_reads_do_not_pile_up_here():
    context = bounded_context()
    with context.socket(11) as receiver:  # PULL
        assert receiver.RCVHWM == WAITING
        assert 0 < receiver.MAXMSGSIZE < 2**30
    context.term()


def test_a_kernel_that_dies_before_it_answers_says_why():
    async def start() -> None:
        manager = SandboxKernelManager(LIGHT, Limits())
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        manager.sandbox.kernel.kill(Cause.TIME, "0 s are allowed")
        try:
            await client.wait_for_ready(timeout=START_TIMEOUT_S)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    with pytest.raises(RuntimeError, match="ran longer than it may: 0 s are allowed"):
        asyncio.run(start())


def test_a_kernel_that_does_not_answer_in_time_is_told():
    async def start() -> None:
        manager = SandboxKernelManager(LIGHT, Limits())
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await manager.signal_kernel(19)  # SIGSTOP
        try:
            await client.wait_for_ready(timeout=0.2)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    with pytest.raises(RuntimeError, match="didn't respond in 0.2 seconds"):
        asyncio.run(start())
