# ---
# course:
#   title: The training loop
#   summary: Write a net and the loop that trains it, and repair loops that fail without an error
#   points: 15
# ---

# %% [markdown]
# # The training loop
#
# Here are two training loops. They hold the same five calls. One call stands elsewhere.
#
# | Loop 1, again and again | Loop 2, again and again |
# |---|---|
# | clear the gradients | |
# | predict | predict |
# | compute the loss | compute the loss |
# | go backward | go backward |
# | | clear the gradients |
# | step | step |
#
# Loop 1 brings the loss of a network from 0.8889 down to 0.0673. Loop 2 runs as long, prints no
# error and no warning, and its last loss is 0.8889: after 1847 rounds the network is bit for bit
# what it was before the first.
#
# **Where did all that work go? And how would you find such a fault in a loop of your own, where
# nobody has put a right one beside it?**
#
# The first question you may be able to answer from lesson 05, the second not yet. At the end of
# this lesson you have written a network and its training loop, you can read the recording of any
# loop, and you have repaired six that were broken.

# %% [markdown] times=true
# ## What you will be able to do
#
# - Write a network as an `nn.Module`, and say which of its numbers are parameters.
# - Write a training step and a training loop, and say what each call reads and changes.
# - Read from the order of the calls what each step really uses.
# - Diagnose a broken loop from its loss curve, and repair it.
#
# **What you need:** `.backward()` and `.grad` from lesson 03, the optimizers of lesson 05.

# %% [markdown]
# Run the next two cells first. The folded one installs the course in Colab and does nothing
# elsewhere; the other loads what the lesson uses.
#
# When you come back after a break, put `from autograder import resume` and below it `resume()` into
# a cell of your own: it runs what you need and says where to go on.

# %% setup=true
import textwrap
import warnings

import matplotlib.pyplot as plt
import torch
from torch import nn

from autograder import check, compare, hint, predict, scorecard
from utils import expected_picture, noisy_sine, set_device, setup_notebook, video_tabs, when_ready

setup_notebook()

# %% [markdown]
# Is there a GPU? Then this lesson runs on it. `set_device` finds out, and everything below is made
# with `.to(device)`. That is all it takes: the loop itself doesn't know where it runs.

# %%
device = set_device()

# %% [markdown]
# ## 1. The data
#
# A sensor was read at 32 places between $-1$ and $1$. At $x = -1$ it said $-0.0363$. The truth
# there is $\sin(-\pi) = 0$; the rest is noise. So it is everywhere: a sine wave, and on top of it
# a random number, a quarter of a standard normal one.
#
# $$y_i = \sin(\pi x_i) + \tfrac14\,\varepsilon_i, \qquad i = 1, \ldots, 32$$
#
# The places are the **features** $x$, the readings are the **labels** $y$, also called targets, as
# in the pictures. Both have the shape `(32, 1)`: one row for each reading, one column. The noise is
# drawn from seed 2021, so that your numbers are the numbers in this text. (A **seed** is where a
# random generator begins: the same seed, the same numbers. Below, `torch.manual_seed(2021)` gives
# the net its first weights that way. `set_seed(2021)` from `utils` does it for Python, NumPy and
# PyTorch at once; change it in your own work, and see which results depend on luck.)

# %%
features, labels = (tensor.to(device) for tensor in noisy_sine())
print("features", tuple(features.shape), "labels", tuple(labels.shape))
print(f"first reading: x = {features[0].item():.4f}, y = {labels[0].item():.4f}")

# %% makes="06_data"
from utils import plot_data

plot_data(features, labels, title="32 readings")

# %% picture="06_data"
expected_picture(
    "06_data",
    alt="32 dots between x = -1 and x = 1. They scatter around one period of a sine wave: down to "
    "-1.4 near x = -0.5, up to 1.2 near x = 0.5.",
)

# %% [markdown]
# A network is going to draw a curve through these dots. How good can it get? Three yardsticks, all
# of them mean squared errors: the best constant, the best straight line (you found one in lesson
# 05), and the true sine itself, which misses the dots by the noise alone.
#
# Which of the three is largest, and about how large is the last, if the
# noise has the standard deviation $\tfrac14$?

# %%
x, y = features.cpu(), labels.cpu()  # least squares isn't there on every device
line = torch.cat([x, torch.ones_like(x)], dim=1)  # two columns: x, and 1 for the intercept
best = torch.linalg.lstsq(line, y).solution  # slope and intercept of the best line at once
noise = y - torch.sin(torch.pi * x)
print(f"best constant      {y.var(unbiased=False).item():.4f}")
print(f"best straight line {((y - line @ best) ** 2).mean().item():.4f}")
print(f"the true sine      {(noise**2).mean().item():.4f}")

# %% [markdown]
# <details><summary>Where the numbers come from</summary>
#
# The best constant is the mean of the labels, and it misses them by their variance, 0.5782. A line
# does better, 0.3661. The sine misses them by the mean square of the noise. You may have said
# $(\tfrac14)^2 = 0.0625$: right for very many readings. For these 32 it is 0.0767.
# </details>
#
# Remember the three. A loss that settles at one of them tells you what the network has become.

# %% [markdown] question="doubled_labels"
# All labels are multiplied by 2. What becomes of 0.5782, the loss of the best constant?
#
# - [ ] it stays, since the best constant doubles too
#
#   The constant doubles, and so does each distance from it.
#
# - [x] it becomes four times as large
#
#   It is the variance of the labels, and distances are squared.
#
# - [ ] it becomes twice as large
#
#   The distances do. The loss squares them.

# %% quiz=true
from utils import quiz

quiz("06_training_loop", 1)

# %% [markdown]
# ## 2. A network as a module

