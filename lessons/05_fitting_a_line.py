# ---
# course:
#   title: "Fitting a line: from gradients to optimizers"
#   summary: Write SGD, momentum and RMSprop yourself, and say beforehand which rates diverge
#   points: 15
# ---

# %% [markdown]
# # Fitting a line: from gradients to optimizers
#
# Eleven points, a straight line through them, two numbers to be found: a slope and an intercept.
# Nothing in this course has been smaller. Three people look for the two numbers by gradient
# descent. They have the same points, the same loss and the same start.
#
# - The first one takes the learning rate 0.0108. After 3000 steps the intercept is 2.998; the goal
#   is 3.000.
# - The second one takes 0.0110, two per cent more. After 3000 steps the slope is minus $10^{27}$.
# - The third one takes 0.0100 and a rule that remembers, and is as close after 246 steps.
#
# **Where does the border between 0.0108 and 0.0110 come from? And what does the third one do with
# the very same gradients?**
#
# You can't answer that yet. At the end of this lesson you can, and you have written three of
# PyTorch's optimizers.

# %% [markdown] times=true
# ## What you will be able to do
#
# - Write the mean squared error, and say what a sum in place of the mean changes.
# - Write a step of SGD, of momentum and of RMSprop, equal to those of `torch.optim`.
# - Compute the largest stable learning rate of a loss, and predict which fits diverge.
# - Look at a fit that went wrong, and say from its numbers what happened.
#
# **What you need:** `.backward()`, `.grad`, leaves and `no_grad` from lesson 03, the factor
# $1 - \eta c$ from lesson 01. Second derivatives from lesson 04 appear once.

# %% [markdown]
# Run the next two cells first. The folded one installs the course in Colab and does nothing
# elsewhere; the other loads what the lesson uses.
#
# When you come back after a break, put `from autograder import resume` and below it `resume()` into
# a cell of your own: it runs what you need and says where to go on.

# %% setup=true
import warnings

import matplotlib.pyplot as plt
import numpy as np
import torch
from torch import nn

from autograder import check, compare, hint, predict, scorecard
from utils import anscombe, course_style, expected_picture, setup_notebook, when_ready

setup_notebook()

# %% [markdown]
# Here are the three people of the question.

# %%
x, y = anscombe()
for lr, momentum, n_steps in ((0.0108, 0, 3000), (0.0110, 0, 3000), (0.0100, 0.9, 246)):
    slope, intercept = (torch.tensor(v, requires_grad=True) for v in (0.5488, 0.7152))
    optimizer = torch.optim.SGD([slope, intercept], lr=lr, momentum=momentum)
    for _ in range(n_steps):
        optimizer.zero_grad()
        ((slope * x + intercept - y) ** 2).mean().backward()
        optimizer.step()
    line = f"slope {slope.item():.5g}, intercept {intercept.item():.5g}"
    print(f"lr {lr:.4f}, momentum {momentum}, {n_steps} steps: {line}")

# %% [markdown]
# ## 1. Eleven points and a loss
#
# The points are from 1973. The statistician Francis Anscombe made four sets of eleven, to show that
# numbers alone don't tell what data look like. This is his first set, the harmless one.
#
# Guess a line: slope 0.6, intercept 2. At the first point, $x = 10$, it predicts $0.6 \cdot 10 + 2
# = 8$. The truth is $y = 8.04$. The error is $-0.04$. At the third point the line says 9.8, the
# truth is 7.58, and the error is $2.22$.

# %%
guess = 0.6 * x + 2
print("x:     ", x[:4].tolist())
print("y:     ", [round(v, 2) for v in y[:4].tolist()])
print("guess: ", [round(v, 2) for v in guess[:4].tolist()])
print("errors:", [round(v, 2) for v in (guess - y)[:4].tolist()])

# %% still="05_guess"
with course_style():
    plt.plot(x, y, "o", markersize=8, label="Anscombe's points")
    plt.plot([3, 15], [3.8, 11], label="guess: 0.6 x + 2")
    plt.vlines(x, y, guess, color="black", linestyle=":", label="errors")
    plt.gca().set(xlabel="x", ylabel="y", title="Eleven points, a guess and its errors")
    plt.legend()
    plt.show()

# %% [markdown]
# How good is the guess as a whole? Square the errors, so that none is negative and large ones count
# more. Then take their mean. With three numbers, by hand: predictions 1, 2 and 4, truth 1, 3 and 2.
# The errors are 0, $-1$ and 2, their squares 0, 1 and 4, and the mean is $\tfrac53$.
#
# $$\mathrm{MSE} = \frac1n \sum_{i=1}^{n} \big(p_i - y_i\big)^2$$
#
# Here $p_i$ is the prediction for point $i$, $y_i$ its truth, and $n$ the number of all predicted
# numbers. This is the **mean squared error**, the most used loss of all.
#
# ### Exercise 1 (★): the mean squared error
#
# In lesson 03 you wrote `sq_loss`, a loss for each element. Now make one number of them. It has to
# work for tensors of any shape: a table of 5 rows and 2 columns has $n = 10$.


# %% solution="mse"
def mse(y_true, y_prediction):
    """The mean squared error over all elements, as a tensor with one number and its graph.

    y_true, y_prediction: tensors of the same shape, any shape. Neither is changed.
    Example: mse(torch.tensor([1.0, 3.0, 2.0]), torch.tensor([1.0, 2.0, 4.0])) is tensor(1.6667).
    """
    ### BEGIN SOLUTION
    return ((y_true - y_prediction) ** 2).mean()
    ### END SOLUTION


# %% check="mse"
check("mse")

# %% [markdown]
# Stuck? `hint("mse")` gives one step, `hint("mse", 2)` one more.

# %%
hint("mse")

# %% [markdown]
# PyTorch has this loss ready. `nn.MSELoss()` makes an object that you call like a function, with
# the prediction first and the truth second.
#
# The guess has the loss 1.3 or so. What happens to the number if you turn
# the two arguments round? And with `reduction="sum"`, how many times larger is it?

# %%
loss_fun = nn.MSELoss()
print(f"nn.MSELoss:    {loss_fun(guess, y).item():.4f}")
print(f"turned round:  {loss_fun(y, guess).item():.4f}")
print(f"as a sum:      {nn.MSELoss(reduction='sum')(guess, y).item():.4f}")
with when_ready("mse"):
    print(f"your mse:      {mse(y, guess).item():.4f}")

# %% [markdown]
# The order doesn't matter, because of the square. The sum is 11 times the mean. Both have their
# lowest point at the same line; keep in mind that one of them is eleven times as steep.

# %% [markdown] question="which_line_is_better"
# Line A misses two points by 3 and by −3. Line B hits one of them and misses the other by 5. Which
# has the smaller mean squared error?
#
# - [ ] B, which hits one point exactly
#
#   One hit is a square of 0, but the other error makes it $25/2 = 12.5$.
#
# - [ ] B, whose errors are 5 together, not 6
#
#   That is a mean of sizes. Squares make one large error worse than two of middle size.
#
# - [x] A
#
#   9 against 12.5. Its errors also don't cancel, since they are squared first.

