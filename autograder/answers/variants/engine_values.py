"""Lesson 07: right implementations of ``Value``."""

import math
from dataclasses import dataclass

import numpy as np


class ValuePlain:
    def __init__(self, data, parents=(), local_derivatives=()):
        self.data = float(data)
        self.parents = parents
        self.local_derivatives = local_derivatives
        self.grad = 0.0

    def __add__(self, other):
        other = other if isinstance(other, ValuePlain) else ValuePlain(other)
        return ValuePlain(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, ValuePlain) else ValuePlain(other)
        return ValuePlain(self.data * other.data, (self, other), (other.data, self.data))

    def __sub__(self, other):
        other = other if isinstance(other, ValuePlain) else ValuePlain(other)
        return ValuePlain(self.data - other.data, (self, other), (1.0, -1.0))

    def __truediv__(self, other):
        other = other if isinstance(other, ValuePlain) else ValuePlain(other)
        slopes = (1 / other.data, -self.data / other.data**2)
        return ValuePlain(self.data / other.data, (self, other), slopes)

    def __pow__(self, exponent):
        slope = exponent * self.data ** (exponent - 1)
        return ValuePlain(self.data**exponent, (self,), (slope,))

    def sin(self):
        return ValuePlain(math.sin(self.data), (self,), (math.cos(self.data),))

    def log(self):
        return ValuePlain(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        t = math.tanh(self.data)
        return ValuePlain(t, (self,), (1 - t**2,))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return ValuePlain(other) - self

    def __rtruediv__(self, other):
        return ValuePlain(other) / self


class ValueFewest:
    """Four operations record; the others are made of them."""

    def __init__(self, data, parents=(), local_derivatives=()):
        self.data, self.grad = data, 0
        self.parents, self.local_derivatives = parents, local_derivatives

    def __add__(self, other):
        if not isinstance(other, ValueFewest):
            other = ValueFewest(other)
        return ValueFewest(self.data + other.data, [self, other], [1, 1])

    def __mul__(self, other):
        if not isinstance(other, ValueFewest):
            other = ValueFewest(other)
        return ValueFewest(self.data * other.data, [self, other], [other.data, self.data])

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (other * -1)

    def __truediv__(self, other):
        return self * other**-1

    def __pow__(self, n):
        return ValueFewest(self.data**n, [self], [n * self.data ** (n - 1)])

    def sin(self):
        return ValueFewest(math.sin(self.data), [self], [math.cos(self.data)])

    def log(self):
        return ValueFewest(math.log(self.data), [self], [self.data**-1])

    def exp(self):
        e = math.exp(self.data)
        return ValueFewest(e, [self], [e])

    def tanh(self):
        double = (self * 2).exp()
        return (double - 1) / (double + 1)

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self**-1 * other

    __radd__ = __add__
    __rmul__ = __mul__


class ValueNumpy(ValuePlain):
    def sin(self):
        return ValueNumpy(np.sin(self.data), (self,), (np.cos(self.data),))

    def log(self):
        return ValueNumpy(np.log(self.data), (self,), (np.divide(1, self.data),))

    def tanh(self):
        return ValueNumpy(np.tanh(self.data), (self,), (1 - np.tanh(self.data) ** 2,))

    def __add__(self, other):
        other = other if isinstance(other, ValueNumpy) else ValueNumpy(other)
        return ValueNumpy(self.data + other.data, (self, other), (1.0, 1.0))

    def __sub__(self, other):
        other = other if isinstance(other, ValueNumpy) else ValueNumpy(other)
        return ValueNumpy(self.data - other.data, (self, other), (1.0, -1.0))

    def __mul__(self, other):
        other = other if isinstance(other, ValueNumpy) else ValueNumpy(other)
        return ValueNumpy(self.data * other.data, (self, other), (other.data, self.data))

    def __truediv__(self, other):
        other = other if isinstance(other, ValueNumpy) else ValueNumpy(other)
        result = np.float64(self.data) / other.data
        return ValueNumpy(result, (self, other), (1 / other.data, -result / other.data))

    def __pow__(self, n):
        return ValueNumpy(np.power(self.data, float(n)), (self,), (n * self.data ** (n - 1),))

    def __rsub__(self, other):
        return ValueNumpy(other) - self

    def __rtruediv__(self, other):
        return ValueNumpy(other) / self


class ValueOwnType(ValuePlain):
    """All results are of the class of their operands, so that it can be inherited from."""

    def made(self, data, *edges):
        return type(self)(data, tuple(p for p, _ in edges), tuple(slope for _, slope in edges))

    def lift(self, other):
        return other if hasattr(other, "local_derivatives") else type(self)(other)

    def __add__(self, other):
        other = self.lift(other)
        return self.made(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = self.lift(other)
        return self.made(self.data * other.data, (self, other.data), (other, self.data))

    def __sub__(self, other):
        other = self.lift(other)
        return self.made(self.data - other.data, (self, 1.0), (other, -1.0))

    def __truediv__(self, other):
        other = self.lift(other)
        quotient = self.data / other.data
        return self.made(quotient, (self, 1 / other.data), (other, -quotient / other.data))

    def __pow__(self, n):
        return self.made(self.data**n, (self, n * self.data**n / self.data))

    def sin(self):
        return self.made(math.sin(self.data), (self, math.cos(self.data)))

    def log(self):
        return self.made(math.log(self.data), (self, 1 / self.data))

    def tanh(self):
        return self.made(math.tanh(self.data), (self, 1 / math.cosh(self.data) ** 2))

    def __rsub__(self, other):
        return self.lift(other) - self

    def __rtruediv__(self, other):
        return self.lift(other) / self


class ValueReflectedDirectly(ValueOwnType):
    def __rsub__(self, other):
        return self.made(other - self.data, (self, -1.0))

    def __rtruediv__(self, other):
        return self.made(other / self.data, (self, -other / self.data**2))

    def __radd__(self, other):
        return self.made(other + self.data, (self, 1.0))

    def __rmul__(self, other):
        return self.made(other * self.data, (self, other))


class ValueExponentials(ValueOwnType):
    def tanh(self):
        up, down = math.exp(self.data), math.exp(-self.data)
        t = (up - down) / (up + down)
        return self.made(t, (self, (1 - t) * (1 + t)))

    def __pow__(self, n):
        if self.data <= 0:
            return self.made(self.data**n, (self, n * self.data ** (n - 1)))
        return self.made(math.exp(n * math.log(self.data)), (self, n * self.data ** (n - 1)))


class ValueNegated(ValueOwnType):
    def __neg__(self):
        return self.made(-self.data, (self, -1.0))

    def __sub__(self, other):
        return self + (-self.lift(other))

    def __rsub__(self, other):
        return -(self - other)


class ValueByType(ValueOwnType):
    def lift(self, other):
        return type(self)(float(other)) if isinstance(other, int | float) else other


class ValueSquareAsProduct(ValueOwnType):
    def __pow__(self, n):
        if n == 3:
            return self * self * self
        return self.made(self.data**n, (self, n * self.data ** (n - 1)))

    def __truediv__(self, other):
        return self * self.lift(other) ** -1.0


class ValueSlots(ValueOwnType):
    __slots__ = ("data", "grad", "local_derivatives", "parents")

    def __radd__(self, other):
        return self.lift(other).__add__(self)

    def __rmul__(self, other):
        return self.lift(other).__mul__(self)


@dataclass(eq=False)
class ValueDataclass(ValueOwnType):
    data: float
    parents: tuple = ()
    local_derivatives: tuple = ()
    grad: float = 0.0


class ValueTangent(ValueOwnType):
    def sin(self):
        return self.made(math.sin(self.data), (self, math.sin(self.data + math.pi / 2)))

    def log(self):
        return self.made(math.log2(self.data) * math.log(2), (self, math.pow(self.data, -1)))


VALUES = (
    ValuePlain,
    ValueFewest,
    ValueNumpy,
    ValueOwnType,
    ValueReflectedDirectly,
    ValueExponentials,
    ValueNegated,
    ValueByType,
    ValueSquareAsProduct,
    ValueSlots,
    ValueDataclass,
    ValueTangent,
)
