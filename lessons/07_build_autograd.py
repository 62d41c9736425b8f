# ---
# course:
#   title: Build your own autograd
#   summary: Write the machine behind .backward() in pure Python, and train a network with it
#   points: 15
# ---

# %% [markdown]
# # Build your own autograd
#
# Three people have each written a machine that computes derivatives. They try it on four lines:
#
# ```python
# a = Value(1.0)
# b = a + a
# f = b + (a + b)
# f.backward()
# ```
#
# | | `a.grad` |
# |---|---|
# | Ada | 5 |
# | Ben | 7 |
# | Cleo | 1 |
#
# None of them gets an error. On $x \cdot y$ and on $\tanh(\sin x)$ all three machines are right.
# **Who is right here? And which line is wrong in the other two?**
#
# Since lesson 03 you have called `.backward()` and trusted it. At the end of this lesson there is
# nothing left to trust: you have written it yourself, and a network learns with it. It takes about
# sixty lines of Python, without PyTorch and without NumPy.

# %% [markdown] times=true
# ## What you will be able to do
#
# - Write numbers that remember how they were computed.
# - Put the nodes of any graph into an order in which nobody comes too early.
# - Write the backward pass, and say what a second one has to do.
# - Train a network on your own engine, and say what PyTorch does beyond it.
#
# **What you need:** the graph and its adjoints from lesson 02, accumulation from lesson 03, the
# training loop from lesson 06, and Python classes with `__init__`.

# %% [markdown]
# Run the next two cells first. The folded one installs the course in Colab and does nothing
# elsewhere; the other loads what the lesson uses. PyTorch is there to be compared with; the engine
# is made of `math` alone.
#
# When you come back after a break, put `from autograder import resume` and below it `resume()` into
# a cell of your own: it runs what you need and says where to go on.

# %% setup=true
import math

import torch

from autograder import check, compare, hint, predict, scorecard
from utils import expected_picture, noisy_sine, setup_notebook, when_ready

setup_notebook()

# %% [markdown]
# ## 1. A number that remembers
#
# Start with $3 \cdot 2 = 6$. In lesson 02 you kept three things about such a step: the value 6, the
# two nodes that went in, and a local derivative for each of them. Nudge the 3, and the product
# moves 2 times as far. Nudge the 2, and it moves 3 times as far.
#
# Python's 6 knows nothing of that:

# %%
product = 3.0 * 2.0
print(product, "is a", type(product).__name__, "and has forgotten where it comes from")

# %% [markdown]
# So wrap the number into an object with room for its history. Call it a `Value`. It has four
# attributes:
#
# | Attribute | What it holds | for the 6 |
# |---|---|---|
# | `data` | the number | `6.0` |
# | `parents` | a tuple of the Values that it was computed from | the Value of 3, the Value of 2 |
# | `local_derivatives` | a tuple of plain numbers, one for each parent | `(2.0, 3.0)` |
# | `grad` | its adjoint, once a backward pass has been there | `0.0` |
#
# A tuple of one needs a comma: `(p,)` is a tuple with `p` in it, `(p)` is `p` in brackets. You need
# that for every operation with one input, such as the sine.
#
# A Value without parents is a **leaf**, as in lesson 03. The parents of a node are what it was made
# *from*: its edges back to the leaves.
#
# Python helps with the operators. Where it reads `p * q`, it calls `p.__mul__(q)`. So a class that
# has a method `__mul__` decides by itself what `*` means. Here is the smallest example, a number
# that reports on itself:


# %%
class Chatty:
    def __init__(self, data):
        self.data = data

    def __mul__(self, other):
        print(f"somebody multiplies {self.data} by {other.data}")
        return Chatty(self.data * other.data)


six = Chatty(3.0) * Chatty(2.0)
print(six.data)

# %% [markdown]
# A `Value` does the same. It doesn't print, it records. **A worked example** is the sum, the method
# `__add__` in the exercise below. Read its two lines before you go on:
#
# ```python
# def __add__(self, other):
#     other = as_value(other)
#     return Value(self.data + other.data, (self, other), (1.0, 1.0))
# ```
#
# The first line turns a plain number into a Value, so that `v + 2` works. The second one makes the
# result: its number, its two parents, and a slope of 1 for each, because a nudge of either summand
# moves the sum by the same amount.
#
# **One with gaps.** For $p \cdot q$ the result has the number `self.data * other.data` and the
# parents `(self, other)`. Which two numbers are the local derivatives, in this order?
#
# <details><summary>Answer</summary>
#
# `(other.data, self.data)`: each parent gets the *other* factor. For $3 \cdot 2$ that is
# `(2.0, 3.0)`, as in the table.
# </details>
#
# **The others alone.** You had all of these slopes in lesson 02, but for two. A difference $p - q$
# shrinks when $q$ grows. A power $p^n$ with a fixed number $n$ has the slope $n\,p^{\,n-1}$.

# %% [markdown] prediction="07_tanh_slope"
# A square is taken away from 1 in the slope of $\tanh$. Which one is it, for $t = \tanh v$ at
# $v = 0.5$? The last line measures it.
#
# - [ ] 1 − v², with the input v
#
#   That is one of the commonest slips in engines like this. Near 0 it is hardly noticed.
#
# - [x] 1 − t², with the result t
#
#   The slope of $\tanh v$ is $1 - \tanh^2 v$. So a program computes $t$ once, and uses it twice.

# %% predict="07_tanh_slope"
predict("07_tanh_slope")