# %% quiz=true
from utils import quiz

quiz("05_fitting_a_line", 1)

# %% [markdown]
# ## 2. Two numbers, one valley
#
# The points stay as they are. What changes is the line, so the loss is a function of two numbers:
# the slope, call it $a$, and the intercept $b$.
#
# $$L(a, b) = \frac1{11} \sum_{i=1}^{11} (a\,x_i + b - y_i)^2$$
#
# Two inputs, one height: that is a landscape, as in lesson 01. This one has a single valley.
#
# The middle of the points is at $x = 9$. If you make the slope a little
# larger, the line rises there, by nine times as much. What must the intercept do, so that the line
# still goes through the middle of the points? So in which direction does the valley run?

# %% still="05_losses"
from utils import plot_valley

plot_valley(x, y, title="The loss of each line")

# %% [markdown]
# A larger slope needs a smaller intercept. So the valley runs from the upper left to the lower
# right. Lines on its floor all go through the middle of the points. Mind the two scales: one unit
# upwards is drawn a seventh as long as one to the right. In truth the valley is far narrower than
# it looks.
#
# Everybody in this lesson starts from one line: the first two random numbers that NumPy draws from
# seed 0.


# %%
def start():
    np.random.seed(0)
    numbers = np.random.rand(2)
    return [torch.tensor(n, dtype=torch.float32, requires_grad=True) for n in numbers]


slope, intercept = start()
loss = loss_fun(slope * x + intercept, y)
loss.backward()
print(f"start: slope {slope.item():.4f}, intercept {intercept.item():.4f}, loss {loss.item():.4f}")
print(f"gradient: {slope.grad.item():.4f} for the slope, {intercept.grad.item():.4f} for the other")

# %% [markdown]
# Backward did this by the chain rule. By hand it is one line for each number: with the errors
# $e_i = a\,x_i + b - y_i$,
#
# $$\frac{\partial L}{\partial a} = \frac{2}{11} \sum_i e_i\,x_i \qquad\qquad
# \frac{\partial L}{\partial b} = \frac{2}{11} \sum_i e_i.$$

# %%
with torch.no_grad():
    error = slope * x + intercept - y
    print(f"{2 / 11 * (error * x).sum().item():.4f}, {2 / 11 * error.sum().item():.4f}")

# %% [markdown]
# ### The step that everybody gets wrong once
#
# A step of gradient descent subtracts the rate times the gradient. In Python, that looks like
# `slope = slope - 0.01 * slope.grad`.

# %% [markdown] prediction="05_second_round"
# The next cell does that twice. The first round works. What is `slope.grad` in the second one,
# after `backward`?
#
# - [ ] the gradient at the new slope
#
#   That is what was wanted. But the name `slope` belongs to another kind of tensor now.
#
# - [ ] the gradients of both rounds, added up
#
#   They would add up in one leaf. This isn't the leaf any more.
#
# - [x] None
#
#   The minus made a **new tensor**, a result, and the name `slope` now belongs to that one.
#   Backward fills the gradients of leaves, and the leaf is gone.

# %% predict="05_second_round"
predict("05_second_round")

# %%
slope, intercept = start()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    try:
        for number in (1, 2):
            loss_fun(slope * x + intercept, y).backward()
            slope = slope - 0.01 * slope.grad
            print(f"round {number}: slope {slope.item():.4f}, a leaf: {slope.is_leaf}")
    except TypeError as error:
        print("TypeError:", error)
print("Warning:", str(caught[0].message).split(". ")[0])
compare("05_second_round")

# %% [markdown]
# <details><summary>What error and warning say</summary>
#
# Read both aloud. The `TypeError` says that a float was multiplied by `None`. And the warning says
# why there is a `None`: *the .grad attribute of a Tensor that is not a leaf Tensor is being
# accessed*.
# </details>
#
# The leaf has to stay, and its number has to change. You saw in lesson 03 how: in place, while
# recording is off.
#
# ```python
# with torch.no_grad():
#     slope -= 0.01 * slope.grad
# ```

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### Exercise 2 (★★): a step of gradient descent
#
# Write a step for a whole list of parameters. That is what `torch.optim.SGD` does in its `step`.
# (SGD stands for *stochastic gradient descent*. Stochastic is only the choice of the data: with all
# eleven points in each step, it is plain gradient descent.)
#
# Clearing the gradients isn't part of a step: leave them as they are. And a parameter whose
# gradient is `None`, because no backward has reached it, stays as it is.


