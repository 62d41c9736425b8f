"""How each platform names what students hand in: from its zip or folder to hand-ins.

Owns one module a platform: what tells that a download is the platform's, and whose each file is,
when it came, and which belong together. A platform's sheets are read and filled by the module of
its name in the folder above. Opens nothing but the platform's own lists, and never a hand-in.
"""