# %%
v, h = 0.5, 1e-6
t = math.tanh(v)
print(f"1 - v²: {1 - v**2:.6f}      1 - t²: {1 - t**2:.6f}")
print(f"measured: {(math.tanh(v + h) - math.tanh(v - h)) / (2 * h):.6f}")
compare("07_tanh_slope")

# %% [markdown]
# ### When the number stands on the left
#
# `v * 2` calls `v.__mul__(2)`. And `2 * v`? Python asks the 2 first, and a plain 2 has never heard
# of your class. Try it with the number from above:

# %%
try:
    2 * Chatty(3.0)
except TypeError as error:
    print("TypeError:", error)

# %% [markdown]
# Read it aloud: *unsupported operand types for `*`*, an `int` on the left and a `Chatty` on the
# right. Before Python gives up, it asks the right one for a second method, with an `r` in front:
# `v.__rmul__(2)`. There `self` is the Value, and `other` is the 2 *on the left*. For sums and
# products the side doesn't matter. For $2 - v$ and $2 / v$ it does.

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### Exercise 1 (★★): operations that record themselves
#
# Complete the class. `__init__`, `__add__` and `backward` are done; the function that `backward`
# calls is exercise 3. Each method returns a new Value and leaves its operands as they are. Use
# `math.sin`, `math.cos`, `math.log` and `math.tanh`.
#
# Go in four steps. They stand in the class as comments:
#
# 1. `__mul__` and `__sub__`, as worked out above.
# 2. `__pow__` and `__truediv__`. A power has one parent, since its exponent is a plain number. A
#    quotient has two slopes, and you had both in lesson 02.
# 3. `sin`, `log` and `tanh`: one parent each, so `(self,)` has its comma.
# 4. The four with an `r`, for a plain number on the left. One line each is enough: the operators
#    above do the work.
#
# After each step, run the class and its check. The card lists what is right already, in the order
# of the steps, and the points so far are yours.


# %% solution="Value"
def as_value(number):
    """The number itself if it is a Value, else a Value made of it."""
    return number if isinstance(number, Value) else Value(number)


class Value:
    """A number that remembers how it was computed.

    data: a number. parents: tuple of Values. local_derivatives: tuple of plain numbers, the slope
    of this Value with respect to each parent. grad: a number, 0.0 before any backward pass.
    Example: f = Value(3.0) * Value(2.0) has f.data 6.0 and f.local_derivatives (2.0, 3.0).
    """

    def __init__(self, data, parents=(), local_derivatives=()):
        self.data = float(data)
        self.parents = parents
        self.local_derivatives = local_derivatives
        self.grad = 0.0

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    # Step 1

    def __mul__(self, other):
        ### BEGIN SOLUTION
        other = as_value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))
        ### END SOLUTION

    def __sub__(self, other):
        ### BEGIN SOLUTION
        other = as_value(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0))
        ### END SOLUTION

    # Step 2

    def __pow__(self, exponent):  # the exponent is a plain number
        ### BEGIN SOLUTION
        slope = exponent * self.data ** (exponent - 1)
        return Value(self.data**exponent, (self,), (slope,))
        ### END SOLUTION

    def __truediv__(self, other):
        ### BEGIN SOLUTION
        other = as_value(other)
        slopes = (1 / other.data, -self.data / other.data**2)
        return Value(self.data / other.data, (self, other), slopes)
        ### END SOLUTION

    # Step 3

    def sin(self):
        ### BEGIN SOLUTION
        return Value(math.sin(self.data), (self,), (math.cos(self.data),))
        ### END SOLUTION

    def log(self):  # the natural logarithm
        ### BEGIN SOLUTION
        return Value(math.log(self.data), (self,), (1 / self.data,))
        ### END SOLUTION

    def tanh(self):
        ### BEGIN SOLUTION
        t = math.tanh(self.data)
        return Value(t, (self,), (1 - t**2,))
        ### END SOLUTION

    # Step 4

    def __radd__(self, other):  # other + self, where other is a plain number
        ### BEGIN SOLUTION
        return self + other
        ### END SOLUTION

    def __rmul__(self, other):  # other * self
        ### BEGIN SOLUTION
        return self * other
        ### END SOLUTION

    def __rsub__(self, other):  # other - self
        ### BEGIN SOLUTION
        return as_value(other) - self
        ### END SOLUTION

    def __rtruediv__(self, other):  # other / self
        ### BEGIN SOLUTION
        return as_value(other) / self
        ### END SOLUTION

    def backward(self):
        backward_pass(self)


# %% check="Value"
check("Value")

# %% [markdown]
# Stuck? A hint says a little, a second argument asks for more: `hint("Value", 2)`.

# %%
hint("Value")

# %% [markdown]
# ### Try each step
#
# **After step 1.** By hand: 6 with the slopes 2 and 3, then 1 with the slopes 1 and −1.

# %%
with when_ready("Value"):
    for result in (Value(3.0) * Value(2.0), Value(3.0) - Value(2.0)):
        print(result.data, result.local_derivatives)

# %% [markdown]
# **After step 2.** $2^3$ is 8, and a nudge of the 2 counts $3 \cdot 2^2 = 12$ times. What are the
# two slopes of $3/2$?

# %%
with when_ready("Value"):
    for result in (Value(2.0) ** 3, Value(3.0) / Value(2.0)):
        print(result.data, result.local_derivatives)

# %% [markdown]
# **After step 3.** The first slope is the one that you measured above, 0.786448.

