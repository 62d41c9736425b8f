# ---
# course:
#   title: "Autograd: PyTorch does it for you"
#   summary: Let PyTorch record a graph and walk it backwards, and know when it doesn't
#   points: 15
# ---

# %% [markdown]
# # Autograd: PyTorch does it for you
#
# Two tensors hold the same number. Both were computed as the hyperbolic tangent of twice a weight.
# Asked for their number, they give the same answer, digit for digit. Asked how fast that number
# changes with the weight, one of them answers at once. The other one stops with an error.
#
# **What does the first tensor know that the second doesn't? Where is it kept, and at which moment
# was it written down?**
#
# You can't answer that yet. At the end of this lesson you can, and you have written a program that
# reads what the first tensor keeps.

# %% [markdown] times=true
# ## What you will be able to do
#
# - Get the derivative of any PyTorch computation with `backward`, without a formula.
# - Say of every tensor whether it is a leaf, whether it requires gradients, and what its `.grad`
#   is.
# - Read the graph that PyTorch records, and say when it is recorded and when it is freed.
# - Recognise what breaks a graph, what piles gradients up, and how to switch recording off.
#
# **What you need:** the chain rule (lesson 01), the graph with its forward and backward walk
# (lesson 02), Python functions and classes.

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
import torch
from torch import nn

from autograder import check, compare, hint, predict, scorecard
from utils import expected_picture, setup_notebook, show_tensors, video_tabs, when_ready

setup_notebook()

# %% [markdown]
# Here are the two tensors of the question.

# %%
weight = torch.tensor(0.3, requires_grad=True)
first = torch.tanh(2 * weight)
second = torch.tensor(math.tanh(2 * weight.item()))
print(f"first: {first.item():.4f}   second: {second.item():.4f}")

first.backward()
print(f"the first one's slope: {weight.grad.item():.4f}")
try:
    second.backward()
except RuntimeError as error:
    print("the second one:", error)

# %%
video_tabs("IBYFCNyBcF8", "BV1UP4y1s7gv", "Automatic differentiation in PyTorch")

# %% [markdown]
# ## 1. A tensor that remembers
#
# Begin with a derivative that you know. The slope of $y = x^2$ at $x = 2$ is 4, because
# $dy/dx = 2x$. Now let PyTorch find it, in three steps:
#
# 1. make a tensor of 2, and ask PyTorch to watch it: `requires_grad=True`;
# 2. compute $y$ from it, as always;
# 3. call `y.backward()`. The slope is then in `x.grad`.
#
# What is in `x.grad` *before* the third step?

# %%
x = torch.tensor(2.0, requires_grad=True)
y = x**2
print("before:", x.grad)
y.backward()
print("after: ", x.grad)

# %% [markdown]
# Before, there is `None`. After, there is 4. Nobody typed $2x$ here. PyTorch knows the derivative
# of each small operation, and it has remembered which operation made $y$. Look at what the two
# tensors know:

# %%
show_tensors(x=x, y=y)

# %% [markdown]
# Five words to keep, for the rest of the course:
#
# | word | what it says |
# |---|---|
# | `requires_grad` | autograd watches this tensor: `x` because you said so, `y` because of `x` |
# | **leaf** | no recorded operation made this tensor. `x` is a leaf, `y` isn't |
# | `grad_fn` | the node of the graph that made this tensor; a leaf has none |
# | `backward()` | walks to the leaves, multiplies local derivatives, adds where paths meet |
# | `grad` | where the walk leaves the gradient, in the leaves that asked for it |
#
# Reading the last column, you find that `y` has no gradient, although it took part in the walk. A
# gradient is kept in leaves, and handed on everywhere else. (A result keeps its own as well if you
# ask for it before the walk, with `y.retain_grad()`.)
#
# `requires_grad` is contagious: one watched tensor in a computation is enough, and the result is
# watched too, and so is all that is made of it. (Truth values and indices, such as those of `w > 1`
# and `argmax`, have no derivative and aren't.) That is how a single parameter, deep inside of a
# network, gets into the graph of its loss.

# %% [markdown]
# ### Three errors that everybody meets
#
# Each line below fails. Can you say why, before you read the message?

# %%
attempts = {
    "a whole number": lambda: torch.tensor(2, requires_grad=True),
    "nobody asked": lambda: (torch.tensor(2.0) ** 2).backward(),
    "two results": lambda: (torch.tensor([1.0, 2.0], requires_grad=True) ** 2).backward(),
}
for name, attempt in attempts.items():
    try:
        attempt()
    except RuntimeError as error:
        print(f"{name}\n    RuntimeError: {error}\n")

# %% [markdown]
# Read them aloud, one by one.
#
# - *Only Tensors of floating point and complex dtype can require gradients.* `2` makes an integer
#   tensor, and integers can't be nudged by a little. Write `2.0`, or `float(2)`.
# - *element 0 of tensors does not require grad and does not have a grad_fn.* Element 0 is the
#   tensor on which you called `backward`. No graph leads away from it: nothing it was computed from
#   has `requires_grad=True`.
# - *grad can be implicitly created only for scalar outputs.* The walk starts at one number, with
#   the derivative of that number with respect to itself, 1. Here are two numbers. Take their sum or
#   mean first, or wait for lesson 04.

# %% [markdown] question="grad_of_a_result"
# `y = w * x` with a leaf `w` that requires gradients. After `y.backward()`, what is `y.grad`?
#
# - [ ] 1
#
#   That is the number with which the walk starts, and it is not kept.
#
# - [x] None
#
#   Results hand gradients on and keep none, unless you call `retain_grad()` first.
#
# - [ ] the same as `w.grad`
#
#   The leaf has a gradient, which is $x$; a result doesn't keep one.

# %% quiz=true
from utils import quiz

quiz("03_autograd", 1)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 2. First gradients
#
# **One worked out.** A line: $y = w x + b$ with $x = 1$, $w = 2$, $b = 3$. All three are leaves
# here, so one walk fills three gradients.
#
# - $\partial y/\partial x = w = 2$: what stands beside $x$.
# - $\partial y/\partial w = x = 1$: what stands beside $w$.
# - $\partial y/\partial b = 1$: a sum hands the gradient on as it is.

# %%
x, w, b = (torch.tensor(value, requires_grad=True) for value in (1.0, 2.0, 3.0))
y = w * x + b
y.backward()
show_tensors(x=x, w=w, b=b, y=y)

