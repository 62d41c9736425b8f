"""``python benchmarks/kernels.py``: a sandboxed kernel against a cold one, in the same run.

Each is timed from the request to the answer to a client's ``kernel_info``; the cold one also
imports what the other has preloaded. Rounds are interleaved, so that a busy machine slows both
alike, and the ratios are what counts. Processor time is that of the kernel until it answers (or
has imported), and of the fork server while it made the kernel and ended it. Memory is what each
further kernel adds once it has run ``backward``, with the pages that kernels share counted once.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager

sys.path.insert(0, str(Path(__file__).parents[1]))

from autograder.kernels.fork_server import ForkServer, Kernel
from autograder.kernels.views import View

PRELOAD = ("torch", "torch._dynamo", "torch.optim", "numpy", "matplotlib.pyplot", "utils")
VIEW = View(preload=PRELOAD, packages=("utils",), hidden=("autograder.answers",))
IMPORTS = f"import {', '.join(PRELOAD)}"
USED = "import resource as r; u = r.getrusage(r.RUSAGE_SELF); print(u.ru_utime + u.ru_stime)"
BACKWARD = "import torch; (torch.ones(3, requires_grad=True) ** 2).sum().backward()"
TIMEOUT_S = 120.0
MIB = 2**20
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """What one kernel took until it answered, and until it had imported all, in seconds."""

    answer_s: float
    ready_s: float
    cpu_s: float


def printed(client: Any, code: str) -> str:
    """What the code prints."""
    texts: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
            texts.append(message["content"]["text"])

    client.execute_interactive(code, output_hook=hear, timeout=TIMEOUT_S)
    return "".join(texts)


def connected(kernel: Kernel) -> BlockingKernelClient:
    client = BlockingKernelClient()
    client.load_connection_info(kernel.started.result(TIMEOUT_S))
    client.start_channels(hb=False)
    client.kernel_info(reply=True, timeout=TIMEOUT_S)
    return client


def cold() -> Cost:
    """A kernel as Jupyter starts it."""
    start = time.perf_counter()
    manager = KernelManager(kernel_name="python3", transport="ipc")
    manager.start_kernel()
    client = manager.client()
    client.start_channels(hb=False)
    client.kernel_info(reply=True, timeout=TIMEOUT_S)
    answer_s = time.perf_counter() - start
    printed(client, IMPORTS)
    ready_s = time.perf_counter() - start
    cpu_s = float(printed(client, USED))
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return Cost(answer_s, ready_s, cpu_s)


def sandboxed(server: ForkServer) -> Cost:
    """A fork in a room of its own."""
    before_s, start = cpu_of(server.pid), time.perf_counter()
    kernel = server.start()
    client = connected(kernel)
    answer_s = time.perf_counter() - start
    cpu_s = float(printed(client, USED))
    client.stop_channels()
    kernel.kill()
    kernel.ended.result(TIMEOUT_S)
    return Cost(answer_s, answer_s, cpu_s + cpu_of(server.pid) - before_s)


def cpu_of(pid: int) -> float:
    """Processor seconds of a process itself, in steps of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def proportional_mib(server: ForkServer) -> float:
    """The memory of the fork server and all that descends from it, shared pages counted once."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    waiting, found = [server.pid], []
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return sum(map(_pss, found)) / MIB


def _pss(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(text.split("Pss:", 1)[1].split()[0]) * 1024


def memory_of_further(server: ForkServer, kernels: int = 4) -> float:
    """MiB that each kernel adds beyond the first, when it has run ``backward``."""
    with ExitStack() as stack:
        held = []
        for _ in range(kernels):
            kernel = server.start()
            client = connected(kernel)
            stack.callback(kernel.kill)
            stack.callback(client.stop_channels)
            printed(client, BACKWARD)
            held.append(proportional_mib(server))
    return (held[-1] - held[0]) / (kernels - 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--forks", type=int, default=5, help="sandboxed kernels in each round")
    options = parser.parse_args()
    colds, forks = [], []
    start = time.perf_counter()
    with ForkServer(VIEW) as server:
        server.ready.result(TIMEOUT_S)
        print(f"fork server up in {time.perf_counter() - start:.2f} s")
        sandboxed(server), cold()  # warms the disk
        for _ in range(options.rounds):
            colds.append(cold())
            forks += [sandboxed(server) for _ in range(options.forks)]
        further_mib = memory_of_further(server)
    answer_ms = 1000 * median(fork.answer_s for fork in forks)
    cold_s, cold_ready_s = median(c.answer_s for c in colds), median(c.ready_s for c in colds)
    ratio = 1000 * cold_ready_s / answer_ms
    cpu_s, cold_cpu_s = sum(f.cpu_s for f in forks) / len(forks), median(c.cpu_s for c in colds)
    print(
        f"answer: {answer_ms:.0f} ms (fastest {1000 * min(f.answer_s for f in forks):.0f} ms), "
        f"a cold kernel {1000 * cold_s:.0f} ms: {1000 * cold_s / answer_ms:.0f} times as long; "
        f"with imports {cold_ready_s:.1f} s: {ratio:.0f} times; limit 50 ms"
    )
    print(
        f"processor: {cpu_s:.3f} s a kernel, a cold one with imports {cold_cpu_s:.2f} s: "
        f"{cold_cpu_s / cpu_s:.0f} times as much; limit 0.100 s"
    )
    print(f"memory: {further_mib:.0f} MiB for each further kernel; limit 350 MiB")


if __name__ == "__main__":
    main()
