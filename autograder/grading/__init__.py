"""From a hand-in to a recorded result: read, execute, judge, save.

``submission.grade_submission`` turns the bytes of one notebook into a result and touches nothing
else; ``gradebook`` is the one writer; ``batch`` leads a class through both. ``simulation`` makes a
class to try it on.
"""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())
