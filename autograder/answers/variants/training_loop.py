"""To be written."""

VARIANTS: dict = {}
