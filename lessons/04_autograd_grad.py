# ---
# course:
#   title: "autograd.grad: gradients as a function"
#   summary: Get gradients as values, of curves, grids, Jacobians and Hessians, and use them again
#   points: 15
# ---

# %% [markdown]
# # autograd.grad: gradients as a function
#
# In lesson 01 a step that was too long threw the descent out of its valley. How long a step may be
# depends on how sharply the valley bends. For the ring that bend was $6\pi$, by a formula that was
# given to you, and the largest stable learning rate was $2 / 6\pi \approx 0.106$.
#
# Now take a network with a million weights. How its loss bends is written in a table: how the slope
# of each weight changes with each other weight. That is a million rows and a million columns, four
# terabytes of numbers. Your computer can't hold it.
#
# **And yet your computer finds the sharpest bend of such a loss, in a second or two. How can it use
# a table that never exists?**
#
# You can't answer that yet. At the end of this lesson you can, and the program is yours.

# %% [markdown] times=true
# ## What you will be able to do
#
# - Get gradients as values that a call returns, and say what each argument of
#   `torch.autograd.grad` does.
# - Differentiate a whole curve at once, and a function of two variables on a grid.
# - Differentiate a derivative, and say what `retain_graph` and `create_graph` keep.
# - Multiply a vector by a Jacobian and a Hessian by a vector, without either table.
#
# **What you need:** leaves, graphs and `backward` (lesson 03), the chain rule (lessons 01 and 02).

# %% [markdown]
# Run the next two cells first. The folded one installs the course in Colab and does nothing
# elsewhere; the other loads what the lesson uses.
#
# When you come back after a break, put `from autograder import resume` and below it `resume()` into
# a cell of your own: it runs what you need and says where to go on.

# %% setup=true
import math

import matplotlib.pyplot as plt
import torch

from autograder import check, compare, hint, predict, scorecard
from utils import course_style, expected_picture, setup_notebook, show_tensors, when_ready

setup_notebook()

# %% [markdown]
# Is four terabytes right? A number in float32 takes four bytes.

# %%
n_weights = 1_000_000
print(f"{n_weights**2:,} numbers, {4 * n_weights**2 / 1e12:.0f} terabytes")

# %% [markdown]
# ## 1. One call instead of three steps
#
# In lesson 03 a derivative took three steps: make a leaf, call `backward`, read `.grad`. Here the
# last two are one. `torch.autograd.grad(outputs, inputs)` walks the same graph, and *returns* what
# it finds.

# %% [markdown] prediction="04_returned"
# The slope of $x^2$ at 2 is 4. What does `torch.autograd.grad(y, x)` return, and what is in
# `x.grad` afterwards?
#
# - [ ] the number 4, and x.grad is 4
#
#   `backward` fills `.grad`. This function hands over what it finds, and writes nothing anywhere.
#
# - [ ] the number 4, and x.grad is None
#
#   Nearly: the number comes wrapped up.
#
# - [x] a tuple with 4 in it, and x.grad is None
#
#   A tuple, because there may be several inputs: one tensor comes back for each. And `.grad` is
#   empty, because nothing is written anywhere.
#
# - [ ] nothing, and x.grad is 4
#
#   That is what `backward` does.

# %% predict="04_returned"
predict("04_returned")

# %%
x = torch.tensor(2.0, requires_grad=True)
y = x**2
found = torch.autograd.grad(y, x)
print("returned:", found)
print("x.grad:  ", x.grad)
compare("04_returned")

# %% [markdown]
# <details><summary>Two surprises</summary>
#
# The 4 comes in a **tuple**. With one input you take the only element out, by `found[0]`, or by a
# comma on the left: `(slope,) = ...`.
#
# And `.grad` is empty. The gradient is a value, like any other value that a function returns. That
# is the difference that this lesson is about.
# </details>
#
# Here are several inputs, from lesson 03: $z = (x + 2y)^2$ at $(1, 2)$. Inputs needn't be leaves:
# the inner value $u$ is one as well.

# %%
x, y = torch.tensor(1.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)
u = x + 2 * y
z = u**2
print(torch.autograd.grad(z, (x, y, u)))

# %% [markdown]
# 10 and 20, and $dz/du = 2u = 10$, which `backward` would have thrown away.

# %% [markdown] prediction="04_traces"
# There is a weight $w = 3$ inside of the next function, $w x^2$ at $x = 2$. You want the slope in
# $x$ only, and call `backward`. What is in `w.grad` afterwards?
#
# - [ ] None: nobody asked for it
#
#   `backward` can't be told what you want: it fills *every* leaf that it reaches.
#
# - [ ] 0, since w is held still
#
#   Nothing says that it is. It is a leaf like $x$.
#
# - [x] 4, the slope in w
#
#   `backward` fills *every* leaf that it reaches, and whatever was there before is added to. The
#   slope in $w$ is $x^2 = 4$.

# %% predict="04_traces"
predict("04_traces")

# %%
w = torch.tensor(3.0, requires_grad=True)
x = torch.tensor(2.0, requires_grad=True)
print("autograd.grad:", torch.autograd.grad(w * x**2, x)[0].item(), " w.grad:", w.grad)

(w * x**2).backward()
print("backward:     ", x.grad.item(), " w.grad:", w.grad)
compare("04_traces")

# %% [markdown]
# In a training loop that is what you want. But if you are only curious about a slope, it leaves
# traces: the weight's next step would be wrong. `autograd.grad` computes what you ask for and
# touches nothing else.
#
# | | `y.backward()` | `torch.autograd.grad(y, x)` |
# |---|---|---|
# | gives the gradient | in `.grad` | as a tuple that it returns |
# | for which tensors | all leaves that it reaches | those that you name, leaves or not |
# | what was in `.grad` | is added to | is left alone |
# | good for | training | everything in this lesson |
#
# One more: **several outputs**. Predict: for the outputs $x^2$ and $x^3$ at 2, what comes back?

# %%
x = torch.tensor(2.0, requires_grad=True)
print(torch.autograd.grad([x**2, x**3], x))

# %% [markdown]
# <details><summary>Why 16?</summary>
#
# The slopes are 4 and $3 \cdot 4 = 12$, and both are added up: 16. There is one tensor for each
# *input*, whatever the number of outputs. Paths that lead to the same input add up, as in lesson
# 02.
# </details>

# %% [markdown] question="what_grad_returns"
# `g = torch.autograd.grad(y, x)`, and then `g * 2` gives something odd. What is `g`?
#
# - [ ] a tensor
#
#   Then `g * 2` would be twice the gradient. Take `g[0]` first.
#
# - [x] a tuple
#
#   One tensor for each input, in a tuple; and a tuple times 2 is a tuple with everything in it
#   twice.
#
# - [ ] None, since `.grad` isn't filled
#
#   `.grad` isn't filled, but the gradient is returned.

