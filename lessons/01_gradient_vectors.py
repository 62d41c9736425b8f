# ---
# course:
#   title: Gradients and gradient descent
#   summary: Derive a gradient, see it as arrows, walk downhill, and predict how long a step may be
#   points: 9
# ---

# %% [markdown]
# # Gradients and gradient descent
#
# Two walkers stand on the same spot of the same landscape. Both follow the same rule: feel which
# way is steepest downhill, take a step, feel again. The steeper it is, the longer the step: for
# the first walker 0.10 times the steepness, for the second walker 0.11 times. After forty steps the
# first walker stands at the bottom of a valley. The second one never arrives: not after forty
# steps, and not after forty thousand.
#
# **Somewhere between 0.10 and 0.11 there is a number that decides. It can be computed before
# anybody takes a step. What is it, and where does it come from?**
#
# You can't answer that yet. At the end of this lesson you compute it, to three digits, and watch
# both walkers. A neural network has such a border too: with longer steps its loss explodes.

# %% [markdown] times=true
# ## What you will be able to do
#
# - Take the derivative of a function inside a function, in the two notations of the chain rule.
# - Read a gradient as an arrow: where it points, what its length says, and what it can't know.
# - Write gradient descent for any number of parameters, in five lines.
# - Predict how large a learning rate may be before you run anything.
#
# **What you need:** derivatives of powers, of the sine and of $e^x$; vectors, their length and dot
# product; Python functions and NumPy arrays. You write no PyTorch yet.

# %% [markdown]
# **How it works.** An exercise is a function with a gap. Fill the gap, run the cell, then run the
# cell below it: `check` compares your function with PyTorch's automatic derivatives and says in
# words what is off. Check as often as you like. Stars give the difficulty, from ★ to ★★★.
# A cell that needs an exercise which is still open says so and waits.
#
# **Predict, then run.** A few times you are asked what an experiment will show. Commit yourself
# before you run it. Your prediction is kept for you, and never graded. The experiment's own cell
# shows it beside the result.
#
# **Questions on the way.** Sections end with a question or two. Choose an answer, and read at once
# why it is right or wrong. These aren't graded either.

# %% [markdown]
# Run the next two cells first. The folded one installs the course in Colab and does nothing
# elsewhere; the other loads what the lesson uses.
#
# When you come back after a break, put `from autograder import resume` and below it `resume()` into
# a cell of your own: it runs what you need and says where to go on.

# %% setup=true
import math

import matplotlib.pyplot as plt
import numpy as np
import sympy
import torch
from IPython.display import Math, display

from autograder import check, compare, hint, predict, scorecard
from utils import expected_picture, setup_notebook, video_tabs, when_ready

setup_notebook()

# %% [markdown]
# The videos in this course are optional. Nothing is loaded before you open a tab and click.

# %%
video_tabs("i7djAv2jnzY", "BV1Qf4y1578t", "Introduction: what gradients are for")

# %% [markdown]
# ## 1. A landscape of rings
#
# Begin with one spot on the map, the point $(x, y) = (1.3, -0.4)$. Square both numbers and add
# them. Then take the sine. The result is the height of the ground at that spot.

# %%
x, y = 1.3, -0.4
u = x**2 + y**2
z = np.sin(u)
print(f"u = {u:.4f}   z = {z:.4f}")

# %% [markdown]
# So $u = 1.85$, and the ground is $0.9613$ high there. As a formula,
#
# $$z = h(x, y) = \sin(x^2 + y^2).$$
#
# This is a **composition**: one function inside another. The inner function is
# $u = g(x, y) = x^2 + y^2$. The outer function is $z = f(u) = \sin u$. Together they give
# $h(x, y) = f(g(x, y))$. You compute from the inside to the outside: first $u$, then $z$.
#
# The next two cells write the height as a function and draw it over the whole map. Where is $z$ the
# same as at your spot?


# %%
def h(x, y):  # the tutorial that this course follows calls it fun_z
    return np.sin(x**2 + y**2)


# %% still="01_surface"
from utils import plot_surface

plot_surface(h, title="z = sin(x² + y²)")

# %% [markdown]
# <details><summary>Rings: why?</summary>
#
# Only $x^2 + y^2$ goes into the sine, and that is $r^2$, the squared distance from the origin. So
# all points at one distance are equally high. On the way out $r^2$ grows, and its sine swings
# between $-1$ and $1$, faster and faster, because $r^2$ grows faster and faster.
# </details>
#
# The sine is highest at $u = \pi/2$ and lowest at $u = 3\pi/2$. How far from the origin are these
# first two rings, the first ridge and the first valley? That distance is
# $r = \sqrt{u} = \sqrt{x^2 + y^2}$.

# %%
print(f"first ridge:  r = {np.sqrt(np.pi / 2):.4f},  z = {np.sin(np.pi / 2):+.0f}")
print(f"first valley: r = {np.sqrt(3 * np.pi / 2):.4f},  z = {np.sin(3 * np.pi / 2):+.0f}")
print(f"your spot:    r = {np.hypot(x, y):.4f},  z = {h(x, y):+.4f}")

# %% [markdown]
# Your spot, at $r = 1.3601$, lies a little outside the first ridge. The valley at $r = 2.1708$ is
# where the two walkers want to go. Keep that radius in mind.

# %% [markdown] question="equal_heights"
# On the landscape of rings, which spot is as high as $(1.3, -0.4)$?
#
# - [ ] (0.9, 0)
#
#   The sum of the coordinates is the same, 0.9. But the height depends on the sum of their
#   *squares*: 0.81 for this spot, and 1.85 for yours.
#
# - [x] (−0.4, 1.3)
#
#   The squares are the same two, so $u = 1.85$ again, and so is its sine. Both spots lie on one
#   ring.
#
# - [ ] (2.6, −0.8)
#
#   Twice as far out makes $u$ four times as large, 7.4. Its sine is 0.8987, not 0.9613.

# %% quiz=true
from utils import quiz

quiz("01_gradient_vectors", 1)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 2. How steep? The chain rule
#
# You stand at $(1.3, -0.4)$ and move a little along $x$. Does the ground rise or fall, and how
# steeply? Measure it: the rise, divided by the distance. Then do the same along $y$.

# %% [markdown] prediction="01_slope_signs"
# Your spot is a little outside of a ridge. A step that increases $x$ leads further out. An increase
# of $y$ from $-0.4$ leads further in. Which sign has each slope?
#
# - [-] slope along x
#
#   Further out is away from the ridge, so the ground falls: the slope along $x$ is negative.
#
# - [+] slope along y
#
#   Further in is towards the ridge, so the ground rises: the slope along $y$ is positive.

