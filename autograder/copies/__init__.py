"""A learner's own copies of the lessons, in ``my/``: made, begun anew, brought to a new version.

Owns what may be written there, and how: nothing that a learner wrote is ever overwritten; what
makes room for something newer is kept beside it. Owns also how a notebook of ``course/`` is told
from one that somebody edited. Doesn't know what is right (``judging``), and which cell answers
which exercise it is told by ``grading.repair``.
"""