# %% quiz=true
from utils import quiz

quiz("04_autograd_grad", 1)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 2. A whole curve of slopes
#
# A slope at one place is a number. At many places it is a curve. Begin with three places and the
# polynomial
#
# $$y = x^3 + 2x^2 + 3x + 1, \qquad y' = 3x^2 + 4x + 3.$$
#
# By hand, the slopes at $0$, $0.5$ and $1$ are $3$, $5.75$ and $10$.
#
# **Fails on purpose.** Ask for all three at once:


# %%
def y(x):
    return x**3 + 2 * x**2 + 3 * x + 1


xs = torch.tensor([0.0, 0.5, 1.0], requires_grad=True)
print("by hand:", (3 * xs**2 + 4 * xs + 3).tolist())
try:
    torch.autograd.grad(y(xs), xs)
except RuntimeError as error:
    print("RuntimeError:", error)

# %% [markdown]
# You met this message in lesson 03. *Implicitly*: without being told, autograd starts a walk at one
# number, with 1. Here are three numbers, and it wants to be told how much each of them counts.
#
# That is what `grad_outputs` is for. What do the last three lines print?

# %%
ways = {
    "each once    ": lambda: torch.autograd.grad(y(xs), xs, grad_outputs=torch.ones(3)),
    "sum          ": lambda: torch.autograd.grad(y(xs).sum(), xs),
    "each twice   ": lambda: torch.autograd.grad(y(xs), xs, grad_outputs=2 * torch.ones(3)),
    "mean         ": lambda: torch.autograd.grad(y(xs).mean(), xs),
    "only the last": lambda: torch.autograd.grad(y(xs), xs, torch.tensor([0.0, 0.0, 1.0])),
}
for name, way in ways.items():
    print(name, way()[0].tolist())

# %% [markdown]
# <details><summary>What each line does</summary>
#
# - *Each once* and *sum* are the same thing in two spellings. In the sum $y_1 + y_2 + y_3$ every
#   value counts once. And $x_1$ occurs in $y_1$ alone, so the derivative of the sum to $x_1$ is
#   $y'(x_1)$: the slopes don't mix.
# - *Each twice* doubles all slopes: 6, 11.5 and 20.
# - *Mean* divides by three: 1, 1.9167 and 3.3333. A mean is a sum in which each value counts a
#   third.
# - *Only the last* gives 0, 0 and 10. What counts 0 has no influence.
# </details>
#
# A function that gets an `x` from somebody else should leave it as it came. So it makes an $x$ of
# its own:
#
#     x = x.detach().requires_grad_()
#
# `detach` returns a new tensor with the same numbers and no past (lesson 03). `requires_grad_` sets
# the flag on this new one; the underscore says that it changes the tensor it is called on. Without
# `detach`, that would be the other one's tensor.
#
# ### Exercise 1 (★): the slopes of a whole curve
#
# Write a function that returns the slopes of `f` at all places in `x`. Nothing else changes: no
# flag on the given `x`, nothing in its `.grad`, nothing in the `.grad` of a weight inside of `f`.


# %% solution="derivative_curve"
def derivative_curve(f, x):
    """The slopes of f at all places in x, found by torch.autograd.grad.

    f: a function of a tensor that works element by element, such as torch.sin.
    x: a tensor of shape (n,), with or without requires_grad; it is left as it is.
    Returns a tensor of shape (n,).
    Example: derivative_curve(lambda x: x**2, torch.tensor([1.0, 2.0])) is tensor([2., 4.]).
    """
    ### BEGIN SOLUTION
    x = x.detach().requires_grad_()
    y = f(x)
    (slopes,) = torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y))
    return slopes
    ### END SOLUTION


# %% check="derivative_curve"
check("derivative_curve")

# %% [markdown]
# Stuck? `hint("derivative_curve")` gives one step, `hint("derivative_curve", 2)` one more.

# %%
hint("derivative_curve")

# %% [markdown]
# Now a hundred places, and a second polynomial: $z = x^2 + 2x + 3$ with $z' = 2x + 2$.
#
# Between which numbers do the slopes of $y$ lie on $[0, 1]$, and those of
# $z$?


# %%
def z(x):
    return x**2 + 2 * x + 3


places = torch.linspace(0, 1, 100)
with when_ready("derivative_curve"):
    slopes = {"y′": derivative_curve(y, places), "z′": derivative_curve(z, places)}
    for name, values in slopes.items():
        print(f"{name} goes from {values[0]:.4g} to {values[-1]:.4g}")

# %% makes="04_slopes"
with when_ready("derivative_curve"), course_style():
    formulas = {"y′ = 3x² + 4x + 3": 3 * places**2 + 4 * places + 3}
    formulas["z′ = 2x + 2"] = 2 * places + 2
    styles = zip((y, z), formulas.items(), ("#FF800E", "#5F9ED1"), "os", strict=True)
    for f, (name, values), colour, mark in styles:
        plt.plot(places, values, color=colour, label=f"{name}, the formula")
        dots = derivative_curve(f, places)[::9]
        plt.plot(places[::9], dots, mark, color=colour, label="the same, by autograd")
    plt.gca().set(xlabel="x", ylabel="slope", title="Formulas, and autograd on top of them")
    plt.legend()

# %% picture="04_slopes"
expected_picture(
    "04_slopes",
    alt="Two curves over x from 0 to 1. y′ bends upward from 3 to 10, z′ is a straight line from 2 "
    "to 4. Dots by autograd lie on both, round ones on y′ and square ones on z′.",
)

# %% [markdown]
# The dots lie on the lines: from 3 to 10, and from 2 to 4. Autograd has never seen the formulas of
# the lines.

# %% [markdown] question="mean_of_fifty"
# `x` holds 50 places. `torch.autograd.grad(f(x).mean(), x)[0]` is compared with the slopes. What do
# you see?
#
# - [ ] the slopes
#
#   For these you need the sum, or ones as `grad_outputs`.
#
# - [ ] the mean slope, 50 times
#
#   That mixes up the mean of the values with a mean of the slopes: each place still has its own.
#
# - [x] the slopes divided by 50
#
#   In a mean each value counts 1/50.

# %% quiz=true
from utils import quiz

quiz("04_autograd_grad", 2)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 3. The slope of the slope
#
# **Fails on purpose.** Ask twice for the gradient of one result.