# %% [markdown]
# **One with gaps.** Let $z = (x + 2y)^2$ at $(1, 2)$. Fill in on paper, then run:
#
# - inner value: $u = x + 2y = \ldots$
# - outer derivative: $dz/du = 2u = \ldots$
# - inner derivatives: $\partial u/\partial x = \ldots$ and $\partial u/\partial y = \ldots$
# - gradients: $\ldots$ and $\ldots$

# %%
x, y = torch.tensor(1.0, requires_grad=True), torch.tensor(2.0, requires_grad=True)
z = (x + 2 * y) ** 2
z.backward()
show_tensors(x=x, y=y, z=z)

# %% [markdown]
# <details><summary>The gaps</summary>
#
# $u = 5$, so $dz/du = 10$. The inner derivatives are 1 and 2, and the gradients are
# $10 \cdot 1 = 10$ and $10 \cdot 2 = 20$.
# </details>
#
# **One with a table of numbers.** A leaf may have any shape, and its gradient has the same shape.
# Take a $2 \times 2$ table of ones and compute $y = x + 2$, then $z = 3y^2$, then the mean.
#
# What is the mean? And what is the gradient of each entry? Remember that each entry is a quarter of
# the mean.

# %%
x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y**2
mean = z.mean()
mean.backward()
print("mean:", mean.item())
print("gradient:", x.grad.tolist())

# %% [markdown]
# <details><summary>Why 27 and 4.5?</summary>
#
# Each entry is $y = 3$, so $z = 3 \cdot 9 = 27$, and the mean of four times 27 is 27. Backwards:
# the mean hands a quarter to each entry, $z = 3y^2$ multiplies by $6y$, and the sum hands it on.
# That is $\tfrac14 \cdot 6 \cdot (1 + 2) = 4.5$, everywhere.
# </details>

# %% [markdown]
# ### Exercise 1 (★): a derivative by backward
#
# Now alone. Write a function that returns the derivative of any function `f` at any number `x`. The
# function `f` is made of operations on tensors; the number may be whole or not. Use the three
# steps of section 1, and give back a plain number: `tensor.item()` takes it out of a tensor.


# %% solution="derivative_at"
def derivative_at(f, x):
    """The derivative of f at x, found by backward.

    f: a function that takes a tensor with one number and returns another, such as torch.sin.
    x: a number, whole or not.
    Returns a float.
    Example: derivative_at(lambda x: x**3, 2) gives 12.0.
    """
    ### BEGIN SOLUTION
    x = torch.tensor(float(x), requires_grad=True)
    y = f(x)
    y.backward()
    return x.grad.item()
    ### END SOLUTION


# %% check="derivative_at"
check("derivative_at")

# %% [markdown]
# Stuck? `hint("derivative_at")` gives one step, `hint("derivative_at", 2)` one more.

# %%
hint("derivative_at")

# %% [markdown]
# Five derivatives that you can do by hand. Which numbers do you expect?

# %%
functions = {
    "x² at 2": (lambda x: x**2, 2),
    "eˣ at 2": (torch.exp, 2),
    "sin x at π": (torch.sin, math.pi),
    "(x − 4)(x² + 6) at 0": (lambda x: (x - 4) * (x**2 + 6), 0),
    "(√x + 1)³ at 2": (lambda x: (torch.sqrt(x) + 1) ** 3, 2),
}
with when_ready("derivative_at"):
    for name, (f, place) in functions.items():
        print(f"{name:<22} slope {derivative_at(f, place):.4f}")

# %% [markdown]
# <details><summary>By hand</summary>
#
# - $2x = 4$.
# - $e^x$ is its own derivative: $e^2 = 7.3891$.
# - $\cos \pi = -1$.
# - Product rule: $(x^2 + 6) + (x - 4) \cdot 2x$ is $6 + 0 = 6$ at 0.
# - Chain rule: $3(\sqrt{x} + 1)^2 \cdot \frac{1}{2\sqrt{x}}$ is $6.1820$ at 2.
#
# Not one of these five rules is in your function.
# </details>
#
# A slope is easier to believe if you see it. Your function gives the slopes of the short lines:

# %%
from utils import course_style


def hilly(x):
    return torch.sin(x) + x**2 / 8


# %% makes="03_tangents"
with when_ready("derivative_at"), course_style():
    places = torch.linspace(-4, 4, 200)
    plt.plot(places, hilly(places), label="f(x) = sin x + x²/8")
    for place in np.linspace(-3.5, 3.5, 6):
        height, slope = hilly(torch.tensor(place)).item(), derivative_at(hilly, place)
        ends = np.array([-0.4, 0, 0.4])
        line = height + slope * ends
        plt.plot(place + ends, line, color="#C85200", marker="o", markevery=[1], linewidth=3)
    plt.gca().set(xlabel="x", ylabel="f(x)", title="Slopes by backward, as short lines")
    plt.legend()

# %% picture="03_tangents"
expected_picture(
    "03_tangents",
    alt="A curve that falls to a valley near −1.3, rises to a hill near 2 and bends a little down "
    "again, with six short straight lines. Each line touches the curve at a dot in its middle and "
    "has the curve's slope there.",
)

# %% [markdown] question="sum_in_place_of_mean"
# `x` is a 2 × 2 table of ones and `z = 3 * (x + 2)**2`. In the lesson `z.mean().backward()` gave
# 4.5 everywhere. What does `z.sum().backward()` give?
#
# - [ ] 4.5 everywhere
#
#   That is a quarter of it: in a mean, each of the four entries counts a quarter.
#
# - [x] 18 everywhere
#
#   $6 \cdot (1 + 2)$. In a sum each entry counts once.
#
# - [ ] 72 everywhere
#
#   That adds up four slopes. But each entry of `x` is in one entry of `z` only.

# %% quiz=true
from utils import quiz

quiz("03_autograd", 2)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 3. The graph is recorded on the way
#
# In lesson 02 you cut $f = \tanh(\ln(1 + z \cdot 2x / \sin y))$ into a graph, by hand. PyTorch does
# that too, and it does it *while the numbers are computed*. Each operation on a watched tensor adds
# a node. Nothing else is needed: no call of `backward`, no plan made in advance.

# %%
x, y, z = (torch.tensor(value, requires_grad=True) for value in (0.8, 1.1, 0.5))
f = torch.tanh(torch.log(1 + z * (2 * x / torch.sin(y))))
print(f"f = {f.item():.6f}, made by {f.grad_fn.name()}")

# %% [markdown]
# `grad_fn` is the last node of that graph. Every node has `next_functions`: the nodes where
# `backward` goes next. So the graph can be read from its end. Take a few steps along it:

# %%
node = f.grad_fn
for _ in range(4):
    print(node.name(), "->", [after and after.name() for after, _ in node.next_functions])
    node = node.next_functions[0][0]

# %% [markdown]
# Two things to notice. The names say what the operation *was*: `TanhBackward0` is the derivative of
# a tanh. And next to the sum there is a `None`: that is the number 1, a constant, into which no
# gradient flows. Constants are not in the graph.
#
# The **X-ray** follows all paths and draws them. Leaves are round, and their node is called
# `AccumulateGrad`, since there the gradient ends up. Compare it with your graph of lesson 02.

# %% still="03_xray"
from utils import autograd_xray

autograd_xray(f, {"x": x, "y": y, "z": z, "f": f})

# %% [markdown]
# No `backward` so far, and the graph is complete. The column `.grad` has `None` for each leaf. Now
# record it once more, and walk it. In lesson 02 you multiplied these three numbers by hand:

# %%
x, y, z = (torch.tensor(value, requires_grad=True) for value in (0.8, 1.1, 0.5))
f = torch.tanh(torch.log(1 + z * (2 * x / torch.sin(y))))
f.backward()
print([round(leaf.grad.item(), 6) for leaf in (x, y, z)])

# %% [markdown]
# ### The graph is what happened
#
# The graph isn't read off your source code. It is a record of what was computed in this very run.
# So a program may branch and loop as it likes, and each run has its own graph. That is called a
# **dynamic graph**. The function `halve` below divides by 2 until the value is 1 or less.

# %% [markdown] prediction="03_halve"
# Started at 11, `halve` gives $11/2$, $11/4$ and so on. What is the slope of its result?
#
# - [number, within 0.002] slope
#
#   Four divisions are in the graph, each with the local derivative 1/2: the slope is $1/16 =
#   0.0625$. Started at 3 there are two of them, and the slope is 1/4.

# %% predict="03_halve"
predict("03_halve")


# %%
def halve(x):
    while x > 1:
        x = x / 2
    return x


for start in (3.0, 11.0):
    x = torch.tensor(start, requires_grad=True)
    y = halve(x)
    y.backward()
    print(f"from {start}: {y.item()} with the slope {x.grad.item()}")
compare("03_halve", x.grad)

# %% still="03_xray_halve"
autograd_xray(y, {"x": x, "y": y})

# %% [markdown]
# <details><summary>Why 0.25 and 0.0625?</summary>
#
# From 3 it takes two divisions to get to 0.75, and each multiplies the slope by ½: 0.25. From 11 it
# takes four: 0.0625. The comparison `x > 1` isn't in the graph. It decided which operations ran,
# and only operations that ran are recorded. At a start where one more division would be needed the
# function jumps, and backward knows nothing about that.
# </details>
#
# ### A graph is walked once
#
# The walk needs values that the forward pass kept, such as $x$ for the slope of $x^2$. When
# `backward` is done, it frees them, since in most programs nobody needs them again. So this fails.
# (A graph that kept no values, such as that of $x + 1$, could be walked again. Don't rely on it.)

# %%
x = torch.tensor(2.0, requires_grad=True)
y = x**2
y.backward()
try:
    y.backward()
except RuntimeError as error:
    print("RuntimeError:", error)

# %% [markdown]
# Read it aloud up to the first full stop: *Trying to backward through the graph a second time*. The
# usual cure is to compute `y` anew: that records a new graph. In a training loop this happens by
# itself, in every round. The argument `retain_graph=True` that the message speaks of is in lesson
# 04.

# %% [markdown] extra=true
# ### Playground: your own X-ray
#
# Change the second line of the next cell and run it. Predict the picture each time: how many boxes,
# how many round ones? Try `w * w`, `w + 1`, `(w * b).detach()`, `torch.relu(w) + w`, and
# `nn.Linear(3, 1)(torch.ones(3))`. (`torch.relu` keeps positive numbers and makes negative ones 0.
# `nn.Linear(3, 1)` is a ready-made layer: it multiplies 3 numbers by 3 weights, adds them up with a
# bias, and brings its leaves along.)

# %% still="03_xray_own"
w, b = torch.tensor(0.5, requires_grad=True), torch.tensor(0.1, requires_grad=True)
result = torch.exp(w * b) + w
autograd_xray(result, {"w": w, "b": b, "result": result})

# %% [markdown] question="when_recorded"
# When is the graph recorded?
#
# - [ ] when `backward` is called
#
#   `backward` only walks the graph, and frees it.
#
# - [x] while the result is computed
#
#   Each operation adds its node as it runs.
#
# - [ ] when the function is defined
#
#   In a definition nothing has been computed; two calls of one function may have two different
#   graphs.

# %% quiz=true
from utils import quiz

quiz("03_autograd", 3)

# %% [markdown] stop="sitting"

# %% [markdown]
# ## 4. A model and its loss
#
# Here is the smallest model that learns: one weight, one bias, and a bend.
#
# $$p = \tanh(x \cdot w + b)$$
#
# $x$ goes in, the **prediction** $p$ comes out. The weight $w$ and the bias $b$ are what is to be
# learned, so these two are the leaves. $x$ is data: it stays as it is. A number that goes in is
# called a **feature**. Several features go in together, as a tensor with one axis, and each gets a
# prediction of its own:
#
# | feature $x$ | inner value, with $w = 0.3$ and $b = -0.2$ | prediction $p$ |
# |---|---|---|
# | 2 | $2 \cdot 0.3 - 0.2 = 0.4$ | $\tanh(0.4) = 0.3799$ |
# | −1 | $-1 \cdot 0.3 - 0.2 = -0.5$ | $\tanh(-0.5) = -0.4621$ |
#
# ### Exercise 2 (★★): a model with a graph behind it
#
# Write the model as a class. `__init__` gets two plain numbers and keeps two leaves, `self.w` and
# `self.b`, with one number each: `torch.tensor(w, ...)` of shape `()` and `torch.tensor([w], ...)`
# of shape `(1,)` are both right. `forward` gets a tensor of features and returns as many
# predictions *as a tensor with its graph*. An operation on a tensor does all its numbers at once,
# so no loop is needed.


# %% solution="SimpleGraph"
class SimpleGraph:
    """The model p = tanh(x·w + b), with w and b as leaves that require gradients.

    Example: SimpleGraph(0.3, -0.2).forward(torch.tensor([2.0, -1.0])) is a tensor that holds
    about 0.3799 and -0.4621.
    """

    def __init__(self, w, b):
        """Keeps self.w and self.b, leaves with one number each, made of the floats w and b."""
        ### BEGIN SOLUTION
        self.w = torch.tensor(w, requires_grad=True)
        self.b = torch.tensor(b, requires_grad=True)
        ### END SOLUTION

    def forward(self, x):
        """The predictions for the features x, with a graph behind them.

        x: a 1-D tensor of features, shape (n,). It is left as it is.
        Returns a tensor of n predictions, shape (n,).
        """
        ### BEGIN SOLUTION
        return torch.tanh(x * self.w + self.b)
        ### END SOLUTION


