"""Attacks by what is returned: objects that claim to be equal, numbers that are none."""

from __future__ import annotations

from tests.untrusted.attacks import Attack

SUBCLASS = """
class Liar({base}):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __hash__(self): return 0
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __abs__ = __neg__ = __sub__
"""


def returning(expression: str, before: str = "") -> Attack:
    """A hand-in whose function returns this, whatever it is asked."""
    return Attack(f"{before}\ndef fun_dz(x, y):\n    return {expression}")


LYING_VALUES = {
    "equal to anything": returning(
        "Liar(), Liar()", SUBCLASS.format(base="object") + "    __array_priority__ = 1e9\n"
    ),
    "a float with arithmetic of its own": returning(
        "Liar(0.0), Liar(0.0)", SUBCLASS.format(base="float")
    ),
    "an array with functions of its own": returning(
        "np.zeros(np.shape(x)).view(Liar), np.zeros(np.shape(x)).view(Liar)",
        SUBCLASS.format(base="np.ndarray")
        + "    def __array_ufunc__(self, *args, **kwargs): return True\n"
        "    def __array_function__(self, *args, **kwargs): return True\n",
    ),
    "a tensor with functions of its own": returning(
        "torch.zeros(1).as_subclass(Liar), torch.zeros(1).as_subclass(Liar)",
        SUBCLASS.format(base="torch.Tensor") + "    @classmethod\n"
        "    def __torch_function__(cls, f, types, args=(), kwargs=None): return True\n",
    ),
    "a tuple that is longer than it says": returning(
        "Pair((0.0, 0.0))",
        "class Pair(tuple):\n"
        "    def __len__(self): return 2\n"
        "    def __iter__(self): return iter((True, True))\n"
        "    def __getitem__(self, i): raise StopIteration\n",
    ),
    "a class that it isn't": returning(
        "Claims()",
        "class Claims:\n"
        "    __class__ = property(lambda self: tuple)\n"
        "    def __iter__(self): return iter((0.0, 0.0))\n"
        "    def __len__(self): return 2\n",
    ),
    "numbers made by conversion": returning(
        "Lazy(), Lazy()",
        "class Lazy:\n"
        "    def __float__(self): return float('nan')\n"
        "    def __array__(self, *args, **kwargs): return np.full(7, np.nan)\n"
        "    def __index__(self): return 1\n",
    ),
    "an interface to other memory": returning(
        "np.asarray(Memory()), np.asarray(Memory())",
        "class Memory:\n"
        "    __array_interface__ = {'shape': (7,), 'typestr': '<f8', 'version': 3,\n"
        "                           'data': (0x1000, False)}\n",
    ),
    "not a number": returning("x * np.nan, y * np.nan"),
    "infinity": returning("x * 0 + np.inf, y * 0 - np.inf"),
    "text of scores": returning("'nan', 'inf'"),
    "booleans": returning("True, True"),
    "objects in an array": returning("np.array([x, y, None], object), np.array([{}], object)"),
    "records in an array": returning("np.zeros(3, 'f8,i4'), np.zeros(3, 'M8[s]')"),
    "another shape": returning("np.zeros((1, 1, 1)), np.zeros((2, 0))"),
    "complex numbers": returning("x * 0j, y * 0j"),
    "gigantic whole numbers": returning("10 ** 20_000, -(10 ** 20_000)"),
    "text of a gigantic number": returning("[10 ** 20_000], {'n': 10 ** 6_000}"),
    "a dictionary of itself": returning("loop", "loop = {}; loop['loop'] = [loop, (loop, loop)]"),
    "a list of a million lists": returning("[[] for _ in range(10**6)]"),
    "a generator without end": returning("iter(int, 1)"),
    "a text of 100 million letters": returning("'x' * 10**8"),
    "keys that fight": returning(
        "{Key(): 1, Key(): 2}",
        "class Key:\n    def __str__(self): raise SystemExit\n"
        "    def __eq__(self, other): raise KeyboardInterrupt\n    def __hash__(self): return 1\n",
    ),
    "a picture of itself that never ends": returning(
        "Shy()",
        "class Shy:\n    def __str__(self):\n        return str(self)\n    __repr__ = __str__",
    ),
    "attributes that raise": returning(
        "Closed()",
        "class Closed:\n    def __getattribute__(self, name): raise GeneratorExit(name)\n",
    ),
    "a pickle that runs code": returning(
        "Pickled()",
        "class Pickled:\n"
        "    def __reduce__(self): return (open, ('/tmp/unpickled', 'w'))\n"
        "    def __reduce_ex__(self, n): return self.__reduce__()\n",
    ),
    "an error of no kind": Attack(
        "class Own(BaseException): pass\n\ndef fun_dz(x, y):\n    raise Own('9 points')"
    ),
    "an error whose text fails": Attack(
        "class Own(Exception):\n    def __str__(self): raise SystemExit\n\n"
        "def fun_dz(x, y):\n    raise Own"
    ),
    "an error that claims to be a stub": Attack(
        "def fun_dz(x, y):\n    raise type('NotImplementedError', (Exception,), {})('\\x1b[31m')"
    ),
    "no function at all": Attack("fun_dz = (0.0, 0.0)"),
    "a function that replaces itself": Attack(
        "def fun_dz(x, y):\n    global fun_dz\n    fun_dz = lambda *a: (0, 0)\n"
        "    return 0 * x, 0 * y"
    ),
}