# %%
xs = torch.tensor([0.0, 0.5, 1.0], requires_grad=True)
total = y(xs).sum()
print("first call: ", torch.autograd.grad(total, xs)[0].tolist())
try:
    torch.autograd.grad(total, xs)
except RuntimeError as error:
    print("second call: RuntimeError:", error)

# %% [markdown]
# It is the error of lesson 03: a walk frees the graph behind it. Now read the last sentence of the
# message, too: *Specify retain_graph=True*. Then the graph is kept, and it can be walked again:

# %%
total = y(xs).sum()
for _ in range(2):
    print(torch.autograd.grad(total, xs, retain_graph=True)[0].tolist())

# %% [markdown]
# The same slopes twice, of course. You need `retain_graph` if several walks start at one result, as
# in section 5.
#
# Now for something new. $y'' = 6x + 4$ is the slope of $y'$.

# %% [markdown] prediction="04_kept_graph"
# The graph was kept, by `retain_graph=True`. Can you take the slope of `first`, the slopes that the
# walk returned?
#
# - [ ] yes: the graph is still there
#
#   It is the graph from $x$ to $y$. There is none from $x$ to $y'$.
#
# - [ ] yes, but it gives zeros
#
#   Zeros would say that $y'$ doesn't depend on $x$. Autograd doesn't know that it does or doesn't.
#
# - [x] no, an error
#
#   The walk has computed `first` from $x$, but nobody wrote down how: it has no `grad_fn`.

# %% predict="04_kept_graph"
predict("04_kept_graph")

# %%
(first,) = torch.autograd.grad(y(xs).sum(), xs, retain_graph=True)
show_tensors(x=xs, first=first)
try:
    torch.autograd.grad(first.sum(), xs)
except RuntimeError as error:
    print("\nRuntimeError:", error)
compare("04_kept_graph")

# %% [markdown]
# <details><summary>What is missing</summary>
#
# Read the message aloud: *element 0 of tensors does not require grad and does not have a grad_fn*.
# Element 0 is `first.sum()`. The table above says the same: `first` has no `grad_fn`. The walk has
# computed it from $x$, but nobody wrote down how. The graph that was kept is the one from $x$ to
# $y$. What is missing is a graph from $x$ to $y'$.
# </details>
#
# `create_graph=True` tells the walk to record its own operations:

# %%
(first,) = torch.autograd.grad(y(xs).sum(), xs, create_graph=True)
show_tensors(x=xs, first=first)
(second,) = torch.autograd.grad(first.sum(), xs)
print("\nby autograd: ", second.tolist())
print("by hand:     ", (6 * xs + 4).tolist())

# %% [markdown]
# So a derivative is a result like any other, with a graph of its own. Here is the one of
# $(x^3)' = 3x^2$, at one place. Read it from the leaf on, against the arrows, which point the way
# that a walk takes: $x$ is squared, that is multiplied by 3, and then by the 1 with which the first
# walk started. (Two names differ in their last digit only. PyTorch numbers the kinds of one
# operation: `MulBackward1` multiplies by a plain number, `MulBackward0` multiplies two tensors.)

# %% still="04_slope_graph"
from utils import draw_graph

place = torch.tensor(2.0, requires_grad=True)
(slope,) = torch.autograd.grad(place**3, place, create_graph=True)
draw_graph(slope, {"x": place, "slope": slope}, title="The graph behind a slope")

# %% [markdown]
# | argument | keeps | you need it |
# |---|---|---|
# | `retain_graph=True` | the graph of the *function* | to walk it again |
# | `create_graph=True` | also a graph of the *derivative* | to differentiate the derivative |
#
# ### Exercise 2 (★★): the second derivative
#
# Write it for any `f` and any `x`. As before, work on an `x` of your own: the flag of the given one
# stays as it is. That holds for all exercises of this lesson, and each check looks at it.


