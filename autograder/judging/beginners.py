"""Errors that everybody meets once, with what they mean and what to do, for all exercises.

Each entry knows an error by its class, by the words of its text and, where these say too little, by
what stands on the student's line. An error that no entry knows keeps its own words alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from autograder.records.sentences import Sentence, say
from autograder.records.values import Value

FUNCTIONS = "sin cos tan tanh exp log sqrt pi abs arange array linspace zeros ones"
KEYWORDS = (
    "requires_grad retain_graph create_graph grad_outputs allow_unused dtype device axis dim "
    "keepdim keepdims reduction shuffle batch_size momentum alpha"
).split()
METHODS = (
    "zero_grad backward step item detach parameters forward grad requires_grad requires_grad_ "
    "numpy clone append state_dict named_parameters grad_fn is_leaf tanh square mean sum"
).split()


@dataclass(frozen=True)
class Known:
    """One error: its class, patterns of its text and of the student's line, and what to say.

    ``sentence`` is a message whose {names} are the named groups of the two patterns, or makes the
    sentence from them (None where there is nothing to say). ``outside`` is of what was raised by no
    line of the student's, but with what the student's code gave back.
    """

    name: str
    text: str
    sentence: str | Callable[[dict[str, str]], Sentence | None]
    line: str = ""
    outside: bool = False

    def told(self, error: Value, line: str) -> Sentence | None:
        """What to say of this error; None where it is another one."""
        if error.name.partition(" (")[0] != self.name or (self.outside and error.lines):
            return None
        found = re.search(self.text, str(error.data))
        there = re.search(self.line, line) if self.line else None
        if not found or (self.line and not there):
            return None
        groups = {k: v for k, v in found.groupdict().items() if v is not None}
        groups |= (there.groupdict() if there else {}) | {"text": str(error.data)}
        if isinstance(self.sentence, str):
            return say(self.sentence, **groups)
        return self.sentence(groups)


def _unknown_name(groups: dict[str, str]) -> Sentence | None:
    name = groups["name"]
    if name in FUNCTIONS.split():
        return say(
            "`{name}` by itself isn't known here: write `np.{name}` for NumPy's, `torch.{name}` "
            "for PyTorch's.",
            name=name,
        )
    if "Did you mean" in groups["text"]:
        return None
    return say(
        "No `{name}` is known here: look at how it is spelt, and whether it is one of the "
        "arguments.",
        name=name,
    )


def _unknown_keyword(groups: dict[str, str]) -> Sentence | None:
    close = get_close_matches(groups["name"], KEYWORDS, n=1, cutoff=0.7)
    if close and close[0] != groups["name"]:
        return say("Did you mean `{close}=`?", close=close[0])
    return say(
        "`{function}` has no argument of the name `{name}`: look at how it is spelt.",
        function=groups["function"],
        name=groups["name"],
    )


def _unpacked(groups: dict[str, str]) -> Sentence:
    return say(
        "The line takes apart something that has {came} parts into {wanted} names: how many does "
        "it have for each call?",
        wanted=groups["wanted"],
        came=groups.get("came") or "more",
    )


def _unknown_attribute(groups: dict[str, str]) -> Sentence | None:
    if "Did you mean" in groups["text"]:
        return None
    close = get_close_matches(groups["name"], METHODS, n=1, cutoff=0.7)
    if not close or close[0] == groups["name"]:
        return None
    return say("Did you mean `{close}`?", close=close[0])


OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "@": "matmul",
    "/": "truediv",
    "//": "floordiv",
    "**": "pow",
}
"""Which method of a class an operator calls, without the underscores."""


def _unknown_operator(groups: dict[str, str]) -> Sentence | None:
    operator = groups["operator"].rstrip("=")
    if operator not in OPERATORS or groups["owner"] in BUILT_IN:
        return None
    return say(
        "For `{operator}` Python calls the method `{method}` of what stands on its left, and finds "
        "none of {owner} that answers. Is it there by exactly this name, with two underscores at "
        "each end, and does it give its result back?",
        operator=operator,
        method=f"__{OPERATORS[operator]}__",
        owner=groups["owner"],
    )


BUILT_IN = frozenset(
    "int float complex bool str bytes list tuple dict set frozenset range map filter zip function "
    "method type NoneType generator builtin_function_or_method Tensor ndarray".split()
)
"""Classes whose operators nobody writes."""
NO_GRAD_YET = (
    "The `.grad` of a tensor is None as long as nothing was sent back to it: has `.backward()` "
    "run, and is the tensor a leaf that requires gradients? A grad that begins as 0.0, as in an "
    "engine of your own, is None only where it was set so. Tensors that were computed keep theirs "
    "only after `.retain_grad()`."
)
A_TUPLE = (
    "There is a tuple or list where one value is needed: take its element, such as `[0]`, or look "
    "for a comma that makes one."
)
MADE_FIRST = (
    "`nn.{layer}` makes a layer or a loss, and takes no data yet. Make it, then call what you have "
    "made: `nn.{layer}()(...)`."
)
NO_KEY = (
    "A key of a dictionary, an element of a set, and an argument that a cache remembers have to be "
    "things that never change, such as numbers, text and tuples; arrays and lists aren't."
)
NO_SET = "A pair of empty braces makes a dictionary; an empty set is `set()`."
NO_LIST = "A pair of empty braces makes a dictionary; an empty list is `[]`."
NO_BRACKETS = (
    "A function stands where its result is needed: call it, with its arguments in brackets."
)
KEPT_NOTHING = (
    "Something that is None is used as if it were more. Methods that change a list in place, such "
    "as `append`, `reverse` and `sort`, give back None, and so does a function without `return`."
)
CLOSURE_ONLY = (
    "`optimizer.step` takes no loss: what stands in its brackets is called as a function. The "
    "gradients are in `.grad` after `.backward()`, so leave the brackets empty."
)
CLOSURE_RETURNS = (
    "`optimizer.step` with a function in its brackets calls it and hands back what it returns: "
    "None here. Does that function end with a `return` of the loss?"
)
ONE_NUMBER = (
    "A tensor of shape () holds one number: it has no length and no places such as `[0]`. Is what "
    "you do for each number done for the tensor as a whole instead?"
)
OWN_NAME = (
    "The line makes a new `{name}` out of the old one, and no line of this function has given it a "
    "value before. Give it one first, such as above the loop. If you mean one of a function around "
    "this one, say `nonlocal {name}` first, or change it in place, such as with `.append`."
)
ONE_OF_SEVERAL = (
    "`torch.tensor` makes a tensor of plain numbers. Of several tensors `torch.stack` makes one."
)
TENSOR_CALLED = (
    "A tensor is called here as if it were a function. Have two arguments changed places, such as "
    "the model and its input, or is a `*` missing before a bracket?"
)
LINE_GRAD_CALL = r"\.(?P<name>grad|data|shape|dtype|T|grad_fn|requires_grad|is_leaf)\("
SHAPES_DIFFER = "The shapes don't fit together: print `.shape` of both."
KNOWN = (
    Known("TypeError", r"for \^", "In Python `^` is no power: write `**`."),
    Known("TypeError", "bitwise_xor", "In Python `^` is no power: write `**`."),
    Known("RuntimeError", '"bitwise_xor', "In Python `^` is no power: write `**`."),
    Known("NameError", r"name '(?P<name>\w+)' is not defined", _unknown_name),
    Known(
        "AttributeError",
        r"module 'torch\.nn' has no attribute '(?P<name>[a-z]\w*)'",
        "Layers of `nn` begin with a capital, such as `nn.Tanh`; functions are in `torch`, such as "
        "`torch.tanh`.",
    ),
    Known(
        "TypeError",
        "object is not callable",
        "`.{name}` is a value and no method: read it without brackets.",
        LINE_GRAD_CALL,
    ),
    Known(
        "TypeError",
        r"unsupported operand type\(s\) for (?P<operator>[^\s:]+).*: '(?P<owner>\w+)' and "
        r"'(?P=owner)'",
        _unknown_operator,
    ),
    Known("TypeError", "NoneType' and|and 'NoneType", NO_GRAD_YET, r"\.grad\b"),
    Known("AttributeError", "'NoneType' object has no", NO_GRAD_YET, r"\.grad\b"),
    Known("AttributeError", r"has no attribute '(?P<name>\w+)'", _unknown_attribute),
    Known("RuntimeError", "is ambiguous", MADE_FIRST, r"nn\.(?P<layer>\w*Loss)\("),
    Known(
        "TypeError",
        r"__init__\(\) takes 1 positional argument but",
        MADE_FIRST,
        r"nn\.(?P<layer>[A-Z]\w+)\(",
    ),
    Known(
        "TypeError",
        r"(?P<name>[\w.<>]+)\(\) takes (?P<n>\d+) positional arguments? but (?P<m>\d+) (was|were) "
        "given",
        lambda g: (
            say(
                "If `{name}` is a method, its first argument is `self`, which Python puts in.",
                name=g["name"].rpartition(".")[2],
            )
            if int(g["m"]) == int(g["n"]) + 1 and "." in g["name"].rpartition("<locals>.")[2]
            else None
        ),
    ),
    Known(
        "TypeError",
        "only integer scalar arrays can be converted",
        "An array stands where one whole number is needed. The second argument of `np.{function}` "
        "is an axis: if you give it two arrays, say first what is to be made of them, such as the "
        "difference `a - b`. The larger of each two is `np.maximum(a, b)`.",
        r"\b(np|numpy)\.(?P<function>max|min|amax|amin|mean|sum|median|std|var|prod)\(",
    ),
    Known(
        "TypeError",
        "only integer scalar arrays can be converted",
        "An array stands where one whole number is needed: an axis, a size, a number of rounds, or "
        "an index into a list.",
    ),
    Known(
        "TypeError",
        "only (size-1|length-1|0-dimensional) arrays can be converted",
        "Functions of Python's `math` take one number; NumPy's of the same name take arrays.",
    ),
    Known(
        "ValueError",
        "only one element tensors can be converted",
        ONE_OF_SEVERAL,
        r"\btorch\.(tensor|as_tensor)\(",
    ),
    Known(
        "ValueError",
        "only one element tensors can be converted",
        "Functions of Python's `math`, and `float`, take one number; PyTorch's take tensors.",
    ),
    Known(
        "TypeError",
        r"'(?P<kind>SGD|Adam|AdamW|RMSprop|Adagrad)' object is not callable",
        "An optimizer is called like a function: have two arguments changed places, such as "
        "`loss_fun` and `optimizer`?",
    ),
    Known(
        "AttributeError",
        r"'(?P<kind>\w+Loss)' object has no attribute '(?P<name>step|param_groups)'",
        "A loss function has no `.{name}`, an optimizer has: have two arguments changed places, "
        "such as `loss_fun` and `optimizer`?",
    ),
    Known("TypeError", "'Tensor' object is not callable", CLOSURE_ONLY, r"\.step\(\s*\w"),
    Known("TypeError", "'Tensor' object is not callable", TENSOR_CALLED),
    Known(
        "TypeError",
        r"'(?P<kind>\w+)' object is not callable",
        "Something is called here that is no function: look for a missing `*` before a bracket, or "
        "for a name of yours that hides a function.",
    ),
    Known(
        "TypeError",
        "'tuple'",
        A_TUPLE,
    ),
    Known("TypeError", "can't multiply sequence by non-int", A_TUPLE),
    Known("TypeError", "'NoneType'", CLOSURE_RETURNS, r"\.step\(\s*\w"),
    Known("AttributeError", "'NoneType'", CLOSURE_RETURNS, r"\.step\(\s*\w"),
    Known("TypeError", "'NoneType' object|not 'NoneType'", KEPT_NOTHING),
    Known("AttributeError", "'NoneType' object has no", KEPT_NOTHING),
    Known(
        "TypeError",
        r"unsupported operand type\(s\) for (-|/|\*\*).*'list'",
        "Lists don't compute number by number: make arrays of them with `np.array`, or tensors.",
    ),
    Known(
        "TypeError",
        "'(function|method|builtin_function_or_method)'",
        NO_BRACKETS,
    ),
    Known("AttributeError", "'(function|method|builtin_function_or_method)' object", NO_BRACKETS),
    Known("RuntimeError", "Could not infer dtype of (function|method|builtin)", NO_BRACKETS),
    Known("TypeError", "unhashable type: '(numpy.ndarray|list|dict|set)'", NO_KEY),
    Known("AttributeError", "'dict' object has no attribute '(add|discard)'", NO_SET),
    Known("AttributeError", "'dict' object has no attribute '(append|extend)'", NO_LIST),
    Known(
        "AttributeError",
        r"'dict' object has no attribute '(?P<name>\w+)'",
        'An entry of a dictionary is read with brackets and quotes: `["{name}"]`.',
    ),
    Known(
        "KeyError",
        r"(?P<name>.+)",
        "The dictionary has no entry {name}: which ones has it? Is that one of the arguments, or "
        "another name?",
    ),
    Known(
        "TypeError",
        "'(type|function|method|builtin_function_or_method)' object does not support the context",
        "After `with` something is made: its brackets are missing, as in `with torch.no_grad():`.",
    ),
    Known(
        "TypeError",
        "'int' object is not iterable",
        "A loop goes over several things, and this is one number: is a `range(...)` missing?",
        r"\bfor\b",
    ),
    Known(
        "TypeError",
        r"'(float|numpy\.float\d+)' object is not iterable",
        "A loop goes over several things, and this is one number. Plain numbers may come as well "
        "as arrays: functions of NumPy and PyTorch take both as they are, without a loop.",
        r"\bfor\b",
    ),
    Known(
        "TypeError",
        r"'(int|float|numpy\.float\d+)' object is not (iterable|subscriptable)"
        "|object of type '(int|float)' has no",
        "What the line takes for a list or array is one number here, without a length or parts. "
        "An argument can be a number as well as an array; what is no argument was made by your "
        "own code above.",
    ),
    Known(
        "IndexError",
        "list assignment index out of range",
        "A list has only the places that were put into it: `.append(...)` makes one more.",
    ),
    Known(
        "ValueError",
        r"not enough values to unpack \(expected (at least )?(?P<wanted>\d+), got (?P<came>\d+)",
        _unpacked,
    ),
    Known("ValueError", r"too many values to unpack \(expected (?P<wanted>\d+)", _unpacked),
    Known(
        "TypeError",
        r"(?P<function>[\w.]+)\(\) got an unexpected keyword argument '(?P<name>\w+)'",
        _unknown_keyword,
    ),
    Known(
        "TypeError",
        r"(?P<name>[\w.]+)\(\) missing \d+ required positional arguments?: (?P<which>.+)",
        "`{name}` is called without {which}: look at its first line and at the call.",
    ),
    Known(
        "AttributeError",
        r"'(float|int)' object has no attribute '(?P<name>shape|size|ndim|copy|reshape|astype)'",
        "This is one number and no array, so that it has no `.{name}`: `np.asarray(...)` makes an "
        "array of either.",
    ),
    Known(
        "ValueError",
        "truth value of an array",
        "`if`, `and`, `or` and `max` ask about one number, and an array has many: `np.where`, `&`, "
        "`|` and `np.maximum` ask about each.",
    ),
    Known(
        "AttributeError",
        r"'(float|int)' object has no attribute '(?P<name>backward|grad|item|detach|numpy)'",
        "A plain number has no `.{name}`: the tensor was turned into a number too early, by "
        "`.item()`, `float()` or a function of `math`, or it never was a tensor.",
    ),
    Known(
        "AttributeError",
        r"'tuple' object has no attribute",
        A_TUPLE,
    ),
    Known(
        "TypeError",
        "Cannot interpret '.+' as a data type",
        "The size of an array is one argument, a tuple: `np.zeros((rows, columns))`.",
    ),
    Known(
        "TypeError",
        r"new\(\): data must be a sequence",
        "`torch.Tensor` with a capital makes room for numbers; `torch.tensor` holds the number "
        "that you give it.",
    ),
    Known(
        "RuntimeError",
        "cannot be converted to Scalar",
        "`.item()` and `float()` take a tensor with one number, and this one has more: work with "
        "the tensor itself.",
    ),
    Known(
        "RuntimeError",
        "appears to not have been used in the graph",
        "No path leads from the first argument, the output, back to the second, the input: are the "
        "two in the wrong order, or was the output made of something else?",
        r"grad\(",
    ),
    Known(
        "RuntimeError",
        r"is_grads_batched=True.*output\[0\] has a shape of torch.Size\((?P<other>\[.*?\])\)",
        "With `is_grads_batched`, `grad_outputs` is a table of vectors, and each of them has the "
        "shape of the output, here {other}. Is it one vector alone? Or is a number written in for "
        "that of the outputs, which depends on f?",
    ),
    Known(
        "RuntimeError",
        r"grad_output\[0\] has a shape of torch.Size\((?P<one>.*?)\) and output\[0\] has a "
        r"shape of torch.Size\((?P<other>.*?)\)",
        "The weights of the walk, of shape {one}, belong to the outputs, and need the shape of the "
        "output, {other}.",
    ),
    Known(
        "RuntimeError",
        "both arguments to matmul need to be at least 1D",
        "`@` is the product of matrices and vectors; a single number is multiplied with `*`.",
    ),
    Known("RuntimeError", "doesn't match the broadcast shape", SHAPES_DIFFER),
    Known(
        "RuntimeError",
        "must have the same dtype|but found (Double|Float|Long)|expected scalar type",
        "Two tensors of different dtypes meet. Layers and new tensors are float32 by themselves: "
        "was one of them turned to another, by `.double()`, `.to(...)`, `dtype=...` or NumPy? New "
        "tensors get the dtype of a given one by `torch.zeros_like(x)` or `dtype=x.dtype`.",
    ),
    Known(
        "ValueError",
        "inhomogeneous shape",
        "The parts have different lengths, so that they make no array: print the length of each.",
    ),
    Known(
        "AttributeError",
        r"property '(?P<name>\w+)' of .* has no setter",
        "`{name}` can be read and not changed.",
    ),
    Known(
        "IndexError",
        "out of (range|bounds)",
        "Positions count from 0: the last of n is n − 1.",
    ),
    Known(
        "ZeroDivisionError",
        "",
        "Something is divided by 0: which number is it, and for which call?",
    ),
    Known(
        "TypeError",
        r"len\(\) of a 0-d tensor|iteration over a 0-d tensor",
        ONE_NUMBER,
    ),
    Known("IndexError", "0-dim tensor|for tensor of dimension 0", ONE_NUMBER),
    Known(
        "UnboundLocalError",
        r"variable '(?P<name>\w+)'",
        OWN_NAME,
        r"^(?P<target>\w+)\s*(\+=|-=|=\s*(?P=target)\b)",
    ),
    Known(
        "UnboundLocalError",
        "",
        "A name that is given a value anywhere in a function is the function's own: give it one "
        "before you use it.",
    ),
    Known(
        "AssertionError",
        "",
        "Your own `assert` says what has to hold, and it doesn't: is it right about what your code "
        "is called with?",
        r"^assert\b",
    ),
    Known("RecursionError", "", "A function calls itself without end: what should stop it?"),
    Known(
        "RuntimeError",
        "does not require grad",
        "What you go backward from has no graph: was it made with `.item()`, `.detach()`, a new "
        "`torch.tensor`, or of tensors that don't require gradients?",
    ),
    Known(
        "RuntimeError",
        "a second time",
        "The graph of what you give back is used up. Usually there is a `.backward()` or a "
        "`torch.autograd.grad` in your code: leave it out, since whoever calls your code goes "
        "backward. Or the same result was given back before.",
        outside=True,
    ),
    Known(
        "RuntimeError",
        "a second time",
        "A graph is freed by its first backward: compute the loss anew, or ask for `retain_graph`.",
    ),
    Known(
        "RuntimeError",
        "only for scalar outputs",
        "`.backward()` starts from one number: reduce the tensor first, or pass `gradient`.",
    ),
    Known(
        "RuntimeError",
        "a leaf Variable that requires grad",
        "Autograd forbids changing a leaf in place while it records: do it inside "
        "`with torch.no_grad():`.",
    ),
    Known(
        "RuntimeError",
        r"Can't call numpy\(\)",
        "A tensor in a graph is no NumPy array: `.detach()` it, or stay with torch functions.",
    ),
    Known(
        "RuntimeError",
        "shapes cannot be multiplied",
        "Rows times columns: the last size of the first has to be the first size of the second.",
    ),
    Known(
        "RuntimeError",
        r"must match the size",
        SHAPES_DIFFER,
    ),
    Known(
        "ValueError",
        "vmap: Expected all tensors to have the same size in the mapped dimension",
        "One `vmap` goes through all its arguments together: the first of one meets the first of "
        "the other. For every pair of them put one `vmap` inside another: `in_dims=(0, None)` goes "
        "through the first argument alone, `in_dims=(None, 0)` through the second.",
    ),
    Known(
        "RuntimeError",
        r"Expected f\(\*args\) to return a scalar Tensor",
        "`torch.func.grad` takes a function that gives one number. Give it the sum of what f "
        "gives, or a function of one place, which `torch.func.vmap` then takes to all of them.",
    ),
    Known(
        "ValueError",
        "could not be broadcast",
        SHAPES_DIFFER,
    ),
)


def meaning(error: Value) -> Sentence | None:
    """What an error means and what to do; None where its own words have to be enough."""
    line = error.lines[-1].partition(": ")[2] if error.lines else ""
    return next((told for known in KNOWN if (told := known.told(error, line))), None)