# %%
video_tabs("jzTbQACq7KE", "BV1MU4y1H7WH", "nn.Module")

# %% [markdown]
# Begin with three cells. A **cell** takes the number $x$, multiplies it by a weight, adds a bias
# and bends the result by a tanh. The output is a weighted sum of the cells, plus one more bias. At
# $x = 0.5$:

# %%
w, b = torch.tensor([3.0, -2.0, 1.0]), torch.tensor([0.0, 1.0, -1.0])
v, c = torch.tensor([0.5, 1.0, -1.0]), 0.2
cells = torch.tanh(w * 0.5 + b)
print("cells:", cells, "  output:", (v * cells).sum() + c)

# %% [markdown]
# Over all $x$ the three cells are three soft stairs, each with its own place, slope and height.
# Their sum has more bends than any of them:

# %% still="06_three_cells"
from utils import course_style

x = torch.linspace(-2, 2, 101)
stairs = torch.tanh(x[:, None] * w + b) * v
with course_style():
    for number, (curve, style) in enumerate(zip(stairs.T, ("C0--", "C1:", "k-."), strict=True), 1):
        plt.plot(x, curve, style, linewidth=1.5, label=f"cell {number}, weighted")
    plt.plot(x, stairs.sum(dim=1) + c, "C3", linewidth=3, label="their sum, plus 0.2")
    plt.gca().set(xlabel="x", ylabel="output", title="Three cells and their sum")
    plt.legend(loc="upper right", fontsize=9)
    plt.show()

# %% [markdown]
# With $n$ cells the network is
#
# $$p(x) = c + \sum_{j=1}^{n} v_j \tanh(w_j x + b_j).$$
#
# Give it enough cells, and the sum can follow any smooth curve as closely as you like. All that is
# to be found are the numbers $w_j$, $b_j$, $v_j$ and $c$: the **parameters**.

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### Who keeps the parameters?
#
# An `nn.Module` does. It is a class that knows which of its attributes should be trained. Here is
# one that you could have used in lesson 05, a straight line:


# %%
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.slope = nn.Parameter(torch.tensor(2.0))
        self.intercept = nn.Parameter(torch.tensor(1.0))
        self.note = torch.tensor(5.0)

    def forward(self, x):
        return self.slope * x + self.intercept


model = Line()
print(model(torch.tensor([1.0, 2.0])))
for name, parameter in model.named_parameters():
    print(name, parameter.data, "requires_grad:", parameter.requires_grad)

# %% [markdown]
# Read it from the top.
#
# - `super().__init__()` sets the module up. It comes first.
# - An `nn.Parameter` is a tensor with `requires_grad=True` that the module finds and hands to the
#   optimizer. The plain tensor `note` is not in the list: nobody will train it.
# - `forward` says what the module computes. You call the module itself, `model(x)`, and it calls
#   `forward`.
#
# A module may hold other modules, and their parameters count as its own. Three of PyTorch's ready
# ones are all that you need: `nn.Linear(n_in, n_out)` multiplies by a matrix and adds a bias, and
# both are parameters; `nn.Tanh()` bends each number and has none; `nn.Sequential(a, b, c)` calls
# `a`, then `b`, then `c`.
#
# How many parameters does `nn.Linear(2, 3)` have?

# %%
layer = nn.Linear(2, 3)
print({name: tuple(p.shape) for name, p in layer.named_parameters()})
print(sum(p.numel() for p in layer.parameters()), "parameters")

# %% [markdown]
# Nine: a weight for each of the $2 \cdot 3$ pairs, and a bias for each of the 3 outputs.
#
# **One with gaps.** A module for $p(x) = a x^2 + b x$. Fill in on paper, then open the answer.
#
# ```python
# class Parabola(nn.Module):
#     def __init__(self):
#         ...
#         self.a = ...
#         self.b = ...
#
#     def forward(self, x):
#         ...
# ```
#
# <details><summary>Answer</summary>
#
# In the order of the gaps: `super().__init__()`, then `nn.Parameter(torch.tensor(1.0))` twice (any
# starting number will do), then `return self.a * x**2 + self.b * x`.
# </details>
#
# ### What everybody meets once
#
# It is tempting to keep layers in a list. Look what the module finds then:


# %%
class ListNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 1)]


print("parameters found:", list(ListNet().parameters()))
try:
    torch.optim.SGD(ListNet().parameters(), lr=0.003)
except ValueError as error:
    print("ValueError:", error)

# %% [markdown]
# Read the message: the optimizer got an empty list, so there is nothing it could change. A module
# finds parameters, and modules, that are attributes of its own. It doesn't look into Python's
# lists. `nn.Sequential` is a module, and so is found.
#
# ### Exercise 1 (★): the wide network
#
# Write the network above as a module, with `n_cells` cells.


# %% solution="WideNet"
class WideNet(nn.Module):
    """A network with one hidden layer: Linear(1, n_cells), Tanh, Linear(n_cells, 1).

    n_cells: number of cells.
    parameters: a weight and a bias for each of the two Linear layers, in any order.
    forward(x): x of shape (n, 1); returns the predictions, of shape (n, 1).
    Example: WideNet(3)(torch.zeros(5, 1)).shape is torch.Size([5, 1]).
    """

    def __init__(self, n_cells):
        ### BEGIN SOLUTION
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(1, n_cells), nn.Tanh(), nn.Linear(n_cells, 1))
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        return self.layers(x)
        ### END SOLUTION


# %% check="WideNet"
check("WideNet")

# %% [markdown]
# Stuck? `hint` gives one step at a time. A second argument asks for more: `hint("WideNet", 2)`.

# %%
hint("WideNet")

# %% [markdown]
# Now the network of this lesson.