# %% solution="second_derivative"
def second_derivative(f, x):
    """The second derivative of f at all places in x.

    f: a function of a tensor that works element by element, and isn't a straight line.
    x: a tensor of shape (n,), with or without requires_grad; it is left as it is.
    Returns a tensor of shape (n,).
    Example: second_derivative(lambda x: x**3, torch.tensor([1.0, 2.0])) is tensor([ 6., 12.]).
    """
    ### BEGIN SOLUTION
    x = x.detach().requires_grad_()
    (first,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    return second
    ### END SOLUTION


# %% check="second_derivative"
check("second_derivative")

# %% [markdown]
# For hints: `hint("second_derivative")`.

# %% makes="04_three_curves"
with when_ready("derivative_curve", "second_derivative"), course_style():
    x = torch.linspace(-2, 1, 100)
    plt.plot(x, y(x), "-", label="y")
    plt.plot(x, derivative_curve(y, x), "--", label="y′, above 0: y climbs")
    plt.plot(x, second_derivative(y, x), "-.", color="#595959", label="y″ = 6x + 4")
    plt.axhline(0, color="black", linewidth=0.8)
    plt.axvline(-2 / 3, color="black", linestyle=":", label="x = −2/3")
    plt.gca().set(xlabel="x", title="A curve, its slope and its bend")
    plt.legend(loc="lower right")

# %% picture="04_three_curves"
expected_picture(
    "04_three_curves",
    alt="Three curves from x = −2 to 1. y climbs all the way, from −5 to 7. y′ is a valley that "
    "stays above 0 and is lowest at x = −2/3. y″ is a straight line that crosses 0 there, at a "
    "dotted vertical line.",
)

# %% [markdown]
# Left of $x = -2/3$ the curve bends down, and its slope falls. Right of it the curve bends up, and
# its slope grows. Where $y''$ crosses 0, the slope is at its smallest.
#
# (A **straight line** is the one exception. Its slope is 3, say, and $x$ doesn't occur in a 3. So
# there is nothing to record, in spite of `create_graph`, and a second call stops with the error
# that you know by now.)

# %%
x = torch.tensor([0.0, 0.5, 1.0], requires_grad=True)
(first,) = torch.autograd.grad((3 * x + 1).sum(), x, create_graph=True)
show_tensors(first=first)

# %% [markdown] stop="checkpoint"

# %% [markdown] extra=true
# ### Playground: any function you like
#
# Type a formula, or take one. Walk along $x$ with the slider, and watch the tangent. Predict first:
#
# 1. `sin(x)`: where is the slope 0, and what is $f''$ at these places?
# 2. `relu(x)`: it clearly has a bend at 0. What does $f''$ say about it?
# 3. `abs(x)`: which slope does autograd give at 0, where there is none?
# 4. `tanh(3*x)`, x from −3 to 3: where is the slope nearly 0, so that descent through this
#    function would hardly move?

# %% still="04_explorer"
from utils import function_explorer

function_explorer()

# %% [markdown]
# <details><summary>What you may have seen</summary>
#
# 1. At $\pm\pi/2$. On the hill $f''$ is $-1$, in the valley it is $+1$: that is how a second
#    derivative tells hills from valleys.
# 2. $f''$ is 0 everywhere. Autograd knows the derivative of each piece, and both are straight. The
#    corner lies between them.
# 3. 0. At a corner autograd picks one number by convention, without a warning.
# 4. Far from 0, on both sides: the curve is flat there, and the tanh is called **saturated**. A
#    weight that acts through it gets a gradient close to 0.
# </details>

# %% [markdown] question="missing_graph"
# *element 0 of tensors does not require grad and does not have a grad_fn*, in the second of two
# calls. What is missing?
#
# - [x] `create_graph=True` in the first call
#
#   The first derivative has no graph of its own; this argument records one.
#
# - [ ] `retain_graph=True` in the first call
#
#   That keeps the graph of $f$, and gives this very error.
#
# - [ ] `create_graph=True` in the second call
#
#   That would record the second derivative, too late for the first.

# %% quiz=true
from utils import quiz

quiz("04_autograd_grad", 3)

# %% [markdown] stop="sitting"

# %% [markdown]
# ## 4. Two variables on a grid
#
# Now a function of two variables, with its partial derivatives:
#
# $$z = x^2 y + 2 x y^3 \qquad \frac{\partial z}{\partial x} = 2xy + 2y^3 \qquad
# \frac{\partial z}{\partial y} = x^2 + 6xy^2$$
#
# At the point $(1, 2)$ they are $4 + 16 = 20$ and $1 + 24 = 25$. Check it:


# %%
def surface(x, y):
    return x**2 * y + 2 * x * y**3


x, y_place = torch.tensor(1.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)
print(torch.autograd.grad(surface(x, y_place), (x, y_place)))

# %% [markdown]
# You want them on a whole grid. A grid has two **axes**: here three values of $x$ and two of $y$.
# `torch.meshgrid` makes two **tables** of them, which hold the $x$ and the $y$ of each point. With
# `indexing="xy"` the rows belong to $y$ and the columns to $x$, as in a picture.

# %%
x_axis, y_axis = torch.tensor([0.0, 0.5, 1.0]), torch.tensor([2.0, 1.0])
x_table, y_table = torch.meshgrid(x_axis, y_axis, indexing="xy")
print("x of each point:", x_table, "y of each point:", y_table, sep="\n")
print("∂z/∂x by formula:", 2 * x_table * y_table + 2 * y_table**3, sep="\n")

# %% [markdown]
# **Goes wrong silently.** It looks natural to ask for the gradient of the axes, since the tables
# are computed from them. Which shape does the answer have?

# %%
x_axis.requires_grad_()
z_table = surface(*torch.meshgrid(x_axis, y_axis, indexing="xy"))
(wrong,) = torch.autograd.grad(z_table.sum(), x_axis)
print("gradient of the axis:   ", wrong.tolist())
z_x = 2 * x_table * y_table + 2 * y_table**3
print("sum over each column:   ", z_x.sum(dim=0).tolist())

# %% [markdown]
# No error, and not the partials: three numbers for six points. One number of the axis is used by
# every point of its column. When you nudge it, all of them move, and autograd adds up what they do.
# So you get the *sums* over the columns: $16 + 2 = 18$ in the first one.
#
# Each point needs an $x$ of its own. So take the gradient of the tables. They hold six numbers,
# and each belongs to one point. Laid out flat, they are a list of points:

# %%
flat_x = x_table.flatten().requires_grad_()
flat_y = y_table.flatten().requires_grad_()
z_flat = surface(flat_x, flat_y)
dx, dy = torch.autograd.grad(z_flat, (flat_x, flat_y), grad_outputs=torch.ones_like(z_flat))
print("one number for each point:", dx.tolist())
print("as a table again:", dx.reshape(x_table.shape), sep="\n")

# %% [markdown]
# It is section 2 once more: in the sum over all points, every $x$ occurs in one term. On the axis
# it occurs in many. (You may leave the tables as they are, without flattening: what matters is one
# number for each point, not the shape.)
#
# ### Exercise 3 (★★): partial derivatives on a grid
#
# The function gets the two axes and returns two tables. The axes may have different lengths.


# %% solution="partials"
def partials(f, x, y):
    """The partial derivatives of f on the grid of two axes: the tuple (df_dx, df_dy).

    f: a function of two tensors of the same shape that works element by element.
    x: a tensor of shape (n,), the axis from left to right.
    y: a tensor of shape (m,), the axis of the rows. Both are left as they are.
    Returns two tensors of shape (m, n); row i, column j belongs to the point (x[j], y[i]).
    Example: for f = x * y, x = [1, 2, 3] and y = [4, 5], df_dx is [[4, 4, 4], [5, 5, 5]].
    """
    ### BEGIN SOLUTION
    x_table, y_table = torch.meshgrid(x.detach(), y.detach(), indexing="xy")
    flat_x = x_table.flatten().requires_grad_()
    flat_y = y_table.flatten().requires_grad_()
    z = f(flat_x, flat_y)
    dx, dy = torch.autograd.grad(z, (flat_x, flat_y), grad_outputs=torch.ones_like(z))
    return dx.reshape(x_table.shape), dy.reshape(x_table.shape)
    ### END SOLUTION


# %% check="partials"
check("partials")

# %% [markdown]
# For hints: `hint("partials")`.
#
# Now ten thousand points: $x$ from 0 to 1 and $y$ from 2 down to 1, a hundred of each. Below, the
# formula stands beside autograd, and their difference beside both.

# %% [markdown] prediction="04_differences"
# How large are the differences, at most?
#
# - [ ] exactly 0
#
#   The mathematics is the same, but the operations aren't, and each one rounds.
#
# - [x] about 10⁻⁶
#
#   That is what rounding leaves: float32 has 7 digits, and the values are around 10.
#
# - [ ] about 10⁻³
#
#   Autograd doesn't measure with a step. It multiplies exact local derivatives.

# %% predict="04_differences"
predict("04_differences")

# %% makes="04_heat_maps"
from utils import plot_heat_maps

with when_ready("partials"):
    x_rising, y_falling = torch.linspace(0, 1, 100), torch.linspace(2, 1, 100)
    across, up = torch.meshgrid(x_rising, y_falling, indexing="xy")
    formula_x, formula_y = 2 * across * up + 2 * up**3, across**2 + 6 * across * up**2
    z_x, z_y = partials(surface, x_rising, y_falling)
    maps = {"∂z/∂x, formula": formula_x, "∂z/∂x, autograd": z_x}
    maps |= {"difference in ∂z/∂x": z_x - formula_x, "∂z/∂y, formula": formula_y}
    maps |= {"∂z/∂y, autograd": z_y, "difference in ∂z/∂y": z_y - formula_y}
    plot_heat_maps(maps, x_rising, y_falling)
    plt.show()
    compare("04_differences")

# %% picture="04_heat_maps"
expected_picture(
    "04_heat_maps",
    alt="Six heat maps over x from 0 to 1 and y from 1 to 2. In each row the formula and autograd "
    "look the same: ∂z/∂x grows mostly upward, from 2 to 20, and ∂z/∂y toward the upper right "
    "corner, from 0 to 25. The difference in ∂z/∂x is 0 everywhere; in ∂z/∂y it is a pattern of "
    "specks below two millionths.",
)

# %%
with when_ready("partials"):
    z_x, z_y = partials(surface, x_rising, y_falling)
    print(f"largest ∂z/∂x {z_x.max().item():.4g}, largest ∂z/∂y {z_y.max().item():.4g}")
    for name, off in {"∂z/∂x": z_x - formula_x, "∂z/∂y": z_y - formula_y}.items():
        print(f"largest difference in {name}: {off.abs().max():.1e}")

# %% [markdown]
# <details><summary>Why these differences?</summary>
#
# float32 has about seven digits. In numbers up to 25, the last digit is worth about $10^{-6}$.
# Formula and autograd multiply in different orders, so this last digit differs here and there: the
# specks. Where both happen to compute in the same order the difference is exactly 0. Nothing here
# grows with the fineness of the grid, as it would with differences between neighbours.
# </details>

# %% [markdown] question="gradient_of_an_axis"
# On a grid of 100 × 100 points you ask for the gradient of the sum of all $z$ with respect to the
# axis of $x$. You get 100 numbers. What are they?
#
# - [ ] the partials of the first row
#
#   Then the other rows would have no influence, but each uses the same axis.
#
# - [x] sums over columns
#
#   Each number of the axis is used by the 100 points of its column, and what they do is added up.
#
# - [ ] means over columns
#
#   For that, somebody would have to divide by 100.

# %% quiz=true
from utils import quiz

quiz("04_autograd_grad", 4)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 5. The VJP lab
#
# So far every output had an input of its own. Now everything may depend on everything. Take three
# outputs of two inputs:
#
# $$f(u, v) = (u \cdot v,\; u^2,\; \sin v) \qquad
# J = \begin{pmatrix} v & u \\ 2u & 0 \\ 0 & \cos v \end{pmatrix}$$
#
# $J$ is the **Jacobian**: one row for each output, one column for each input, each entry a partial
# derivative. It isn't square: it has 3 rows and 2 columns. At $(1, 2)$, by hand:


# %%
from utils import plot_matrix


def three_of_two(p):
    u, v = p
    return torch.stack([u * v, u**2, torch.sin(v)])


J = torch.tensor([[2.0, 1.0], [2.0, 0.0], [0.0, math.cos(2.0)]])
plot_matrix(J, rows=["u·v", "u²", "sin v"], columns=["to u", "to v"], title="J at (1, 2)")

# %% [markdown]
# ### One output counts
#
# What does autograd make of it? `grad_outputs` says how much each output counts. Call these numbers
# $a$, one for each output.
#
# For $a = (1, 0, 0)$ only the first output counts. What comes back, and what for $(0, 1, 0)$?

# %%
p = torch.tensor([1.0, 2.0], requires_grad=True)
for a in ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]):
    print(a, "->", torch.autograd.grad(three_of_two(p), p, grad_outputs=torch.tensor(a))[0])