# %% check="SimpleGraph"
check("SimpleGraph")

# %% [markdown]
# For hints: `hint("SimpleGraph")`.

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### Exercise 3 (★): the squared error
#
# A loss says how wrong a prediction is. The squared error is $(y - p)^2$, where $y$ is the truth.
# Truth and prediction are two tensors of the same shape. Mostly that is `(n,)`, one number for each
# feature. Write it for any shape, element by element: a table of predictions gives a table of
# losses. Nothing is added up.


# %% solution="sq_loss"
def sq_loss(y_true, y_prediction):
    """The squared error of each element, (y_true - y_prediction)².

    y_true: a tensor, such as n numbers of shape (n,). It is left as it is.
    y_prediction: a tensor of the same shape, with a graph behind it.
    Returns a tensor of that shape, with a graph behind it.
    Example: sq_loss(torch.tensor([7.0, 7.0]), torch.tensor([4.0, 9.0])) is tensor([9., 4.]).
    """
    ### BEGIN SOLUTION
    return (y_true - y_prediction) ** 2
    ### END SOLUTION


# %% check="sq_loss"
check("sq_loss")

# %% [markdown]
# For hints: `hint("sq_loss")`.
#
# Put the two together, with the sample $w = -0.5$, $b = 0.5$, $x = 1$ and the truth $y = 7$.
#
# What is the prediction? What is the loss? No pocket calculator is needed.

# %%
feature, truth = torch.tensor([1.0]), torch.tensor([7.0])
with when_ready("SimpleGraph", "sq_loss"):
    model = SimpleGraph(-0.5, 0.5)
    prediction = model.forward(feature)
    loss = sq_loss(truth, prediction)
    print(f"prediction {prediction.item()}, loss {loss.item()}")

# %% [markdown]
# The inner value is $1 \cdot (-0.5) + 0.5 = 0$, so the prediction is 0 and the loss is $(7 - 0)^2 =
# 49$. (Don't trust a sample as smooth as this one. Leave out the tanh, and the prediction is 0 all
# the same; the check takes other numbers.) And this is the graph behind the loss. Read it from the
# loss at the right back to the leaves:

# %% makes="03_loss_graph"
from utils import draw_graph

with when_ready("SimpleGraph", "sq_loss"):
    model = SimpleGraph(-0.5, 0.5)
    prediction = model.forward(torch.tensor([1.0]))
    loss = sq_loss(torch.tensor([7.0]), prediction)
    named = {"w": model.w, "b": model.b, "prediction": prediction, "loss": loss}
    draw_graph(loss, named, title="The graph behind the loss")

# %% picture="03_loss_graph"
expected_picture(
    "03_loss_graph",
    alt="A graph of seven boxes. The loss, made by PowBackward0, stands at the right. To its left "
    "are SubBackward0, TanhBackward0 with the prediction, and AddBackward0. From there one arrow "
    "goes to the leaf b, and one over MulBackward0 to the leaf w.",
)

# %% [markdown]
# Truth and feature aren't in the graph: they are tensors that nobody watches, constants for
# `backward`. (A few names may differ in yours: a square that is written as a product is recorded as
# `MulBackward0`.)
#
# With two features there are two losses. `backward` starts at one number, so the sum is taken
# first, and each leaf gathers the gradients of both. Here are the two features of the table above,
# with the truths 1 and −1:

# %%
with when_ready("SimpleGraph", "sq_loss"):
    model = SimpleGraph(0.3, -0.2)
    prediction = model.forward(torch.tensor([2.0, -1.0]))
    losses = sq_loss(torch.tensor([1.0, -1.0]), prediction)
    losses.sum().backward()
    print("predictions:", prediction.tolist())
    print("losses:", losses.tolist())
    print(f"gradients: w {model.w.grad.item():.4f}, b {model.b.grad.item():.4f}")

# %% [markdown]
# ### A truth out of reach
#
# The truth is 7. Here is the loss for larger and larger weights, with the gradient of the weight
# beside it.

# %% [markdown] prediction="03_loss_floor"
# How small can the loss become, with the best weight in the world?
#
# - [slider from 0 to 49, step 1, within 1] smallest loss
#
#   tanh lies between $-1$ and $1$. The prediction closest to 7 is 1, and $(7 - 1)^2 = 36$.

# %% predict="03_loss_floor"
predict("03_loss_floor")

# %%
with when_ready("SimpleGraph", "sq_loss"):
    for weight in (-0.5, 0.5, 2.0, 5.0, 20.0):
        model = SimpleGraph(weight, 0.5)
        prediction = model.forward(torch.tensor([1.0]))
        loss = sq_loss(torch.tensor([7.0]), prediction)
        loss.backward()
        size = abs(model.w.grad.item())
        print(f"w {weight:>4}: loss {loss.item():.4f}, size of the gradient {size:.2g}")
    compare("03_loss_floor", loss)

# %% makes="03_loss_floor"
with when_ready("SimpleGraph", "sq_loss"), course_style():
    weights = np.linspace(-3, 4, 141)
    feature, truth = torch.tensor([1.0]), torch.tensor([7.0])
    models = [SimpleGraph(w, 0.5) for w in weights.tolist()]
    losses = [sq_loss(truth, model.forward(feature)).item() for model in models]
    plt.plot(weights, losses, label="loss")
    plt.axhline(36, color="black", linestyle="--", label="36 = (7 − 1)²")
    plt.gca().set(xlabel="weight w", ylabel="loss", title="A truth that tanh can't reach")
    plt.gca().set_ylim(0, 70)
    plt.legend()

# %% picture="03_loss_floor"
expected_picture(
    "03_loss_floor",
    alt="The loss over the weight falls in one smooth step from 64 at the left to 36 at the right. "
    "It comes close to a dashed line at 36 and never goes below it.",
)

# %% [markdown]
# <details><summary>Why 36?</summary>
#
# The prediction closest to 7 that tanh can make is 1, and $(7 - 1)^2 = 36$. The loss comes as close
# to 36 as you like and never falls below it. Look at the gradient, too: it fades. At $w = 20$ the
# prediction is so close to 1 that float32 can't tell it from 1, and the gradient is exactly 0.
# Descent stands still there, although the model is far from the truth. Autograd computes the
# gradient of what you wrote; whether what you wrote can work is your question. In lesson 06 the
# last layer of the network has no tanh, so that it can reach any target.
# </details>