# %%
with when_ready("Value"):
    for result in (Value(0.5).tanh(), Value(2.0).log(), Value(0.0).sin()):
        print(f"{result.data:.6f}", [f"{slope:.6f}" for slope in result.local_derivatives])

# %% [markdown]
# **After step 4.** The numbers on the left that stopped `Chatty`: 6, −1 and 0.5.

# %%
with when_ready("Value"):
    print((2 * Value(3.0)).data, (2 - Value(3.0)).data, (2 / Value(4.0)).data)

# %% [markdown]
# **All together.** One step of lesson 02's graph, $c = a/b$ with $a = 1.6$ and $b = \sin 1.1$.
# What are the signs of its two local derivatives?

# %%
with when_ready("Value"):
    c = Value(1.6) / Value(1.1).sin()
    print(f"c = {c.data:.6f}, local derivatives", [round(s, 6) for s in c.local_derivatives])
    print("the second parent has a parent of its own:", c.parents[1].parents[0].data)

# %% [markdown]
# The graph is all there. Nobody has drawn it, nobody has named its nodes: you computed, and it was
# recorded. That is what *dynamic graph* meant in lesson 03.

# %% [markdown] question="what_is_recorded"
# `f = p * q` with the data 3 and 4. What does `f` keep as its local derivatives?
#
# - [ ] (3.0, 4.0)
#
#   These are the parents' own numbers. A nudge of $p$ is multiplied by the other factor.
#
# - [x] (4.0, 3.0)
#
#   Each parent gets the other factor, in the order of the parents.
#
# - [ ] (1.0, 1.0)
#
#   These belong to a sum.
#
# - [ ] 12.0
#
#   That is the data of `f`. There is a local derivative for each parent.

# %% [markdown] question="needs_radd"
# `Value(1.0) + 2` works, and `sum([Value(1.0), Value(2.0)])` raises a TypeError. What is missing?
#
# - [ ] a method sum in the class
#
#   Python's `sum` asks for no such method; it uses `+`.
#
# - [x] the method __radd__
#
#   `sum` begins with 0, so the first addition is `0 + Value(1.0)`. The 0 can't do it, and Python
#   asks the right side for `__radd__`.
#
# - [ ] the method __add__
#
#   It is there: the first expression works.

# %% quiz=true
from utils import quiz

quiz("07_build_autograd", 1)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 2. Who comes first?
#
# Back to the four lines of the beginning. Give the bracket a name, $c = a + b$, so that
# $f = b + c$. Draw the graph on paper: $a$ goes into $b$ twice and into $c$ once, and $b$ goes into
# $c$ and into $f$. The next cell draws it as PyTorch records it. As in lesson 03, the arrows go the
# way that the backward pass goes, from the right to the left.


# %% still="07_graph"
from utils import draw_graph


def named_steps(a):
    b = a + a
    c = a + b
    return {"a": a, "b": b, "c": c, "f": b + c}


steps = named_steps(torch.tensor(1.0, requires_grad=True))
draw_graph(steps["f"], steps, title="b = a + a, c = a + b, f = b + c")

# %% [markdown]
# The backward pass starts with $\bar f = 1$, and each node passes on what it has: it adds *own
# adjoint times local derivative* to the adjoint of each parent. All local derivatives are 1 here.
#
# On paper: $f$ gives 1 to $b$ and 1 to $c$. Now $b$ is next in line: it passes its 1
# on to $a$, twice, so $\bar a = 2$. Then comes $c$: it gives 1 to $a$ and 1 to $b$. What is wrong
# now?
#
# <details><summary>Answer</summary>
#
# $\bar b$ has become 2, but $b$ has passed on a 1 only. It went too early: somebody who uses it,
# $c$, had not been there yet. If $b$ stays silent, $\bar a$ ends at 3. If $b$ speaks again and
# passes on its whole 2, twice, the 1 of before is counted again and $\bar a$ ends at 7. That is
# Ben's engine.
# </details>
#
# A node may pass its adjoint on when *everybody who uses it* has done so. So on the way back $c$
# has to come before $b$. The order $f, c, b, a$ works, and $f, b, c, a$ doesn't.
#
# Read from its end, that order is $a, b, c, f$: **each node after all of its parents**. Such a list
# is a **topological order** of the graph. It is the order in which you could have computed the
# values. There may be several, and each of them is right.
#
# ### How to find one
#
# Begin at the output, because that is the only node you have. The rule is:
#
# > To list a node: if it was visited before, do nothing. Else list all its parents, and then write
# > down the node itself.
#
# Follow it for $f$, whose parents are $b$ and $c$. List $b$: first its parent $a$, which has none,
# so **$a$** is written down, then **$b$**. List $c$: $a$ and $b$ are known, so **$c$** is written
# down. At last **$f$**. Without the memory of visited nodes the list would have $a$ five times.
#
# "To list a node, list its parents": a function that calls itself says that in a few lines. But
# each call waits for the calls inside it, and Python lets only so many wait:


# %%
def how_deep(n):
    return 0 if n == 0 else 1 + how_deep(n - 1)


print("100 calls inside each other:", how_deep(100))
try:
    how_deep(100_000)
except RecursionError as error:
    print("RecursionError:", str(error)[:32])