# %% [markdown]
# The first row, and the second row: how $u \cdot v$ changes with $u$ and $v$, and how $u^2$ does.
#
# ### All of them count
#
# Now let the outputs count 1, 10 and 100. The first column is $(2, 2, 0)$, so you may expect
# $1 \cdot 2 + 10 \cdot 2 + 100 \cdot 0 = 22$ for $u$. And if each counts 1?

# %%
for a in ([1.0, 10.0, 100.0], [1.0, 1.0, 1.0]):
    (product,) = torch.autograd.grad(three_of_two(p), p, grad_outputs=torch.tensor(a))
    print(a, "->", product.numpy().round(4), "  by hand:", (torch.tensor(a) @ J).numpy().round(4))

# %% [markdown]
# $1 \cdot$ the first row $+\, 10 \cdot$ the second $+\, 100 \cdot$ the third; and the plain sum of
# the rows. So what a walk computes is
#
# $$a^\top J = \sum_i a_i \cdot (\text{row } i),$$
#
# a row vector times the Jacobian: a **vector–Jacobian product**, or **VJP**. It is the only thing
# that a backward walk can do. And it does it without the table: no $J$ was made.
#
# Look back at section 2. There each output depends on one input, so $J$ is diagonal. With a vector
# of ones you got the sum of its rows, and for a diagonal table that is the diagonal: all slopes, in
# one walk.
#
# ### Exercise 4 (★★): a row vector times the Jacobian
#
# Write the product as a function. The row vector is called `v`, as it is everywhere else. The check
# takes any way to the right numbers. The one to look for takes a single walk, and makes no table.


# %% solution="vjp"
def vjp(f, x, v):
    """The row vector v times the Jacobian of f at x.

    f: a function from a tensor of shape (n,) to one of shape (m,).
    x: a tensor of shape (n,), with or without requires_grad; it is left as it is.
    v: a tensor of shape (m,), one number for each output.
    Returns a tensor of shape (n,).
    Example: for f(x) = x**2, x = [1, 2] and v = [1, 10] it is [2, 40].
    """
    ### BEGIN SOLUTION
    x = x.detach().requires_grad_()
    (product,) = torch.autograd.grad(f(x), x, grad_outputs=v)
    return product
    ### END SOLUTION


# %% check="vjp"
check("vjp")

# %% [markdown]
# For hints: `hint("vjp")`. PyTorch has one, too: `torch.func.vjp` returns the value of f and a
# function that waits for a vector.

# %%
with when_ready("vjp"):
    a = torch.tensor([1.0, 10.0, 100.0])
    print("yours:     ", vjp(three_of_two, p, a))
    value, pull_back = torch.func.vjp(three_of_two, p.detach())
    print("torch.func:", pull_back(a))

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### Row by row
#
# If you do want the table, a VJP gives you one row at a time. Which vectors pick the rows? You used
# two of them above. PyTorch has all of them as the rows of one table:

# %%
for unit in torch.eye(3):
    print(unit)