# %% [markdown] prediction="06_parameters"
# The network of this lesson has 512 cells. How many parameters is that?
#
# - [number, within 0.5] parameters
#
#   There are 1537: three for each cell, and one more.

# %% predict="06_parameters"
predict("06_parameters")

# %%
with when_ready("WideNet"):
    print(WideNet(512))
    n_parameters = sum(parameter.numel() for parameter in WideNet(512).parameters())
    print(n_parameters, "parameters")
    compare("06_parameters", n_parameters)

# %% [markdown]
# <details><summary>Where they are</summary>
#
# Each cell has a $w$, a $b$ and a $v$, and there is one $c$: $3 \cdot 512 + 1$. In the language of
# layers: $512 + 512$ for the hidden layer, $512 + 1$ for the output. It has forty-eight times as
# many parameters as there are readings, hence its name.
# </details>

# %% [markdown] question="plain_tensor"
# A module has `self.a = torch.tensor(1.0, requires_grad=True)`. What does an optimizer that is made
# from its `parameters()` do with `a`?
#
# - [x] nothing
#
#   The tensor gets a gradient, but the module hands out only what is an `nn.Parameter` or belongs
#   to a module inside it.
#
# - [ ] it trains it
#
#   For that, `a` would have to be an `nn.Parameter`.
#
# - [ ] it raises an error when it steps
#
#   An optimizer doesn't know of tensors that it wasn't given.

# %% quiz=true
from utils import quiz

quiz("06_training_loop", 2)

# %% [markdown]
# ## 3. Loss and optimizer
#
# A **loss** turns predictions and labels into one number. Ours is the mean squared error. Three
# predictions, 1, 2 and 4, and three labels, 1, 3 and 2: the errors are 0, $-1$ and 2, their
# squares 0, 1 and 4, and the mean is $\tfrac53$.

# %%
loss_fun = nn.MSELoss()
print(loss_fun(torch.tensor([1.0, 2.0, 4.0]), torch.tensor([1.0, 3.0, 2.0])))

# %% [markdown]
# $$\mathrm{MSE} = \frac1n \sum_{i=1}^n \big(p(x_i) - y_i\big)^2$$
#
# `nn.MSELoss()` makes a module without parameters; you call it like a function. PyTorch has a shelf
# of them, and a training loop takes whichever it is given:
#
# | Loss | What it measures | Used for |
# |---|---|---|
# | `nn.MSELoss` | mean squared error | numbers |
# | `nn.L1Loss` | mean absolute error | numbers with outliers |
# | `nn.HuberLoss` | squared when small, absolute when large | the same |
# | `nn.CrossEntropyLoss` | how unlikely the right class was | classes |
#
# The labels stay, and the predictions are perfect now: 1, 3 and 2. But the
# labels are a column of shape `(3, 1)`, as ours are. Is the loss 0?

# %%
column = torch.tensor([[1.0], [3.0], [2.0]])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print("loss:", loss_fun(torch.tensor([1.0, 3.0, 2.0]), column))
for warning in caught:
    print(textwrap.fill(f"Warning: {warning.message}", 90))

# %% [markdown]
# The loss is 1.3333. Read the warning: shape `(3,)` against `(3, 1)` is **broadcast** to `(3, 3)`,
# so every prediction is compared with every label. The best that a network can do against that is
# to predict the mean everywhere, and its loss settles at the first yardstick, 0.5782. The usual
# way into this trap is `prediction.squeeze()`: it drops the dimensions of length 1, and makes
# `(32,)` of `(32, 1)`. Keep predictions and labels in one shape.
#
# An **optimizer** holds the parameters and knows how to change them, given their gradients. You
# wrote three of them in lesson 05. Here it is SGD with momentum: learning rate 0.003, momentum 0.9.
# SGD is short for *stochastic gradient descent*: on large data each step takes a few examples drawn
# at random. Here there are 32, and each step takes them all. Plain descent changes each parameter
# $\theta$, whose gradient is $g$, by $-0.003\,g$. With momentum every parameter has a velocity $v$
# as well (as in lesson 05; no weight of a cell), which starts at 0, and each step computes
#
# $$v \leftarrow 0.9\,v + g, \qquad \theta \leftarrow \theta - 0.003\,v.$$
#
# So nine tenths of the last velocity stay, and steps in one direction add up. The optimizer object
# keeps the velocities. A new optimizer begins with 0.
#
# The next cell has a function that makes model, loss and optimizer anew. It seeds first, so each
# call gives the same fresh network.


# %%
def fresh_run():
    torch.manual_seed(2021)
    model = WideNet(512).to(device)
    loss_fun = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)
    return model, loss_fun, optimizer


# %% [markdown] prediction="06_untrained"
# The network has learned nothing yet. The best constant has the loss 0.5782. Is the network's loss
# above or below that?
#
# - [ ] below: 512 cells are more than a constant
#
#   They could do better. But nobody has told them what to draw.
#
# - [ ] equal: it draws the best constant
#
#   It draws a curve that has nothing to do with the dots. It knows nothing of their mean.
#
# - [x] above
#
#   A curve that ignores the dots is worse than the best constant, which has seen them.

# %% predict="06_untrained"
predict("06_untrained")

# %%
from utils import plot_fit

with when_ready("WideNet"):
    model, loss_fun, optimizer = fresh_run()
    prediction = model(features)
    print(f"loss: {loss_fun(prediction, labels).item():.6f}")
    plot_fit(features, labels, prediction, title="Before training")
    plt.show()
    compare("06_untrained")

