"""What runs in a notebook's kernel: ``check``, ``hint``, ``scorecard`` and a learner's progress.

Owns also what stands in for ``check`` in a hand-in's kernel, ``emitting``, and what is loaded
before it. How that kernel is started and locked is in ``kernels``, what is made of what it sends in
``grading``.
"""