# %% [markdown]
# So it takes a walk for each output. All of them can start at the same result, if the graph is kept
# (section 3). Two ways are open: compute $f$ once and keep its graph, or compute it anew each time.
#
# ### Exercise 5 (★★): a Jacobian, row by row
#
# Write it for any `f`, with as many walks as there are outputs. What a list of rows becomes a table
# by, you saw at `three_of_two`: `torch.stack`.


# %% solution="jacobian"
def jacobian(f, x):
    """The Jacobian of f at x, one backward walk for each row.

    f: a function from a tensor of shape (n,) to one of shape (m,).
    x: a tensor of shape (n,), with or without requires_grad; it is left as it is.
    Returns a tensor of shape (m, n); row i holds the partial derivatives of output i.
    Example: for f(x) = x**2 and x = [1, 2] it is [[2, 0], [0, 4]].
    """
    ### BEGIN SOLUTION
    x = x.detach().requires_grad_()
    y = f(x)
    units = torch.eye(len(y), dtype=y.dtype, device=y.device)
    rows = [torch.autograd.grad(y, x, unit, retain_graph=True)[0] for unit in units]
    return torch.stack(rows)
    ### END SOLUTION


# %% check="jacobian"
check("jacobian")

# %% [markdown]
# For hints: `hint("jacobian")`. The picture shows yours, and the row that a VJP with $(0, 1, 0)$
# gives.

# %% makes="04_jacobian"
with when_ready("jacobian"):
    names = {"rows": ["u·v", "u²", "sin v"], "columns": ["to u", "to v"]}
    plot_matrix(jacobian(three_of_two, p), **names, row=1, title="Framed: a VJP with (0, 1, 0)")

# %% picture="04_jacobian"
expected_picture(
    "04_jacobian",
    alt="A table of three rows and two columns. u times v: 2 and 1. u squared: 2 and 0, in a "
    "frame. Sine of v: 0 and −0.4161.",
)

# %% [markdown]
# ### From the other side: the JVP
#
# A VJP weights the outputs and mixes rows. A **Jacobian–vector product**, or **JVP**, weights the
# inputs and mixes columns: $J \cdot t$. It answers another question: if the *inputs* move in
# direction $t$, how fast does each output move?
#
# `torch.func.jvp` walks *forward* for that, beside the computation of $f$, and keeps no graph.
#
# $t = (1, 0)$: only $u$ moves. Which numbers come out?

# %%
for t in ([1.0, 0.0], [0.0, 1.0], [1.0, 1.0]):
    value, moved = torch.func.jvp(three_of_two, (p.detach(),), (torch.tensor(t),))
    print(t, "->", moved.numpy().round(4) + 0, "  by hand:", (J @ torch.tensor(t)).numpy().round(4))

# %% [markdown]
# ### Rows or columns?
#
# A column at a time. So there are two ways to a Jacobian with $m$ rows and $n$ columns:
#
# | | one call gives | calls for all of J | direction | in torch.func |
# |---|---|---|---|---|
# | VJP, $a^\top J$ | a mix of rows | $m$, one for each output | backward | `vjp`, `jacrev` |
# | JVP, $J\,t$ | a mix of columns | $n$, one for each input | forward | `jvp`, `jacfwd` |
#
# A loss has one output and, say, a million inputs. Here it is with a thousand.

# %% [markdown] prediction="04_calls"
# The loss has 1 output and 1,000 inputs. How many JVPs does its gradient take?
#
# - [number, within 0.5] JVPs
#
#   One for each weight, a thousand, against a single VJP. That is why networks are trained
#   backward.

# %% predict="04_calls"
predict("04_calls")


# %%
def loss_of(weights):
    return (weights**2).mean().reshape(1)


weights = torch.linspace(-1, 1, 1000)
table = torch.func.jacrev(loss_of)(weights)
m, n = table.shape
print(f"J has shape {tuple(table.shape)}: {m} VJP or {n} JVPs")
compare("04_calls", n)

# %% [markdown] extra=true
# ### Several rows in one call
#
# Hand over a table of vectors, and say `is_grads_batched=True`. Each of its rows is one walk.

# %%
three = torch.autograd.grad(three_of_two(p), p, torch.eye(3), is_grads_batched=True)
print(three[0])

# %% [markdown] question="shapes_of_a_vjp"
# $f$ has 4 inputs and 3 outputs. Which shape does `grad_outputs` have, and which the result?
#
# - [x] 3, then 4
#
#   One weight for each output goes in, one number for each input comes out.
#
# - [ ] 4, then 3
#
#   That is a JVP: a direction of the inputs goes in.
#
# - [ ] 3 × 4, then 3 × 4
#
#   That is the whole Jacobian, which a single walk doesn't give.

# %% [markdown] question="cheaper_way"
# You want the Jacobian of a function with 2 inputs and 10,000 outputs. What is cheaper?
#
# - [ ] VJPs, backward
#
#   They take 10,000 calls, one for each output.
#
# - [x] JVPs, forward
#
#   Two calls, one for each input.
#
# - [ ] no difference
#
#   That holds, about, for square Jacobians only.

# %% quiz=true
from utils import quiz

quiz("04_autograd_grad", 5)

# %% [markdown] stop="sitting"

# %% [markdown]
# ## 6. The Hessian, and the question of the beginning
#
# A gradient is a function, too: it takes a point and returns a vector. `torch.func.grad(f)` is this
# function. So the gradient has a Jacobian. It holds all second derivatives, and is called the
# **Hessian** $H$. For the surface of section 4, as a function of one vector:
#
# $$H = \begin{pmatrix} 2y & 2x + 6y^2 \\ 2x + 6y^2 & 12xy \end{pmatrix}$$
#
# Which four numbers are these at $(1, 2)$?


# %%
def valley(p):
    return surface(p[0], p[1])


spot = torch.tensor([1.0, 2.0])
print("gradient:", torch.func.grad(valley)(spot))
print("Hessian: ", torch.func.hessian(valley)(spot))
with when_ready("jacobian"):
    print("Jacobian of the gradient, by yours:", jacobian(torch.func.grad(valley), spot))

# %% [markdown]
# 4, 26, 26 and 24. The Hessian is symmetric: it doesn't matter in which order you differentiate.
#
# $H v$ says how the *gradient* changes when you move along $v$. And here is the point of the
# lesson: $H$ is a Jacobian, so its product with a vector is a VJP. Not of $f$, but of the gradient
# of $f$. (Row or column makes no difference, as $H$ is symmetric.) Two walks, and no table.
#
# ### Exercise 6 (★★★): a Hessian times a vector, without the Hessian
#
# The check looks at the numbers, and at what is made on the way: a table of $n \times n$ numbers,
# or a walk for each variable, costs a point. Your function gets a million variables further down.


