"""Sandboxed kernels that start in milliseconds. Owns sandbox, limits, and kernels' starts and ends.

A *fork server* holds an interpreter with everything imported, inside bubblewrap; each kernel is
a fork of it that locks itself into a room of its own (``isolation``). ``provisioner`` lets every
Jupyter client start one. Knows nothing of exercises: it is told what to load and what to hide.
"""