# %% solution="sgd_step"
def sgd_step(parameters, lr):
    """Changes each parameter in place: p ← p − lr · p.grad. Returns nothing.

    parameters: a list of leaves that require gradients, of any shapes. The gradients are in .grad,
    and are the same afterwards. A parameter with .grad None doesn't move. lr: a number.
    Example: a leaf that holds 1.0, with .grad tensor(2.0), holds 0.8 after a step with lr=0.1.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad
    ### END SOLUTION


# %% check="sgd_step"
check("sgd_step")

# %% [markdown]
# For hints: `hint("sgd_step")`.
#
# Now walk. The function below takes a step again and again, and writes down where it has been. It
# will serve you for every optimizer of this lesson.


# %%
def walk(step, n_steps):
    parameters = slope, intercept = start()
    path = [[slope.item(), intercept.item()]]
    for _ in range(n_steps):
        slope.grad = intercept.grad = None  # cleared by hand
        loss_fun(slope * x + intercept, y).backward()
        step([slope, intercept])
        path.append([p.item() for p in parameters])
    return np.array(path)


# %% [markdown] prediction="05_way_down"
# 300 steps with the rate 0.0108. Which way does the path take?
#
# - [ ] straight to the lowest point
#
#   It would in a round valley. Here the steepest way down is hardly ever the way to the lowest
#   point.
#
# - [ ] down to the floor first, then quickly along it
#
#   Along the floor the slope is small, and so are the steps.
#
# - [x] to and fro between the walls, and slowly along the floor
#
#   Nearly all of the motion is across, from one wall to the other. Each jump is a little shorter
#   than the one before.
#
# - [ ] out of the valley
#
#   The jumps do shrink, if only a little each time.

# %% predict="05_way_down"
predict("05_way_down")

# %% makes="05_valley"
with when_ready("sgd_step"), course_style():
    path = walk(lambda parameters: sgd_step(parameters, lr=0.0108), 300)
    print("slope after 0 to 4 steps:", np.round(path[:5, 0], 3).tolist())
    print("slope and intercept after 300:", np.round(path[-1], 4).tolist())
    figure, (left, right) = plt.subplots(1, 2, figsize=(9.2, 4), layout="constrained")
    plot_valley(x, y, {"SGD": path}, ax=left, title="300 steps in the valley")
    right.plot(path[:41, 0], "-o", color="#B10026", markersize=4)
    right.set(xlabel="step", ylabel="slope", title="The slope in the first 40 steps")
    plt.show()
    compare("05_way_down")

# %% picture="05_valley"
expected_picture(
    "05_valley",
    alt="Left: contours of a narrow valley from the upper left to the lower right. The path begins "
    "low in the valley and jumps between its walls so often that the jumps fill an area like a "
    "fan; it narrows upwards and ends halfway to the star that marks the lowest point. Right: the "
    "slope jumps between 0.55 and 0.9 at each step, and the jumps shrink slowly.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# Nearly all of the motion is across: from one wall to the other, and back. Each jump is a little
# shorter than the one before. Along the valley, where the lowest point lies, the path makes little
# headway. After 300 steps the intercept has come from 0.7 to 1.9. Its goal is 3.0.
# </details>

# %% [markdown] question="rebound_weight"
# `w = w - lr * w.grad` stands in a loop. What happens?
#
# - [ ] it works
#
#   For that it would have to be in place, and not be recorded.
#
# - [x] `w.grad` is None in the second round
#
#   In the first round `w` becomes a result, which isn't a leaf, and backward fills the gradients of
#   leaves only.
#
# - [ ] an error in the first round
#
#   That is what `w -= lr * w.grad` outside of `no_grad` does.

# %% quiz=true
from utils import quiz

quiz("05_fitting_a_line", 2)

# %% [markdown] stop="sitting"

# %% [markdown]
# ## 3. Two equal loops
#
# Here are two loops side by side. In the first, everything is done by hand. In the second an
# **optimizer** does it: an object that holds the parameters, and knows two things, how to clear
# their gradients and how to take a step.
#
# Both take 100 steps. Do the results agree exactly, to about six digits, or
# to two?

# %% [markdown] prediction="05_hundred_steps"
# And where are they by then? Put a point into the valley of section 2: slope and intercept after
# 100 steps with the rate 0.01.
#
# - [x from 0.25 to 0.95, within 0.04] slope
#
# - [y from 0 to 4, within 0.3] intercept
#
# - [contours of 91*(x - 0.5)**2 + 18*(x - 0.5)*(y - 3) + (y - 3)**2] lines of equal loss, bluer
#   where it is lower
#
# - [spot at 0.5488, 0.7152] start
#
# - [spot at 0.5, 3] lowest point
#
#   Near $(0.68, 1.18)$. The first ten steps lead across to the floor, at $(0.69, 0.78)$. The other
#   ninety go along it, and come up by 0.4.

# %% predict="05_hundred_steps"
predict("05_hundred_steps")

# %%
with when_ready("mse", "sgd_step"):
    slope, intercept = start()
    for _ in range(100):
        loss = mse(y, slope * x + intercept)
        loss.backward()
        sgd_step([slope, intercept], lr=0.01)
        slope.grad = None
        intercept.grad = None
    print("by hand:     ", slope.item(), intercept.item())

# %%
slope, intercept = start()
optimizer = torch.optim.SGD([slope, intercept], lr=0.01)
for _ in range(100):
    loss = loss_fun(slope * x + intercept, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("by optimizer:", slope.item(), intercept.item())
compare("05_hundred_steps", (slope, intercept))

# %% [markdown]
# They are the same, line by line:
#
# | by hand | by the optimizer |
# |---|---|
# | `slope.grad = None` and `intercept.grad = None` | `optimizer.zero_grad()` |
# | `loss.backward()` | `loss.backward()` |
# | `sgd_step([slope, intercept], lr=0.01)` | `optimizer.step()` |
#
# Note what the optimizer doesn't know: the data, the model, the loss. It sees parameters with
# gradients, and nothing else. Clearing may stand at the end of a round or before `backward`. It
# must not stand between `backward` and `step`.
#
# ### A layer by hand
#
# Two numbers are few. Take a linear layer that makes 2 outputs of 3 inputs, for a batch of 5. It
# has a weight $W$ of shape $(2, 3)$ and a bias of shape $(2,)$. With the inputs $X$ of shape
# $(5, 3)$ and the errors $E = XW^\top + b - Y$ of shape $(5, 2)$, where $\top$ turns rows into
# columns (`.T` in PyTorch):
#
# $$\frac{\partial L}{\partial W} = \frac{2}{N}\, E^\top X \qquad\qquad
# \frac{\partial L}{\partial b} = \frac{2}{N} \sum_{\text{rows}} E.$$
#
# The first formula is the one of section 2 in a table. There, $\sum e_i x_i$ belonged to the weight
# of an input $x$. Here a weight has an input (column $k$ of $X$) and an output (column $j$ of $E$),
# so its sum over the batch is $\sum_i E_{ij} X_{ik}$. All six sums at once are the product of
# $E^\top$ and $X$. The next cell divides by 5, by 10, and not at all, and compares each with
# autograd.

# %% [markdown] prediction="05_division"
# The batch has 5 rows, and the layer 2 outputs. Which number is $N$?
#
# - [number, within 0.1] N
#
#   $N = 10$: the mean goes over all ten errors. Dividing by the batch size gives twice the
#   gradient, and not dividing gives ten times.

# %% predict="05_division"
predict("05_division")

# %%
torch.manual_seed(0)
inputs, targets, layer = torch.randn(5, 3), torch.randn(5, 2), nn.Linear(3, 2)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.01)
loss_fun(layer(inputs), targets).backward()
with torch.no_grad():
    errors = layer(inputs) - targets
    for n in (5, 10, 1):
        ratio = (2 / n * errors.T @ inputs / layer.weight.grad).mean()
        print(f"divided by {n:>2}: {ratio:.2f} times autograd's gradient")
compare("05_division", errors.numel())

# %% [markdown]
# Other divisions are found in real programs, and look like a learning rate that is off. Now the
# update by hand, against the optimizer's:

# %%
with torch.no_grad():
    weight = layer.weight - 0.01 * (2 / errors.numel() * errors.T @ inputs)
    bias = layer.bias - 0.01 * (2 / errors.numel() * errors.sum(dim=0))
optimizer.step()
print("weights equal:", torch.allclose(layer.weight, weight))
print("biases equal: ", torch.allclose(layer.bias, bias))

# %% [markdown] question="what_it_knows"
# You keep model and optimizer, and go on training with other data and another loss. What do you
# have to tell the optimizer?
#
# - [x] nothing
#
#   It sees parameters with gradients, and nothing else. Data and loss are in the gradients.
#
# - [ ] the new loss
#
#   It never knew the old one: `step` reads `.grad`.
#
# - [ ] how many points there are now
#
#   If that matters, it is in the gradient already: a mean divides by it.

# %% quiz=true
from utils import quiz

quiz("05_fitting_a_line", 3)

# %% [markdown]
# ## 4. Where the border is
#
# In lesson 01 a valley was a parabola with the **curvature** $c$, the second derivative. A step
# multiplied the distance from its lowest point by $1 - \eta c$, and that had to lie between $-1$
# and $1$. So $\eta < 2/c$. Our valley has two variables. How curved is it?
#
# That depends on where you cut it. The second derivatives make a matrix, in which each of the two
# first derivatives is differentiated once more by each variable:
#
# $$H = 2 \begin{pmatrix} \overline{x^2} & \overline{x} \\ \overline{x} & 1 \end{pmatrix}$$
#
# The bars are means over the points. It is the same everywhere in the landscape, and it doesn't
# contain $y$. Autograd finds it too, as you saw in lesson 04:


# %%
def loss_of(line):
    return loss_fun(line[0] * x + line[1], y)


H = torch.autograd.functional.hessian(loss_of, torch.zeros(2))
print(H)
print("by the formula:", 2 * (x**2).mean().item(), 2 * x.mean().item(), 2)

# %% [markdown]
# Along the slope axis the curvature is 182, along the intercept axis 2. But the valley lies askew:
# if you stand on one of its walls, the gradient points along neither axis, and a step changes both
# numbers. So look at it from two better directions, one straight across the valley and one along
# its floor. A step across never moves you along, and the other way round. Each of the two is a
# parabola of its own, as in lesson 01, with a curvature of its own.
#
# Every matrix of second derivatives has such directions, at right angles to each other. They are
# called its **eigenvectors**, and the curvatures in them its **eigenvalues**. You don't need to
# compute them by hand: `torch.linalg.eigh` finds both.
#
# One eigenvalue is a little above 182. What is then the border $2/c$? It has
# to be between two rates that you know.

# %%
curvatures, directions = torch.linalg.eigh(H.double())
for c, direction in zip(curvatures, directions.T, strict=True):
    print(f"curvature {c:9.5f} in the direction ({direction[0]:.3f}, {direction[1]:.3f})")
flat, steep = curvatures.tolist()
print(f"border 2 / {steep:.2f} = {2 / steep:.5f}")
print(f"steep / flat = {steep / flat:.0f}")

# %% [markdown]
# There it is: **SGD is stable only for rates below $2/183.78 = 0.01088$**. Across the valley, a
# step with 0.0108 multiplies the distance by $1 - 0.0108 \cdot 183.78 = -0.985$. With 0.0110 the
# factor is $-1.022$.
#
# The other direction, along the floor, has the curvature 0.2176. There the same rate has the factor
# $1 - 0.0108 \cdot 0.2176 = 0.9976$, so it takes 295 steps to halve the distance. That is the
# trouble in one sentence: *the steep direction forbids larger steps, and the flat one needs them*.
# The ratio of the two curvatures, 844, is called the **condition number**. The larger it is, the
# longer gradient descent takes.

# %%
for rate in (0.0108, 0.0110):
    print(f"rate {rate:.4f}: across {1 - rate * steep:+.4f}, along {1 - rate * flat:+.5f}")
print(f"steps to halve the distance along: {np.log(0.5) / np.log(1 - 0.0108 * flat):.0f}")

# %% [markdown]
# Three rates, 200 steps each: 0.0100, 0.0108 and 0.0110. The picture shows
# how far the loss is above the lowest one, 1.25115. Its scale is logarithmic: what is multiplied
# again and again becomes a straight line. Which curves will be straight from the start?

# %% makes="05_border"
with when_ready("sgd_step"), course_style():
    styles = {0.0100: ("-", "#006BA4"), 0.0108: ("--", "#C85200"), 0.0110: ("-.", "#262626")}
    for rate, (line, colour) in styles.items():
        path = walk(lambda parameters, lr=rate: sgd_step(parameters, lr), 200)
        losses = np.array([loss_of(torch.tensor(point)).item() for point in path])
        plt.semilogy(losses - 1.25115, line, color=colour, label=f"rate {rate:.4f}")
        print(f"rate {rate:.4f}: last loss {losses[-1]:.4g}")
    title = "Two rates below the border, one above"
    plt.gca().set(xlabel="step", ylabel="loss above the lowest", title=title)
    plt.legend()

# %% picture="05_border"
expected_picture(
    "05_border",
    alt="Loss above the lowest one over 200 steps, on a logarithmic scale. At the rate 0.0100 it "
    "drops within ten steps from 3.4 to 0.6, then falls slowly along a straight line. At 0.0108 it "
    "falls along a curve and joins the first after some 150 steps. At 0.0110 it rises along a "
    "straight line to more than ten thousand.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# The curve of 0.0110: each step multiplies the distance across by $-1.022$, and the part of the
# loss that belongs to it by $1.022^2 = 1.044$, for ever. On a logarithmic scale that is a straight
# line.
# The other two have two parts each. First the jumps across die out: within ten steps at 0.0100,
# within a hundred at 0.0108. What is left is the flat direction, and there both have nearly the
# same factor.
# </details>
#
# What moves the border? Read it off the matrix. A factor in front of the loss stands in front of
# every curvature. Larger $x$ make $\overline{x^2}$ larger. Points that lie around 0, with
# $\overline{x} = 0$, make the matrix diagonal: the valley isn't askew any more. The number of
# points is in none of the means. And $y$ isn't in it at all.

# %% [markdown] question="sum_for_mean"
# You replace the mean squared error by the sum of squares, for 1000 points. By how much should you
# change SGD's rate?
#
# - [ ] not at all
#
#   That will be right for RMSprop, in section 6, where the factor cancels.
#
# - [x] divide it by 1000
#
#   Gradient and curvature are 1000 times as large, so the border is a thousandth.
#
# - [ ] multiply it by 1000
#
#   That goes the wrong way, and diverges at once.

# %% [markdown] question="two_curvatures"
# A valley has the curvatures 50 and 0.5. Which is the largest of these rates at which SGD is
# stable?
#
# - [x] 0.03
#
#   The steep direction decides: $2/50 = 0.04$.
#
# - [ ] 0.05
#
#   It is beyond $2/50 = 0.04$, the border of the steep direction.
#
# - [ ] 3
#
#   It is below $2/0.5 = 4$, the border of the flat direction, which doesn't help the steep one.

# %% quiz=true
from utils import quiz

quiz("05_fitting_a_line", 4)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 5. Momentum
#
# Look at the zigzag again. Across the valley the gradients point to the right, to the left, to the
# right. Along it, they all point the same way. If you *add up* the last few gradients, the first
# kind cancels, and the second kind grows. That is all there is to momentum.
#
# Each parameter gets a **velocity** $v$, which is 0 at first. A step with the gradient $g$ is
#
# $$v \leftarrow \mu\,v + g \qquad\qquad p \leftarrow p - \eta\,v.$$
#
# The number $\mu$ (the Greek letter mu) says how much of the old velocity is kept, 0.9 for example.
# By hand, with $\mu = 0.5$, $\eta = 0.1$ and a parameter that holds 1:
#
# | gradient | velocity | parameter |
# |---|---|---|
# | 2 | $0.5 \cdot 0 + 2 = 2$ | $1 - 0.1 \cdot 2 = 0.8$ |
# | 1 | $0.5 \cdot 2 + 1 = 2$ | $0.8 - 0.1 \cdot 2 = 0.6$ |
# | 1 | $\ldots$ | $\ldots$ |
#
# <details><summary>The gaps</summary>
#
# $0.5 \cdot 2 + 1 = 2$ and $0.6 - 0.2 = 0.4$. With a gradient of 1 that never changes, the velocity
# stays at 2: that is $1/(1 - \mu)$ times the gradient.
# </details>
#
# ### Exercise 3 (★★): a step with momentum
#
# The velocities are kept by the caller, in a list beside that of the parameters. Your step changes
# both.


# %% solution="momentum_step"
def momentum_step(parameters, velocities, lr, momentum):
    """A step with momentum for each parameter: v ← momentum · v + p.grad, p ← p − lr · v.

    parameters: a list of leaves, each with its gradient in .grad, which stays as it is.
    velocities: a list of tensors of the same shapes, zeros before the first step; both lists hold
    the new numbers afterwards, and the parameters are the same leaves. lr, momentum: numbers.
    Returns nothing. Example: the table above.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p -= lr * v
    ### END SOLUTION