# %% [markdown]
# Read it aloud: *maximum recursion depth exceeded*. A sum of some thousand terms, added one by one,
# is a chain of that depth, so it does happen. The way out is a list of your own that remembers what
# is waiting: a **stack**. You put things on its end with `append` and take them off its end with
# `pop`.
#
# Each thing on the stack is a pair: a node, and whether its parents are done.
#
# - Take a pair off. If the parents are done, write the node down.
# - If not, and the node is new: remember it, put it back as *done*, and put its parents on top as
#   *not done*. They come off first, and with them all that is below them.
#
# ### Exercise 2 (★★★): parents before children
#
# Write the function, either way. Calls inside calls earn two of the three points; the third is for
# a chain of 4,000 nodes, and comes only where the order of all other graphs is right too.


# %% solution="topological_order"
def topological_order(output):
    """All Values that output was computed from, and output itself, as a list.

    Each Value stands once in it, and after all of its parents. It works for chains of any length.
    output: a Value.
    Example: for a = Value(1.0), b = a + a and f = b + (a + b) the data of the list are
    1.0, 2.0, 3.0 and 5.0.
    """
    ### BEGIN SOLUTION
    order, seen, stack = [], set(), [(output, False)]
    while stack:
        node, parents_are_done = stack.pop()
        if parents_are_done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            for parent in node.parents:
                stack.append((parent, False))
    return order
    ### END SOLUTION


# %% check="topological_order"
check("topological_order")

# %% [markdown]
# For hints: `hint("topological_order")`.
#
# On the four lines, the check of your eyes:

# %%
a = Value(1.0)
b = a + a
f = b + (a + b)
with when_ready("topological_order"):
    print([node.data for node in topological_order(f)])

# %% [markdown] question="valid_orders"
# $b = \sin a$, $c = \tanh a$, $f = b \cdot c$. Which list is *no* topological order?
#
# - [ ] a, b, c, f
#
#   It is one: $a$ stands before $b$ and $c$, and both stand before $f$.
#
# - [ ] a, c, b, f
#
#   It is one too: $b$ and $c$ don't use each other, so either may come first.
#
# - [x] b, a, c, f
#
#   Here $b$ stands before its parent $a$.

# %% quiz=true
from utils import quiz

quiz("07_build_autograd", 2)

# %% [markdown] stop="sitting"

# %% [markdown]
# ## 3. The backward pass
#
# Now you have all there is to it. Go through the order from its end. Each node adds to the `grad`
# of each parent
#
# $$\bar p \mathrel{+}= \bar v \cdot \frac{\partial v}{\partial p}$$
#
# where $v$ is the node and $p$ the parent. Along a path that multiplies, and where paths meet it
# adds: lesson 02's two rules, in one line. And Cleo's engine? It has `=` in the place of `+=`.
# Each contribution replaces the one before, and of all the ways to $a$ only the last one counts.
#
# ### What should a second call do?
#
# You call `f.backward()` again, on the same graph. Somebody has to decide what happens then.

# %% [markdown] prediction="07_second_call"
# After the first call, PyTorch has 5 in the leaf's `.grad`. What is there after the second one?
#
# - [number, within 0.1] the grad after call 2
#
#   PyTorch adds the second gradient to the first, and 10 is twice 5. You met that in lesson 03, and
#   cleared it in the loop of lesson 06.

# %% predict="07_second_call"
predict("07_second_call")

# %%
leaf = torch.tensor(1.0, requires_grad=True)
twice = leaf + leaf
result = twice + (leaf + twice)
for call in (1, 2):
    result.backward(retain_graph=True)
    print(f"after call {call}: {leaf.grad.item()}")
compare("07_second_call", leaf.grad)

# %% [markdown]
# **Our engine keeps PyTorch's rule for the grads of leaves.** It is useful: two losses can leave
# their gradients in the same parameters.
#
# For inner nodes it would be a fault. What `b` still holds of the first call would be passed on
# once more by the second. So a backward pass has four steps:
#
# 1. Find the topological order.
# 2. Put the `grad` of every inner node, a node with parents, back to 0.
# 3. Give the output the adjoint 1.
# 4. Go through the order from the end, and pass on.
#
# ### Exercise 3 (★★): the backward pass
#
# Write it. It returns nothing: it leaves the adjoints in the `grad` of the nodes. The check gives
# it a right `topological_order`, whatever yours does.


# %% solution="backward_pass"
def backward_pass(output):
    """Leaves ∂output/∂node in the grad of every node that output was computed from.

    Grads of leaves are added to what they hold; those of inner nodes begin anew.
    output: a Value that was computed from others. Returns nothing.
    Example: for a = Value(1.0), b = a + a and f = b + (a + b), backward_pass(f) leaves 5.0 in
    a.grad, and a second backward_pass(f) makes it 10.0.
    """
    ### BEGIN SOLUTION
    order = topological_order(output)
    for node in order:
        if node.parents:
            node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.local_derivatives, strict=True):
            parent.grad += node.grad * slope
    ### END SOLUTION


# %% check="backward_pass"
check("backward_pass")

# %% [markdown]
# For hints: `hint("backward_pass")`.
#
# **The answer to the first question**, by your own engine:

# %%
with when_ready("topological_order", "backward_pass"):
    for call in (1, 2):
        f.backward()
        print(f"after call {call}: a.grad = {a.grad}, b.grad = {b.grad}")

# %% [markdown]
# Ada is right: $f = b + a + b = 2a + a + 2a = 5a$. Ben has no topological order. Cleo has `=` for
# `+=`. And on $x \cdot y$ and $\tanh(\sin x)$ all three agree, because there nothing is used twice.
# A test with a shared node would have told them at once.

