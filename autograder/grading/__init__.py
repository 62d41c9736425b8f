"""From a hand-in to a recorded result: read, repair, execute, judge, save.

Owns a run over a class: files in, journal, workers, gradebook. How kernels are locked is not here
but in ``kernels``, what an observation is worth in ``judging``, how results look in ``reports``.
``submission.grade_submission`` turns the bytes of one notebook into a result and touches nothing
else; ``gradebook`` is the one writer; ``batch`` leads a class through both. ``simulation`` makes a
class to try it on.
"""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())
