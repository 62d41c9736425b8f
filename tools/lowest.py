"""The course with the lowest versions that pyproject.toml lets in: two lessons and a small class.

Owns an environment of its own, ``build/lowest/``. torch is the exception: its lowest version is
there for Linux as a CUDA build of several GB only, so the pinned one is used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import pins

FOLDER = Path("build/lowest")
LESSONS = ("01_gradient_vectors", "06_training_loop")
STUDENTS = 3


def run(*command: str) -> None:
    """Runs a command as in the activated environment; raises ``CalledProcessError``."""
    path = f"{Path(FOLDER, 'bin').absolute()}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(command, check=True, env={**os.environ, "PATH": path})


def install() -> None:
    """Makes the environment: the lowest direct requirements of the ``lab`` extra, and their own."""
    torch = next(str(pin) for pin in pins.read(Path.cwd()) if pin.name == "torch")
    print(f"The lowest versions, but {torch}: a lower one would be a CUDA build of several GB.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", FOLDER], check=True)
    with tempfile.TemporaryDirectory() as folder:
        constraint, lowest = Path(folder, "torch.txt"), Path(folder, "lowest.txt")
        constraint.write_text(torch)
        python = ".".join(map(str, sys.version_info[:3]))
        options = ["--resolution", "lowest-direct", "--python-version", python, "--extra", "lab"]
        wheels = ["--only-binary", ":all:", "--constraints", str(constraint)]
        plain = ["--no-annotate", "--no-header", "--output-file", str(lowest)]
        pins.resolve(Path.cwd(), *options, *wheels, *plain)
        lines = pins.without_cuda(lowest.read_text(encoding="utf-8"))
        lowest.write_text("\n".join(lines), encoding="utf-8")
        pip = [str(FOLDER / "bin/python"), "-m", "pip", "install", "--quiet", "--no-deps"]
        # pip, not uv: torch may come from where only pip is told to look.
        run(*pip, "--disable-pip-version-check", "--requirement", str(lowest), "--editable", ".")


def main() -> int:
    try:
        install()
        run("jupyter", "lab", "--version")
        class_folder = FOLDER / "class"
        for lesson in LESSONS:
            run("autograder", "check", f"solutions/en/{lesson}/{lesson}.ipynb")
            submitted = ["--out", str(class_folder / "submitted")]
            run("autograder", "simulate", lesson, "--students", str(STUDENTS), *submitted)
        submitted = ["--submitted", str(class_folder / "submitted"), "--out", str(class_folder)]
        run("autograder", "grade", *LESSONS, *submitted)
    except pins.NoSolution as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"This failed with the lowest versions: {' '.join(error.cmd)}", file=sys.stderr)
        print("Raise the bound of the package at fault in pyproject.toml and environment.yml.")
        return 1
    print("All passed with the lowest versions.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
