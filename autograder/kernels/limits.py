"""What one kernel may use. All of it can be set by the instructor."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one kernel: times in seconds, sizes in MiB (2**20 bytes).

    ``memory_mib`` is the private memory of all of a kernel's processes together, ``scratch_mib``
    what it may write to files (which lie in memory too), ``processes`` counts threads as well,
    ``open_files`` holds for each process. Times and ``output_mib`` are for whoever runs the cells:
    the kernel can't know them.
    """

    cell_timeout_s: float = 30.0
    submission_timeout_s: float = 180.0
    memory_mib: int = 2048
    processes: int = 64
    open_files: int = 512
    scratch_mib: int = 256
    output_mib: int = 10

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not value > 0:
                raise ValueError(f"{name} must be more than 0, but is {value!r}")