# %% [markdown] question="stuck_at_one"
# In float32 the prediction is exactly 1, the truth is 7, and the gradient of the weight is 0. What
# will gradient descent do?
#
# - [ ] go on, slowly
#
#   Rate times 0 is 0, whatever the rate.
#
# - [ ] take long steps, since the loss is large
#
#   A step doesn't look at the loss, 36 here, only at its slope.
#
# - [x] stand still, although the loss is 36
#
#   It moves by the slope, and the slope is 0. A large loss and a vanishing gradient go together
#   well.

# %% quiz=true
from utils import quiz

quiz("03_autograd", 4)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 5. Backward by hand
#
# How do you know that autograd is right? Do it by hand, once. Go back along the graph, from the
# loss $(y - p)^2$ to $p = \tanh(s)$, and from there to $s = x \cdot w + b$:
#
# $$\frac{\partial\,\mathrm{loss}}{\partial w} =
# \frac{\partial\,\mathrm{loss}}{\partial p} \cdot \frac{dp}{ds} \cdot \frac{\partial s}{\partial w}
# \qquad\qquad
# \frac{\partial\,\mathrm{loss}}{\partial b} =
# \frac{\partial\,\mathrm{loss}}{\partial p} \cdot \frac{dp}{ds} \cdot
# \frac{\partial s}{\partial b}$$
#
# You know all of the factors. The middle one is from lesson 02: the derivative of tanh is 1 minus
# the square of its *output*, so $dp/ds = 1 - p^2$.
#
# ### Exercise 4 (★★): the gradients as formulas
#
# Write both as a function. No autograd in here: the check runs it with recording switched off.


# %% solution="analytic_gradients"
def analytic_gradients(x, y, w, b):
    """The gradients of (y - tanh(x·w + b))² by hand: the tuple (dloss_dw, dloss_db).

    x, y, w, b: tensors of the same shape; what is asked for is computed element by element.
    Returns two tensors of that shape.
    Example: for x = 1, y = 7, w = -0.5, b = 0.5 both are -14.
    """
    ### BEGIN SOLUTION
    p = torch.tanh(x * w + b)
    dloss_dw = -2 * x * (y - p) * (1 - p**2)
    dloss_db = -2 * (y - p) * (1 - p**2)
    return dloss_dw, dloss_db
    ### END SOLUTION


# %% check="analytic_gradients"
check("analytic_gradients")

# %% [markdown]
# For hints: `hint("analytic_gradients")`.
#
# <details><summary>The formulas, once you have yours</summary>
#
# $$\frac{\partial\,\mathrm{loss}}{\partial w} = -2x\,(y - p)(1 - p^2) \qquad
# \frac{\partial\,\mathrm{loss}}{\partial b} = -2\,(y - p)(1 - p^2)$$
# </details>
#
# Now compare your formulas with autograd, not on one sample but on ten thousand. First let autograd
# do them all at once: in the sum of all losses, each weight belongs to one loss alone.
# (`requires_grad_()` asks for gradients of a tensor that is there already. A trailing underscore
# means, all over PyTorch, that the tensor itself is changed.)

# %%
generator = torch.Generator().manual_seed(0)
xs, ys, ws, bs = torch.randn(4, 10_000, generator=generator, dtype=torch.float64)
ws.requires_grad_()
bs.requires_grad_()
((ys - torch.tanh(xs * ws + bs)) ** 2).sum().backward()
print(f"the first three gradients of w: {ws.grad[:3].tolist()}")

# %% [markdown] prediction="03_last_bit"
# Your formulas are the same mathematics as autograd's. In how many of the ten thousand cases do
# both agree to the last bit, as `==` wants it?
#
# - [slider from 0 to 100, step 1, within 10] percent that agree
#
#   With the formulas in the order of the answer above it is about 40 %, although nothing is wrong:
#   each product is rounded, and autograd multiplies the factors in its own order. With another
#   order of yours it is another share.

# %% predict="03_last_bit"
predict("03_last_bit")


# %%
def tell_difference(dw, db):
    equal = (dw == ws.grad) & (db == bs.grad)
    print(f"not equal to the last bit: {1 - equal.double().mean():.0%}")
    difference = torch.maximum((dw - ws.grad).abs(), (db - bs.grad).abs())
    print(f"largest difference: {difference.max():.1e}")
    print("allclose:", torch.allclose(dw, ws.grad) and torch.allclose(db, bs.grad))
    return 100 * equal.double().mean()


with when_ready("analytic_gradients"), torch.no_grad():
    compare("03_last_bit", tell_difference(*analytic_gradients(xs, ys, ws, bs)))

# %% [markdown]
# Now the same factors with $x$ at the end:

# %%
with torch.no_grad():
    ps = torch.tanh(xs * ws + bs)
    tell_difference(-2 * (ys - ps) * (1 - ps**2) * xs, -2 * (ys - ps) * (1 - ps**2))

# %% [markdown]
# <details><summary>Why not equal?</summary>
#
# Each product is rounded to about 16 digits, and autograd multiplies the factors in its own order.
# Another order means other roundings, and another last bit. So the share depends on the order in
# *your* formula. The largest difference is a few times $10^{-15}$, which is nothing. That is why
# gradients are compared by **closeness**: `torch.allclose` allows for a small relative and a small
# absolute difference. The checks of this course do the same.
# </details>

# %% [markdown] question="last_digit"
# Your gradients and autograd's differ by $10^{-16}$, and `==` says `False`. What do you do?
#
# - [ ] look for the mistake in the formula
#
#   A mistake in a formula is almost never that small.
#
# - [ ] use float32
#
#   That makes the differences larger, about $10^{-7}$.
#
# - [x] use `allclose`
#
#   A difference in the last digit comes from rounding in another order.

# %% quiz=true
from utils import quiz

quiz("03_autograd", 5)

# %% [markdown] stop="sitting"

# %% [markdown]
# ## 6. The same slope, three times

# %% [markdown] prediction="03_third_time"
# The slope of $x^2$ at 2 is 4. The next cell asks for it three times, each time with a new graph,
# and prints `x.grad` each time. What is printed the third time?
#
# - [number, within 0.01] the third number
#
#   4, 8, 12. `backward` doesn't write into `.grad`, it **adds** to it; hence the name
#   `AccumulateGrad`.

# %% predict="03_third_time"
predict("03_third_time")

