"""Jupyter's own tools start sandboxed kernels by the name of the kernelspec."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import nbformat
import papermill
import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager, KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from autograder.kernels.endings import Cause
from autograder.kernels.fork_server import SHARED
from autograder.kernels.inside import WORK
from autograder.kernels.kernelspecs import FILE, NAME, install_kernelspec
from autograder.kernels.provisioner import SandboxProvisioner
from autograder.kernels.views import View
from tests.browser.jupyterlab import served
from tests.kernels.visitors import START_TIMEOUT_S

WHERE = "import os; print(os.getcwd(), os.environ.get('NBGRADER_EXECUTION'))"


@pytest.fixture(scope="module")
def prefix(tmp_path_factory) -> Path:
    """A prefix with the kernelspec, of which the modules to preload are left out: it is quicker."""
    prefix = tmp_path_factory.mktemp("prefix")
    file = install_kernelspec(prefix=str(prefix)) / "kernel.json"
    spec = json.loads(file.read_text())
    spec["metadata"]["kernel_provisioner"]["config"]["view"]["preload"] = []
    file.write_text(json.dumps(spec))
    return prefix


@pytest.fixture(scope="module")
def surroundings(prefix, tmp_path_factory) -> dict[str, str]:
    """The environment of a program that finds this kernelspec, and writes to no home."""
    home = tmp_path_factory.mktemp("home")
    own = {"JUPYTER_PATH": str(prefix / "share" / "jupyter"), "HOME": str(home)}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {
        **os.environ,
        **own,
        "PATH": path,
        "IPYTHONDIR": str(home),
        "JUPYTER_PLATFORM_DIRS": "1",
    }


@pytest.fixture
def jupyter(surroundings, monkeypatch) -> Iterator[None]:
    """This process finds the kernelspec, and leaves no fork server."""
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    yield
    SHARED.close()


def notebook() -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(WHERE)])


def test_the_provisioner_is_registered_by_its_name():
    found = KernelProvisionerFactory.instance().get_provisioner_entries()
    assert found["autograder-sandbox"] == "autograder.kernels.provisioner:SandboxProvisioner"
    point = EntryPoint("x", found["autograder-sandbox"], "y")
    assert point.load() is SandboxProvisioner


def test_the_kernelspec_shows_and_preloads_what_there_is():
    spec = json.loads(FILE.read_text())
    config = spec["metadata"]["kernel_provisioner"]["config"]
    view = View.from_config(config["view"])
    assert view.covered()
    for name in view.preload:
        assert __import__(name)
    assert spec["language"] == "python"


def test_a_client_that_knows_no_provisioners_runs_nothing(tmp_path):
    argv = json.loads(FILE.read_text())["argv"]
    run = subprocess.run([sys.executable, *argv[1:]], capture_output=True, text=True)
    assert run.returncode == 1
    assert "runs in a sandbox" in run.stderr


def test_a_kernelspec_goes_to_one_place():
    with pytest.raises(ValueError, match="either below a prefix or to the user"):
        install_kernelspec(prefix="/x", user=True)


def test_a_kernelspec_is_installed_for_a_user(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path))
    assert install_kernelspec(user=True) == tmp_path / "kernels" / NAME
    assert KernelSpecManager().get_kernel_spec(NAME).language == "python"


def test_nbclient_runs_a_notebook_by_the_kernels_name(jupyter, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    executed = NotebookClient(notebook(), kernel_name=NAME, startup_timeout=60).execute()
    assert executed.cells[0].outputs[0].text == f"{WORK} autograde\n"


def test_papermill_runs_a_notebook(jupyter, tmp_path):
    nbformat.write(notebook(), tmp_path / "in.ipynb")
    papermill.execute_notebook(
        tmp_path / "in.ipynb", tmp_path / "out.ipynb", kernel_name=NAME, progress_bar=False
    )
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert executed.cells[0].outputs[0].text == f"{WORK} None\n"


def test_jupyter_run_runs_a_script(surroundings, tmp_path):
    (tmp_path / "script.py").write_text(WHERE)
    command = [sys.executable, "-m", "jupyter", "run", "--kernel", NAME, "script.py"]
    run = subprocess.run(
        command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, timeout=120
    )
    assert run.stdout == f"{WORK} None\n", run.stderr


def test_an_ordinary_manager_starts_interrupts_restarts_and_shuts_down(jupyter):
    manager = KernelManager(kernel_name=NAME)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=START_TIMEOUT_S)
        asked = client.execute("print('on', flush=True)\nwhile True: pass")
        while client.get_iopub_msg(timeout=START_TIMEOUT_S)["msg_type"] != "stream":
            pass
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=START_TIMEOUT_S)
        assert reply["parent_header"]["msg_id"] == asked
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        manager.restart_kernel()
        client.wait_for_ready(timeout=START_TIMEOUT_S)
        assert client.execute("'on'", reply=True, timeout=60)["content"]["execution_count"] == 1
        client.execute("import os; os._exit(1)")
        while manager.is_alive():
            pass
        manager.restart_kernel(now=True)  # as JupyterLab does for a kernel that died
        client.wait_for_ready(timeout=START_TIMEOUT_S)
        assert manager.is_alive()
        manager.shutdown_kernel()
        assert not manager.has_kernel
    finally:
        client.stop_channels()


def test_another_client_finds_a_running_kernel_by_its_connection_file(jupyter):
    manager = KernelManager(kernel_name=NAME)
    manager.start_kernel()
    client = BlockingKernelClient(connection_file=manager.connection_file)
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=START_TIMEOUT_S)  # by the heartbeat, as it has no manager
        assert client.execute("1", reply=True, timeout=60)["content"]["status"] == "ok"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_many_asynchronous_managers_share_one_server(jupyter):
    async def one(number: int) -> int:
        manager = AsyncKernelManager(kernel_name=NAME)
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=START_TIMEOUT_S)
            reply = await client.execute(f"import os; os._exit({number})", reply=True, timeout=0.01)
        except TimeoutError:
            reply = None
        finally:
            client.stop_channels()
        assert reply is None
        while await manager.is_alive():
            await asyncio.sleep(0)
        await manager.provisioner.wait()
        assert manager.provisioner.ending.cause is Cause.EXIT
        await manager.shutdown_kernel(now=True)
        return manager.provisioner.ending.code

    async def all_of_them() -> list[int]:
        return await asyncio.gather(*map(one, range(4)))

    assert asyncio.run(all_of_them()) == [0, 1, 2, 3]
    assert len(SHARED.servers) == 1


def test_a_kernel_with_impossible_limits_is_refused(jupyter):
    manager = KernelManager(kernel_name=NAME)
    config = manager.kernel_spec.metadata["kernel_provisioner"]["config"]
    config["limits"] = {"memory_mib": 0}
    with pytest.raises(ValueError, match="memory_mib must be more than 0"):
        manager.start_kernel()


@pytest.fixture
def jupyterlab(prefix, tmp_path, monkeypatch) -> Iterator[str]:
    """The address of a JupyterLab server that finds the kernelspec."""
    monkeypatch.setenv("JUPYTER_PATH", str(prefix / "share" / "jupyter"))
    folder = tmp_path / "folder"
    folder.mkdir()
    with served(folder, tmp_path / "own") as address:
        assert answers(address)
        yield address


def answers(address: str) -> bool:
    """Whether a server that has told its address takes connections in time."""
    until = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < until:
        with contextlib.suppress(URLError), urlopen(f"{address}/api"):
            return True
    return False


def headers_of_a_page(address: str) -> dict[str, str]:
    """The headers that a page of this server sends, to show that it is one."""
    with urlopen(f"{address}/lab") as page:
        (cookie,) = [c for c in page.headers.get_all("Set-Cookie") if c.startswith("_xsrf=")]
    value = cookie.split(";")[0]
    return {"Cookie": value, "X-XSRFToken": value.removeprefix("_xsrf=")}


def test_jupyterlab_starts_one_and_talks_to_it(jupyterlab):
    headers = headers_of_a_page(jupyterlab)
    body = json.dumps({"name": NAME}).encode()
    with urlopen(Request(f"{jupyterlab}/api/kernels", body, headers)) as answer:
        kernel = json.load(answer)["id"]
    message = {
        "header": {"msg_id": "1", "msg_type": "execute_request", "username": "", "session": "1"},
        "parent_header": {},
        "metadata": {},
        "content": {"code": WHERE, "silent": False},
        "channel": "shell",
    }

    async def printed() -> str:
        url = f"ws://{urlsplit(jupyterlab).netloc}/api/kernels/{kernel}/channels"
        connection = await websocket_connect(HTTPRequest(url, headers=headers))
        await connection.write_message(json.dumps(message))
        while True:
            received: Any = await asyncio.wait_for(connection.read_message(), START_TIMEOUT_S)
            said = json.loads(received)
            if said["msg_type"] == "stream":
                connection.close()
                return said["content"]["text"]

    assert asyncio.run(printed()) == f"{WORK} None\n"
    delete = Request(f"{jupyterlab}/api/kernels/{kernel}", headers=headers, method="DELETE")
    with urlopen(delete) as answer:
        assert answer.status == 204
