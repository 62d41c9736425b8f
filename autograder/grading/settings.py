"""How hand-ins are run: on which device, in which sandbox, within which limits."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.kernels.limits import Limits

BWRAP, USERS, OFF = "bwrap", "users", "off"


@dataclass(frozen=True)
class Settings:
    """How hand-ins are run: where tensors live, in which sandbox, and within which limits.

    Without ``pictures``, matplotlib draws none of a hand-in's: it takes as long as all the rest.
    ``sandbox`` is ``BWRAP``; or ``USERS`` for kernels that are users of their own and share all
    else with whoever grades, who is root; or ``OFF`` for kernels with the rights of whoever grades,
    for which the limits of time and output hold, on Linux that of memory, and no others.
    """

    device: str = "cpu"
    sandbox: str = OFF
    limits: Limits = Limits()
    pictures: bool = False
    start_timeout_s: float = 120.0