# %% [markdown] question="equals_for_plus"
# An engine has `=` in the place of `+=`. On which function is it still right?
#
# - [ ] a + a
#
#   Both contributions are 1, and the second replaces the first: it gives 1 for 2.
#
# - [ ] a · sin a
#
#   $a$ is used twice, and one of the two contributions is lost.
#
# - [x] tanh(sin a)
#
#   Each node has one user only, so there is one contribution, and nothing to be added.

# %% [markdown] question="second_backward"
# In our engine you call `f.backward()` three times in a row. What is in the grads?
#
# - [x] leaves three times the gradient, inner nodes once
#
#   Leaves add up over calls. Inner nodes begin anew in each, so that nothing old is passed on.
#
# - [ ] leaves once, inner nodes once
#
#   That would be an engine that clears everything. Ours keeps PyTorch's rule for leaves.
#
# - [ ] leaves three times, inner nodes three times
#
#   If inner nodes kept their grads, they would pass the old ones on again, and the leaves would get
#   more than three times the gradient.

# %% quiz=true
from utils import quiz

quiz("07_build_autograd", 3)

# %% [markdown] stop="checkpoint"

# %% [markdown] extra=true
# ## 4. Lesson 02 on your engine
#
# In lesson 02 you derived three slopes of this function by hand, edge by edge:
#
# $$f(x, y, z) = \tanh\!\Big(\ln\!\Big(1 + z \cdot \frac{2x}{\sin y}\Big)\Big).$$
#
# Now type the formula, and nothing else.

# %%
with when_ready("Value", "topological_order", "backward_pass"):
    x, y, z = Value(0.8), Value(1.1), Value(0.5)
    f = (1 + z * (2 * x / y.sin())).log().tanh()
    f.backward()
    print(f"f = {f.data:.6f}, gradient {x.grad:.6f}, {y.grad:.6f}, {z.grad:.6f}")
    t = [torch.tensor(v.data, dtype=torch.float64, requires_grad=True) for v in (x, y, z)]
    torch.tanh(torch.log(1 + t[2] * (2 * t[0] / torch.sin(t[1])))).backward()
    print("PyTorch:              ", ", ".join(f"{tensor.grad.item():.6f}" for tensor in t))

# %% [markdown]
# 0.402323, −0.163815 and 0.643716: the numbers of lesson 02, to the last digit.
#
# ### Step through your engine
#
# This is lesson 02's stepper, but behind it stands *your* code: your Values, in your order, with
# the grads of your backward pass. Press Next (or Tab to it and press Enter). The thick frame is
# around the node whose turn it is: going forward it gets its value, going backward its adjoint.
# Then change the numbers or the formula; a formula may hold `x`, `y`, `z`, numbers, `+ - * / **`,
# `sin`, `log` and `tanh`. Equal parts of it are computed once and used twice.
#
# 1. The 1 and the 2 of the formula have an adjoint as well. What does it say?
# 2. Type `(x + x) + (x + (x + x))`. Where do you see this lesson's first question?
# 3. Type `tanh(0.5*x - 2)` and set $x = 40$. What happened to the adjoint of $x$?

# %% still="07_stepper"
from utils import engine_stepper

engine_stepper(Value, topological_order)

# %% [markdown]
# <details><summary>Answers</summary>
#
# 1. How strongly $f$ would react if that constant moved. To the engine a constant is a leaf like
#    any other; nobody asks for its grad, and so nobody looks.
# 2. `x + x` is computed once and used twice: it is $b$. The arrows show who uses whom, and the
#    adjoint of $x$ is 5.
# 3. $\tanh 18$ rounds to 1, so $1 - t^2$ is 0 and nothing gets through. The cell is
#    **saturated**: it can't learn any more.
# </details>

# %% [markdown] question="adjoint_of_a_constant"
# In `1 + z * (2 * x / y.sin())` the engine gives the constant 2 an adjoint too. What is it good
# for?
#
# - [x] for nothing: nobody asks for it
#
#   It says how strongly $f$ would react if the 2 moved. It doesn't, and PyTorch leaves it out.
#
# - [ ] the adjoint of x is computed from it
#
#   That one takes the product's adjoint and the local derivative 2. Two parents don't use each
#   other.
#
# - [ ] a training step moves the 2 by it
#
#   A step moves what is in the list of parameters, and the 2 isn't there.

# %% quiz=true
from utils import quiz

quiz("07_build_autograd", 4)

# %% [markdown]
# ## 5. The little sister learns
#
# Lesson 06 trained `WideNet`, with 512 cells. Its little sister has 8, and 25 parameters: eight
# $w$, eight $b$, eight $v$ and one $c$, in
#
# $$p(x) = c + \sum_{j=1}^{8} v_j \tanh(w_j x + b_j).$$
#
# To compare later, let PyTorch draw the starting numbers, in double precision as Python's own
# floats. The data are the 32 readings of lesson 06.

# %%
torch.manual_seed(2021)
layers = torch.nn.Linear(1, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1)
twin = torch.nn.Sequential(*layers).double()
start = [parameter.detach().flatten().tolist() for parameter in twin.parameters()]
features, labels = (tensor.flatten().tolist() for tensor in noisy_sine())
print([len(numbers) for numbers in start], "numbers,", len(features), "readings")

# %% [markdown]
# And here is the network on your Values. `sum` begins with 0 and adds from there, so it needs your
# `__radd__`.


