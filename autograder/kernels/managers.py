"""A Jupyter kernel manager of sandboxed kernels that needs no installed kernelspec."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import zmq.asyncio
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from autograder.kernels.clients import BoundedClient, bounded_context
from autograder.kernels.endings import Ending
from autograder.kernels.limits import Limits
from autograder.kernels.provisioner import SandboxProvisioner
from autograder.kernels.views import View


class SandboxKernelManager(AsyncKernelManager):
    """Manages one kernel with this view and these limits, whatever kernel a notebook asks for.

    To be given to ``nbclient.NotebookClient`` as ``km``.
    """

    def __init__(self, view: View, limits: Limits, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.view, self.limits = view, limits
        self._kernel_spec = KernelSpec(display_name="Python 3", language="python")
        self.provisioner = self.sandbox = SandboxProvisioner(
            parent=self,
            kernel_spec=self._kernel_spec,
            view={**asdict(view), "environment": dict(view.environment)},
            limits=asdict(limits),
        )

    def _context_default(self) -> zmq.asyncio.Context:
        self._created_context = True
        return bounded_context()

    def client(self, **kwargs: Any) -> Any:
        """A client that holds the kernel to its limit of output."""
        kw = {**self.get_connection_info(session=True), "parent": self}
        return BoundedClient(output_mib=self.limits.output_mib, **{**kw, **kwargs})

    @property
    def ending(self) -> Ending | None:
        """How the last kernel ended, once somebody has waited for its end."""
        return self.sandbox.ending
