"""How a run of grading starts: imports without detours, kernels that come up meanwhile."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.errors import UsageError
from autograder.grading.settings import OFF, USERS, Settings

START_S = 180.0
NO_USERS = (
    "--sandbox users needs Linux, but this is {platform}. Grade in a Linux machine or container."
)
AS_USERS = (
    "--sandbox users: hand-ins run as users without rights. They can use the network, and read "
    "what anybody may."
)
OPEN_TO_ALL = "Anybody may read {paths}. To keep hand-ins from it: chmod -R go-rwx {paths}"
ANSWERS = Path(__file__).resolve().parents[1] / "answers"


@contextmanager
def importing_quickly() -> Iterator[None]:
    """A block, until ``imported``, without what makes imports slow and has no use here.

    jsonschema, which nbformat needs, would parse a grammar of web addresses, an optional format
    that notebooks don't have; and what is imported is no garbage.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def imported() -> None:
    """From here on garbage is collected again, but what is imported is none."""
    gc.freeze()
    gc.enable()


class Kernels:
    """The fork server, where there is one: raises ``UsageError`` where it can't be.

    ``private`` is what hand-ins shouldn't read, which rights alone keep from them where they run
    as users.
    """

    def __init__(self, settings: Settings, private: Sequence[Path] = ()) -> None:
        self.settings = settings
        self.private = private
        self.tried = settings.sandbox in (OFF, USERS)

    def start(self) -> Any:
        """The server, which comes up in the background; None where kernels come without one."""
        from autograder.grading.starting import PRELOAD, fork_server
        from autograder.kernels.availability import sandbox_problem
        from autograder.kernels.bubblewrap import OR_ELSE
        from autograder.kernels.views import SandboxUnavailable

        if self.settings.sandbox == USERS and sys.platform != "linux":
            raise UsageError(NO_USERS.format(platform=sys.platform))
        if not self.tried and (problem := sandbox_problem()):
            raise UsageError(f"{problem} {OR_ELSE}")
        self.tried = True
        try:
            return fork_server(self.settings, PRELOAD)
        except SandboxUnavailable as error:
            raise UsageError(str(error)) from error

    def wait(self) -> None:
        """Returns once kernels can be started."""
        from autograder.kernels.views import SandboxUnavailable

        if self.settings.sandbox == OFF:
            print("--sandbox off: hand-ins run with your own rights.", file=sys.stderr)
        if self.settings.sandbox == USERS:
            print("\n".join(self._told_of_users()), file=sys.stderr)
        if (server := self.start()) is None:
            return
        try:
            server.ready.result(START_S)
        except (SandboxUnavailable, TimeoutError) as error:
            raise UsageError(str(error) or "The sandbox did not start.") from error

    def _told_of_users(self) -> Iterator[str]:
        """What holds where hand-ins are users, and what of the private they can read."""
        from autograder.kernels.users import closed_to_others

        yield AS_USERS
        there = [path for path in (ANSWERS, *self.private) if path.exists()]
        if bare := [str(path) for path in there if not any(closed_to_others([path.resolve()]))]:
            yield OPEN_TO_ALL.format(paths=" ".join(bare))
