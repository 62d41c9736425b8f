"""An environment that holds what Colab has preinstalled, and nothing of this project.

Versions are other minor versions than the project's own, near what Colab has. Torch is the
exception: the one that is installed here is linked in, as a second build would be gigabytes.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PREINSTALLED = (
    "numpy==2.0.2",
    "matplotlib==3.10.0",
    "ipywidgets==7.7.1",
    "ipython==7.34.0",
    "ipykernel==6.17.1",
    "jupyter-client==7.4.9",
    "sympy==1.13.3",
    "networkx==3.4.2",
    "tqdm==4.67.1",
    "setuptools==80.9.0",
    "wheel",
)
LINKED = ("torch", "filelock", "fsspec", "jinja2", "markupsafe", "typing_extensions")
COLAB_STUB = '''
"""What notebooks use of google.colab: a stub that notes what was switched on."""
enabled = []

def enable_custom_widget_manager(*args, **kwargs):
    enabled.append("widgets")
'''


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built from a copy of what a commit would hold."""
    source = tmp_path_factory.mktemp("source") / "project"
    ignore = shutil.ignore_patterns(".venv", ".git", "tests", "course", "solutions", "*.egg-info")
    shutil.copytree(ROOT, source, ignore=ignore)
    target = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--quiet", "-w", str(target)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(source)], check=True)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="session")
def colab_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment like Colab's."""
    home = tmp_path_factory.mktemp("colab") / "env"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    python = home / "bin" / "python"
    packages = Path(
        subprocess.check_output(
            [python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"], text=True
        ).strip()
    )
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, *PREINSTALLED], check=True)
    for name in LINKED:
        link_distribution(name, packages)
    stub = packages / "google" / "colab"
    stub.mkdir(parents=True)
    (stub / "__init__.py").write_text("")
    (stub / "output.py").write_text(COLAB_STUB)
    (packages / "google_colab.pth").write_text("import google.colab\n")
    return python


def link_distribution(name: str, packages: Path) -> None:
    """Links an installed distribution's top-level files and metadata into ``packages``."""
    here = Path(sysconfig.get_paths()["purelib"])
    files = importlib.metadata.files(name) or []
    tops = {file.parts[0] for file in files if file.parts[0] not in ("..", "__pycache__")}
    for top in tops:
        if not (packages / top).exists():
            (packages / top).symlink_to(here / top)


@pytest.fixture
def colab_kernel(
    colab_python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Makes "colab" the kernel of that environment; gives the variables to run it with."""
    spec = tmp_path / "jupyter" / "kernels" / "colab"
    spec.mkdir(parents=True)
    argv = [str(colab_python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    kernel = {"argv": argv, "display_name": "Colab", "language": "python"}
    (spec / "kernel.json").write_text(json.dumps(kernel))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    path = f"{colab_python.parent}:{quiet['PATH']}"
    return {**quiet, "PATH": path, "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