# %%
def fresh_network():
    """A function predict(x), and the list of its 25 parameters."""
    w, b, v, (c,) = ([Value(number) for number in numbers] for numbers in start)

    def predict(x):
        return sum(v[j] * (w[j] * x + b[j]).tanh() for j in range(8)) + c

    return predict, [*w, *b, *v, c]


# %% [markdown]
# The loss is the mean squared error over the 32 readings. How large is its graph?


# %%
def graph_of_the_loss():
    """All nodes of the loss of a fresh network, in your order."""
    predict, _ = fresh_network()
    squares = [(predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True)]
    return topological_order(sum(squares) / len(squares))


with when_ready("Value", "topological_order"):
    nodes = graph_of_the_loss()
    print(f"loss {nodes[-1].data:.6f}: {len(nodes)} nodes, ", end="")
    print(sum(len(node.parents) for node in nodes), "edges")

# %% [markdown]
# That is the graph of *one* epoch. It is recorded anew in each.
#
# The backward pass goes along each edge once. One could also go *forward*: nudge one input, and
# carry its slope along each edge to the output. That is **forward mode**.

# %% [markdown] prediction="07_forward_mode"
# For all 25 slopes, how many times as many multiplications does forward mode take as one backward
# pass, at most?
#
# - [number, within 0.5] times as many
#
#   25 times as many: a pass for each parameter. A forward pass answers one question: what does
#   *this* input do to all outputs? A backward pass answers another: what do all inputs do to *this*
#   output?

# %% predict="07_forward_mode"
predict("07_forward_mode")

# %%
with when_ready("Value", "topological_order"):
    n_edges = sum(len(node.parents) for node in graph_of_the_loss())
    print("backward:", n_edges, "multiplications for all slopes")
    print("forward: ", n_edges * 25, "at most, a pass for each parameter")
    compare("07_forward_mode", n_edges * 25 / n_edges)

# %% [markdown]
# <details><summary>Why that is a bad bargain here</summary>
#
# A loss is one output, and parameters are
# many, 25 here and billions elsewhere. With one input and many outputs it would be the other way
# round, and forward mode would win: that was the JVP of lesson 04.
# </details>

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### Exercise 4 (★★): train it
#
# Write the loop of lesson 06 for your engine. There is no optimizer and no `zero_grad`: the rule is
# $p \leftarrow p - \eta\,\bar p$ for each parameter, and the rest you do by hand. Move the **data**
# of a parameter. `p = p - ...` would make a new Value, and the network would keep the old one. And
# put each `grad` back to `0.0`. PyTorch puts None there and knows what that means; your engine adds
# to the `grad`, and it can't add to None.


# %% solution="train_with_values"
def train_with_values(features, labels, predict, parameters, lr, n_epochs):
    """Trains by gradient descent on the mean squared error. Returns n_epochs losses, floats.

    features, labels: lists of n plain numbers. predict: takes one feature, returns a Value.
    parameters: list of the Values that predict uses; their data are moved. lr: learning rate.
    An epoch is one step, on the mean of (predict(x) - y)² over all n pairs. Its loss is the one
    before the step.
    Example: on the 32 readings and a fresh network, with lr = 0.1 and n_epochs = 2, the losses are
    about [0.706141, 0.569337].
    """
    ### BEGIN SOLUTION
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        total = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = total / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses
    ### END SOLUTION


# %% check="train_with_values"
check("train_with_values")

# %% [markdown]
# For hints: `hint("train_with_values")`. (The check gives your loop Values of its own, which are
# PyTorch tensors in disguise. So it judges the loop, whatever your engine does.)
#
# Now the real thing: 600 epochs on your engine. It takes some seconds, so they are run in twelve
# rounds of 50, with a bar that shows how far they are. Each round goes on where the one before
# stopped, because the parameters keep their data.

# %% makes="07_fit"
from utils import plot_fit, progress

losses = []
with when_ready("Value", "topological_order", "backward_pass", "train_with_values"):
    network, parameters = fresh_network()
    losses += train_with_values(features, labels, network, parameters, 0.1, 50)
    for _ in progress(range(11), "rounds of 50 epochs"):
        losses += train_with_values(features, labels, network, parameters, 0.1, 50)
    print(f"first {losses[0]:.6f}, second {losses[1]:.6f}, last {losses[-1]:.6f}")
    curve = [network(x).data for x in features]
    plot_fit(features, labels, curve, title="Trained by your own engine")

# %% picture="07_fit"
expected_picture(
    "07_fit",
    alt="The 32 dots of lesson 06, and a smooth line through them: it falls to about -0.95 near "
    "x = -0.4, rises to about 1 near x = 0.36 and falls again, to 0.1 at x = 1.",
)

# %% [markdown]
# The twin in PyTorch starts from the same numbers and takes the same steps.

# %% [markdown] prediction="07_twins"
# How far apart are the two lists of losses after 600 epochs, at worst?
#
# - [ ] about 10⁻³
#
#   So far apart are two different methods. These two multiply the same local derivatives.
#
# - [ ] about 10⁻⁷
#
#   That would be float32. Python's floats have 16 digits, and the twin computes in float64.
#
# - [x] about 10⁻¹⁵
#
#   They agree to the last digit or two that a float has. Your sixty lines *are* autograd.

# %% predict="07_twins"
predict("07_twins")

# %%
inputs, targets = (torch.tensor(n, dtype=torch.float64)[:, None] for n in (features, labels))
optimizer, twins = torch.optim.SGD(twin.parameters(), lr=0.1), []
for _ in range(600):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(twin(inputs), targets)
    loss.backward()
    optimizer.step()
    twins.append(loss.item())
