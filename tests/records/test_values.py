"""Plain copies of student objects: faithful for honest ones, harmless for the others."""

import json
import math

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.errors import MalformedObservation
from autograder.records.comparison import agree
from autograder.records.observations import Observation
from autograder.records.values import Value, from_json, plain, to_json

SAMPLES = [
    None,
    True,
    3,
    -2.5,
    math.inf,
    "text",
    (1.0, 2.0),
    [1.0, (2, "a")],
    {"a": 1.0, "b": [None]},
    np.arange(6.0).reshape(2, 3),
    np.float32(0.1),
    np.array(7, dtype=np.int16),
    torch.ones(2, 2),
    torch.ones(2, requires_grad=True),
    [torch.tensor(1.0)],
    np.array([1 + 2j]),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=repr)
def test_a_value_survives_the_journey_as_json(sample):
    value = plain(sample)
    returned = from_json(json.loads(json.dumps(to_json(value))))
    assert returned.kind == value.kind
    assert returned.graph == value.graph
    assert agree(value, returned)


def test_numbers_that_print_alike_keep_their_kinds():
    assert plain(1.0).kind == "number"
    assert plain(True).kind == "bool"
    assert plain(torch.tensor(1.0)).kind == "tensor"
    assert plain(np.array(1.0)).kind == "array"
    assert not agree(plain(1.0), plain(True))
    assert not agree(plain(1.0), plain(torch.tensor(1.0)))


class EqualToAll(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    def __abs__(self):
        return 0.0

    def __float__(self):
        return 42.0

    __hash__ = float.__hash__


class HostileArray(np.ndarray):
    def __array_function__(self, *args, **kwargs):
        return True

    def __eq__(self, other):
        return True


class HostileTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return True


def test_a_float_that_equals_everything_is_only_the_number_it_holds():
    value = plain(EqualToAll(1.5))
    assert type(value.data) is float
    assert not agree(plain(42.0), value)
    assert agree(plain(1.5), value)


def test_subclasses_of_arrays_and_tensors_lose_their_behaviour():
    array = plain(np.ones(3).view(HostileArray))
    assert type(array.data) is np.ndarray
    assert not agree(plain(np.zeros(3)), array)
    tensor = plain(torch.ones(3).as_subclass(HostileTensor))
    assert not agree(plain(torch.zeros(3)), tensor)


class FailsWhenRead:
    def __str__(self):
        raise RuntimeError("no")

    __repr__ = __str__


@pytest.mark.parametrize(
    "odd",
    [FailsWhenRead(), np.array([object()]), np.array(["a"]), b"bytes", 1j, lambda: 0, 10**400],
    ids=lambda o: type(o).__name__,
)
def test_odd_objects_become_harmless_values_that_equal_no_number(odd):
    value = plain(odd)
    json.dumps(to_json(value))
    assert not agree(plain(1.0), value)
    assert not agree(plain(np.ones(1)), value)


def test_a_list_that_contains_itself_ends():
    loop: list = []
    loop.append(loop)
    json.dumps(to_json(plain(loop)))


def test_an_enormous_array_is_named_but_not_copied():
    assert plain(np.broadcast_to(0.0, (10**4, 10**4))).kind == "other"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["kind", "data", "name", "items", "dtype", "shape", "base64", "lines"]
                ),
                inner
                | st.sampled_from(
                    ["array", "tuple", "number", "error", "float64", "numbers", "AAAA"]
                ),
                max_size=6,
            )
        ),
        max_leaves=12,
    )
)
@example({"kind": "array", "data": None, "dtype": [], "base64": None})
@settings(max_examples=400, deadline=None)
def test_json_of_any_shape_is_read_or_refused_but_never_crashes(data):
    try:
        value = from_json(data)
    except MalformedObservation:
        return
    assert isinstance(value, Value)
    agree(value, plain(1.0))
    agree(plain(np.ones(2)), value)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 2}',
        b'{"version":1,"values":[]}',
        b"[" * 100_000,
        b'{"version":1,"values":{"a":{"kind":"array"}}}',
    ],
)
def test_text_that_is_no_observation_is_refused(text):
    with pytest.raises(MalformedObservation):
        Observation.from_json(text)


def test_an_array_whose_bytes_do_not_fit_its_shape_is_refused():
    data = to_json(plain(np.ones(4)))
    with pytest.raises(MalformedObservation):
        from_json({**data, "shape": [5]})
    with pytest.raises(MalformedObservation):
        from_json({**data, "shape": [-1]})
    with pytest.raises(MalformedObservation):
        from_json({**data, "dtype": "object"})
