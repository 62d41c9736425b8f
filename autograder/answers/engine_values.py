"""Lesson 07: ``Value``, right by PyTorch's own derivatives, and wrong in one operation each."""

import math

import torch


class Value:
    """A number that records how it was computed; its local derivatives are autograd's."""

    def __init__(self, data, parents=(), local_derivatives=()):
        self.data = float(data)
        self.parents = parents
        self.local_derivatives = local_derivatives
        self.grad = 0.0

    def recorded(self, function, *inputs):
        tensors = [torch.tensor(v.data, dtype=torch.float64, requires_grad=True) for v in inputs]
        result = function(*tensors)
        slopes = torch.autograd.grad(result, tensors)
        return type(self)(result.item(), inputs, tuple(slope.item() for slope in slopes))

    def as_value(self, other):
        return other if isinstance(other, Value) else type(self)(other)

    def __add__(self, other):
        return self.recorded(torch.add, self, self.as_value(other))

    def __mul__(self, other):
        return self.recorded(torch.mul, self, self.as_value(other))

    def __sub__(self, other):
        return self.recorded(torch.sub, self, self.as_value(other))

    def __truediv__(self, other):
        return self.recorded(torch.div, self, self.as_value(other))

    def __pow__(self, exponent):
        return self.recorded(lambda a: a**exponent, self)

    def sin(self):
        return self.recorded(torch.sin, self)

    def log(self):
        return self.recorded(torch.log, self)

    def tanh(self):
        return self.recorded(torch.tanh, self)

    def __radd__(self, other):
        return self.as_value(other) + self

    def __rmul__(self, other):
        return self.as_value(other) * self

    def __rsub__(self, other):
        return self.as_value(other) - self

    def __rtruediv__(self, other):
        return self.as_value(other) / self


class MulOwnFactor(Value):
    def __mul__(self, other):
        other = self.as_value(other)
        return type(self)(self.data * other.data, (self, other), (self.data, other.data))


class MulOnes(Value):
    def __mul__(self, other):
        other = self.as_value(other)
        return type(self)(self.data * other.data, (self, other), (1.0, 1.0))


class MulSetOfParents(Value):
    def __mul__(self, other):
        other = self.as_value(other)
        return type(self)(self.data * other.data, {self, other}, (other.data, self.data))


class MulValuesForSlopes(Value):
    def __mul__(self, other):
        other = self.as_value(other)
        return type(self)(self.data * other.data, (self, other), (other, self))


class MulPlainNumber(Value):
    def __mul__(self, other):
        return self.data * self.as_value(other).data


class MulNoRecord(Value):
    def __mul__(self, other):
        return type(self)(self.data * self.as_value(other).data)


class MulInPlace(Value):
    def __mul__(self, other):
        other = self.as_value(other)
        self.parents, self.local_derivatives = (self, other), (other.data, self.data)
        self.data *= other.data
        return self


class MulNumbersAsParents(Value):
    def __mul__(self, other):
        other = self.as_value(other)
        return type(self)(self.data * other.data, (self.data, other.data), (other.data, self.data))


class NumbersNotWrapped(Value):
    def __mul__(self, other):
        return self.recorded(torch.mul, self, other)

    def __sub__(self, other):
        return self.recorded(torch.sub, self, other)

    def __truediv__(self, other):
        return self.recorded(torch.div, self, other)

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return Value(other) - self

    def __rtruediv__(self, other):
        return Value(other) / self


class ProductNotWrapped(Value):
    def __mul__(self, other):
        return type(self)(self.data * other.data, (self, other), (other.data, self.data))

    def __rmul__(self, other):
        return self.as_value(other) * self


class SubNoMinus(Value):
    def __sub__(self, other):
        other = self.as_value(other)
        return type(self)(self.data - other.data, (self, other), (1.0, 1.0))


class SubMinusOnBoth(Value):
    def __sub__(self, other):
        other = self.as_value(other)
        return type(self)(self.data - other.data, (self, other), (-1.0, 1.0))


class PowerNotLowered(Value):
    def __pow__(self, n):
        return type(self)(self.data**n, (self,), (n * self.data**n,))


class PowerWithoutBrackets(Value):
    def __pow__(self, n):
        return type(self)(self.data**n, (self,), (n * self.data**n - 1,))


class PowerNoFactor(Value):
    def __pow__(self, n):
        return type(self)(self.data**n, (self,), (self.data ** (n - 1),))


class PowerLoweredAndUsed(Value):
    def __pow__(self, n):
        return type(self)(self.data**n, (self,), ((n - 1) * self.data ** (n - 1),))


class PowerOfExponential(Value):
    def __pow__(self, n):
        return type(self)(self.data**n, (self,), (self.data**n * math.log(self.data),))


class PowerAlwaysSquare(Value):
    def __pow__(self, n):
        return type(self)(self.data**n, (self,), (2 * self.data,))


class PowerCaret(Value):
    def __pow__(self, n):
        return type(self)(self.data ^ n, (self,), (n * self.data ** (n - 1),))