print(f"PyTorch: first {twins[0]:.6f}, second {twins[1]:.6f}, last {twins[-1]:.6f}")

# %% makes="07_twins"
from utils import plot_losses

differences = [abs(p - q) for p, q in zip(losses, twins, strict=False)]
print("largest difference:", max(differences, default="(your losses aren't there yet)"))
curves = {"your engine": losses} if losses else {}
plot_losses(curves | {"PyTorch": twins}, together=True, title="Two engines")

# %%
if losses:
    compare("07_twins")

# %% picture="07_twins"
expected_picture(
    "07_twins",
    alt="Two loss curves over 600 epochs that lie on each other: a fall from 0.7 to 0.35 at once, "
    "a level stretch, and a slope down to below 0.1.",
)

# %% [markdown]
# Look at what is not in your sixty lines: no formula of the network's gradient. Change the network,
# and nothing else has to change.

# %% [markdown] question="forward_or_backward"
# When is forward mode the better choice?
#
# - [ ] when the graph is deep
#
#   Both go along each edge once per pass, however deep the graph is.
#
# - [x] when there are few inputs and many outputs
#
#   It takes one pass for each input. Backward takes one for each output.
#
# - [ ] when there are many inputs and one output
#
#   That is a loss with its parameters, and the case for backward: one pass for all of them.
#
# - [ ] never
#
#   For a function of one input it is as exact, and it needs no record of the graph.

# %% [markdown] question="loss_computed_once"
# A loop on our engine computes `loss` once, *before* the epochs. In each epoch it clears the grads,
# calls `loss.backward()` and moves the data of each parameter. What happens?
#
# - [ ] the network learns as it should, and saves time
#
#   For that, each epoch needs the slopes at the place where the parameters are now.
#
# - [x] every step is the same one
#
#   The graph holds the local derivatives of the first epoch. Moving the data doesn't change them,
#   so each pass finds the gradient at the start once more.
#
# - [ ] Python raises an error, because the graph has been used up
#
#   That is PyTorch, which frees the graph. Ours stays as long as `loss` does.

# %% quiz=true
from utils import quiz

quiz("07_build_autograd", 5)

# %% [markdown] stop="checkpoint"

# %% [markdown] extra=true
# ## 6. What PyTorch does beyond
#
# How long does one loss with its backward pass take, with 8 cells and with 512? A cell is as much
# work as any other, and 512 is 64 times 8. Is the time 64 times as long?

# %%
import gc
import time


def seconds_for(n_cells):
    net = [[Value(0.1 * (j % 7) - 0.3) for j in range(n_cells)] for _ in range(3)]
    began = time.perf_counter()
    parts = ((w * x + b).tanh() * v for x in features for w, b, v in zip(*net, strict=True))
    (sum(parts) ** 2).backward()
    return time.perf_counter() - began


with when_ready("Value", "topological_order", "backward_pass"):
    small, large = seconds_for(8), seconds_for(512)
    print(f"8 cells {small:.4f} s, 512 cells {large:.4f} s: {large / small:.0f} times as long")

# %% [markdown]
# It is more than that, often some hundreds of times. Your engine isn't to blame: there are 64 times
# as many nodes, and each is visited once. But 100,000 Values are alive at the same time, and Python
# has a **garbage collector**: again and again, while you make new objects, it looks through those
# that are there. The more there are, the longer each look takes. Switch it off for a moment:

# %%
gc.disable()
with when_ready("Value", "topological_order", "backward_pass"):
    small, large = seconds_for(8), seconds_for(512)
    print(f"8 cells {small:.4f} s, 512 cells {large:.4f} s: {large / small:.0f} times as long")
gc.enable()

# %% [markdown]
# That is much nearer to 64, though still above it: so many objects lie all over the memory, and the
# processor has to fetch them from far away. (Each run measures something else: on a busy computer a
# single number may be off by a lot.)
#
# And PyTorch? The next cell measures it on the same 32 readings, and counts the nodes of its graph
# as you did in lesson 03, by following `next_functions`.

# %%
for n_cells in (8, 512):
    layers = torch.nn.Linear(1, n_cells), torch.nn.Tanh(), torch.nn.Linear(n_cells, 1)
    net = torch.nn.Sequential(*layers).double()
    began = time.perf_counter()
    loss = torch.nn.functional.mse_loss(net(inputs), targets)
    loss.backward()
    seconds = time.perf_counter() - began
    nodes = [loss.grad_fn]
    for node in nodes:  # the list grows while the loop goes through it
        nodes += [n for n, _ in node.next_functions if n is not None and n not in nodes]
    print(f"{n_cells} cells: {seconds:.4f} s, {len(nodes)} nodes")

# %% [markdown]
# It hardly notices the difference, for reasons that are no secret now:
#
# - **Tensors.** A node of yours holds one number. PyTorch's holds a whole array, so that the loss
#   of lesson 06's `WideNet` has ten nodes, and its little sister's as many. Instead of a slope, a
#   node keeps a *function* that multiplies the adjoint by its Jacobian, without ever building it:
#   the VJP of lesson 04.
# - **C++ and GPUs.** The walk and the arithmetic run outside Python, on several cores or thousands.
# - **Memory.** The graph is freed as it is walked; that is what `retain_graph` is about. Leaves
#   that don't ask for a gradient are left out: your constants 1 and 2 got adjoints that nobody
#   wanted.
# - **In-place changes.** `p.data -= ...` behind the engine's back was harmless here, because the
#   graph was done with. Had you gone backward through it again, it would have used slopes recorded
#   for old numbers, without a word. PyTorch gives each tensor a **version counter** and refuses, as
#   you saw in lesson 06.
# - **Derivatives of derivatives.** Your local derivatives are plain numbers, so the way back leaves
#   no record. With `create_graph=True` PyTorch does the backward pass in tensors that record
#   themselves.
#
# The principle is yours already: record, order, accumulate.

