"""From data to a verdict: points, the known mistake that explains them, or what differs in words.

Owns judge, diagnosis, explanations and what is said of slips in a source. Runs references and known
mistakes, never student code, and draws nothing: how a verdict looks is in ``cards``.
"""