# %% check="momentum_step"
check("momentum_step")

# %% [markdown]
# For hints: `hint("momentum_step")`.

# %% [markdown] prediction="05_momentum_reach"
# The same walk with momentum 0.9 and the rate 0.01, 250 steps. In 300 steps SGD came from the
# intercept 0.7 to 1.9; the goal is 3.0. How far does this one get?
#
# - [slider from 0 to 4, step 0.1, within 0.15] intercept after 250 steps
#
#   It arrives, at 3.0. Along the valley the gradient hardly changes from step to step, so the
#   velocity grows to $1/(1 - 0.9) = 10$ gradients.

# %% predict="05_momentum_reach"
predict("05_momentum_reach")


# %%
def with_momentum(lr, momentum=0.9):
    velocities = [torch.zeros(()), torch.zeros(())]
    return lambda parameters: momentum_step(parameters, velocities, lr, momentum)


with when_ready("momentum_step"):
    path = walk(with_momentum(0.01), 250)
    for n in (0, 10, 50, 100, 250):
        print(f"after {n:>3} steps: slope {path[n, 0]:.4f}, intercept {path[n, 1]:.4f}")
    compare("05_momentum_reach", path[250, 1])

# %% [markdown]
# <details><summary>Why so far?</summary>
#
# Along the valley the gradient hardly changes from step to step, so the velocity grows to
# $1/(1 - \mu) = 10$ gradients. That is ten times the pace, with the same rate. Across, each
# gradient cancels most of the one before. In numbers, the third person of the first question: after
# 246 steps both numbers are within 0.002 of the best line, and stay there.
# </details>
#
# Momentum moves the border as well. Across the valley, the velocity slows each jump down, and the
# border becomes
#
# $$\eta < (1 + \mu)\,\frac{2}{c}.$$
#
# <details><summary>Why 1 + μ?</summary>
#
# At the border the jumps neither grow nor fade: the distance is $w, -w, w, \ldots$ A velocity
# that belongs to it also changes its sign each time, $v, -v, v, \ldots$ The rule for the velocity
# then says $-v = \mu v + c\,(-w)$, so $v = c\,w/(1 + \mu)$. The rule for the step says that one
# jump, of length $2w$, is $\eta v$. Put together, $\eta = 2w/v = 2(1 + \mu)/c$.
# </details>

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### Exercise 4 (★★★): predict which fits diverge
#
# Eight fits by gradient descent. In each one, something differs from the plain fit with the border
# 0.01088. Which of them diverge? Use paper, and no loop: the curvature is enough. The matrix of
# curvatures is in section 4.
#
# | Run | What is different | rate |
# |---|---|---|
# | A | the loss is a sum, not a mean | 0.002 |
# | B | the loss is half of the mean squared error | 0.02 |
# | C | each point is there twice | 0.0105 |
# | D | every $x$ is doubled | 0.005 |
# | E | every $y$ is 100 times as large | 0.0105 |
# | F | 9, the mean of the $x$, is subtracted from every $x$ | 0.05 |
# | G | momentum 0.9 | 0.018 |
# | H | momentum 0.9 | 0.022 |
#
# For F: the mean of $x^2$ is 91, and that of $(x - 9)^2$ is 10. The check tells you which group is
# right. It doesn't show the answers.