# %% [markdown]
# <details><summary>What you see</summary>
#
# A gentle curve that has nothing to do with the dots: the random parameters are small, so each cell
# is almost a straight line, and so is their sum. The loss is 0.888942, worse than that of the best
# constant.
#
# (Another number, although the check passed? Then your module makes its layers in another order,
# and gets other random numbers. All is well. Make the hidden layer first if you want those of this
# text.)
# </details>

# %% [markdown] question="settled_at_the_variance"
# A loss settles at the variance of the labels. What do you check first?
#
# - [ ] whether the learning rate is right
#
#   A bad rate explodes or crawls; it doesn't settle at that very number.
#
# - [ ] whether there are enough epochs
#
#   It has settled, so more epochs change nothing.
#
# - [x] the shapes of prediction and labels
#
#   At the variance the network predicts the mean everywhere, and that is the best answer when every
#   prediction is compared with every label.

# %% quiz=true
from utils import quiz

quiz("06_training_loop", 3)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 4. One training step
#
# Five calls make a step. Each of them reads something and changes something. That is all that can
# go wrong with them, so look at this table closely:
#
# | Call | reads | changes |
# |---|---|---|
# | `optimizer.zero_grad()` | | empties every `.grad` |
# | `model(features)` | the parameters | records a graph |
# | `loss_fun(prediction, labels)` | prediction and labels | adds the loss to the graph |
# | `loss.backward()` | the graph | **adds** to every `.grad`, and uses the graph up |
# | `optimizer.step()` | every `.grad`, and its own velocities | the velocities and the parameters |
#
# Two lines of this table explain most broken loops. `backward` *adds*, as you saw in lesson 03. And
# `step` reads whatever is in `.grad` at that moment, be it old, doubled or nothing at all.
#
# ### Exercise 2 (★★): a training step
#
# Write one step. It works for any model, any loss function and any optimizer, and leaves their
# choice to the caller. It returns the loss that `backward` started from, as a plain float.


# %% solution="train_step"
def train_step(features, labels, model, loss_fun, optimizer):
    """One training step on all the data. Returns the loss before the step, as a float.

    features, labels: tensors of shape (n, 1). model: an nn.Module. loss_fun: a function of
    prediction and labels. optimizer: holds the model's parameters; they are changed by one step.
    Example: with a fresh run, train_step(features, labels, *fresh_run()) is about 0.888942.
    """
    ### BEGIN SOLUTION
    optimizer.zero_grad()
    prediction = model(features)
    loss = loss_fun(prediction, labels)
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION


# %% check="train_step"
check("train_step")

# %% [markdown]
# For hints: `hint("train_step")`.

# %% [markdown] prediction="06_four_steps"
# Four steps, one after the other, each from where the last one ended. What does the loss do?
#
# - [ ] it falls each time: that is what descent does
#
#   So it would at this rate without momentum, and in the long run far more slowly.
#
# - [x] it falls, and rises once
#
#   That is momentum. The steps before still push on, past the bottom of a valley.
#
# - [ ] it rises: the rate is too large
#
#   The rate is below the border, so the loss falls in the long run.

# %% predict="06_four_steps"
predict("06_four_steps")

# %%
with when_ready("WideNet", "train_step"):
    model, loss_fun, optimizer = fresh_run()
    for number in range(1, 5):
        loss = train_step(features, labels, model, loss_fun, optimizer)
        print(f"step {number} starts from the loss {loss:.6f}")
    compare("06_four_steps")

# %% [markdown]
# <details><summary>Number by number</summary>
#
# 0.888942, 0.562754, 0.465676, and then 0.547915: up again. That is momentum. The steps before
# still push on, past the bottom of a valley. Without it the loss would fall each time at this
# rate, and in the long run far more slowly (one of the exhibits in section 7 shows it).
# </details>
#
# ### Again and again
#
# Training is nothing but that. The next cell takes one step more, from where the last one ended.
# Run it again and again with Ctrl and Enter, which stays in the cell, and watch the loss: it jumps
# and falls, and within some thirty runs it is below that of the best straight line, 0.3661.

# %%
with when_ready("WideNet", "train_step"):
    loss = train_step(features, labels, model, loss_fun, optimizer)
    print(f"this step starts from the loss {loss:.6f}")

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### The flight recorder
#
# An aircraft carries a recorder of what was really done, as opposed to what the pilots think they
# did. `record_calls` is one for loops. It watches model, loss and optimizer, and notes each call:

# %% makes="06_calls"
from utils import plot_calls, record_calls

with when_ready("WideNet", "train_step"):
    model, loss_fun, optimizer = fresh_run()
    with record_calls(model, loss_fun, optimizer) as tape:
        for _ in range(3):
            train_step(features, labels, model, loss_fun, optimizer)
    print(tape[:5])
    plot_calls(tape, title="Three of your steps")

# %% picture="06_calls"
expected_picture(
    "06_calls",
    alt="A timeline with five lanes: zero_grad, forward, loss, backward, step. The calls go down "
    "the lanes one by one, then start again at zero_grad, three times.",
)

# %% [markdown]
# Your picture may differ: `zero_grad` may come at the end, or right before `backward`. Does that
# matter?
#
# What matters is what each step *finds*: how many backward passes have been added up in `.grad`
# since it was last empty. One is right. Take the tape
#
# `backward, step, backward, step, zero_grad, backward, step`
#
# and count along. The first step finds 1. It doesn't empty `.grad`, so the second backward adds to
# what is there, and the second step finds 2. Then `zero_grad` empties it, and the third step finds
# 1 again: `[1, 2, 1]`.
#
# On paper: what do the steps of `forward, loss, backward, zero_grad, step` find, three
# times in a row? What do those of `forward, loss, backward, step`?
#
# ### Exercise 3 (★★): read the flight recorder
#
# Write a function that does this counting for any tape.


