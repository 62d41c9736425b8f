"""What runs in a notebook's kernel: ``check``, ``hint``, ``scorecard``, predictions and progress.

A check judges what the latest run of a cell made, within limits of time and memory; what it can
know of the notebook's cells is in ``cell_runs``. Owns also what stands in for ``check`` in a
hand-in's kernel, ``emitting``, and what is loaded before it. How that kernel is started and locked
is in ``kernels``, what is made of what it sends in ``grading``.
"""