# %% solution="hvp"
def hvp(f, x, v):
    """The Hessian of f at x times the vector v, by two backward walks.

    f: a function from a tensor of shape (n,) to one number.
    x, v: tensors of shape (n,); x comes with or without requires_grad, and is left as it is.
    Returns a tensor of shape (n,).
    Example: for f(x) = x[0] * x[1], x = [3, 4] and v = [1, 10] it is [10, 1].
    """
    ### BEGIN SOLUTION
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(f(x), x, create_graph=True)
    (product,) = torch.autograd.grad(gradient, x, grad_outputs=v)
    return product
    ### END SOLUTION


# %% check="hvp"
check("hvp")

# %% [markdown]
# For hints: `hint("hvp")`.

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### The sharpest bend
#
# Take any vector and multiply it by $H$, again and again, always scaled to length 1. Each product
# stretches it most in the direction in which $f$ bends most. After some rounds only this direction
# is left, and $v^\top H v$ is its bend: of all curvatures the one of largest size. That is called
# **power iteration**.
#
# Try it where you know the answer: at the first ring of minima of
# $\sin(x^2 + y^2)$, the curvature across the ring is $6\pi$.


# %%
def sharpest_bend(f, x, rounds):
    v = torch.randn(x.shape, generator=torch.Generator().manual_seed(0), dtype=x.dtype)
    for _ in range(rounds):
        direction = v / v.norm()
        v = hvp(f, x, direction)
    return (direction @ v).item()


with when_ready("hvp"):
    angle, r = 0.6, math.sqrt(1.5 * math.pi)
    ring_point = torch.tensor([r * math.cos(angle), r * math.sin(angle)])
    bend = sharpest_bend(lambda p: torch.sin((p**2).sum()), ring_point, 10)
    print(f"bend {bend:.4f}, 6π = {6 * math.pi:.4f}, largest learning rate {2 / bend:.4f}")

# %% [markdown]
# Nobody typed a second derivative. Now the network of the beginning: one layer with a million
# weights, ten samples, a squared error.

# %%
generator = torch.Generator().manual_seed(0)
inputs = torch.randn(10, 1000, generator=generator)
targets = torch.randn(10, 1000, generator=generator)
million = torch.randn(1_000_000, generator=generator) / 40


def network_loss(weights):
    outputs = torch.tanh(inputs @ weights.reshape(1000, 1000))
    return ((outputs - targets) ** 2).sum() / 10


# %%
with when_ready("hvp"):
    for rounds in (10, 20, 60):
        bend = sharpest_bend(network_loss, million, rounds)
        print(f"{rounds} products: the sharpest bend is {bend:.1f}, 2 / bend is {2 / bend:.5f}")

# %% [markdown]
# Sixty products with a table of four terabytes, and none of its entries was ever stored. Ten aren't
# enough: other directions of a similar bend fade slowly. Stop when the number no longer changes.
# The rounds come from below, so an early stop gives a border for the learning rate, 2 / bend, that
# is a little too large. (And the border holds at this place. Elsewhere the loss may bend less, and
# bear longer steps.)
#
# Largest in *size* may be a ridge: there the sign is minus, `2 / bend` is negative, and it says
# nothing about learning rates. On top of a ring of the landscape above, at $r^2 = \pi/2$, you would
# get $-2\pi$. So look at the sign first.
#
# **Answer the question of the beginning** in your own words, then open.
#
# <details><summary>An answer</summary>
#
# The table is never needed, only its products with vectors. A product $Hv$ is the VJP of the
# gradient: one walk with `create_graph=True` for the gradient, a second one through the graph of
# the first, with $v$ as `grad_outputs`. Each costs about as much as a gradient and returns a
# million numbers, not a million million. Power iteration needs nothing but such products.
# </details>

# %% [markdown] question="price_of_hvp"
# Why does `hvp` cost about as much for a million variables as a few gradients?
#
# - [ ] the Hessian is symmetric
#
#   True, and it saves no more than half of the table.
#
# - [ ] most second derivatives are 0
#
#   True for some functions only, and nothing in `hvp` uses it.
#
# - [x] it is a VJP of the gradient
#
#   Two walks, whatever the number of variables.

# %% [markdown] question="bend_below_zero"
# Power iteration ends at a bend of −12. What does that say about the largest learning rate?
#
# - [ ] it is 1/6: only the size counts
#
#   That drops the sign. But the sign says that this is no valley.
#
# - [ ] it is −1/6, a step uphill
#
#   A negative rate would climb for ever. That is no descent.
#
# - [x] nothing: that bend is a ridge
#
#   The border $2/c$ is that of a valley, and in this direction there is none. Other directions may
#   bend up.

# %% quiz=true
from utils import quiz

quiz("04_autograd_grad", 6)

# %% [markdown] extra=true
# ## 7. Around the walk
#
# Three smaller things, and then all arguments in one table.
#
# **`allow_unused`.** What if the output doesn't depend on an input?

# %%
x, unused = torch.tensor(2.0, requires_grad=True), torch.tensor(5.0, requires_grad=True)
try:
    torch.autograd.grad(x**2, (x, unused))
except RuntimeError as error:
    print("RuntimeError:", error)
print(torch.autograd.grad(x**2, (x, unused), allow_unused=True))
print(torch.autograd.grad(x**2, (x, unused), materialize_grads=True))

# %% [markdown]
# *Appears to not have been used in the graph*: most of the time that is a mistake, and the message
# is your friend. Often `f` was computed from another tensor than the one that you ask for, such as
# a copy that was made too late. Only if you know better do you allow it. Then you get `None`, or
# with `materialize_grads` a zero.
#
# **Hooks.** A hook is a function that autograd calls with the gradient as it passes a tensor. It
# may look, and it may return another gradient, with which the walk goes on.
#
# $z = u^2$ and $u = x + 2y$ at $(1, 2)$ gave 10 and 20. What is left of them
# when the gradient of $u$ is cut to 1?

# %%
x, y_place = torch.tensor(1.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)
u = x + 2 * y_place
look = u.register_hook(lambda gradient: print("passing u:", gradient.item()))
cut = u.register_hook(lambda gradient: gradient.clamp(max=1.0))
print("with both hooks:", torch.autograd.grad(u**2, (x, y_place), retain_graph=True))
cut.remove()
print("without the cut:", torch.autograd.grad(u**2, (x, y_place)))