# %%
x = torch.tensor(2.0, requires_grad=True)
for _ in range(3):
    y = x**2
    y.backward()
    print(x.grad.item())
compare("03_third_time", x.grad)

# %% [markdown]
# <details><summary>Why it does so, and where it hurts</summary>
#
# If a leaf is used twice in a formula, the gradients of both
# paths have to be added, and lesson 02 told you why. It is useful across several calls, too: a
# batch (the samples that are computed together) that is too large for the memory can be cut in
# parts. But in a loop it is the most common mistake of all: each step uses the
# gradients of all the steps before it.
# </details>
#
# The cure is to clear the gradients before the next `backward`. There are three places for it, and
# one place where everybody looks first, and where it isn't. Four words for the cell below:
#
# - a **parameter** is a leaf that is to be learned, such as a weight or a bias;
# - a **module** is an object that holds parameters and computes something with them, such as
#   `nn.Linear(1, 1)`, which is $w x + b$; `parameters()` lists them (lesson 06);
# - an **optimizer** gets such a list and changes each parameter with its gradient (lesson 05);
# - `torch.optim.SGD` is the optimizer that does plain gradient descent; `lr` is its learning rate.

# %%
layer = nn.Linear(1, 1)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
loss = (layer(torch.ones(1)) - 7.0).pow(2).sum()
loss.backward()

x.grad = None  # a tensor's own gradient; x.grad.zero_() keeps the tensor and fills it with 0
layer.zero_grad()  # all parameters of a module
optimizer.zero_grad()  # all parameters that an optimizer was given
print("cleared:", x.grad, layer.weight.grad, layer.bias.grad)
try:
    loss.zero_grad()
except AttributeError as error:
    print("AttributeError:", error)

# %% [markdown]
# Gradients are kept in the leaves, so it is leaves that are cleared: one by one, or all of a
# module, or all of an optimizer. The loss is a result. It keeps no gradient, and it has no
# `zero_grad`.

# %% [markdown] question="growing_gradients"
# A loop calls `backward` in each round, and the printed gradients are 3, 6, 9. What is wrong?
#
# - [x] the gradients aren't cleared
#
#   Each round adds the same 3 to what was there.
#
# - [ ] the learning rate is too large
#
#   The rate changes how far a weight moves, not how gradients pile up.
#
# - [ ] the loss triples
#
#   That would show as a gradient that is multiplied, not one that grows by a fixed amount.

# %% [markdown] question="which_line_clears"
# Which line clears the gradients?
#
# - [ ] `loss.zero_grad()`
#
#   An `AttributeError`: a tensor has no such method.
#
# - [ ] `torch.no_grad()`
#
#   It stops the recording in a block, and leaves gradients as they are.
#
# - [x] `optimizer.zero_grad()`
#
#   It does so for all parameters that the optimizer was given.

# %% quiz=true
from utils import quiz

quiz("03_autograd", 6)

# %% [markdown]
# ## 7. Switching it off
#
# Recording costs memory, and sometimes a gradient must *not* flow. There are three ways to switch
# it off on purpose, and several to lose it by accident.
#
# **By accident: leaving PyTorch.** NumPy and Python's `math` know nothing of graphs.
#
# Four ways to compute $e^2$. Which of them keep the graph?

# %%
x = torch.tensor(2.0, requires_grad=True)
print("torch.exp:", torch.exp(x))
print("math.exp: ", math.exp(x.item()))
print("wrapped:  ", torch.tensor(math.exp(x.item())))
try:
    np.exp(x)
except RuntimeError as error:
    print("np.exp:    RuntimeError:", error)

# %% [markdown]
# All of them find 7.3891, and only `torch.exp` records it. `math.exp` returns a plain number, which
# can't have a `grad_fn`. Wrapping that number in a new tensor doesn't bring the graph back. NumPy
# at least refuses. Its message proposes `.detach()`, and that stops the error, not the problem: if
# you want a gradient, use torch's own function.
#
# **On purpose: `detach`.** It returns a tensor with the same number and no past. For backward it is
# a constant.

# %% [markdown] prediction="03_detached"
# $c = 2w$ at $w = 3$. The slope of $c \cdot c = 4w^2$ is $8w = 24$. What slope does autograd find
# for $c \cdot d$, where $d$ is $c$ detached?
#
# - [number, within 0.01] slope of c · d
#
#   The 24 is made of two equal halves, one for each factor. With $d$ detached one path is closed,
#   and only $2 \cdot d = 12$ is left.

# %% predict="03_detached"
predict("03_detached")

# %%
for detached in (False, True):
    w = torch.tensor(3.0, requires_grad=True)
    c = 2 * w
    d = c.detach() if detached else c
    (c * d).backward()
    print(f"detached: {detached!s:<5}  slope {w.grad.item()}")
compare("03_detached", w.grad)

# %% [markdown]
# **On purpose: `no_grad`.** In a block `with torch.no_grad():` nothing is recorded at all. That is
# what you want when you only evaluate a model, and when you change its weights.
#
# **On purpose: freezing.** A parameter with `requires_grad_(False)` is left out, while the rest of
# the model learns. So you keep the parts that are trained already.

# %%
w = torch.tensor(3.0, requires_grad=True)
with torch.no_grad():
    evaluated = w * 2
torch.manual_seed(0)
layer = nn.Linear(2, 1)
layer.weight.requires_grad_(False)  # frozen; the bias still learns
layer(torch.ones(2)).sum().backward()
show_tensors(w=w, evaluated=evaluated, weight=layer.weight, bias=layer.bias)

# %% [markdown]
# Look at `evaluated`: it is the result of an operation, and it *is* a leaf. Nobody recorded that
# operation, so autograd sees a tensor without a past. The same holds for every result that has no
# watched tensor among its inputs.

# %% [markdown]
# ### Changing a tensor in place
#
# **Fails on purpose.** `w -= 0.1` and `y += 1` don't make new tensors: they change the old ones.
# Both lines below get in autograd's way, for two different reasons.

# %%
w = torch.tensor(3.0, requires_grad=True)
try:
    w -= 0.1
except RuntimeError as error:
    print("1. RuntimeError:", error)

y = torch.exp(w)
y += 1
try:
    y.backward()
except RuntimeError as error:
    print("2. RuntimeError:", error)

