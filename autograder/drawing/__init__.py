"""SVG pictures for cards: gradients, curves, paths, graphs, tables, timelines.

Owns how records and arrays become a picture with a text alternative. Doesn't decide which picture
an exercise has (``exercises``) or where it stands on a card (``cards``).
"""