# %% [markdown]
# 1 and 2: what happens at $u$ happens to everything behind it. Cutting gradients that are too large
# is a common cure for training that explodes.
#
# **`gradcheck`.** You can teach autograd an operation of your own. Such an operation is a class
# made from `torch.autograd.Function`, with two functions in it:
#
# - `forward` computes the value. Its first argument, `ctx` (the *context*), is an object that
#   autograd keeps for the walk: `save_for_backward` lays tensors aside in it.
# - `backward` is a VJP: it gets the same `ctx` and the vector `v`, and returns vector times
#   Jacobian. `saved_tensors` are the tensors that were laid aside.
#
# `@staticmethod` says that a function of a class works without an object of it: there is no `self`.
# You call the operation by `apply`, not by `forward`. Nothing prevents you from getting `backward`
# wrong. `torch.autograd.gradcheck` compares it with central differences, as your `gradient_check`
# did in lesson 02.


# %%
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, v):
        (x,) = ctx.saved_tensors
        return v * 3 * x**2


# %%
class WrongCube(Cube):
    @staticmethod
    def backward(ctx, v):
        (x,) = ctx.saved_tensors
        return v * 2 * x**2


two_places = torch.tensor([0.5, 1.5], dtype=torch.float64, requires_grad=True)
print("Cube:     ", torch.autograd.gradcheck(Cube.apply, two_places))
try:
    torch.autograd.gradcheck(WrongCube.apply, two_places)
except RuntimeError as error:
    print("WrongCube:", str(error).split("numerical")[0])

# %% [markdown]
# Check in float64, always: in float32 the differences are too noisy to tell right from wrong, as
# the V-curve of lesson 02 showed.
#
# ### All arguments of `torch.autograd.grad`
#
# | argument | what it says | experiment |
# |---|---|---|
# | `outputs` | where the walks start; several are added up | section 1 |
# | `inputs` | for which tensors; one tensor comes back for each, in a tuple | section 1 |
# | `grad_outputs` | how much each output counts: the row vector of the VJP | sections 2, 5 |
# | `retain_graph` | keep the graph for another walk | sections 3, 5 |
# | `create_graph` | record the walk, so that the gradient can be differentiated | sections 3, 6 |
# | `allow_unused` | give `None` for an input without influence, not an error | section 7 |
# | `materialize_grads` | the same with a zero for `None` | section 7 |
# | `is_grads_batched` | several row vectors in one call | section 5 |

# %% [markdown] question="not_used"
# `torch.autograd.grad(y, w)` says that a tensor *appears to not have been used in the graph*. But
# `w` stands in the formula of `y`. What do you look for first?
#
# - [x] a `w` that was made anew after `y`
#
#   The name is the same, the tensor is another one. `y` was computed from the one before.
#
# - [ ] a place where the gradient is 0
#
#   A 0 would be returned as a 0. The message says that there is no path at all.
#
# - [ ] a place for `allow_unused=True`
#
#   That gives `None` in place of the message, and hides the mistake.

# %% quiz=true
from utils import quiz

quiz("04_autograd_grad", 7)

# %% [markdown]
# ## Quiz
#
# Two questions that look back at earlier lessons. Below them stands how many answers since the
# kernel's start were right at the first try, and which sections to read again. Nothing is graded.

# %% [markdown] question="three_calls" again="03_autograd 6"
# A loop computes `y = x**2` at 2 and calls `torch.autograd.grad(y, x)`, three times. What does the
# third call return?
#
# - [ ] 12, in a tuple
#
#   That is what `backward` would have left in `x.grad`, as in lesson 03. This function adds to
#   nothing.
#
# - [x] 4, in a tuple
#
#   Each call returns the slope itself. Nothing piles up, since nothing is written anywhere.
#
# - [ ] an error: the graph is gone
#
#   Each round computes `y` anew, and so each has a graph of its own.

# %% [markdown] question="why_freed" again="03_autograd 3"
# Why does a walk free the graph, if you don't ask for `retain_graph`?
#
# - [ ] a second walk would give other slopes
#
#   It gives the same ones, as you saw with `retain_graph=True`.
#
# - [ ] the next forward pass needs its place
#
#   The next forward pass records a graph of its own, beside any other.
#
# - [x] the values in it take memory
#
#   The forward pass kept them for the walk, and most programs walk once.

# %% quiz=true
from utils import quiz

quiz("04_autograd_grad", 8)

# %% [markdown]
# ## Questions to discuss
#
# With somebody else, if you can. There is no single right answer; open what a good one touches when
# you have one of your own.
#
# **1.** `backward` and `autograd.grad` walk the same graph. Why are both there? Which would you
# take to train, and which to understand a model?
#
# <details><summary>What a good answer touches</summary>
#
# To train, every parameter needs its gradient in one known place, where an optimizer looks for it.
# To understand, one asks for the slope of one thing with respect to another, inputs and inner
# results too, and wants no traces left.
# </details>
#
# **2.** With second derivatives one could step to the bottom of a parabola at once. Why doesn't
# everybody train that way?
#
# <details><summary>What a good answer touches</summary>
#
# A product $Hv$ is cheap, but the step needs the solution of a system with $H$, which takes many of
# them. Where the loss bends down, such a step climbs. And with a part of the data at a time the
# table is as uncertain as the gradient. There are methods in between, and they use products like
# yours.
# </details>

# %% [markdown]
# ## Summary
#
# - `torch.autograd.grad` returns gradients, in a tuple, and writes nothing. `backward` writes into
#   all leaves that it reaches.
# - A backward walk computes a row vector times the Jacobian. `grad_outputs` is this vector. With
#   ones, or with the sum, each output counts once.
# - Element by element, one walk gives a whole curve of slopes. On a grid, take the gradient of the
#   tables: each point needs numbers of its own.
# - `retain_graph` keeps the graph of the function. `create_graph` makes one of the derivative, for
#   second derivatives.
# - VJPs give rows, JVPs columns. The Hessian is the Jacobian of the gradient, and its product with
#   a vector takes two walks and no table.
#
# **Next:** in lesson 05 gradients go to work. You fit a line to data, and build the optimizers that
# take the steps.

# %% [markdown]
# ## Further reading
#
# - PyTorch manual:
#   [torch.autograd.grad](https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html)
#   and [torch.func](https://docs.pytorch.org/docs/stable/func.html), where gradients are functions
#   made of functions.
# - Barak Pearlmutter, [Fast Exact Multiplication by the
#   Hessian](https://doi.org/10.1162/neco.1994.6.1.147), Neural Computation 6 (1994): where the
#   trick of exercise 6 comes from.
# - Andreas Griewank and Andrea Walther, [Evaluating
#   Derivatives](https://doi.org/10.1137/1.9780898717761), SIAM (2008): forward and backward, in
#   depth.
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
scorecard("04_autograd_grad")
