"""From data to a verdict: points, the known mistake that explains them, or what differs in words.

Owns judge, diagnosis and explanations. Runs references and known mistakes, never student code, and
draws nothing: how a verdict looks is in ``cards``.
"""