# %% [markdown] question="ten_nodes"
# A loss of 512 cells and 32 readings has some 100,000 Values on your engine, and ten nodes in
# PyTorch. Why so few?
#
# - [ ] PyTorch leaves out cells that hardly matter
#
#   It leaves out none: the loss is that of all cells.
#
# - [x] a node stands for an operation on whole arrays
#
#   The `tanh` of all cells at all readings is one node, with one array in it.
#
# - [ ] its other nodes are in C++ and aren't counted
#
#   All of its nodes are, and the ten are all there are.

# %% quiz=true
from utils import quiz

quiz("07_build_autograd", 6)

# %% [markdown]
# ## Quiz
#
# Two questions that look back at earlier lessons. Below them stands how many answers since the
# kernel's start were right at the first try, and which sections to read again. Nothing is graded.

# %% [markdown] question="an_if_in_the_graph" again="03_autograd 3"
# Your function says `if x.data > 0: y = x * 3`, and `else: y = x * x`. What of that is in the graph
# of `y`?
#
# - [ ] the comparison, and both products
#
#   The engine never sees your source code. It sees the operations that are called.
#
# - [ ] the comparison, and the product that was computed
#
#   A comparison of `.data` is one of plain numbers. It decides, and leaves no Value.
#
# - [x] the one product that was computed
#
#   The graph is what happened, as in lesson 03. With another $x$ it may be another graph.

# %% [markdown] question="cleared_too_early" again="06_training_loop 4"
# A loop on your engine goes backward, puts every grad back to 0.0, and then moves the data. What do
# its losses look like?
#
# - [ ] right at first, and then too large
#
#   That is the loop that never clears: there the gradients pile up.
#
# - [ ] they fall as they should, one epoch late
#
#   Nothing is kept for later: the grads are 0 when the data are moved.
#
# - [x] all of them are equal
#
#   Each step is a rate times 0. It is the second loop at the beginning of lesson 06.

# %% quiz=true
from utils import quiz

quiz("07_build_autograd", 7)

# %% [markdown]
# ## Questions to discuss
#
# With somebody else, if you can. There is no single right answer; open what a good one touches when
# you have one of your own.
#
# **1.** A Value holds one number. What would have to change if it held a whole array?
#
# <details><summary>What a good answer touches</summary>
#
# A local derivative becomes a Jacobian, far too large to be stored: a node keeps a function from
# the adjoint to the parents' adjoints, the VJP. Where shapes were spread over each other, the way
# back has to add up. Order and accumulation stay as they are.
# </details>
#
# **2.** When gradients cost one line, what is left to be thought about by people?
#
# <details><summary>What a good answer touches</summary>
#
# What the loss should be, and whether making it small is what one wants. Whether the function has
# useful slopes at all. Whether the data say what one needs. And whether a result can be believed: a
# wrong loop rarely raises an error.
# </details>
#
# **3.** What in your own field isn't differentiable, and what could be done about it?
#
# <details><summary>What a good answer touches</summary>
#
# Counts, choices, sorted lists, the answers of people, programs that can't be recorded. One can
# replace a jump by a soft step, learn a smooth model of the thing and differentiate that, or try at
# random and keep what is better, which needs many more tries.
# </details>

# %% [markdown]
# ## Summary
#
# - A **Value** is a number with its history: parents, and a local derivative for each. Computing
#   records the graph.
# - A **topological order** has each node after its parents. Without it some nodes pass their
#   adjoint on before it is complete: 3 or 7 in the place of 5.
# - The **backward pass** starts with 1 and goes through the order from the end with `+=`. Along a
#   path it multiplies, where paths meet it adds.
# - Grads of leaves **accumulate** over calls, those of inner nodes begin anew.
# - One backward pass gives all slopes of one output. Forward mode takes a pass for each input.
# - PyTorch does the same with tensors, outside Python, and with guards against changes in place.
#
# You have come from an arrow on a hill to the machine that finds it. There is no black box left.

# %% [markdown]
# ## Further reading
#
# - Andrej Karpathy, [micrograd](https://github.com/karpathy/micrograd) (2020): a scalar engine of a
#   hundred lines, with a lecture that builds it up.
# - Matthew Johnson and others,
#   [Autodidax](https://docs.jax.dev/en/latest/autodidax.html): an engine in the style of JAX, with
#   forward mode and derivatives of derivatives.
# - PyTorch manual: [autograd mechanics](https://docs.pytorch.org/docs/stable/notes/autograd.html),
#   saved tensors, version counters and threads.
# - Andreas Griewank and Andrea Walther, *Evaluating Derivatives*, second edition, SIAM (2008): the
#   textbook on both modes, their cost and their memory.
# - Arthur B. Kahn, *Topological Sorting of Large Networks*, Communications of the ACM 5 (1962),
#   pages 558 to 562: another way to the order, by counting.
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
scorecard("07_build_autograd")
