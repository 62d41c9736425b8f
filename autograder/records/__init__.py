"""The data that everything else passes around: values, observations, exercises, verdicts, results.

Owns what they hold, how two values are compared, and their forms as JSON. Doesn't know where they
come from (``probing``), what is right (``answers``, ``judging``) or how they look (``cards``).
"""
