"""``python -m tools.fresh``: the README's commands on a bare machine.

Owns a minimal Debian root, made for the moment, and what has to come out of the README's own
commands there. Needs nothing but Python's standard library, root and Debian's packages.
"""
