"""Installs the kernelspec, so that Jupyter clients offer sandboxed kernels by name."""

from __future__ import annotations

import tempfile
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager

NAME = "autograder-sandbox"
FILE = Path(__file__).parent / "kernelspec" / "kernel.json"


def install_kernelspec(*, prefix: str | None = None, user: bool = False) -> Path:
    """The folder of the kernelspec ``autograder-sandbox``, installed for Jupyter clients to find.

    With ``prefix``, below that folder: ``sys.prefix`` is this environment. With ``user``, for
    this user. With neither, for everybody. Raises ``OSError`` where that can't be written.
    """
    if prefix is not None and user:
        raise ValueError("A kernelspec goes either below a prefix or to the user, not both.")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE.name).write_bytes(FILE.read_bytes())
        manager = KernelSpecManager()
        return Path(manager.install_kernel_spec(folder, NAME, user=user, prefix=prefix))
