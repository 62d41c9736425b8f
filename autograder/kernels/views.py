"""What the fork server and its kernels can see of this machine: a short allow-list."""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from autograder.kernels.inside import HOME

SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/alternatives")
SETTINGS = "etc/jupyter"  # below a prefix; may name databases and passwords
OWN = __name__.split(".")[0]  # the package that the fork server itself is part of
RENAMED = {
    "autograder.checking": "autograder.notebook.checking",
    "autograder.emitting": "autograder.notebook.emitting",
}
"""What kernelspecs that version 0.1 installed load ahead, and the names it has since 0.2."""
THREADS = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM", "NUMBA")
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in THREADS}
INLINE = "module://matplotlib_inline.backend_inline"


class SandboxUnavailable(RuntimeError):
    """Kernels can't be sandboxed on this machine; the text says what to install or allow."""


@dataclass(frozen=True)
class View:
    """What kernels find beside Python and the system's libraries. All names are absolute.

    ``preload`` names modules that the fork server imports; ``packages`` top-level packages that
    can be imported although they stand in a checkout, as this one always can; ``hidden`` packages
    and modules that can't, wherever they stand; ``readable`` more files and folders; ``devices``
    device nodes, as for a GPU; ``environment`` more variables. Nothing of it can be written.
    """

    preload: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> View:
        """The view that a JSON object describes: lists of names, and an object of variables."""
        known = {field.name for field in fields(cls)}
        if unknown := set(config) - known:
            raise ValueError(
                f"A view has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}."
            )
        lists: dict[str, Any] = {
            name: tuple(value.items() if name == "environment" else value)
            for name, value in config.items()
        }
        preload = tuple(RENAMED.get(name, name) for name in lists.get("preload", ()))
        return cls(**{**lists, "preload": preload})

    def folders(self) -> list[Path]:
        """All that can be read, parents before what is in them."""
        found = {Path(path) for path in SYSTEM} | {Path(path) for path in self.readable}
        found |= set(_python_folders()) | set(self._packages())
        for path in found:
            _refuse_too_much(path)
        return sorted(path for path in found if not found & set(path.parents))

    def covered(self) -> list[Path]:
        """What is hidden in those folders: the hidden packages, and Jupyter's settings."""
        prefixes = [Path("/usr"), Path("/usr/local"), *_prefixes()]
        found = {prefix / SETTINGS for prefix in prefixes}
        roots = {package.parent for package in self._packages()} | set(_search_path())
        for name in self.hidden:
            for root in roots:
                found |= _files_of(root, name)
        visible = set(self.folders())
        return sorted(path for path in found if path.exists() and visible & set(path.parents))

    def variables(self) -> dict[str, str]:
        """The whole environment of a kernel: nothing is taken from ours but where Python is."""
        roots = {package.parent for package in self._packages()} | set(_search_path(installed=True))
        roots = {root for root in roots if not any(map(root.is_relative_to, _prefixes()))}
        return {
            "HOME": HOME,
            "USER": "student",
            "LOGNAME": "student",
            "LANG": "C.UTF-8",
            "PATH": os.pathsep.join([*(f"{p}/bin" for p in _prefixes()), "/usr/bin", "/bin"]),
            "PYTHONPATH": os.pathsep.join(sorted(map(str, roots))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "MPLBACKEND": INLINE,
            **ONE_THREAD,
            **dict(self.environment),
        }

    def _packages(self) -> list[Path]:
        return [_package(name) for name in (OWN, *self.packages)]


def _prefixes() -> list[Path]:
    """Where Python and the environment that runs it are installed."""
    places = (sys.prefix, sys.exec_prefix, sys.base_prefix)
    return [Path(place) for place in dict.fromkeys(places)]


def _python_folders() -> Iterator[Path]:
    yield from _prefixes()
    yield Path(sys.executable).resolve().parents[1]
    yield from (path for path in _search_path(installed=True) if path.is_dir())


def _search_path(installed: bool = False) -> list[Path]:
    """The folders that modules are imported from; only those of installed packages, if asked."""
    paths = [Path(entry).resolve() for entry in sys.path if entry]
    if not installed:
        return paths
    names = {"site-packages", "dist-packages"}
    inside = [*_prefixes(), Path(sysconfig.get_path("stdlib"))]
    return [path for path in paths if path.name in names or any(map(path.is_relative_to, inside))]


def _files_of(root: Path, module: str) -> set[Path]:
    """What a package or module below ``root`` consists of: its folder, or its files."""
    *parents, name = module.split(".")
    folder = root.joinpath(*parents)
    return {
        folder / name,
        *folder.glob(f"{name}.*"),
        *(folder / "__pycache__").glob(f"{name}.*"),
    }


def _package(name: str) -> Path:
    """The folder (or file) of an importable top-level package (or module)."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None or "." in name:
        raise ValueError(f"{name!r} is no top-level package that can be imported here.")
    origin = Path(spec.origin).resolve()
    return origin.parent if spec.submodule_search_locations else origin


def _refuse_too_much(path: Path) -> None:
    home = Path(os.path.expanduser("~"))  # "~" itself for a user without one
    if not path.is_absolute() or path in (Path("/"), home, Path("/home"), Path("/root")):
        raise SandboxUnavailable(
            f"Kernels would be allowed to read {str(path)!r}, which is more than they may. Install "
            "Python and the course in folders of their own, as `python3 -m venv` does."
        )
