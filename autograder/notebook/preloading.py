"""What a kernel for hand-ins has ready before its first cell: modules, and caches that are filled.

Importing this module does it. A fork server imports it once and each kernel is a fork, so that no
hand-in's time is spent on it. It knows no answers, makes no tensor and starts no thread: neither
autograd nor a thread would survive the fork.
"""

from __future__ import annotations

import io

import sympy
from matplotlib.backends.backend_agg import FigureCanvasAgg

from autograder.exercises import lesson_exercises, lesson_names
from autograder.notebook.emitting import emit
from utils.style import bare_figure, course_style

__all__ = ["emit"]


def load_exercises() -> None:
    """Loads all exercises: the first one that is asked for by its name does."""
    for lesson in lesson_names():
        lesson_exercises(lesson)


def fill_sympy() -> None:
    """Has SymPy import and remember what formulas need: derivatives, text, functions of arrays."""
    x, y = sympy.symbols("x y")
    formula = sympy.sin(x**2 + y**2) + sympy.exp(x) * sympy.log(y) / sympy.sqrt(x)
    derivative = sympy.simplify(sympy.diff(formula, x))
    sympy.lambdify((x, y), [formula, derivative], modules="numpy")(1.0, 2.0)
    sympy.latex(derivative), str(derivative), derivative.subs({x: 1, y: 2}).evalf()


def fill_matplotlib() -> None:
    """Has matplotlib find its fonts and read its styles and its parser of formulas."""
    figure = bare_figure((2, 2))
    FigureCanvasAgg(figure)
    with course_style():
        plain, logarithmic = figure.subplots(1, 2)
        plain.plot([0, 1], [0, 1], label="$x^2$")
        plain.legend(title="bold")
        plain.set_title(r"$\frac{\partial z}{\partial x}$", fontweight="bold")
        logarithmic.loglog([1e-16, 1], [1e-16, 1])
        figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


load_exercises()
fill_sympy()
fill_matplotlib()