# %% [markdown]
# 1. *a leaf Variable that requires grad is being used in an in-place operation.* If this were
#    recorded, `w` would be its own ancestor, and no leaf any more. To change a weight you switch
#    recording off, as below. That is a step of gradient descent, and in lesson 05 it becomes an
#    optimizer.
# 2. *one of the variables needed for gradient computation has been modified by an inplace
#    operation.* The derivative of $e^x$ is its own output, so the graph keeps that output. `y += 1`
#    has overwritten it. PyTorch counts versions (*is at version 1; expected version 0*) and rather
#    stops than give you a wrong gradient. Write `y = y + 1`, which makes a new tensor.

# %%
w = torch.tensor(3.0, requires_grad=True)
y = torch.exp(w)
y = y + 1
y.backward()
print(f"gradient {w.grad.item():.4f}")
with torch.no_grad():
    w -= 0.1 * w.grad
show_tensors(w=w)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### Exercise 5 (★★★): predict what ten tensors know
#
# Read this program. Don't run it: be the interpreter.
#
# ```python
# x = torch.tensor(1.0)
# k = 2 * x
# w = torch.tensor(3.0, requires_grad=True)
# b = torch.tensor(-1.0, requires_grad=True)
# u = torch.tensor(4.0, requires_grad=True)
# a = w * k
# c = a + b
# c.retain_grad()  # a result that is asked to keep its gradient
# d = c.detach()
# with torch.no_grad():
#     e = w * b
# loss = c * d + w**2 + e
# loss.backward()
# ```
#
# For each of the ten tensors write down three things, as they are at the end: `is_leaf`,
# `requires_grad` and `grad`. The last is `None` or a number. The check says in which of six groups
# something is off, and tells of one misunderstanding at a time. It doesn't show the right ones.


# %% solution="predict_flags"
def predict_flags():
    """The flags of ten tensors after loss.backward(): {name: (is_leaf, requires_grad, grad)}.

    Returns a dictionary with the keys x, k, w, b, u, a, c, d, e and loss. Each value is a tuple of
    True or False, True or False, and None or a number.
    Example of one entry, for the tensor x of section 1: {"x": (True, True, 4.0)}.
    """
    ### BEGIN SOLUTION
    constant = (True, False, None)
    result = (False, True, None)
    return {
        "x": constant,
        "k": constant,  # no input is watched, so nothing is recorded
        "w": (True, True, 16.0),  # 10 through a and c, and 6 from its square
        "b": (True, True, 5.0),
        "u": (True, True, None),  # the loss doesn't depend on it
        "a": result,
        "c": (False, True, 5.0),  # d is a constant with the value 5
        "d": constant,
        "e": constant,
        "loss": result,
    }
    ### END SOLUTION


# %% check="predict_flags"
check("predict_flags")

# %% [markdown]
# For hints: `hint("predict_flags")`. When the check is green, copy the program into a cell of your
# own, add `show_tensors(x=x, k=k, w=w, b=b, u=u, a=a, c=c, d=d, e=e, loss=loss)`, and compare.
#
# The rules, in short:
#
# | question | rule |
# |---|---|
# | `requires_grad`? | set by you, or one input has it while recording is on |
# | `is_leaf`? | no recorded operation made it |
# | `grad`? | filled in watched leaves that recorded operations lead to, and after `retain_grad()` |

# %% [markdown] question="rewrapped"
# `p = torch.tensor(model.forward(x).item(), requires_grad=True)`, then `p.backward()`. What is
# `model.w.grad`?
#
# - [ ] the gradient, since `p` requires gradients
#
#   The flag isn't the graph. No path leads from `p` to `w`.
#
# - [x] None
#
#   `p` is a new leaf, and backward puts 1 into `p.grad`. No path leads from it to `w`.
#
# - [ ] an error is raised
#
#   That would be kinder: nothing is raised, and the model never learns.

# %% [markdown] question="unwatched_sum"
# `c = a + b` with `a` and `b` both without `requires_grad`. Is `c` a leaf?
#
# - [x] yes
#
#   No input is watched, so the operation isn't recorded, and a leaf is a tensor that no *recorded*
#   operation made.
#
# - [ ] no, an operation made it
#
#   An operation did, but it wasn't recorded, and that is what counts.
#
# - [ ] only inside `no_grad`
#
#   Inside `no_grad` it is a leaf as well, but not only there.

# %% quiz=true
from utils import quiz

quiz("03_autograd", 7)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 8. Reading the graph yourself
#
# Now you write the X-ray's first half. Start at `loss.grad_fn`, follow `next_functions`, and count
# the nodes, the leaves' `AccumulateGrad` among them.
#
# `node.next_functions` holds *pairs*: a node, or `None`, and a number that says which of that
# node's outputs was used. For the walk you need the first of the two. That is why the loop in
# section 3 reads `for after, _ in node.next_functions`.
#
# There is one trap, and it is the heart of the matter. If a result is used twice, two paths lead to
# its node. It is one node all the same.

# %% [markdown] prediction="03_shared_nodes"
# `a = w * 3`, then `a * a + a`. How many nodes has the graph of the result, `w` among them?
#
# - [number, within 0.1] nodes
#
#   Four nodes: a sum, a product, `a` and `w`. There are three paths from the end to the leaf, two
#   through the product and one straight to the sum. Counting nodes along all paths would give
#   $1 + 1 + 3 \cdot 2 = 8$.

# %% predict="03_shared_nodes"
predict("03_shared_nodes")

# %%
from utils import graph_nodes

w = torch.tensor(2.0, requires_grad=True)
a = w * 3
shared = a * a + a
draw_graph(shared, {"w": w, "a": a, "shared": shared}, title="a is used three times")
compare("03_shared_nodes", len(graph_nodes(shared).nodes))

# %% [markdown]
# Who counts nodes along all paths counts shared ones again and again: with ten doublings in a row,
# more than two thousand. A walk through a graph has to remember where it has been,
# and the moment to remember a node is before going on from it: a walk that follows all paths and
# removes the doubles at the end finds the right number, and takes thousands of steps for it.
#
# ### Exercise 6 (★★★): count the nodes
#
# The check tries your function on graphs that you haven't seen, some of them with shared nodes.
# Call no `backward`: the graph is there before it. A tensor without a graph has 0 nodes.


