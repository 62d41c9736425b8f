"""One fork server for all tests of a worker: each test gets a kernel, or several, of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest

from autograder.kernels.fork_server import ForkServer
from autograder.kernels.limits import Limits
from tests.kernels.visitors import LIGHT, START_TIMEOUT_S, Visitor, visiting

SECRET = "AUTOGRADER_SECRET_OF_WHOEVER_GRADES"


class Welcome(Protocol):
    """Lets one more visitor in, with limits of their own."""

    def __call__(self, limits: Limits | None = None) -> Visitor: ...


@pytest.fixture(scope="session")
def server() -> Iterator[ForkServer]:
    os.environ[SECRET] = "the instructor's password"
    with ForkServer(LIGHT) as server:
        server.ready.result(START_TIMEOUT_S)
        yield server
    del os.environ[SECRET]


@pytest.fixture
def welcome(server: ForkServer) -> Iterator[Welcome]:
    with ExitStack() as stack:
        yield lambda limits=None: stack.enter_context(visiting(server, limits))


@pytest.fixture
def visitor(welcome: Welcome) -> Visitor:
    return welcome()