# %% solution="predict_divergence"
def predict_divergence():
    """For each letter from "A" to "H": True if the fit diverges, False if it doesn't.

    Returns a dictionary with eight entries.
    Example of its form: return {"A": False, "B": False, ...}
    """
    ### BEGIN SOLUTION
    border = 2 / 183.78
    return {
        "A": 0.002 > border / 11,  # a sum is 11 means
        "B": 0.02 > border * 2,
        "C": 0.0105 > border,  # a mean doesn't count its points
        "D": 0.005 > 2 / 728,  # four times the mean of x², at least
        "E": 0.0105 > border,
        "F": 0.05 > 2 / 20,  # a diagonal matrix: 2 · 10 and 2
        "G": 0.018 > 1.9 * border,
        "H": 0.022 > 1.9 * border,
    }
    ### END SOLUTION


# %% check="predict_divergence"
check("predict_divergence")

# %% [markdown]
# For hints: `hint("predict_divergence")`. Then **run** what you predicted. The next cell prints the
# loss after 100 steps, as a multiple of the first one.


# %%
def growth(x, y, lr, factor=1.0, momentum=0.0):
    x, y = x.double(), y.double()  # room for large numbers
    line = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([line], lr=lr, momentum=momentum)
    losses = []
    for _ in range(101):
        optimizer.zero_grad()
        loss = factor * loss_fun(line[0] * x + line[1], y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[-1] / losses[0]


# %%
twice = torch.cat([x, x]), torch.cat([y, y])
print(f"A {growth(x, y, 0.002, factor=11):.2g}   B {growth(x, y, 0.02, factor=0.5):.2g}")
print(f"C {growth(*twice, 0.0105):.2g}   D {growth(2 * x, y, 0.005):.2g}")
print(f"E {growth(x, 100 * y, 0.0105):.2g}   F {growth(x - 9, y, 0.05):.2g}")
print(f"G {growth(x, y, 0.018, momentum=0.9):.2g}   H {growth(x, y, 0.022, momentum=0.9):.2g}")

# %% [markdown]
# <details><summary>Why</summary>
#
# - A grows: 11 means have 11 times the curvature, so the border is 0.00099. B falls: half the
#   curvature, twice the border.
# - C falls: a mean doesn't change when each of its numbers comes twice. (With a sum the border
#   would halve.)
# - D grows: $\overline{x^2}$ is four times as large, so the border is about a quarter, 0.0027.
# - E falls: $y$ isn't in the matrix. It moves the lowest point, not the walls.
# - F falls: with the mean at 0 the matrix is diagonal, with the curvatures 20 and 2. The border is
#   0.1, and the condition number 10 in place of 844. That is why people **centre** their data
#   before they train.
# - G falls and H grows: the border is $1.9 \cdot 0.01088 = 0.0207$.
# </details>

# %% [markdown] question="steps_with_momentum"
# The gradient is 1 in every step. How long are the steps with momentum 0.9, after many of them?
#
# - [ ] one rate
#
#   That is plain SGD.
#
# - [ ] 1.9 rates
#
#   That is the factor by which the border moves.
#
# - [x] ten rates
#
#   The velocity grows until $v = 0.9\,v + 1$, which is $v = 10$.

# %% quiz=true
from utils import quiz

quiz("05_fitting_a_line", 5)

# %% [markdown] stop="sitting"

# %% [markdown]
# ## 6. RMSprop
#
# Momentum is one way out. Here is another. At the start, the gradient of the slope is about nine
# times that of the intercept, only because $x$ is 9 on average. A single rate can't suit both. So
# give each number a rate of its own: divide its gradient by the size that its gradients *usually*
# have.
#
# The usual size is the root of an average of squares (root mean square: RMS). The average $s$ is 0
# at first, and fades like this:
#
# $$s \leftarrow \alpha\,s + (1 - \alpha)\,g^2 \qquad\qquad
# p \leftarrow p - \eta\,\frac{g}{\sqrt{s} + \varepsilon}$$
#
# PyTorch takes $\alpha = 0.99$, so that the average remembers about a hundred steps, and
# $\varepsilon = 10^{-8}$, so that a 0 is never divided by a 0. All of it is element by element.
#
# By hand, the first step: with the gradient $g = -32$, or any other, and $\eta = 0.001$:
#
# - $s = 0.99 \cdot 0 + 0.01 \cdot g^2$, so $\sqrt{s} = 0.1 \cdot |g|$;
# - the step is $\eta\, g / (0.1\,|g|)$, which is $10\,\eta$ with the sign of $g$.
#
# The gradient's size has cancelled. **The first step is always ten times the rate**, here 0.01, on
# a steep slope as on a flat one.
#
# ### Exercise 5 (★★): a step of RMSprop


# %% solution="rmsprop_step"
def rmsprop_step(parameters, averages, lr, alpha=0.99, eps=1e-8):
    """A step of RMSprop: s ← α · s + (1 − α) · p.grad², p ← p − lr · p.grad / (√s + ε).

    parameters: a list of leaves, each with its gradient in .grad, which stays as it is.
    averages: a list of tensors of the same shapes, zeros before the first step; both lists hold the
    new numbers afterwards, and the parameters are the same leaves. lr, alpha, eps: numbers.
    Returns nothing. Example: 1.0 with the gradient 5.0 becomes 0.99 in a first step with lr=0.001.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= lr * p.grad / (s.sqrt() + eps)
    ### END SOLUTION


# %% check="rmsprop_step"
check("rmsprop_step")

# %% [markdown]
# For hints: `hint("rmsprop_step")`.
#
# Now for real, with PyTorch's own RMSprop and its small rate 0.001: 6000 steps. This takes about a
# second.

# %% [markdown] prediction="05_rmsprop_end"
# The best line has the slope 0.50009 and the intercept 3.00009. After 6000 steps with the rate
# 0.001, how close is RMSprop?
#
# - [ ] it hits both to five digits
#
#   It would if its steps became shorter at the bottom, as those of SGD do.
#
# - [x] it ends about half a rate off, 0.0005
#
#   The gradient becomes small, but the step doesn't: it is divided by its usual size, which is as
#   small. So it jumps from one side to the other, by one rate.
#
# - [ ] it is on its way still
#
#   Its steps are about one rate long, so 3000 of them are enough for a way of 3.

# %% predict="05_rmsprop_end"
predict("05_rmsprop_end")

# %%
slope, intercept = start()
optimizer = torch.optim.RMSprop([slope, intercept], lr=0.001)
for step in range(1, 6001):
    loss = loss_fun(slope * x + intercept, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step in (1, 1000, 5998, 5999, 6000):
        print(f"step {step:>4}: {slope.item():.5f}, {intercept.item():.5f}", end="")
        print(f"   loss before it {loss.item():.5f}")
compare("05_rmsprop_end")

# %% [markdown]
# <details><summary>Why there, and not at the lowest point?</summary>
#
# It ends at 0.49959 and 2.99959, with a loss of 1.25118 where 1.25115 is the lowest. Look at the
# last three rows: it stands on one side, jumps to the other, and back. The two places are 0.001
# apart, and the best line is in the middle.
#
# At the bottom the gradient becomes small, but the step doesn't: it is divided by its usual size,
# which is as small. When both sides of the jump have a gradient of the same size $g$, then
# $\sqrt{s} = |g|$, and the step is $\eta\,g/|g|$: the whole rate, to and fro. The line can't come
# closer than **half the rate**, 0.0005. Only a smaller rate brings it closer. In practice the rate
# is made smaller step by step, which is called a *schedule*.
# </details>
#
# And your own three optimizers, from one start, 200 steps each. SGD has the rate 0.0108, the other
# two 0.01.

# %% makes="05_paths"
with when_ready("sgd_step", "momentum_step", "rmsprop_step"):
    averages = [torch.zeros(()), torch.zeros(())]
    paths = {
        "SGD": walk(lambda parameters: sgd_step(parameters, 0.0108), 200),
        "momentum": walk(with_momentum(0.01), 200),
        "RMSprop": walk(lambda parameters: rmsprop_step(parameters, averages, 0.01), 200),
    }
    for name, path in paths.items():
        print(f"{name:<9} {np.round(path[-1], 3)}")
    plot_valley(x, y, paths, title="Three optimizers, 200 steps")

# %% picture="05_paths"
expected_picture(
    "05_paths",
    alt="The valley with three paths from one start. SGD fills a fan and ends a third of the "
    "way up the floor. Momentum zigzags in wide, shrinking jumps and ends at the star. RMSprop "
    "goes along the floor in a nearly straight line and ends two thirds of the way up.",
)

# %% [markdown] question="first_step_of_rmsprop"
# RMSprop, first step, rate 0.01, gradients 300 and 0.002. How far do the two numbers move?
#
# - [ ] 3 and 0.00002
#
#   That is SGD, whose steps are as long as the gradients say.
#
# - [x] 0.1 and 0.1
#
#   Ten rates each, whatever the gradients.
#
# - [ ] 0.01 and 0.01
#
#   That is what Adam will do, in section 7: it mends the start of its averages.

# %% [markdown] question="jumping_fit"
# A fit with RMSprop, rate 0.1, jumps between 2.95 and 3.05. What brings it to 3.00?
#
# - [ ] more steps
#
#   It jumps like this for ever.
#
# - [x] a smaller rate
#
#   It stands half a rate off on either side, and only the rate changes that.
#
# - [ ] a larger α
#
#   That makes the average slower; at the bottom it is constant anyway.

# %% quiz=true
from utils import quiz

quiz("05_fitting_a_line", 6)

# %% [markdown] stop="checkpoint"

# %% [markdown] extra=true
# ## 7. Adam, and the race
#
# Momentum averages gradients. RMSprop divides by their usual size. **Adam** does both, and mends
# the start: averages that begin at 0 are too small at first, so they are divided by the share that
# they have seen so far. It is the optimizer that most people try first. You can read it now:


# %%
def adam_step(parameters, memory, lr, n, beta=0.9, beta2=0.999, eps=1e-8):
    with torch.no_grad():
        for p, (v, s) in zip(parameters, memory, strict=True):
            v += (1 - beta) * (p.grad - v)  # an average of gradients, as in momentum
            s += (1 - beta2) * (p.grad**2 - s)  # an average of squares, as in RMSprop
            v_mended, s_mended = v / (1 - beta**n), s / (1 - beta2**n)
            p -= lr * v_mended / (s_mended.sqrt() + eps)


# %% [markdown]
# Twenty steps with gradients of three sizes, against PyTorch's own:

# %%
ours, theirs = torch.ones(3, requires_grad=True), torch.ones(3, requires_grad=True)
optimizer, memory = torch.optim.Adam([theirs], lr=0.1), [(torch.zeros(3), torch.zeros(3))]
for n in range(1, 21):
    ours.grad = theirs.grad = torch.tensor([1.0, -20.0, 0.3 * n])
    adam_step([ours], memory, 0.1, n)
    optimizer.step()
print("after 20 steps:", np.round(ours.tolist(), 4), " equal:", torch.allclose(ours, theirs))

# %% [markdown]
# Press Run: all four run until they arrive, 4000 steps at most, and a table
# below the pictures counts their steps. (Without a running notebook you see a still picture of the
# first 200 steps, and no table.) Then one question at a time, with a guess first:
#
# 1. Who arrives first, who last?
# 2. Move SGD's rate one notch up, from 0.01072 to 0.01096. (Click the slider, then use the arrow
#    keys.)
# 3. Give momentum the rate 0.02, and then 0.0214. Where is its border?
# 4. Give RMSprop the rate 0.1. Can it diverge?
# 5. Give Adam the rate 1. And then 0.001.

# %% still="05_race"
from utils import optimizer_race

optimizer_race()

# %% [markdown]
# <details><summary>Answers</summary>
#
# 1. Momentum after 246 steps, Adam after 293, SGD after some 3000. RMSprop never comes within
#    0.002: its rate is 0.01, so it ends 0.005 off.
# 2. It diverges. The notch is at 0.01096, which the slider rounds to 0.011, and that is beyond
#    0.01088.
# 3. At 0.02 it still arrives, at 0.0214 it climbs the walls and is lost. The border is
#    $1.9 \cdot 0.01088 = 0.0207$.
# 4. No. Its steps can't be longer than about ten rates, however steep it is. It ends half a rate,
#    0.05, off.
# 5. Adam's steps are about one rate long. At 1 it swings far out and comes back. At 0.001 it is on
#    its way still after 4000 steps.
# </details>

# %% [markdown] question="thousandfold_loss"
# You multiply the loss by 1000. What becomes of Adam's path?
#
# - [ ] it diverges
#
#   SGD would, beyond its border. Adam divides each average of gradients by their usual size.
#
# - [x] hardly anything changes
#
#   The factor is in both averages and cancels, but for a tiny $\varepsilon$. RMSprop does the same.
#
# - [ ] its steps become 1000 times shorter
#
#   They would if the average were divided by a *square*. It is divided by a root of squares.

# %% quiz=true
from utils import quiz

quiz("05_fitting_a_line", 7)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 8. Fit it
#
# ### Exercise 6 (★★): fit a line
#
# All the parts are there. Write a function that fits a line to *any* points of this kind. Choose
# the optimizer, the rate and the number of steps yourself; start where you like. It is right if
# slope and intercept are within 0.002 of the best line, for Anscombe's points and for others that
# the check makes up. A second is enough for it: the race tells you how. (The check sees the three
# numbers, not your way to them: a formula for the best line passes, too. Do it by descent.)


# %% solution="fit_line"
def fit_line(x, y):
    """The line with the least mean squared error, by gradient descent of your choice.

    x, y: tensors of shape (n,), between 4 and 14 as Anscombe's are.
    Returns a tuple of three plain numbers: slope, intercept, mean squared error at the end.
    Example: fit_line(*anscombe()) is about (0.500, 3.000, 1.251).
    """
    ### BEGIN SOLUTION
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.015, momentum=0.9)
    for _ in range(300):
        optimizer.zero_grad()
        loss = mse(y, slope * x + intercept)
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()
    ### END SOLUTION


# %% check="fit_line"
check("fit_line")

# %% [markdown]
# For hints: `hint("fit_line")`.

# %% makes="05_fit"
from utils import plot_fit

with when_ready("fit_line"):
    slope, intercept, loss = fit_line(x, y)
    print(f"slope {slope:.5f}, intercept {intercept:.5f}, loss {loss:.5f}")
    plot_fit(x, y, slope * x + intercept, title="Your line through Anscombe's points")

# %% picture="05_fit"
expected_picture(
    "05_fit",
    alt="Eleven dots between x = 4 and x = 14, and a straight line through the middle of them, "
    "from 5 at the left to 10 at the right.",
)

# %% [markdown]
# How do you know that it is right? For a straight line the lowest point can be computed at once,
# by the method of least squares. NumPy does it, and it doesn't know what a gradient is:

# %%
best = np.polyfit(x.double().numpy(), y.double().numpy(), 1)
print(f"least squares: slope {best[0]:.5f}, intercept {best[1]:.5f}", end="")
print(f", loss {loss_of(torch.tensor(best)).item():.5f}")

# %% [markdown] extra=true
# ### Lab: what went wrong?
#
# Four fits with RMSprop, 0.001, from the usual start. In each one, something is wrong. Each printed
# its last numbers, and no error. (The first two had 6000 steps. For the others 2000 and 100 are
# enough: more of them change next to nothing.)
#
# | Patient | slope | intercept | loss |
# |---|---|---|---|
# | 1 | 0.5256 | 2.6951 | 1.2626 |
# | 2 | 0.4996 | 2.9996 | 13.7630 |
# | 3 | 0.7256 | 0.7152 | 1.8249 |
# | 4 | 0.5488 | 0.7152 | 4.6841 |
#
# Which patient has which cause: the optimizer holds the slope only; the
# gradients are never cleared; the loss is a sum; the parameters were made anew after the optimizer?


# %%
def broken_fit(clear=True, reduction="mean", both=True, stale=False, n_steps=6000):
    slope, intercept = start()
    optimizer = torch.optim.RMSprop([slope, intercept] if both else [slope], lr=0.001)
    if stale:
        slope, intercept = start()
    for _ in range(n_steps):
        loss = nn.MSELoss(reduction=reduction)(slope * x + intercept, y)
        if clear:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return f"slope {slope.item():.4f}, intercept {intercept.item():.4f}, loss {loss.item():.4f}"


# %%
print("never cleared:", broken_fit(clear=False))
print("a sum:        ", broken_fit(reduction="sum"))

# %%
print("slope only:   ", broken_fit(both=False, n_steps=2000))
print("made anew:    ", broken_fit(stale=True, n_steps=100))

# %% [markdown]
# <details><summary>How to tell them apart</summary>
#
# - **Patient 1: never cleared.** The most dangerous of all, because it looks plausible. Gradients
#   of all steps are added up, so the line swings around the lowest point and never settles. Look
#   twice at a fit that is *nearly* right.
# - **Patient 2: a sum.** The line is right. Only the loss tells: $13.763 = 11 \cdot 1.2512$.
#   RMSprop doesn't mind, since the factor cancels. SGD at 0.0108 would have diverged.
# - **Patient 3: slope only.** The intercept is the start's, to the last digit. The slope is the
#   best one *for that intercept*.
# - **Patient 4: made anew.** Both numbers are the start's. The optimizer trains two tensors that
#   nobody uses any more. No gradient ever reaches them.
# </details>

# %% [markdown]
# ### The questions of the beginning
#
# Where does the border between 0.0108 and 0.0110 come from? And what does the third person do with
# the same gradients? Answer in your own words, then open.
#
# <details><summary>An answer</summary>
#
# The landscape is most curved across its valley: 183.78. A step multiplies the distance across by
# $1 - 183.78\,\eta$. That is below $-1$ for rates beyond $2/183.78 = 0.01088$, and then each jump
# is longer than the one before. The third person adds gradients up. Across the valley they point
# to and fro, and cancel; along it they point one way, and make a step ten times as long.
# </details>

# %% [markdown] question="unmoved_intercept"
# A fit is done. The slope has moved, and the intercept is that of the start, to the last digit.
# What do you look at first?
#
# - [ ] the learning rate
#
#   A bad rate moves both numbers too little or too far. It doesn't spare one of them.
#
# - [ ] the number of steps
#
#   A single step would have moved it.
#
# - [x] what the optimizer was given
#
#   It moves what is in its list. What isn't there gets a gradient, and keeps its value.

# %% quiz=true
from utils import quiz

quiz("05_fitting_a_line", 8)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## Quiz
#
# Two questions that look back at earlier lessons. Below them stands how many answers since the
# kernel's start were right at the first try, and which sections to read again. Nothing is graded.

# %% [markdown] question="one_step_home" again="01_gradient_vectors 5"
# A parabola has the curvature 4. At which rate does plain descent arrive in a single step?
#
# - [ ] 0.5
#
#   That is the border, $2/4$: there it jumps to and fro for ever.
#
# - [x] 0.25
#
#   The factor is $1 - 0.25 \cdot 4 = 0$. The border is twice that rate.
#
# - [ ] 0.125
#
#   The factor is $\tfrac12$: each step halves the distance.

# %% [markdown] question="two_losses" again="03_autograd 6"
# Two losses go backward to one leaf, the first with the gradient 2, the second with 3, and nothing
# is cleared between. Then `step` is called once. Which gradient does it use?
#
# - [x] 5
#
#   `backward` adds to `.grad`. Here that is useful: it is the gradient of the sum of both losses.
#
# - [ ] 3
#
#   The second call doesn't replace what the first one has put there.
#
# - [ ] 2.5
#
#   Nobody divides by the number of calls.

# %% quiz=true
from utils import quiz

quiz("05_fitting_a_line", 9)

# %% [markdown]
# ## Questions to discuss
#
# With somebody else, if you can. There is no single right answer; open what a good one touches when
# you have one of your own.
#
# **1.** Somebody takes Adam with the rate 0.001 for everything. When would you advise something
# else?
#
# <details><summary>What a good answer touches</summary>
#
# It is a good first try. A rate that is too small for the way, as in the race, looks like a model
# that can't learn. At a fixed rate it need not come to rest at the bottom, so a schedule helps. And
# for two numbers in a parabola one can compute what is best. Try, and compare on the same start.
# </details>
#
# **2.** Subtracting the mean brought the condition number from 844 down to 10. What does it cost,
# and what must one not forget?
#
# <details><summary>What a good answer touches</summary>
#
# Next to nothing: the same line, with another intercept. The shift belongs to the model from then
# on: new $x$ have to be shifted by the *same* number, that of the training data. With several
# inputs of different size one also divides each by its spread.
# </details>
#
# **3.** Anscombe made three more sets with the same best line and nearly the same loss, one of them
# a curve. What does that say about a loss?
#
# <details><summary>What a good answer touches</summary>
#
# It is one number about the distances, and doesn't tell how they lie. A pattern in the errors says
# that the model is of the wrong kind; a single far point may carry the whole line. So draw the data
# and the errors.
# </details>

# %% [markdown]
# ## Summary
#
# - The **mean squared error** of a line is a valley over slope and intercept. A sum in place of the
#   mean has the same lowest point, and walls that are $n$ times as steep.
# - A **step** changes leaves in place, without recording. An **optimizer** holds parameters, and
#   knows `zero_grad` and `step`. It knows nothing of data or loss.
# - SGD is stable for rates below $2/c$, with the largest curvature $c$; here 0.01088. How long it
#   takes is decided by the **condition number**, here 844.
# - **Momentum** adds gradients up: cancelled across, ten times as fast along. **RMSprop** divides
#   each gradient by its usual size: first step ten rates, last steps half a rate off. **Adam** does
#   both.
# - Wrong fits rarely raise an error. Look at the numbers, and ask what they have in common with the
#   start, with 11, and with the best line.
#
# **Next:** in lesson 06 the line becomes a network with 1537 parameters, and the loop stays as it
# is.

# %% [markdown]
# ## Further reading
#
# - PyTorch manual: [torch.optim](https://docs.pytorch.org/docs/stable/optim.html), with the
#   formulas of all its optimizers and of schedules.
# - Gabriel Goh, [Why Momentum Really Works](https://distill.pub/2017/momentum/), Distill (2017):
#   borders and condition numbers, with pictures you can play with.
# - Francis J. Anscombe, *Graphs in Statistical Analysis*, The American Statistician 27 (1973),
#   pages 17 to 21: the other three sets.
# - Boris Polyak, *Some methods of speeding up the convergence of iteration methods*, USSR
#   Computational Mathematics and Mathematical Physics 4 (1964): momentum, before there were
#   networks to train.
# - Diederik Kingma and Jimmy Ba, [Adam: A Method for Stochastic
#   Optimization](https://arxiv.org/abs/1412.6980) (2015).

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
scorecard("05_fitting_a_line")
