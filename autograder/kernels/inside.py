"""Names that a kernel sees in its room, for those who make rooms and those who look in."""

from __future__ import annotations

ROOMS = "/run/kernels"
"""Where the fork server keeps the sockets of all kernels."""
HOME = "/home/student"
WORK = HOME + "/work"
