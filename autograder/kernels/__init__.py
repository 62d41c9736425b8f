"""Sandboxed kernels that start in milliseconds. Knows nothing of exercises.

A *fork server* holds an interpreter with everything imported, inside bubblewrap; each kernel is
a fork of it that locks itself into a room of its own (``isolation``). ``provisioner`` lets every
Jupyter client start one.
"""