# %% solution="flight_recorder"
def flight_recorder(tape):
    """The number of backward passes that each step on the tape finds in .grad.

    tape: a list of the words "zero_grad", "forward", "loss", "backward" and "step", in any order.
    At its beginning .grad is empty.
    Returns a list of whole numbers, one for each "step".
    Example: flight_recorder(["backward", "step", "backward", "step"]) is [1, 2].
    """
    ### BEGIN SOLUTION
    n_gradients, found = 0, []
    for call in tape:
        if call == "zero_grad":
            n_gradients = 0
        elif call == "backward":
            n_gradients += 1
        elif call == "step":
            found.append(n_gradients)
    return found
    ### END SOLUTION


# %% check="flight_recorder"
check("flight_recorder")

# %% [markdown]
# For hints: `hint("flight_recorder")`.
#
# Now the two loops from the beginning of this lesson, and a third without any `zero_grad`, on your
# reader:

# %%
tapes = {
    "loop 1": ["zero_grad", "forward", "loss", "backward", "step"] * 3,
    "loop 2": ["forward", "loss", "backward", "zero_grad", "step"] * 3,
    "no zero_grad": ["forward", "loss", "backward", "step"] * 3,
}
plot_calls(tapes)
with when_ready("flight_recorder"):
    for name, calls in tapes.items():
        print(f"{name:<14} its steps find {flight_recorder(calls)}")

# %% [markdown]
# <details><summary>The answer to the first question</summary>
#
# Loop 2 computes a gradient in each round, then throws it away, then takes a step with nothing. Its
# steps find `[0, 0, 0]`. No call is wrong in itself, so there is no error to be raised. The loss
# stays at 0.888942 for ever.
#
# Loop 1 finds `[1, 1, 1]`. So does a loop with `zero_grad` at its end, or right before `backward`:
# the place doesn't matter, as long as it is not between `backward` and `step`. The third one finds
# `[1, 2, 3]`: its first step is right, and then the gradients pile up.
# </details>
#
# ### What else everybody meets
#
# One order can raise an error: the step after the prediction and before `backward`. It needs
# something in `.grad`, so the cell goes backward once before. (Right after `zero_grad` this order
# would be silent too: the step finds nothing and changes nothing.)

# %%
with when_ready("WideNet"):
    model, loss_fun, optimizer = fresh_run()
    loss_fun(model(features), labels).backward()  # fills .grad
    loss = loss_fun(model(features), labels)
    optimizer.step()
    try:
        loss.backward()
    except RuntimeError as error:
        print("RuntimeError:", error)

# %% [markdown]
# Read it aloud, from the middle (your version of PyTorch may word it otherwise): a tensor of shape
# `[512, 1]` *is at version 2; expected version 1*. That tensor is the output layer's weight,
# transposed, and the graph needs it to go backward. The step has changed it **in place**
# meanwhile, so the graph would compute with numbers that it never saw. PyTorch counts the changes
# of each tensor, notices, and refuses. The cure is the order: backward first, then step.

# %% [markdown] question="order_of_calls"
# Which loop does *not* train? The order of its calls is
#
# - [ ] forward, loss, zero_grad, backward, step
#
#   It trains: each step finds the one gradient that `backward` has put there.
#
# - [x] forward, loss, backward, zero_grad, step
#
#   The gradient is thrown away between `backward` and `step`, so the step finds none.
#
# - [ ] forward, loss, backward, step, zero_grad
#
#   It trains: cleared at the end of a round is cleared before the next `backward`.

# %% [markdown] question="first_wrong_step"
# Without `zero_grad`, which step is the first wrong one?
#
# - [ ] the first
#
#   It finds one gradient, because there is nothing yet to add it to.
#
# - [x] the second
#
#   It finds the sum of two gradients.
#
# - [ ] it depends on the learning rate
#
#   The rate decides how bad it gets, not when it begins.

# %% quiz=true
from utils import quiz

quiz("06_training_loop", 4)

# %% [markdown] stop="sitting"

# %% [markdown]
# ## 5. The loop
#
# One pass over all the data is an **epoch**. Since we take all 32 readings at once, an epoch is one
# step. Training is a step, taken again and again, with the losses written down.
#
# ### Exercise 4 (★★): the training loop
#
# Write the loop. You may call your `train_step`, or write the five calls again.