# %% predict="01_slope_signs"
predict("01_slope_signs")

# %%
for step in (0.1, 0.01, 0.001, 0.0001):
    slope_x = (h(x + step, y) - h(x, y)) / step
    slope_y = (h(x, y + step) - h(x, y)) / step
    print(f"step {step:<6}   slope along x: {slope_x:.4f}   slope along y: {slope_y:.4f}")
compare("01_slope_signs", (slope_x, slope_y))

# %% [markdown]
# The shorter the step, the less the slopes change. What they settle at are the **partial
# derivatives** $\partial z/\partial x$ and $\partial z/\partial y$. The round $\partial$ says that
# there are other variables, and that they are held still meanwhile.
#
# Measuring costs a step for each variable, and it is never exact. A formula is better, and the
# composition tells you how to find it.
#
# **The idea.** A nudge of $x$ moves $u$, and the moved $u$ moves $z$. If $u$ moves 2.6 times as
# far as $x$, and $z$ moves $-0.28$ times as far as $u$, then $z$ moves $-0.28 \cdot 2.6$ times as
# far as $x$. Rates in a row multiply. Here they are, measured:

# %%
step = 1e-6
du_dx = ((x + step) ** 2 + y**2 - u) / step
dz_du = (np.sin(u + step) - np.sin(u)) / step
print(f"u per x: {du_dx:.4f}   z per u: {dz_du:.4f}   product: {dz_du * du_dx:.4f}")

# %% [markdown]
# The product is the slope along $x$ again. That is the **chain rule**. It has two common notations.
#
# In Leibniz's notation, for one variable and then for two:
#
# $$\frac{dz}{dx} = \frac{dz}{du} \cdot \frac{du}{dx} \qquad\qquad
# \frac{\partial z}{\partial x} = \frac{dz}{du} \cdot \frac{\partial u}{\partial x}$$
#
# In Lagrange's notation, the same two:
#
# $$(f \circ g)'(x) = f'(g(x)) \cdot g'(x) \qquad\qquad
# h_x(x, y) = f'(g(x, y)) \cdot g_x(x, y)$$
#
# They say the same. Leibniz shows *what* is multiplied: as if $du$ cancelled. Lagrange shows
# *where*: the outer derivative $f'$ is taken at the inner value $g(x, y)$, not at $x$. (The sign
# $\circ$ reads "after": $f \circ g$ does $g$ first, then $f$. A subscript, as in $h_x$, is a short
# way to write a partial derivative.)

# %% [markdown]
# **One worked out.** Let $q(x, y) = (x^2 + 3y)^3$.
#
# 1. Name the inner function: $u = x^2 + 3y$, so $q = u^3$.
# 2. Outer derivative: $dq/du = 3u^2$.
# 3. Inner derivatives: $\partial u/\partial x = 2x$, since $3y$ is a constant here, and
#    $\partial u/\partial y = 3$.
# 4. Multiply, and put $u$ back in:
#
# $$\frac{\partial q}{\partial x} = 6x\,(x^2 + 3y)^2 \qquad
# \frac{\partial q}{\partial y} = 9\,(x^2 + 3y)^2.$$
#
# A formula that nobody tried is a guess. Try it at $(1, 2)$:


# %%
def q(x, y):
    return (x**2 + 3 * y) ** 3


print(f"along x: measured {(q(1 + step, 2) - q(1, 2)) / step:.3f}, formula {6 * 1 * (1 + 6) ** 2}")
print(f"along y: measured {(q(1, 2 + step) - q(1, 2)) / step:.3f}, formula {9 * (1 + 6) ** 2}")

# %% [markdown]
# **One with gaps.** Let $p(x, y) = e^{xy}$. Fill in on paper, then open the answer.
#
# - inner function: $u = \ldots$
# - outer derivative: $dp/du = \ldots$
# - inner derivatives: $\partial u/\partial x = \ldots$ and $\partial u/\partial y = \ldots$
# - products: $\partial p/\partial x = \ldots$ and $\partial p/\partial y = \ldots$
#
# <details><summary>Answer</summary>
#
# $u = xy$, and $dp/du = e^u$. For $\partial u/\partial x$ the variable $y$ is a constant factor,
# so it is $y$; likewise $\partial u/\partial y = x$. The products are
# $\partial p/\partial x = y\,e^{xy}$ and $\partial p/\partial y = x\,e^{xy}$.
# </details>

# %% [markdown]
# ### Exercise 1 (★): the gradient as a formula
#
# Now $z = \sin(x^2 + y^2)$, alone. Type both partial derivatives as formulas. The arguments `x`
# and `y` are SymPy symbols: `+`, `-`, `*`, `/` and `**` combine them to formulas, and
# `sympy.sin(...)` and `sympy.cos(...)` do so too. Any form that is equal will pass.


# %% solution="gradient_formula"
def gradient_formula(x, y):
    """The partial derivatives of z = sin(x² + y²) as formulas: (dz_dx, dz_dy).

    x, y: SymPy symbols.
    Returns a tuple of two formulas.
    Example of the form, with q = (x² + 3y)³ in the place of z:
        return 6 * x * (x**2 + 3 * y) ** 2, 9 * (x**2 + 3 * y) ** 2
    """
    ### BEGIN SOLUTION
    dz_du = sympy.cos(x**2 + y**2)
    dz_dx = dz_du * 2 * x
    dz_dy = dz_du * 2 * y
    return dz_dx, dz_dy
    ### END SOLUTION


# %% check="gradient_formula"
check("gradient_formula")

# %% [markdown]
# Stuck? `hint` gives one step at a time, here and for every exercise. A second argument asks for
# more: `hint("gradient_formula", 2)`.

# %%
hint("gradient_formula")

# %% [markdown]
# Here are your formulas as a book would print them, and their values at $(1.3, -0.4)$. Do they
# agree with the slopes that you measured?

# %%
with when_ready("gradient_formula"):
    dz_dx, dz_dy = map(sympy.sympify, gradient_formula(*sympy.symbols("x y")))
    display(Math(r"\frac{\partial z}{\partial x} = " + sympy.latex(dz_dx)))
    display(Math(r"\frac{\partial z}{\partial y} = " + sympy.latex(dz_dy)))
    here = {"x": 1.3, "y": -0.4}
    print(f"at (1.3, -0.4): {float(dz_dx.subs(here)):.4f} and {float(dz_dy.subs(here)):.4f}")