class DivNoMinus(Value):
    def __truediv__(self, other):
        other = self.as_value(other)
        slopes = (1 / other.data, self.data / other.data**2)
        return type(self)(self.data / other.data, (self, other), slopes)


class DivNotSquared(Value):
    def __truediv__(self, other):
        other = self.as_value(other)
        slopes = (1 / other.data, -self.data / other.data)
        return type(self)(self.data / other.data, (self, other), slopes)


class DivBracketsMissing(Value):
    def __truediv__(self, other):
        other = self.as_value(other)
        slopes = (1 / other.data, -self.data / other.data * other.data)
        return type(self)(self.data / other.data, (self, other), slopes)


class DivNoNumerator(Value):
    def __truediv__(self, other):
        other = self.as_value(other)
        slopes = (1 / other.data, -1 / other.data**2)
        return type(self)(self.data / other.data, (self, other), slopes)


class DivAsProduct(Value):
    def __truediv__(self, other):
        other = self.as_value(other)
        slopes = (other.data, self.data)
        return type(self)(self.data / other.data, (self, other), slopes)


class DivSlopesExchanged(Value):
    def __truediv__(self, other):
        other = self.as_value(other)
        slopes = (-self.data / other.data**2, 1 / other.data)
        return type(self)(self.data / other.data, (self, other), slopes)


class DivWhole(Value):
    def __truediv__(self, other):
        other = self.as_value(other)
        slopes = (1 / other.data, -self.data / other.data**2)
        return type(self)(self.data // other.data, (self, other), slopes)


class SinMinusCos(Value):
    def sin(self):
        return type(self)(math.sin(self.data), (self,), (-math.cos(self.data),))


class SinOfSin(Value):
    def sin(self):
        return type(self)(math.sin(self.data), (self,), (math.sin(self.data),))


class SinCosOfResult(Value):
    def sin(self):
        s = math.sin(self.data)
        return type(self)(s, (self,), (math.cos(s),))


class LogOfResult(Value):
    def log(self):
        result = math.log(self.data)
        return type(self)(result, (self,), (1 / result,))


class LogOfBaseTen(Value):
    def log(self):
        return type(self)(math.log10(self.data), (self,), (1 / self.data,))


class LogOfLog(Value):
    def log(self):
        return type(self)(math.log(self.data), (self,), (math.log(self.data),))


class LogSlopeIsInput(Value):
    def log(self):
        return type(self)(math.log(self.data), (self,), (self.data,))


class TanhFromInput(Value):
    def tanh(self):
        return type(self)(math.tanh(self.data), (self,), (1 - self.data**2,))


class TanhTwice(Value):
    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, (self,), (1 - math.tanh(t) ** 2,))


class TanhNotSquared(Value):
    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, (self,), (1 - t,))


class TanhBracketSquared(Value):
    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, (self,), ((1 - t) ** 2,))


class TanhPlus(Value):
    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, (self,), (1 + t**2,))


class TanhOfTan(Value):
    def tanh(self):
        t = math.tan(self.data)
        return type(self)(t, (self,), (1 + t**2,))


class OneParentNoComma(Value):
    def sin(self):
        return type(self)(math.sin(self.data), (self), (math.cos(self.data)))  # noqa: UP034

    def log(self):
        return type(self)(math.log(self.data), (self), (1 / self.data))  # noqa: UP034

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, (self), (1 - t**2))  # noqa: UP034

    def __pow__(self, n):
        return type(self)(self.data**n, (self), (n * self.data ** (n - 1)))  # noqa: UP034


class NoRadd(Value):
    def __radd__(self, other):
        return NotImplemented


class NoRmul(Value):
    def __rmul__(self, other):
        return NotImplemented


class NoReflected(Value):
    def __radd__(self, other):
        return NotImplemented

    def __rmul__(self, other):
        return NotImplemented

    def __rsub__(self, other):
        return NotImplemented

    def __rtruediv__(self, other):
        return NotImplemented


class NoRsubNoRtruediv(Value):
    def __rsub__(self, other):
        return NotImplemented

    def __rtruediv__(self, other):
        return NotImplemented


class SubTurned(Value):
    def __rsub__(self, other):
        return self - other


class DivTurned(Value):
    def __rtruediv__(self, other):
        return self / other


class BothTurned(Value):
    def __rsub__(self, other):
        return self - other

    def __rtruediv__(self, other):
        return self / other


class SumCallsItself(Value):
    def __radd__(self, other):
        return other + self


class ProductCallsItself(Value):
    def __rmul__(self, other):
        return other * self


class CallsItself(Value):
    def __radd__(self, other):
        return other + self

    def __rmul__(self, other):
        return other * self

    def __rsub__(self, other):
        return other - self

    def __rtruediv__(self, other):
        return other / self


class GradStartsAtOne(Value):
    def __init__(self, data, parents=(), local_derivatives=()):
        super().__init__(data, parents, local_derivatives)
        self.grad = 1.0


class PowByLog(Value):
    def __pow__(self, n):
        data = math.exp(n * math.log(self.data))
        return Value(data, (self,), (n * data / self.data,))