# %% solution="train"
def train(features, labels, model, loss_fun, optimizer, n_epochs):
    """Trains the model for n_epochs epochs. Returns the losses, a list of n_epochs floats.

    The first five arguments are those of train_step. Each loss is the one before its step.
    Example: train(features, labels, *fresh_run(), n_epochs=2) is about [0.888942, 0.562754].
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(n_epochs):
        losses.append(train_step(features, labels, model, loss_fun, optimizer))
    return losses
    ### END SOLUTION


# %% check="train"
check("train")

# %% [markdown]
# For hints: `hint("train")`.
#
# Now for real: 1847 epochs, after the year in which Cauchy wrote his note. First one step by
# itself, as a demonstration, then the loop.

# %% [markdown] prediction="06_last_loss"
# Which of the three yardsticks will the last loss be close to?
#
# - [ ] 0.5782, that of the best constant
#
#   There the network would have learned the mean of the labels and no more.
#
# - [ ] 0.3661, that of the best straight line
#
#   It is there within some thirty epochs. A line is easy, and the wave takes longer.
#
# - [x] 0.0767, that of the true sine
#
#   It comes close to it, and then goes below: it has begun to follow the noise.

# %% predict="06_last_loss"
predict("06_last_loss")

# %% makes="06_fit"
with when_ready("WideNet", "train_step", "train"):
    model, loss_fun, optimizer = fresh_run()
    demo = train_step(features, labels, model, loss_fun, optimizer)
    losses = train(features, labels, model, loss_fun, optimizer, n_epochs=1847)
    print(f"demo step: {demo:.6f}")
    print("then:", ", ".join(f"{loss:.6f}" for loss in losses[:3]), "...", f"{losses[-1]:.6f}")
    plot_fit(features, labels, model(features), title="After 1847 epochs")
    plt.show()
    compare("06_last_loss")

# %% picture="06_fit"
expected_picture(
    "06_fit",
    alt="The 32 dots, and a smooth line through the middle of them: it falls to about -1 near "
    "x = -0.5, rises to about 1 near x = 0.5, and falls again.",
)

# %% [markdown]
# <details><summary>Below the best of the yardsticks: how can that be?</summary>
#
# The last loss is 0.067295. The true sine misses the dots by 0.0767, and the network by less. So it
# doesn't follow the sine alone: it has begun to follow the noise of these 32 readings too, which
# will be different the next time. That is **overfitting**, in small. A lower training loss is not
# always a better network.
#
# Look at the left edge. The sine is 0 there, and the curve 0.28: four of the five leftmost readings
# happen to lie above the sine, by up to 0.39, and the curve went along.
# </details>
#
# Now three epochs from a fresh network, without the demonstration. Below them the losses of the
# whole training are drawn, on a logarithmic scale.

# %% [markdown] prediction="06_first_of_list"
# The list above begins with 0.562754. With which number will the list of the fresh network begin?
#
# - [number, within 0.01] first loss
#
#   With 0.888942, since the loss before the first step is that of the untrained network. The
#   0.562754 is the second now: the demonstration was the first step.

# %% predict="06_first_of_list"
predict("06_first_of_list")

# %% makes="06_training_loss"
from utils import plot_training_loss

with when_ready("WideNet", "train_step", "train"):
    fresh_losses = train(features, labels, *fresh_run(), n_epochs=3)
    print("fresh network:", ", ".join(f"{loss:.6f}" for loss in fresh_losses))
    plot_training_loss(losses, log=True, title="The training loss")
    plt.show()
    compare("06_first_of_list", fresh_losses[0])

# %% picture="06_training_loss"
expected_picture(
    "06_training_loss",
    alt="Loss over 1847 epochs on a logarithmic scale. It drops from 0.56 to about 0.35 at once, "
    "with a few bumps, then falls along a slope to 0.1 at about epoch 600, and from epoch 1000 on "
    "it stays at 0.067.",
)

# %% [markdown]
# Why the long slope in the middle? The network first becomes about as good as the best straight
# line, 0.3661, within some thirty epochs. A line is easy: all cells pull together. For a wave they
# have to part, some up and some down, and that takes hundreds of steps.
#
# **On a GPU** nothing changes in your code: model, features and labels were moved with
# `.to(device)`, and the loop only passes them on. They have to be on *one* device, or PyTorch says
# so. A network as small as this one is no faster there; 512 cells are too few to keep a GPU busy.
# The last digits may differ, because sums are added up in another order.

# %% [markdown] question="loss_without_item"
# You write down `loss` in place of `loss.item()`. What happens?
#
# - [x] each entry keeps its `grad_fn`
#
#   The numbers are right, but each entry carries its graph along, and it can't be drawn or saved as
#   a number.
#
# - [ ] the training goes wrong
#
#   Writing something down changes no gradient: the training goes on as before.
#
# - [ ] `backward` raises an error
#
#   Each round walks its own graph, and the written-down ones don't matter to it.

# %% [markdown] question="below_the_noise"
# The training loss falls below the noise of the data. What has happened?
#
# - [ ] the network is better than the truth
#
#   On new readings the true sine would win.
#
# - [ ] the loss is computed wrongly
#
#   Possible, but not needed: it happened in section 5. When the loss falls *far* below the noise,
#   think of labels that leak into the input.
#
# - [x] the network has begun to fit the noise
#
#   A little of the noise of *these* readings can be fitted, and it helps with no others.

# %% quiz=true
from utils import quiz

quiz("06_training_loop", 5)

# %% [markdown] stop="checkpoint"

# %% [markdown] extra=true
# ## 6. Live training
#
# Predict each time before you press Start. Press Reset before each question: it puts all settings
# back.
#
# 1. Leave all as it is and press Start. Watch the straight line become a wave.
# 2. Momentum 0. How far does it get in the same number of epochs?
# 3. A learning rate of 0.02. Which kind of failure do you expect?
# 4. Width 4. Can four cells make a wave?
# 5. Noise 0. How low can the loss go now?

# %% still="06_training"
from utils import live_training

live_training(device)

# %% [markdown]
# <details><summary>Answers</summary>
#
# 2. To a loss of 0.24 in 1847 epochs. With momentum 0.9 that takes 200: steps in one direction add
#    up, to ten times the length.
# 3. The loss explodes within about a dozen epochs, as in lesson 01: the step is longer than the
#    curvature allows.
# 4. They can. The loss ends at about 0.09, a little above that of 512 cells, and it takes longer.
# 5. Below 0.001: there is no noise left to stop it.
# </details>

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 7. The museum of broken loops
#
# Ten loops were broken, each in one place, and run for 120 epochs. None of them raised an error.
# (One of them would print a warning, the one about shapes that you saw in section 3. It is hidden
# here, as it would be in a long log.)
# The dashed curve is the healthy loop. Below 1 the scale is even, above 1 each mark is ten times
# the one before.

# %%
from utils import museum_losses, plot_museum, print_museum

exhibits = museum_losses()
plot_museum(exhibits)

# %%
print_museum(exhibits)

# %% [markdown]
# Each of these ten causes hangs there once:
#
# | Cause | What was done |
# |---|---|
# | `"labels as input"` | `model(labels)` in place of `model(features)` |
# | `"momentum lost"` | a new optimizer, of the same kind, in each epoch |
# | `"never steps"` | `optimizer.step` without parentheses |
# | `"new net each epoch"` | model and optimizer are made inside the loop |
# | `"no tanh"` | two linear layers in a row |
# | `"no zero_grad"` | the gradients are never cleared |
# | `"rate too large"` | learning rate 0.03 |
# | `"rate too small"` | learning rate 0.000003 |
# | `"running total"` | the sum of all losses so far is written down |
# | `"squeezed prediction"` | prediction of shape (32,), labels of shape (32, 1) |
#
# **One worked out.** Where is `"running total"`? The training is healthy there, only the notes are
# wrong. So the first number is the right one, 0.8889. The second is $0.8889 + 0.5628 = 1.4517$. And
# the curve can only rise: each epoch adds its own loss, about 0.5 at first and 0.28 at the end.
# Find it in the table.
#
# ### Exercise 5 (★★): ten diagnoses
#
# Which letter has which cause? Use the second loss, the last loss and the three yardsticks
# below the table. A loss that has settled at a yardstick agrees with it to the last digit; one that
# passes by, or still falls, doesn't. Look at the first loss too: where it isn't 0.8889, another
# network, another input or another comparison was there before any step.
#
# The check counts each letter by itself, and doesn't show the answers.


# %% solution="broken_loops"
def broken_loops():
    """The cause for each letter from "A" to "J".

    Returns a dictionary from letters to causes, spelt as in the table.
    Example of its form: return {"A": "no tanh", "B": "no zero_grad"}
    """
    ### BEGIN SOLUTION
    return {
        "A": "rate too small",
        "B": "squeezed prediction",
        "C": "no zero_grad",
        "D": "labels as input",
        "E": "never steps",
        "F": "momentum lost",
        "G": "rate too large",
        "H": "running total",
        "I": "no tanh",
        "J": "new net each epoch",
    }
    ### END SOLUTION


# %% check="broken_loops"
check("broken_loops")

# %% [markdown]
# For hints: `hint("broken_loops")`.

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### The workshop
#
# Six loops, each with one line that is wrong. The lines are numbered.
#
# **Loop 1**
#
# ```text
#  1  def loop(features, labels, model, loss_fun, optimizer, n_epochs):
#  2      losses = []
#  3      for epoch in range(n_epochs):
#  4          loss_fun.zero_grad()
#  5          prediction = model(features)
#  6          loss = loss_fun(prediction, labels)
#  7          loss.backward()
#  8          optimizer.step()
#  9          losses.append(loss.item())
# 10      return losses
# ```
#
# **Loop 2**
#
# ```text
#  1  def loop(features, labels, model, loss_fun, optimizer, n_epochs):
#  2      losses = []
#  3      for epoch in range(n_epochs):
#  4          optimizer.zero_grad()
#  5          prediction = model(features)
#  6          loss = loss_fun(prediction, labels)
#  7          loss.backward()
#  8          optimizer.step
#  9          losses.append(loss.item())
# 10      return losses
# ```
#
# **Loop 3**
#
# ```text
#  1  def loop(features, labels, model, loss_fun, optimizer, n_epochs):
#  2      losses = []
#  3      for epoch in range(n_epochs):
#  4          optimizer.zero_grad()
#  5          prediction = model(features)
#  6          loss = loss_fun(prediction.squeeze(), labels)
#  7          loss.backward()
#  8          optimizer.step()
#  9          losses.append(loss.item())
# 10      return losses
# ```
#
# **Loop 4**
#
# ```text
#  1  def loop(features, labels, model, loss_fun, optimizer, n_epochs):
#  2      losses = []
#  3      for epoch in range(n_epochs):
#  4          optimizer.zero_grad()
#  5          prediction = model(labels)
#  6          loss = loss_fun(prediction, labels)
#  7          loss.backward()
#  8          optimizer.step()
#  9          losses.append(loss.item())
# 10      return losses
# ```
#
# **Loop 5**
#
# ```text
#  1  def loop(features, labels, model, loss_fun, optimizer, n_epochs):
#  2      losses, total = [], 0.0
#  3      for epoch in range(n_epochs):
#  4          optimizer.zero_grad()
#  5          prediction = model(features)
#  6          loss = loss_fun(prediction, labels)
#  7          loss.backward()
#  8          optimizer.step()
#  9          total = total + loss.item()
# 10          losses.append(total)
# 11      return losses
# ```
#
# **Loop 6**
#
# ```text
#  1  def loop(features, labels, model, loss_fun, optimizer, n_epochs):
#  2      losses = []
#  3      for epoch in range(n_epochs):
#  4          optimizer = torch.optim.SGD(model.parameters(), lr=0.003, momentum=0.9)
#  5          optimizer.zero_grad()
#  6          prediction = model(features)
#  7          loss = loss_fun(prediction, labels)
#  8          loss.backward()
#  9          optimizer.step()
# 10          losses.append(loss.item())
# 11      return losses
# ```
#
# ### Exercise 6 (★★): repairs of one line
#
# For each loop, give the number of one line and the text that should stand there. The indentation
# stays as it was. An empty text takes the line out. The check puts your line in and runs the loop.


# %% solution="repaired_loops"
def repaired_loops():
    """One repair for each loop.

    Returns a dictionary from the loop's number to a pair: line number, new text of that line.
    Example of its form: return {1: (3, "for epoch in range(5):"), 2: (9, "")}
    """
    ### BEGIN SOLUTION
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }
    ### END SOLUTION


# %% check="repaired_loops"
check("repaired_loops")

# %% [markdown]
# For hints: `hint("repaired_loops")`.
#
# <details><summary>What to look for in loops of your own</summary>
#
# 1. Does the loss change at all? If not, record the calls: do the steps find a gradient?
# 2. Does it explode? Look at the second loss. Wrong from the first step on: the rate. Right at
#    first: gradients that pile up.
# 3. Does it settle too high? At the best constant: shapes that broadcast. At the best line: no
#    bend in the network.
# 4. Is it too good? Then the network has seen the answers.
# 5. Never at rest? Something random, such as the network, is made anew in each epoch.
# 6. Does it fall, but far too slowly? Second loss hardly changed: the rate. Second loss right:
#    momentum that is forgotten.
# 7. Does it rise steadily, while the fit is good? Then the notes are wrong, not the training.
# </details>

# %%
video_tabs("TvZURbcnXc4", "BV1Pg41177VU", "Wrap-up")

# %% [markdown] question="third_loss_wrong"
# The first two losses of a loop are those of the healthy one. The third is too large. Which fault
# fits?
#
# - [ ] the learning rate is ten times too large
#
#   Then the second loss is off already, since the first step is too long.
#
# - [ ] `optimizer.step` without parentheses
#
#   Then nothing ever moves, and the second loss equals the first.
#
# - [x] the gradients are never cleared
#
#   The first step finds one gradient, as it should, and the second finds two. So the third loss is
#   the first that is wrong.

# %% quiz=true
from utils import quiz

quiz("06_training_loop", 6)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## Quiz
#
# Two questions that look back at earlier lessons. Below them stands how many answers since the
# kernel's start were right at the first try, and which sections to read again. Nothing is graded.

# %% [markdown] question="border_of_a_net" again="05_fitting_a_line 4"
# With the rate 0.003 a network learns, with 0.03 it explodes. Which number of lesson 05 lies behind
# the border between them?
#
# - [x] the largest curvature of the loss
#
#   The border is 2 divided by it, and momentum moves it by a factor. For a network it differs from
#   place to place.
#
# - [ ] the condition number
#
#   It tells how *long* descent takes below the border.
#
# - [ ] the number of parameters
#
#   A line has two and a border of 0.01088. The count isn't in the formula.

# %% [markdown] question="reading_on_the_side" again="03_autograd 7"
# In each epoch you also look at the loss on other readings, under `torch.no_grad()`. What is that
# for?
#
# - [ ] else these readings would change the weights
#
#   Only `step` changes them, and it reads `.grad`. Without a `backward` nothing comes there.
#
# - [x] nothing is recorded that nobody walks
#
#   It saves memory and time. The training itself would be the same without it.
#
# - [ ] else their gradients would pile up
#
#   They would with a `backward`. A forward pass leaves every `.grad` alone.

# %% quiz=true
from utils import quiz

quiz("06_training_loop", 7)

# %% [markdown]
# ## Questions to discuss
#
# With somebody else, if you can. There is no single right answer; open what a good one touches when
# you have one of your own.
#
# **1.** The network has forty-eight times as many parameters as there are readings. Why doesn't it
# draw a line through every dot?
#
# <details><summary>What a good answer touches</summary>
#
# It could. But descent finds gentle curves first, since the cells begin as nearly straight lines,
# and sharp bends need large weights and very many steps. It has begun to follow the noise all the
# same. So how *long* one trains is a choice, too.
# </details>
#
# **2.** How would you decide when to stop, if nobody tells you the true sine?
#
# <details><summary>What a good answer touches</summary>
#
# Keep some readings back and train without them. Their loss falls as long as the network learns
# what is general, and rises when it learns the noise of the others. The training loss alone falls
# on and says nothing about that.
# </details>
#
# **3.** Which two or three lines would you put into every loop of yours, so that it can't fail in
# silence?
#
# <details><summary>What a good answer touches</summary>
#
# The loss before the first step, against what a guess would have. A check that every parameter has
# a gradient after the first `backward`, and has moved after the first `step`. Shapes of prediction
# and labels that are compared once. A run on five readings, which must come down to nearly 0.
# </details>

# %% [markdown]
# ## Summary
#
# - An `nn.Module` keeps **parameters**: `nn.Parameter` attributes, and those of modules inside it.
#   `forward` says what it computes, and you call `model(x)`.
# - A **training step** is: clear, predict, loss, backward, step. `backward` adds to `.grad`, `step`
#   reads it, and neither empties it.
# - So the place of `zero_grad` is free, except between `backward` and `step`. That was the fault of
#   the second loop in the beginning: each of its steps found nothing.
# - **Loops fail in silence.** The loss curve says that something is wrong, its second value and the
#   value where it settles say what, and the order of the calls proves it.
# - The same loop trains any model, with any loss and any optimizer, on any device.
#
# **Next:** in lesson 07 you build the last piece that is still a black box: `backward` itself.

# %% [markdown]
# ## Further reading
#
# - PyTorch manual: [torch.nn](https://docs.pytorch.org/docs/stable/nn.html) and
#   [torch.optim](https://docs.pytorch.org/docs/stable/optim.html), all modules, losses and
#   optimizers.
# - PyTorch manual: [in-place operations and their version
#   counters](https://docs.pytorch.org/docs/stable/notes/autograd.html), the machinery behind the
#   error in section 4.
# - George Cybenko, *Approximation by Superpositions of a Sigmoidal Function*, Mathematics of
#   Control, Signals and Systems 2 (1989): why enough cells can follow any curve.
# - Andrej Karpathy, [A Recipe for Training Neural Networks](https://karpathy.github.io/2019/04/25/recipe/)
#   (2019): why wrong nets so rarely raise an error, and a way of working that finds the faults.
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
scorecard("06_training_loop")