# %% [markdown]
# <details><summary>The formulas, once you have yours</summary>
#
# $$\frac{\partial z}{\partial x} = 2x\,\cos(x^2 + y^2) \qquad
# \frac{\partial z}{\partial y} = 2y\,\cos(x^2 + y^2)$$
#
# The cosine is the outer derivative, taken at the whole inner value. The factors $2x$ and $2y$
# are the inner derivatives.
# </details>

# %% [markdown] question="inner_derivative"
# What is $\partial/\partial x$ of $\cos(3x + y)$?
#
# - [ ] −sin(3x + y)
#
#   The inner derivative, 3, is forgotten.
#
# - [x] −3 sin(3x + y)
#
#   Outer derivative $-\sin$, taken at $3x + y$, times the inner derivative 3.
#
# - [ ] −3 sin(3)
#
#   Here the outer derivative is taken at the inner derivative, 3, in place of the inner value, $3x
#   + y$.

# %% quiz=true
from utils import quiz

quiz("01_gradient_vectors", 2)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 3. Two slopes, one arrow
#
# Two numbers belong to each spot, the slopes along $x$ and along $y$. Put together they are a
# vector, the **gradient**, written with the sign $\nabla$, which is called nabla:
#
# $$\nabla h(x, y) = \begin{pmatrix} \partial z/\partial x \\ \partial z/\partial y \end{pmatrix}.$$
#
# At $(1.3, -0.4)$ it is $(-0.7165,\ 0.2205)$: an arrow to the left and a little up. To draw one at
# every spot of a grid, you need a function that takes whole arrays. Here is what goes wrong first,
# for nearly everybody:

# %%
two_points = np.array([0.5, 1.3])
try:
    math.cos(two_points)
except TypeError as error:
    print("TypeError:", error)
print("np.cos gives", np.cos(two_points))

# %% [markdown]
# Read the message aloud. Its wording depends on your version of NumPy; it says that an array can't
# be turned into one Python number. `math.cos` takes a single number and nothing else.
# `np.cos` takes numbers and arrays alike, and goes through an array element by element. So use
# NumPy's functions from here on.
#
# A grid can be written in full or in short. A **sparse** grid keeps $x$ as one row and $y$ as one
# column. As soon as you add them, NumPy spreads both over the whole grid:

# %%
axis = np.linspace(-3, 3, 13)
gx, gy = np.meshgrid(axis, axis[:7], sparse=True)
print("x:", gx.shape, "  y:", gy.shape, "  x² + y²:", (gx**2 + gy**2).shape)

# %% [markdown]
# ### Exercise 2 (★★): the gradient as a function
#
# Write your two formulas as a NumPy function. Two numbers go in and two numbers come out. Two
# arrays go in and two arrays come out, with the gradient of each point at the place of that point.
# If you use NumPy's functions and no loop, all kinds of arrays work at once: lists of points, full
# and sparse grids, float32 and float64. The caller's arrays stay as they were.


# %% solution="fun_dz"
def fun_dz(x, y):
    """The gradient of z = sin(x² + y²): the tuple (dz_dx, dz_dy).

    x, y: numbers, or arrays that can be added to each other (equal shapes, or a sparse grid).
    Returns two numbers, or two arrays, one value for each point.
    Example: fun_dz(1.3, -0.4) gives about (-0.7165, 0.2205).
    """
    ### BEGIN SOLUTION
    dz_du = np.cos(x**2 + y**2)
    return dz_du * 2 * x, dz_du * 2 * y
    ### END SOLUTION


# %% check="fun_dz"
check("fun_dz")

# %% [markdown]
# For hints: `hint("fun_dz")`.
#
# The next cell colours the map by height, with 20 levels, and draws your gradient as a red arrow
# every 0.5. Do the arrows point to the ridges or to the valleys? Where are they shortest? Where are
# they longest, near the middle or far out?

# %% makes="01_gradient_field"
from utils import plot_gradient_field

with when_ready("fun_dz"):
    plot_gradient_field(h, fun_dz, step=0.5, levels=20, title="z and its gradient")

# %% [markdown]
# Open the expected picture once you have your own:

# %% picture="01_gradient_field"
expected_picture(
    "01_gradient_field",
    alt="Rings of equal height around the origin, with arrows on a grid. Each arrow lies on a line "
    "through the origin and points to the nearest ridge. Arrows are short on ridges and in "
    "valleys, and longest in the corners.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# Each arrow points uphill, to a ridge. On the ridges and in the valleys they shrink to a dot: the
# ground is level there. They are longest far out, where the rings stand closest together and the
# slopes between them are steepest. And each one crosses the contour lines at a right angle.
# </details>
#
# Why uphill, and why at a right angle? Ask the ground itself.

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### Which way is steepest?
#
# Stand at $(1.3, -0.4)$ again. Take one tiny step, of length 0.00001, in each of 360 directions,
# and measure the slope of each one. No derivative is used here, only $h$.

# %% [markdown] prediction="01_steepest_direction"
# Which direction rises most? Due east, along $x$, is 0°, due north is 90°, due west is 180°, due
# south is 270°.
#
# - [slider from 0 to 359, step 1, within 15] direction in degrees
#
#   It is 163°, the direction of the gradient $(-0.7165,\ 0.2205)$: mostly to the left, and a little
#   up. As many directions lead up as down, 180 of each, a half circle around it.

# %% predict="01_steepest_direction"
predict("01_steepest_direction")

# %%
angles = np.arange(360)
east, north = np.cos(np.radians(angles)), np.sin(np.radians(angles))
rise = (h(x + 1e-5 * east, y + 1e-5 * north) - h(x, y)) / 1e-5
print(f"steepest up: {angles[rise.argmax()]}°, slope {rise.max():.3f}")
print(f"steepest down: {angles[rise.argmin()]}°, slope {rise.min():.3f}")
print(f"{np.sum(rise > 0)} directions lead up; level at about {abs(rise[:180]).argmin()}°")
with when_ready("fun_dz"):
    dx, dy = fun_dz(x, y)
    print(f"your gradient: {np.degrees(np.arctan2(dy, dx)):.1f}°, length {np.hypot(dx, dy):.3f}")
compare("01_steepest_direction", angles[rise.argmax()])

# %%
from utils import course_style

up, level = rise.argmax(), abs(rise[:180]).argmin()
levels = np.array([level, level + 180])
with course_style():
    plt.plot(angles, rise)
    plt.plot(up, rise[up], "^", markersize=11, label=f"steepest up: {up}°")
    plt.plot(levels, rise[levels], "ks", markersize=8, label=f"level: {levels[0]}°, {levels[1]}°")
    plt.axhline(0, color="black", linewidth=1)
    plt.xticks(range(0, 361, 45))
    plt.gca().set(xlabel="direction in degrees", ylabel="slope", title="Slope in each direction")
    plt.legend()

# %% [markdown]
# The steepest way up is your gradient's direction, and its slope is your gradient's length. The
# curve is a cosine wave around that direction. It has to be: in the direction of a
# vector $v$ of length 1, both slopes count, each by its share. The sum is the dot product of two
# vectors, and that is their lengths ($\lVert \nabla h \rVert$ is the gradient's, $v$ has 1) times
# the cosine of the angle between them:
#
# $$\text{slope along } v = \frac{\partial z}{\partial x} v_x + \frac{\partial z}{\partial y} v_y
# = \nabla h \cdot v = \lVert \nabla h \rVert \cos\theta,$$
#
# where $\theta$ is the angle between $v$ and the gradient. Three facts follow:
#
# - $\theta = 0$: the gradient points in the direction of **steepest ascent**, and its **length is
#   the steepness** there.
# - $\theta = 180°$: the opposite direction is the steepest way down.
# - $\theta = 90°$: no rise at all. That is the direction of the contour line, so the gradient
#   crosses contours at a right angle.

# %% [markdown]
# ### The arrow knows one spot only
#
# The gradient is **local**: it tells the slope where you stand, and nothing else. First the same
# function at four spots:

# %%
with when_ready("fun_dz"):
    for px, py in ((0.0, 0.0), (0.6, -0.3), (1.3, -0.4), (3.0, 3.0)):
        dx, dy = fun_dz(px, py)
        steepness = np.hypot(dx, dy)
        print(f"({px}, {py}): gradient ({dx:.3f}, {dy:.3f}), steepness {steepness:.3f}")

# %% [markdown] prediction="01_straight_on"
# You leave $(1.3, -0.4)$ in the direction of the arrow and walk straight on without looking at a
# gradient again. You start at $z = 0.9613$. Are you higher after a distance of 0.1? After 0.5?
#
# - [ ] higher after 0.1, and higher still after 0.5
#
#   So it would be if the slope stayed as it is at the start. It changes on the way.
#
# - [x] higher after 0.1, lower after 0.5
#
#   You reach the ridge after about 0.1, and go down again behind it. After 0.5 you stand lower than
#   at the start.
#
# - [ ] lower after both
#
#   The arrow points up: the first bit of the way does rise.

# %% predict="01_straight_on"
predict("01_straight_on")

# %%
with when_ready("fun_dz"):
    dx, dy = fun_dz(x, y)
    length = np.hypot(dx, dy)
    for distance in (0.0, 0.05, 0.1, 0.2, 0.5):
        height = h(x + distance * dx / length, y + distance * dy / length)
        print(f"after {distance:.2f}: z = {height:.4f}")
    compare("01_straight_on")

# %% [markdown]
# An arrow is good advice for a short way. Then you have to ask again. Remember this: the whole
# question of the two walkers is how short a "short way" is.

# %% [markdown] question="steepest_slope"
# The gradient at your spot is $(3, -4)$. How steep is the steepest way up?
#
# - [ ] 7
#
#   That adds the sizes of the components: the length of a detour along the axes.
#
# - [ ] −1
#
#   That adds the components: the slope along $(1, 1)$ before you divide by the length of $(1, 1)$.
#
# - [x] 5
#
#   The length of the gradient, $\sqrt{3^2 + 4^2}$, is the slope in its own direction, the steepest
#   one.

# %% [markdown] question="level_direction"
# At the same spot, with the gradient $(3, -4)$, in which direction does the height not change at
# first?
#
# - [x] (4, 3)
#
#   $3 \cdot 4 + (-4) \cdot 3 = 0$: a right angle to the gradient, along the contour.
#
# - [ ] (−3, 4)
#
#   That is the opposite of the gradient, the steepest way down.
#
# - [ ] (0, 0)
#
#   That is no direction: who goes nowhere stays level everywhere.

# %% quiz=true
from utils import quiz

quiz("01_gradient_vectors", 3)

# %% [markdown] stop="sitting"

# %% [markdown]
# ## 4. Walking downhill

# %%
video_tabs("UwgA_SgG0TM", "BV1Pq4y1p7em", "Gradient descent")

# %% [markdown]
# In 1847 the mathematician Augustin-Louis Cauchy wanted the orbits of heavenly bodies. They led
# to systems of equations that were too long to solve by elimination. His idea, in a note of three
# pages: turn the problem into a height that must become small, then go downhill, against the
# gradient, step by step. Neural networks are trained by relatives of this method today.
#
# Call the point $w$, as the weights of a network are called. The rule of **gradient descent** is
#
# $$w^{(t+1)} = w^{(t)} - \eta\, \nabla f\big(w^{(t)}\big), \qquad t = 0, 1, \ldots, T - 1.$$
#
# It needs a function $f$ whose gradient you can compute, and three inputs: the **start** $w^{(0)}$,
# the **learning rate** $\eta$ (the Greek letter eta), and the **number of steps** $T$. The result
# is a trajectory of $T + 1$ points, the start among them. The number in brackets counts steps; it
# is not a power.
#
# Note that $\eta$ is not the length of a step. The step is $\eta$ *times the gradient*: long on a
# steep slope, short on level ground.
#
# When a network learns, $f$ is its loss, a number that says how wrong its answers are. Then $w$
# holds all of its weights, and the gradient holds one partial derivative for each of them:
#
# $$\frac{\partial\,\mathrm{Loss}}{\partial w} = \Big(\frac{\partial\,\mathrm{Loss}}{\partial w_1},\
# \frac{\partial\,\mathrm{Loss}}{\partial w_2},\ \ldots,\
# \frac{\partial\,\mathrm{Loss}}{\partial w_d}\Big)^{\!\top}$$
#
# The small $\top$ says that the row is meant as a column. Two coordinates or a million, the rule is
# the same.

# %% [markdown]
# One step with $\eta = 0.1$, in numbers. Is $z$ smaller afterwards?

# %%
w = np.array([1.3, -0.4])
with when_ready("fun_dz"):
    gradient = np.array(fun_dz(w[0], w[1]))
    w_next = w - 0.1 * gradient
    print("gradient:", np.round(gradient, 4), "  step:", np.round(-0.1 * gradient, 4))
    print("from", w, "to", np.round(w_next, 4))
    print(f"z from {h(*w):.4f} to {h(*w_next):.4f}")

# %% [markdown]
# ### Exercise 3 (★★): gradient descent
#
# Write the rule as a function, for any gradient and any number of coordinates $d$. It gets
# `grad_fun`, which takes the point `w` as *one* array and returns the gradient there, as an array
# or as a tuple (as your `fun_dz` does). It returns all points, the start first, as one float
# array with a row for each point. With `n_steps=0` that is the start alone. The start `w0` may hold
# whole numbers, and the caller's `w0` stays as it was.


# %% solution="gradient_descent"
def gradient_descent(grad_fun, w0, lr, n_steps):
    """The points that gradient descent visits, the start included.

    grad_fun: function of an array w of shape (d,), returning the d components of the gradient.
    w0: the start, d numbers in a list or an array. lr: the learning rate. n_steps: how many steps.
    Returns a float array of shape (n_steps + 1, d).
    Example: gradient_descent(lambda w: 2 * w, [1, -2], lr=0.1, n_steps=2) gives
        [[1.0, -2.0], [0.8, -1.6], [0.64, -1.28]]
    """
    ### BEGIN SOLUTION
    w = np.array(w0, dtype=float)
    trajectory = [w]
    for _ in range(n_steps):
        w = w - lr * np.array(grad_fun(w))
        trajectory.append(w)
    return np.array(trajectory)
    ### END SOLUTION


# %% check="gradient_descent"
check("gradient_descent")

# %% [markdown]
# For hints: `hint("gradient_descent")`.
#
# Now let it walk on the rings. Your `fun_dz` takes two numbers, your `gradient_descent` hands over
# one array, so a small function stands between them.

# %% [markdown] prediction="01_two_starts"
# One walk starts at $(1.3, -0.4)$, at the distance 1.3601 from the origin. The other one starts
# close by, at $(1.1, -0.3)$, at the distance 1.1402. The first ridge is at 1.2533, the first
# valley at 2.1708. Where do they end?
#
# - [ ] both in the valley ring, the lowest place nearby
#
#   Descent doesn't know what is the lowest place. It sees the slope under its feet.
#
# - [ ] both in the dip at the origin
#
#   From the outer start downhill leads outwards, away from the origin.
#
# - [x] one in the valley ring, the other one in the dip at the origin
#
#   The ridge runs between the two starts, and each one goes down on its own side.

# %% predict="01_two_starts"
predict("01_two_starts")


# %%
def grad_h(w):
    return fun_dz(w[0], w[1])


with when_ready("fun_dz", "gradient_descent"):
    for start in ([1.3, -0.4], [1.1, -0.3]):
        path = gradient_descent(grad_h, start, lr=0.05, n_steps=40)
        r_start, r_end = np.hypot(path[0, 0], path[0, 1]), np.hypot(path[-1, 0], path[-1, 1])
        print(f"start {start}: r from {r_start:.4f} to {r_end:.4f}, z = {h(*path[-1]):.4f}")
    compare("01_two_starts")

# %% makes="01_descent_paths"
from utils import plot_descent

with when_ready("fun_dz", "gradient_descent"), course_style():
    figure, axes = plt.subplots(1, 2, figsize=(9.6, 4), layout="compressed")
    for start, ax in zip(([1.3, -0.4], [1.1, -0.3]), axes, strict=True):
        path = gradient_descent(grad_h, start, lr=0.05, n_steps=40)
        plot_descent(h, path, ax=ax, title=f"start at ({start[0]}, {start[1]})")

# %% picture="01_descent_paths"
expected_picture(
    "01_descent_paths",
    alt="Two maps of the rings with a path each. The path from (1.3, -0.4) goes straight outwards "
    "into the valley ring. The path from (1.1, -0.3) goes straight inwards to the origin.",
)

# %% [markdown]
# <details><summary>Why they part</summary>
#
# The ridge at $r = 1.2533$ runs between the two starts. From outside it, downhill leads outwards,
# to the valley with $z = -1$. From inside it, downhill leads inwards, to the dip at the origin.
# There $z = 0$: lower than all around it, but not the lowest of all. It is a **local minimum**.
# Descent sees slopes, never the whole map, so it can't know that there is something better behind
# the ridge.
#
# Both paths are straight here, because this landscape is round. On other landscapes they bend.
# </details>

# %% [markdown] question="step_in_numbers"
# The gradient at your spot is $(3, -4)$ and the learning rate is 0.1. By what do you move in one
# step of descent?
#
# - [ ] by (0.3, −0.4)
#
#   That adds the gradient, and goes uphill. Descent subtracts it.
#
# - [ ] downhill, by a length of 0.1
#
#   The rate isn't the length of a step. The length is the rate times the steepness, $0.1 \cdot 5 =
#   0.5$.
#
# - [x] by (−0.3, 0.4)
#
#   Minus the rate times the gradient. On a slope half as steep the same rate gives a step half as
#   long.

# %% [markdown] question="zero_gradient"
# Somewhere the gradient is $(0, 0)$. What do you know about that spot?
#
# - [ ] it is the lowest of all
#
#   The origin of this lesson is level too, and the valley ring is lower.
#
# - [x] it is level
#
#   No more than that: it may be a minimum, a maximum, or a pass between two hills.
#
# - [ ] the function is zero there
#
#   On the ridge $z = 1$, and the gradient is zero. The gradient tells slopes, not heights.

# %% quiz=true
from utils import quiz

quiz("01_gradient_vectors", 4)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# A gradient of $(0, 0)$ can have other shapes around it than a ring's. Here are two. The first one
# is a bowl, but six times as steep along $y$ as along $x$. The second one rises along $x$ and falls
# along $y$, like a pass between two mountains. That shape is called a **saddle**. At the origin its
# gradient is $(0, 0)$ too, and it is no lowest place.


# %%
def bowl(x, y):
    return x**2 + 6 * y**2


def saddle(x, y):
    return x**2 - y**2


# %%
with when_ready("gradient_descent"), course_style():
    figure, axes = plt.subplots(1, 2, figsize=(9.6, 4), layout="compressed")
    path = gradient_descent(lambda w: w * [2, 12], [-2.6, 1.8], lr=0.05, n_steps=40)
    plot_descent(bowl, path, ax=axes[0], title="a narrow bowl: the path bends")
    path = gradient_descent(lambda w: w * [2, -2], [-2.6, 0.02], lr=0.1, n_steps=27)
    plot_descent(saddle, path, ax=axes[1], title="a saddle: no place to stay")

# %% [markdown]
# In the bowl the arrow points where it is steepest, mostly along $y$. So the path first goes down
# the steep side, then along the floor. At the saddle the walker comes close to the origin, where
# the ground is nearly level, and its steps get short. Then a small slope to the side takes it away.

# %% [markdown]
# ## 5. How long may a step be?
#
# The simplest valley is a parabola, $f(w) = \tfrac12 c\,w^2$. Its slope is $f'(w) = c\,w$, and its
# second derivative is $c$ everywhere. That is the **curvature**: how fast the slope changes. One
# step of gradient descent does this:
#
# $$w^{(t+1)} = w^{(t)} - \eta\,c\,w^{(t)} = (1 - \eta c)\, w^{(t)}.$$
#
# Each step multiplies the distance from the minimum by the same **factor** $1 - \eta c$.

# %% [markdown] prediction="01_first_to_arrive"
# Take the curvature $c = 2$ and the start $w^{(0)} = 1$. The minimum is at 0. Five walks take the
# rates 0.1, 0.5, 0.9, 1.0 and 1.1. Which one is the first to arrive?
#
# - [ ] 0.1
#
#   Its factor is 0.8: it comes closer with each step, slowly.
#
# - [x] 0.5
#
#   Its factor is $1 - 0.5 \cdot 2 = 0$: it arrives in one step.
#
# - [ ] 0.9
#
#   Its factor is $-0.8$: longer steps, but each one jumps across and lands on the other side.
#
# - [ ] 1.0
#
#   Its factor is $-1$: it jumps from one side to the other, equally far, for ever.
#
# - [ ] 1.1
#
#   The longest steps are no help: its factor is $-1.2$, and each jump lands further out.

# %% predict="01_first_to_arrive"
predict("01_first_to_arrive")

# %%
with when_ready("gradient_descent"):
    for rate in (0.1, 0.5, 0.9, 1.0, 1.1):
        path = gradient_descent(lambda w: 2 * w, [1.0], lr=rate, n_steps=6)
        print(f"rate {rate}, factor {1 - rate * 2:+.1f}:", np.round(path[:, 0], 3))
    compare("01_first_to_arrive")

# %% [markdown]
# Look at the last two rows: this is the failure that everybody meets. At rate 1.0 the walker jumps
# from one side to the other, equally far, for ever. At rate 1.1 each jump lands further out. Every
# step goes downhill *by the arrow*, and each one ends higher. In a training run you see it as a
# loss that grows, and in the end as `inf` or `nan`. More steps make it worse. A smaller rate mends
# it.
#
# | factor $1 - \eta c$ | what happens |
# |---|---|
# | between 0 and 1 | comes closer from one side |
# | 0 | arrives in one step |
# | between −1 and 0 | jumps across, and still comes closer |
# | −1 | jumps across for ever |
# | below −1 | jumps across, further each time |

# %% [markdown]
# ### From the parabola to the ring
#
# Near a minimum a smooth valley looks like a parabola, with the second derivative there as its
# curvature, as long as that isn't 0. (The valley of $w^4$ is flatter than any parabola, and no
# border follows from its curvature.) A ring bends one way only: along it the ground is level and no
# step leads there, across it there is a valley. So the question is: how curved is the first valley
# ring across? Cut through it along the radius. With $r$ as the only variable, the height and its
# two derivatives are
#
# $$s(r) = \sin r^2, \qquad s'(r) = 2r \cos r^2, \qquad s''(r) = 2 \cos r^2 - 4 r^2 \sin r^2.$$
#
# At the ring $r^2 = 3\pi/2$, so $\cos r^2 = 0$ and $\sin r^2 = -1$. What remains is the **radial
# curvature** $s'' = 4r^2 = 6\pi$. Here it is as a number, and measured without any derivative:

# %%
r, small = np.sqrt(3 * np.pi / 2), 1e-4
heights = np.sin(np.array([r - small, r, r + small]) ** 2)
measured = (heights[0] - 2 * heights[1] + heights[2]) / small**2
print(f"r = {r:.4f}   4 r² = {4 * r**2:.3f}   6π = {6 * np.pi:.3f}   measured: {measured:.3f}")

# %% [markdown]
# ### Exercise 4 (★★★): predict the largest stable learning rate
#
# Which is the largest $\eta$ at which gradient descent, started close to that ring, still comes
# closer to it? Work it out before you try anything: no walk is needed, only the factor and the
# curvature. Return one number, to three digits at least. An expression will do as well, and so
# will a number of SymPy's.
#
# The check tells you whether you are right to three digits. It doesn't show the number.


# %% solution="stable_learning_rate"
def stable_learning_rate():
    """The learning rate up to which descent near the ring r² = 3π/2 comes closer to it.

    Returns one number.
    Example: for a parabola of curvature 2, the rows above say where the border is.
    """
    ### BEGIN SOLUTION
    curvature = 6 * np.pi
    return 2 / curvature
    ### END SOLUTION


# %% check="stable_learning_rate"
check("stable_learning_rate")

# %% [markdown]
# For hints: `hint("stable_learning_rate")`.

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### The two walkers
#
# Now let them go, both from $(1.6, -0.8)$, with the rates 0.10 and 0.11.

# %% [markdown] prediction="01_second_walker"
# The walker with the rate 0.11 never arrives. What becomes of it?
#
# - [ ] it flies off to infinity
#
#   So it does on the parabola, where the factor is the same everywhere. Here it isn't.
#
# - [ ] it stops between the valley and a ridge
#
#   There the ground is steep, and no step is short.
#
# - [x] it goes to and fro between two distances, for ever
#
#   Close to the ring each jump is longer than the one before. Further out this valley is flatter
#   than its parabola, so the jumps stop growing.
#
# - [ ] it leaves this valley and settles in another one
#
#   The jumps don't grow that far.

# %% predict="01_second_walker"
predict("01_second_walker")

# %% makes="01_step_sizes"
with when_ready("fun_dz", "gradient_descent"), course_style():
    for rate, line in ((0.10, "-o"), (0.11, "--^")):
        path = gradient_descent(grad_h, [1.6, -0.8], lr=rate, n_steps=60)
        r = np.hypot(path[:, 0], path[:, 1])
        plt.plot(r, line, markersize=4, linewidth=1.5, label=f"η = {rate:.2f}")
        print(f"rate {rate:.2f}: the last four distances are {np.round(r[-4:], 4)}")
    plt.axhline(np.sqrt(3 * np.pi / 2), color="black", linewidth=1, label="the valley ring")
    plt.gca().set(xlabel="step", ylabel="distance r from the origin", title="Two walkers")
    plt.legend()
    plt.show()
    compare("01_second_walker")

# %% picture="01_step_sizes"
expected_picture(
    "01_step_sizes",
    alt="Distance from the origin over 60 steps. Both walkers reach the valley ring in two steps. "
    "At rate 0.10 the jumps across the ring die out. At rate 0.11 they grow at first, and then go "
    "on for ever between two distances, one inside and one outside of the ring.",
)

# %% [markdown]
# <details><summary>What the second walker does, and why</summary>
#
# The border is $\eta_{\max} = 2/(6\pi) \approx 0.106$: there, the factor $1 - 6\pi\eta$ is $-1$. At
# 0.10 the factor is $-0.885$. Each jump across the ring is a little shorter than the one before. At
# 0.11 it is $-1.073$, and close to the ring each jump is longer than the one before. But the valley
# is a parabola only close to its bottom. Further out this one gets flatter than its parabola, so
# the jumps stop growing: the walker goes to and fro between $r \approx 2.07$ and $r \approx 2.26$,
# for ever. It doesn't fly off, and it doesn't arrive.
#
# That answers the question of the beginning. The number between 0.10 and 0.11 is two divided by the
# curvature of the valley.
# </details>
#
# In most real problems nobody can compute the curvature as neatly. The border is there all
# the same, and it is set by the *most curved* direction. In lesson 05 you meet a loss with a flat
# and a steep direction, and compute its border too.

# %%
with when_ready("stable_learning_rate"):
    border = float(stable_learning_rate())
    for rate in (0.10, border, 0.11):
        print(f"rate {rate:.4f}: factor {1 - rate * 6 * np.pi:+.3f}")

# %% [markdown] extra=true
# ### Beyond the border
#
# What happens at larger rates still? The next cell takes 141
# rates, walks 300 steps with each, and draws the distances of the last 24 as dots. One dot means
# settled, two mean to and fro, many mean that it never repeats. Your prediction is the dashed line.

# %%
with when_ready("fun_dz", "gradient_descent", "stable_learning_rate"), course_style():
    border = float(stable_learning_rate())
    for rate in np.linspace(0.08, 0.22, 141):
        path = gradient_descent(grad_h, [1.6, -0.8], lr=rate, n_steps=300)
        r = np.hypot(path[-24:, 0], path[-24:, 1])
        plt.plot(np.full(24, rate), r, ".", color="#006BA4", markersize=2)
    plt.axvline(border, color="#C85200", linestyle="--", label="your prediction")
    plt.gca().set(xlabel="learning rate η", ylabel="last 24 distances r")
    plt.legend(loc="lower left", bbox_to_anchor=(0, 1))

# %% [markdown]
# <details><summary>What you see</summary>
#
# One branch splits in two where you said it would. Further right the two split again, and again,
# and then the dots fill whole bands: the walk has become chaotic. The rule is the same all along.
# Only one number has changed.
# </details>

# %% [markdown] question="largest_rate"
# A valley has the curvature 10. Which is the largest of these rates at which descent comes closer?
#
# - [ ] 0.09
#
#   It comes closer, with the factor $1 - 0.9 = 0.1$, but one of the others is larger and does so
#   too.
#
# - [x] 0.19
#
#   The factor is $1 - 1.9 = -0.9$: across the valley and closer. The border is $2/10$.
#
# - [ ] 0.21
#
#   The factor is $-1.1$: each jump lands further out. The border is $2/10$.

# %% quiz=true
from utils import quiz

quiz("01_gradient_vectors", 5)

# %% [markdown] extra=true
# ## 6. Playground
#
# Drag the walker, the white circle, with the mouse, a finger or the arrow keys. Path, gradient and
# loss follow. The border of the learning rate is marked below its slider: two divided by the
# largest curvature at the bottom where your valley ends.
#
# Try the following, and predict each time before you touch anything. The picture opens where task 1
# begins.
#
# 1. Start at (1.6, −0.8) with a rate of 0.100, then type 0.110 beside the slider. What does the
#    loss do?
# 2. Start on the ridge, at about (1.25, 0), with a rate of 0.010. Why does it take so long to
#    leave?
# 3. At a rate of 0.2, drag the walker to a start from which descent still settles. (Where is the
#    curvature small? Watch the border.)
# 4. Momentum lets a step remember the steps before. Give it 0.5 at the start of task 1 and the rate
#    0.110. More about it in lesson 05.
# 5. Choose another landscape. Which way does the walker take in the narrow valley, and what does it
#    do in the four hollows? Then type a function of your own.

# %% still="01_playground"
from utils import descent_playground

descent_playground()

# %% [markdown]
# <details><summary>Answers</summary>
#
# 1. At 0.100 it settles at −1. At 0.110 it stays a zigzag above −1.
# 2. On the ridge the gradient is almost zero, so the first steps are tiny, although no place is
#    worse.
# 3. Any start well inside the ridge. Around the origin $z \approx r^2$, with the curvature 2, so
#    rates up to $2/2 = 1$ are stable there.
# 4. It settles: two opposite jumps cancel each other for the most part. Momentum moves the border
#    by the factor $1 + 0.5$, to 0.159.
# 5. In the narrow valley it jumps from wall to wall, then creeps along the bottom: the steep
#    direction sets the border, and the flat one has to live with it. In the four hollows, at a rate
#    beyond the border, it never comes to rest and never repeats itself.
# </details>

# %% [markdown]
# ## 7. Think: a harder function
#
# Take three inputs and one line of mathematics:
#
# $$f(x, y, z) = \tanh\!\Big(\ln\!\Big(1 + z \cdot \frac{2x}{\sin y}\Big)\Big).$$
#
# **How easy is it to write down** $\partial f/\partial x$, $\partial f/\partial y$ and
# $\partial f/\partial z$ **by hand?** Take a sheet of paper and two minutes. Where does it get
# tedious? Which parts do you write more than once? What would you do with a function of a thousand
# lines?
#
# <details><summary>Some thoughts</summary>
#
# It can be done: no step is harder than those in section 2. But for $\partial f/\partial x$ the
# chain rule is needed at each of the nested operations: hyperbolic tangent, logarithm, sum,
# product, quotient. For $\partial f/\partial y$ the sine comes on top. Large parts of the three
# results are equal, and you write them again each time. One lost factor spoils the whole product,
# and nothing tells you. It is long, repetitive and mechanical. That is work for a machine.
# </details>
#
# And a machine does it. The next cell computes the three partial derivatives at
# $(0.8, 1.1, 0.5)$, and it holds not one formula for a derivative:

# %%
a, b, c = (torch.tensor(value, requires_grad=True) for value in (0.8, 1.1, 0.5))
f = torch.tanh(torch.log(1 + c * 2 * a / torch.sin(b)))
f.backward()
print(f"f = {f.item():.4f}")
print(f"partial derivatives: {a.grad.item():.4f}, {b.grad.item():.4f}, {c.grad.item():.4f}")

# %% [markdown]
# How does it know? In lesson 02 you cut this very function into a graph of small steps and do by
# hand what `backward` does. In lesson 03 you let PyTorch do it.

# %%
video_tabs("8s22ffAfGwI", "BV1Rf4y157bw", "Discussion: how easy is it by hand?")

# %% [markdown] question="why_not_by_hand"
# Each step of a long derivative is easy. What makes doing it by hand a bad plan all the same?
#
# - [x] one lost factor spoils it, and nothing tells you
#
#   The result of a wrong derivation is a formula like any other. That is why this course checks
#   every gradient against something else.
#
# - [ ] for some steps there is no derivative
#
#   Each of the steps here has one, and you know them all.
#
# - [ ] the chain rule ends after two functions
#
#   It goes on: one more function inside is one more factor.

# %% quiz=true
from utils import quiz

quiz("01_gradient_vectors", 6)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## Quiz
#
# One last question. Below it stands how many answers since the kernel's start were right at the
# first try, and which sections to read again. Nothing here is graded.

# %% [markdown] question="growing_loss" again="01_gradient_vectors 5"
# Your loss goes 1, 4, 16, 64. What is the first thing to try?
#
# - [x] a tenth of the learning rate
#
#   Growth by a constant factor says that the rate is beyond the border. If the loss grows at a tiny
#   rate as well, look for a plus sign where the minus belongs: such a walk goes uphill at any rate.
#
# - [ ] more steps, to let it settle
#
#   They continue the growth: the next loss is 256.
#
# - [ ] a start at another place
#
#   That changes the numbers, not the factor between them.

# %% quiz=true
from utils import quiz

quiz("01_gradient_vectors", 7)

# %% [markdown]
# ## Questions to discuss
#
# With somebody else, if you can. There is no single right answer; open what a good one touches when
# you have one of your own.
#
# **1.** A landscape of a million coordinates can't be drawn. What of this lesson still holds there?
# And how do you see, from numbers alone, that a walk goes wrong?
#
# <details><summary>What a good answer touches</summary>
#
# The rule, the direction of steepest descent and the border $2/c$ hold in any number of dimensions;
# the most curved direction sets the border. Of a walk you see its loss: does it fall, stand still,
# or grow by a factor? The length of the gradient tells as much: near a minimum it fades.
# </details>
#
# **2.** Descent ends in the valley where it started. Is that a fault of the method? What could you
# do about it?
#
# <details><summary>What a good answer touches</summary>
#
# It sees slopes and never the map, so it can't know better. Several starts, longer first steps or a
# rule that remembers (momentum) may leave a shallow dip, and none of them promises the lowest
# valley. And whether one needs the lowest one depends on the problem: a place that is low enough
# may do.
# </details>
#
# **3.** Cauchy turned a question about orbits into a height that must become small. Which question
# of your own could be put that way, and what must the height be able to do?
#
# <details><summary>What a good answer touches</summary>
#
# It is one number, small where the answer is good. It must have a slope nearly everywhere: a count
# of mistakes is level almost everywhere and jumps in between, so that its gradient says nothing.
# </details>

# %% [markdown]
# ## Summary
#
# - A composition is differentiated by the **chain rule**: outer derivative, taken at the inner
#   value, times inner derivative.
# - The **gradient** collects the partial derivatives. It points to steepest ascent, its length is
#   the steepness, it crosses contours at a right angle, and it knows one spot only.
# - **Gradient descent** takes $w^{(t+1)} = w^{(t)} - \eta\,\nabla f(w^{(t)})$ again and again.
#   It ends in the valley where it started, which need not be the deepest one.
# - Near a minimum with curvature $c$, a step multiplies the distance by $1 - \eta c$. It comes
#   closer for $\eta < 2/c$, and that is the answer to the first question of this lesson.
#
# **Next:** lesson 02 takes the chain rule apart into a graph, so that it works for functions of any
# length.

# %% [markdown]
# ## Further reading
#
# - Gabriel Goh, [Why Momentum Really Works](https://distill.pub/2017/momentum/), Distill (2017):
#   the factor $1 - \eta c$ in many dimensions, with pictures you can play with.
# - Ian Goodfellow, Yoshua Bengio and Aaron Courville,
#   [Deep Learning, chapter 4](https://www.deeplearningbook.org/contents/numerical.html):
#   gradient-based optimization and curvature.
# - NumPy manual: [broadcasting](https://numpy.org/doc/stable/user/basics.broadcasting.html), the
#   rule by which a sparse grid is spread.
# - Augustin-Louis Cauchy, *Méthode générale pour la résolution des systèmes d'équations
#   simultanées*, Comptes rendus 25 (1847), pages 536 to 538. How it came about is told in
#   Claude Lemaréchal, *Cauchy and the Gradient Method*, Documenta Mathematica, extra volume (2012).
# - The tutorial that this course follows:
#   [Neuromatch Academy, Deep Learning](https://deeplearning.neuromatch.io/), week 1, day 2.

# %% [markdown]
# ## Your feedback (optional)
#
# How was this lesson? The next cell has headings to write under: double-click it, write what you
# like, press Shift and Enter, and save the notebook. It is worth no points, and it is sent nowhere:
# it stays in this notebook, where whoever you hand it in to can read it.

# %% [markdown] feedback=true
# <!-- feedback -->
#
# ### How hard was this lesson, from 1 (easy) to 5 (hard)?
#
# ### How many minutes did it take you?
#
# ### What was unclear?
#
# ### What else would you like to say?

# %% [markdown]
# Your points in this lesson. (`scorecard()`, without a name, shows all lessons.)

# %%
scorecard("01_gradient_vectors")