# %% solution="count_nodes"
def count_nodes(loss):
    """The number of different nodes in the autograd graph behind loss.

    loss: a tensor with one number. Nothing about it, or about its leaves, is changed.
    Returns an int; 0 if the tensor has no grad_fn.
    Example: for w * 3 + b, with leaves w and b, it is 4: a sum, a product and two leaves.
    """
    ### BEGIN SOLUTION
    seen = set()
    waiting = [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(after for after, _ in node.next_functions)
    return len(seen)
    ### END SOLUTION


# %% check="count_nodes"
check("count_nodes")

# %% [markdown]
# For hints: `hint("count_nodes")`.
#
# How many nodes have the graphs of this lesson? And a network with ten layers of a hundred units:
# is its graph larger than a hundred nodes?

# %%
with when_ready("count_nodes"):
    w = torch.tensor(2.0, requires_grad=True)
    twice = w
    for _ in range(10):
        twice = twice + twice
    print("ten doublings:", count_nodes(twice), "nodes, slope", end=" ")
    twice.backward()
    print(w.grad.item())
    layers = [m for _ in range(10) for m in (nn.Linear(100, 100), nn.Tanh())]
    output = nn.Sequential(*layers)(torch.ones(100)).sum()
    print("ten layers of a hundred units:", count_nodes(output), "nodes")
    sizes = [p.numel() for layer in layers for p in layer.parameters()]
    print(f"{sum(sizes):,} parameters in {len(sizes)} tensors")

# %% [markdown]
# <details><summary>Why so few?</summary>
#
# Ten sums and a leaf are 11 nodes. There are $2^{10} = 1024$ paths through them, and the slope is
# 1024: backward adds up all paths, and visits each node once. That is why it is fast.
#
# The network has 101,000 parameters in 20 tensors. A node stands for an operation on a whole
# tensor, however many numbers it holds.
# </details>
#
# ### The question of the beginning
#
# Look at the two tensors again, and answer in your own words.

# %%
show_tensors(first=first, second=second)

# %% [markdown]
# <details><summary>An answer</summary>
#
# The first tensor has a `grad_fn`: a node that knows the derivative of tanh and keeps its output,
# with a way on to the node of the product, and from there to the leaf. It was written down during
# the forward pass, at the moment when `torch.tanh` ran. The second tensor was made of a plain
# number by `math.tanh`. No operation on tensors was left to record, so it is a leaf without a past.
# </details>

# %% [markdown] question="nodes_of_a_square"
# `a = w + 1`, with a leaf `w`, and then `a * a`. How many nodes has the graph?
#
# - [ ] 5
#
#   That counts the sum and the leaf twice, once for each path to them.
#
# - [x] 3
#
#   The product, the sum and the leaf. `a` is used twice and is one node all the same.
#
# - [ ] 4
#
#   That counts the 1 too. Constants are not in the graph.

# %% quiz=true
from utils import quiz

quiz("03_autograd", 8)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## Quiz
#
# Two questions that look back at earlier lessons. Below them stands how many answers since the
# kernel's start were right at the first try, and which sections to read again. Nothing is graded.

# %% [markdown] question="paths_that_cancel" again="02_computational_graphs 3"
# `w` reaches the loss on two paths, with the slopes 3 and −3. What is in `w.grad` after `backward`?
#
# - [x] 0
#
#   Where paths meet, contributions add, as adjoints did in lesson 02. The 0 is a gradient that was
#   computed.
#
# - [ ] None
#
#   `None` says that no walk has arrived here. This one did, twice.
#
# - [ ] −3, the one that came last
#
#   Nothing is replaced: `AccumulateGrad` adds.

# %% [markdown] question="two_witnesses" again="02_computational_graphs 4"
# For $e^x$ at 2, in float64, you have a slope by `backward` and one by central differences with $h
# = 10^{-3}$. They differ in the seventh digit. Which one is off?
#
# - [ ] `backward`: it makes a step too, a hidden one
#
#   It makes none. It multiplies local derivatives, and each of these is a formula.
#
# - [ ] both, by half of it each
#
#   One of them has an error of method, and the other has none.
#
# - [x] the central difference
#
#   It measures over a stretch, and its error goes with $h^2$. `backward` is exact up to rounding.

# %% quiz=true
from utils import quiz

quiz("03_autograd", 9)

# %% [markdown]
# ## Questions to discuss
#
# With somebody else, if you can. There is no single right answer; open what a good one touches when
# you have one of your own.
#
# **1.** Autograd computed a gradient of exactly 0 for a model that was far from the truth. Was it
# wrong? Whose task is it to notice?
#
# <details><summary>What a good answer touches</summary>
#
# It was right about what was written. A saturated tanh, a path that `detach` has closed or a target
# out of reach are decisions of whoever writes the model. One notices by looking: at the loss, at
# the size of the gradients, at which leaves got one.
# </details>
#
# **2.** PyTorch adds to `.grad` and lets you clear it. If the library were yours, would you do the
# same?
#
# <details><summary>What a good answer touches</summary>
#
# For adding: several losses, a batch cut into parts, a parameter that is used twice. Against it:
# the commonest slip of all, and no error to tell. A library could return gradients, as in lesson
# 04, so that nothing is kept anywhere.
# </details>
#
# **3.** `halve` jumps where one more division begins, and backward knows nothing of it. Where does
# such a thing matter in practice?
#
# <details><summary>What a good answer touches</summary>
#
# Wherever a decision depends on the numbers: rounding, sorting, the largest of several, a
# threshold. The slope belongs to the piece that ran. Where the jump is what one wants to learn, it
# has to be replaced by something smooth.
# </details>

# %% [markdown]
# ## Summary
#
# - A **leaf** with `requires_grad=True` is watched. Each operation on it adds a node to the graph,
#   in the forward pass. `grad_fn` is the last node.
# - `backward()` walks the graph once, from one number, multiplies local derivatives, and **adds**
#   the result to `.grad` of the leaves. It frees the graph.
# - The graph is a record of what ran. Every run has its own.
# - Clear gradients on the tensor, the module or the optimizer, never on the loss.
# - `detach` cuts one tensor off, `no_grad` a whole block, freezing leaves a parameter out. NumPy,
#   `math` and `.item()` leave the graph whether you want it or not.
# - Compare gradients with `allclose`.
#
# **Next:** in lesson 04 a gradient becomes a *function*: one call that returns it, curves of
# slopes, and second derivatives.

# %% [markdown]
# ## Further reading
#
# - PyTorch manual: [Autograd mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html),
#   for leaves, in-place operations and the ways to switch recording off.
# - Adam Paszke and others,
#   [Automatic differentiation in PyTorch](https://openreview.net/forum?id=BJJsrmfCZ), NIPS workshop
#   (2017): the design that you used here, in four pages.
# - Atılım Güneş Baydin, Barak Pearlmutter, Alexey Radul and Jeffrey Siskind, [Automatic
#   Differentiation in Machine Learning: a Survey](https://www.jmlr.org/papers/v18/17-468.html),
#   Journal of Machine Learning Research 18 (2018).
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
scorecard("03_autograd")
