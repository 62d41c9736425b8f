# ---
# course:
#   title: The chain rule as a graph
#   summary: Cut a function into steps, pass numbers forward and slopes backward, and check them
#   points: 12
# ---

# %% [markdown]
# # The chain rule as a graph
#
# At the end of lesson 01 you met a function of three numbers:
#
# $$f(x, y, z) = \tanh\!\Big(\ln\!\Big(1 + z \cdot \frac{2x}{\sin y}\Big)\Big).$$
#
# Two people derive its three slopes by hand, put in $(x, y, z) = (0.8, 1.1, 0.5)$, and come to
# you:
#
# | | $\partial f/\partial x$ | $\partial f/\partial y$ | $\partial f/\partial z$ |
# |---|---|---|---|
# | Ada | 0.402323 | −0.163815 | 0.643716 |
# | Ben | 0.402323 | −0.361148 | 0.643716 |
#
# Both pages are full of careful algebra. Nothing crashed. **Who is right? And in which step did the
# other one slip?**
#
# You can't tell yet. At the end of this lesson you answer both questions in two lines of code, and
# you never look at their pages.

# %% [markdown] times=true
# ## What you will be able to do
#
# - Cut any formula into steps and draw the steps as a graph.
# - Read a derivative off the graph: one factor for each edge of a path.
# - Compute all slopes in one pass backward, with each factor computed once.
# - Check a gradient that you don't trust, and know when that check can be fooled.
#
# **What you need:** lesson 01 (chain rule, partial derivatives, gradient), and the derivatives of
# $\ln$ and $\tanh$, which section 2 repeats.

# %% [markdown]
# Run the next two cells first. The folded one installs the course in Colab and does nothing
# elsewhere; the other loads what the lesson uses.
#
# When you come back after a break, put `from autograder import resume` and below it `resume()` into
# a cell of your own: it runs what you need and says where to go on.

# %% setup=true
import numpy as np
import sympy
import torch

from autograder import check, compare, hint, predict, scorecard
from utils import expected_picture, setup_notebook, video_tabs, when_ready

setup_notebook()

# %% [markdown]
# ## 1. A function, cut into steps
#
# Nobody computes $f(0.8, 1.1, 0.5)$ in one go. A calculator has one key for each operation, and
# you press one key after the other. Here are the keys, in order:

# %%
x, y, z = 0.8, 1.1, 0.5
a = 2 * x
b = np.sin(y)
c = a / b
d = z * c
e = np.log(d + 1)
f = np.tanh(e)
for name, value in zip("abcdef", (a, b, c, d, e, f), strict=True):
    print(f"{name} = {value:.6f}")

# %% [markdown]
# Six steps, six numbers with names. The last one is $f = 0.565322$. Two of the functions may be
# new. $\ln$ is the **natural logarithm**, `np.log`: it undoes $\exp$, the powers of 2.718 (a number
# that is often called $e$ as well, and has nothing to do with your node e). $\tanh$ is the
# **hyperbolic tangent**, `np.tanh`: it squeezes every number into the range from −1 to 1. You meet
# it again in lesson 03, where it makes a neuron.
#
# Draw each number as a box, and an arrow wherever one number goes into another.

# %% still="02_graph"
from utils.plotting import plot_passes

plot_passes({"x": x, "y": y, "z": z}, title="The graph of f")

# %% [markdown]
# This is a **computational graph**. The boxes are its **nodes**, the arrows its **edges**. The
# three round nodes are inputs, the six square ones are operations. The direction of the arrows is
# the order of the work: a node can be computed once all nodes that point to it are known.
# Going through the graph this way, from the inputs to $f$, is the **forward pass**.
#
# Change $z$ from 0.5 to 0.6 and leave $x$ and $y$. Which of the six numbers change, and which stay?

# %%
new_d = 0.6 * c
print(f"d: {d:.6f} -> {new_d:.6f}   e: {e:.6f} -> {np.log(new_d + 1):.6f}")
print(f"f: {f:.6f} -> {np.tanh(np.log(new_d + 1)):.6f}   a, b and c: not computed again")

# %% [markdown]
# <details><summary>Why only three</summary>
#
# There is a way along the arrows from $z$ to $d$, $e$ and $f$. There is none to $a$, $b$ and $c$,
# so they can't notice. A nudge travels along edges, and nowhere else. Keep this picture: the
# whole lesson follows from it.
# </details>

# %% [markdown]
# ### When the forward pass fails
#
# Not every $(x, y, z)$ will do. Try $y = 0$, then $z = -1$. NumPy would only warn and go on;
# `errstate` turns its warnings into errors, so that you can read them.

# %%
for y_try, z_try in ((0.0, 0.5), (1.1, -1.0)):
    try:
        with np.errstate(all="raise"):
            d_try = z_try * 2 * x / np.sin(y_try)
            print("e =", np.log(d_try + 1))
    except FloatingPointError as error:
        print(f"y = {y_try}, z = {z_try}: FloatingPointError: {error}")

# %% [markdown]
# Read them aloud (the wording depends on your NumPy). *Divide by zero*: $\sin 0 = 0$, and
# $c = a/b$ divides by it. *Invalid value in log*: $d = -1.795$, so the logarithm is asked for a
# negative number. The graph tells you where to look, node by node. The domain of $f$ is what every
# node can swallow: $\sin y \ne 0$ and $d > -1$.
#
# Without `errstate` the result is `nan`, *not a number*, and `nan` flows along the arrows like any
# number:

# %%
with np.errstate(all="ignore"):
    e_bad = np.log(-1.795317 + 1)
    print("e =", e_bad, "  f =", np.tanh(e_bad), "  f + 1 =", np.tanh(e_bad) + 1)

# %% [markdown]
# When a result is `nan`, go back against the arrows to the first node that has it. That node is to
# blame, and all after it are victims. You do the same with wrong slopes soon.
#
# ### Exercise 1 (★): the forward pass
#
# Write the forward pass as a function. It keeps *all* six values, not the last one only: the way
# back needs them. With NumPy's functions it takes arrays as well as numbers.


# %% solution="forward_graph"
def forward_graph(x, y, z):
    """All values of the graph: a dictionary with the entries "a", "b", "c", "d", "e" and "f".

    x, y, z: numbers, or NumPy arrays of equal shape. Nothing is rounded.
    Returns a dictionary of six numbers, or of six arrays of that shape.
    Example: forward_graph(0.8, 1.1, 0.5)["c"] is about 1.795317.
    """
    ### BEGIN SOLUTION
    a = 2 * x
    b = np.sin(y)
    c = a / b
    d = z * c
    e = np.log(d + 1)
    f = np.tanh(e)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f}
    ### END SOLUTION


# %% check="forward_graph"
check("forward_graph")

# %% [markdown]
# Stuck? A hint says a little, a second argument asks for more: `hint("forward_graph", 2)`.

# %%
hint("forward_graph")

# %% [markdown]
# The same graph, with your values in it:

# %% makes="02_forward_pass"
inputs = {"x": x, "y": y, "z": z}
with when_ready("forward_graph"):
    plot_passes(inputs | forward_graph(**inputs), title="The forward pass at (0.8, 1.1, 0.5)")

# %% picture="02_forward_pass"
expected_picture(
    "02_forward_pass",
    alt="The graph from left to right. x = 0.8 goes into a = 2x = 1.6, y = 1.1 into b = sin y = "
    "0.89121. Both go into c = a / b = 1.7953. With z = 0.5 it goes into d = z c = 0.89766, then "
    "e = ln(d + 1) = 0.64062, then f = tanh e = 0.56532.",
)

# %% [markdown] question="which_stay"
# You change $y$ and keep $x$ and $z$. Which of the nodes $a$ to $f$ keep their values?
#
# - [ ] none, since all of them belong to f
#
#   A nudge travels along arrows only, and no arrow leads from $y$ to every node.
#
# - [ ] a and b
#
#   $b = \sin y$ is the first to notice.
#
# - [x] a alone
#
#   From $y$ the arrows lead to $b$, $c$, $d$, $e$ and $f$. Only $a = 2x$ can't be reached.

# %% quiz=true
from utils import quiz

quiz("02_computational_graphs", 1)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 2. One path, one product

# %%
video_tabs("2z1YX5PonV4", "BV1c64y1B7ZG", "Computational graphs and the chain rule")

# %% [markdown]
# Now nudge $z$ by a tiny amount and follow the nudge. It first moves $d$, then $e$, then $f$.

# %% [markdown] prediction="02_first_edge"
# $d = z \cdot c$ with $c = 1.795$. If $z$ moves by 0.0000001, how many times as far does $d$ move?
#
# - [number, within 0.05] how many times as far
#
#   It moves $c = 1.795$ times as far, however tiny the nudge is: the rate along the edge is the
#   factor that stands there.

# %% predict="02_first_edge"
predict("02_first_edge")

# %%
h = 1e-7
d_up = (z + h) * c
e_up = np.log(d_up + 1)
f_up = np.tanh(e_up)
print(f"d moves {(d_up - d) / h:.6f} times as far as z")
print(f"e moves {(e_up - e) / (d_up - d):.6f} times as far as d")
print(f"f moves {(f_up - f) / (e_up - e):.6f} times as far as e")
print(f"f moves {(f_up - f) / h:.6f} times as far as z")
compare("02_first_edge", (d_up - d) / h)

# %% [markdown]
# The last number is the product of the three above it:
# $1.795317 \cdot 0.526965 \cdot 0.680411 = 0.643716$. Rates in a row multiply, as in lesson 01.
# There you had two in a row. Here there are three. There could be three hundred.
#
# The rate along one edge is a **local derivative**: the derivative of one node with respect to one
# node that goes into it, with everything else that goes into it held still. Only one operation is
# involved, so it is short. Two of them you may have to look up: the slope of $\ln v$ is $1/v$, and
# the slope of $\tanh v$ is $1 - \tanh^2 v$. Along the path of $z$:
#
# $$\frac{\partial f}{\partial z}
# = \underbrace{\frac{\partial f}{\partial e}}_{1 - \tanh^2 e} \cdot
# \underbrace{\frac{\partial e}{\partial d}}_{1/(d + 1)} \cdot
# \underbrace{\frac{\partial d}{\partial z}}_{c}
# = (1 - \tanh^2 e) \cdot \frac{1}{d + 1} \cdot c .$$
#
# **That is the whole rule: a derivative is the product of the local derivatives along the path.**
# Here are the three factors as numbers, from the formulas this time:

# %%
factors = 1 - np.tanh(e) ** 2, 1 / (d + 1), c
print("factors:", np.round(factors, 6), "  product:", np.round(np.prod(factors), 6))

# %% [markdown]
# **One with gaps.** The path to $x$ goes $f, e, d, c, a, x$. Five edges, so five factors. The first
# two are as before. Fill in the others on paper, then open the answer.
#
# $$\frac{\partial f}{\partial x} = (1 - \tanh^2 e) \cdot \frac{1}{d + 1} \cdot
# \underbrace{\;\ldots\;}_{\partial d/\partial c} \cdot
# \underbrace{\;\ldots\;}_{\partial c/\partial a} \cdot
# \underbrace{\;\ldots\;}_{\partial a/\partial x}$$
#
# <details><summary>Answer</summary>
#
# $d = z \cdot c$, and $z$ is held still: it is a constant factor, so $\partial d/\partial c = z$.
# $c = a/b$ is $a$ times the constant $1/b$, so $\partial c/\partial a = 1/b$. And $a = 2x$ gives
# $\partial a/\partial x = 2$:
#
# $$\frac{\partial f}{\partial x} = (1 - \tanh^2 e) \cdot \frac{1}{d + 1} \cdot z \cdot \frac{1}{b}
# \cdot 2 .$$
# </details>
#
# **One alone.** The path to $y$ is yours. You need two more derivatives. For $c = a/b$ with $a$
# held still, write $c = a\,b^{-1}$ and use the power rule. And you know the slope of the sine.

# %% [markdown]
# ### Exercise 2 (★★): the partial derivatives as formulas
#
# Type all three products. The arguments are SymPy symbols, and the first lines build the nodes from
# them, so you can use `a`, `b`, `c`, `d` and `e` in your formulas. SymPy's functions are
# `sympy.tanh`, `sympy.cos` and so on. Any equal form will pass.


# %% solution="chain_rule"
def chain_rule(x, y, z):
    """The partial derivatives of f as formulas: (df_dx, df_dy, df_dz).

    x, y, z: SymPy symbols.
    Returns a tuple of three formulas.
    Example of the form, for ln(d + 1) in the place of f and z alone:
        de_dz = 1 / (d + 1) * c
    """
    a = 2 * x
    b = sympy.sin(y)
    c = a / b
    d = z * c
    e = sympy.log(d + 1)
    ### BEGIN SOLUTION
    df_dd = (1 - sympy.tanh(e) ** 2) * 1 / (d + 1)
    df_dx = df_dd * z * (1 / b) * 2
    df_dy = df_dd * z * (-a / b**2) * sympy.cos(y)
    df_dz = df_dd * c
    return df_dx, df_dy, df_dz
    ### END SOLUTION


# %% check="chain_rule"
check("chain_rule")

# %% [markdown]
# For hints: `hint("chain_rule")`.
#
# Here are the values of your formulas at $(0.8, 1.1, 0.5)$, beside slopes that are measured with a
# small nudge of each input. Do they agree?

# %%
with when_ready("chain_rule", "forward_graph"):
    formulas = chain_rule(*sympy.symbols("x y z"))
    numbers = inputs | forward_graph(**inputs)
    for name, formula in zip("xyz", formulas, strict=True):
        value = float(sympy.sympify(formula).subs(numbers))
        nudged = forward_graph(**{**inputs, name: inputs[name] + h})["f"]
        print(f"∂f/∂{name}: formula {value:+.6f}   measured {(nudged - numbers['f']) / h:+.6f}")

# %% [markdown]
# <details><summary>The formulas, once you have yours</summary>
#
# $$\frac{\partial f}{\partial x} = (1 - \tanh^2 e) \cdot \frac{1}{d + 1} \cdot z \cdot \frac{1}{b}
# \cdot 2$$
#
# $$\frac{\partial f}{\partial y} = (1 - \tanh^2 e) \cdot \frac{1}{d + 1} \cdot z \cdot
# \Big(-\frac{a}{b^2}\Big) \cdot \cos y$$
#
# $$\frac{\partial f}{\partial z} = (1 - \tanh^2 e) \cdot \frac{1}{d + 1} \cdot c$$
#
# Five edges, five edges, three edges: one factor for each. The minus in the second line says that
# $a/b$ shrinks when $b$ grows.
# </details>

# %% [markdown] question="adjoint_of_r"
# $p = 3q$, $q = r^2$, and $r = 5$. How many times as far as $r$ does $p$ move, for a tiny nudge?
#
# - [x] 30
#
#   The edges have the local derivatives 3 and $2r = 10$, and along a path they are multiplied.
#
# - [ ] 13
#
#   That adds the local derivatives 3 and 10. Rates in a row multiply: a movement of 1 becomes one
#   of 10, and that one of 30.
#
# - [ ] 75
#
#   That is the value of $p$, not its derivative.

# %% [markdown] question="zero_factor"
# The path from $f$ to $y$ has five factors. At some point one of them is 0. What do you know about
# $\partial f/\partial y$ there?
#
# - [x] it is 0, whatever the others are
#
#   It is a product. So at such a point nobody can see a mistake in the other four factors either:
#   keep that for section 4.
#
# - [ ] it is smaller by a fifth
#
#   The factors are multiplied, not averaged.
#
# - [ ] nothing, before you know the other four
#
#   A factor of 0 settles the product. (The others are ordinary numbers.)

# %% quiz=true
from utils import quiz

quiz("02_computational_graphs", 2)

# %% [markdown] stop="sitting"

# %% [markdown]
# ## 3. All slopes in one pass
#
# Look at the three products again. All begin with the same two factors, and two of them with the
# same three. You typed them again and again, and a program that works this way computes them again
# and again. How many factors do the three products have together? And how many *different* ones are
# there, one for each edge of the graph?

# %%
paths = {"x": "fe ed dc ca ax", "y": "fe ed dc cb by", "z": "fe ed dz"}
edges = [edge for path in paths.values() for edge in path.split()]
print(f"{len(edges)} factors in all, on {len(set(edges))} different edges")

# %% [markdown]
# Thirteen against eight. That is a small saving here. It is a large one where a million inputs
# share a long path, as the weights of a neural network do. How do you compute each factor once?
# Start at $f$ and share on the way.
#
# Give each node a second number, its **adjoint**: how strongly $f$ reacts to this node,
#
# $$\bar v = \frac{\partial f}{\partial v}, \qquad \text{for example } \bar d =
# \frac{\partial f}{\partial d}.$$
#
# The adjoint of $f$ is 1: if $f$ moves by some amount, $f$ moves by that amount. From there go
# against the arrows. Each edge needs one multiplication:
#
# $$\text{adjoint below} = \text{adjoint above} \times \text{local derivative of the edge}.$$
#
# The first two steps, with numbers:

# %%
adj_f = 1.0
adj_e = adj_f * (1 - f**2)  # f is tanh e, so 1 - tanh² e is 1 - f²
adj_d = adj_e * 1 / (d + 1)
print(f"adjoint of e: {adj_e:.6f}   adjoint of d: {adj_d:.6f}")

# %% [markdown]
# At $d$ the way forks. To $c$ and to $z$ you carry the *same* $\bar d = 0.358553$, already
# multiplied. That is the saving: what lies above a fork is computed once for all that lies below.
# Going through the graph this way, from $f$ to the inputs, is the **backward pass**.
#
# Two things to notice. Each local derivative uses a *value* of the forward pass: $f$, then $d$,
# then $z$ and $c$. That is why the forward pass kept them all. And it takes one multiplication per
# edge, however many inputs there are.
#
# ### Step through it
#
# Press Next (or Tab to the button and press Enter or Space): six steps forward, nine back. The
# sentence says what each step computes, and the table holds the same numbers as the picture. Then
# edit an input. Before each step back, say the local derivative first.
#
# 1. Set $z = 0$. Which adjoints become 0, and why not all of them?
# 2. Set $y = 1.570796$, a quarter turn. Which input has no influence there?
# 3. Set $z = 1$. Which two adjoints become equal? Remember that one for section 4.

# %% still="02_stepper"
from utils import graph_stepper

graph_stepper()

# %% [markdown]
# <details><summary>Answers</summary>
#
# 1. $z$ is the local derivative of the edge $d \to c$. If it is 0, nothing below $c$ can move $f$:
# $\bar c, \bar a, \bar b, \bar x, \bar y$ are all 0. $\bar z$ is on the other branch, and isn't.
# 2. $\cos(\pi/2) = 0$, so $\bar y$ is 0 (up to the last digits): the sine is level there.
# 3. $\bar c = \bar d \cdot z$, so with $z = 1$ the two are equal.
# </details>

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ### Exercise 3 (★★★): the backward pass
#
# Write the backward pass. Begin with `v = forward_graph(x, y, z)`, which gives you the values, as
# in `v["d"]`. Then write one line for each edge, from $e$ down to the inputs.
#
# Keep values and adjoints apart by their names, such as `z` and `adj_z`: if you store an adjoint in
# `z`, the value is gone for the lines below.
#
# The check looks at each edge by itself: it divides each of your adjoints by your own adjoint above
# it. A wrong factor shows on its own edge then, and not on everything below.


# %% solution="backward_graph"
def backward_graph(x, y, z):
    """The adjoints ∂f/∂node: a dictionary with the entries "e", "d", "c", "b", "a", "x", "y", "z".

    x, y, z: numbers.
    Returns a dictionary of eight numbers.
    Example: backward_graph(0.8, 1.1, 0.5)["d"] is about 0.358553.
    """
    ### BEGIN SOLUTION
    v = forward_graph(x, y, z)
    adj_e = 1 - v["f"] ** 2
    adj_d = adj_e * 1 / (v["d"] + 1)
    adj_c = adj_d * z
    adj_z = adj_d * v["c"]
    adj_a = adj_c * 1 / v["b"]
    adj_b = adj_c * (-v["a"] / v["b"] ** 2)
    adj_x = adj_a * 2
    adj_y = adj_b * np.cos(y)
    return {
        "e": adj_e,
        "d": adj_d,
        "c": adj_c,
        "b": adj_b,
        "a": adj_a,
        "x": adj_x,
        "y": adj_y,
        "z": adj_z,
    }
    ### END SOLUTION


# %% check="backward_graph"
check("backward_graph")

# %% [markdown]
# For hints: `hint("backward_graph")`.
#
# Both passes, with your numbers. Where does the sign change, and why there?

# %% makes="02_backward_pass"
with when_ready("forward_graph", "backward_graph"):
    values, adjoints = inputs | forward_graph(**inputs), backward_graph(**inputs)
    adjoints["f"] = 1.0
    plot_passes(values, adjoints, title="Both passes at (0.8, 1.1, 0.5)")

# %% picture="02_backward_pass"
expected_picture(
    "02_backward_pass",
    alt="The graph with a value and an adjoint in each node, arrows dashed and pointing from f "
    "back to the inputs. Adjoints: f 1, e 0.68041, d 0.35855, c 0.17928, z 0.64372, a 0.20116, "
    "b -0.36115, x 0.40232, y -0.16382.",
)

# %% [markdown]
# The sign changes at the edge $c \to b$: more $b$ means less $a/b$.
#
# One pass gave all three slopes. Does a machine agree? PyTorch runs the very same algorithm, and in
# lesson 03 you see how. Here are its answers beside yours:

# %%
with when_ready("backward_graph"):
    t = {k: torch.tensor(v, dtype=torch.float64, requires_grad=True) for k, v in inputs.items()}
    torch.tanh(torch.log(t["z"] * 2 * t["x"] / torch.sin(t["y"]) + 1)).backward()
    for name, tensor in t.items():
        print(
            f"{name}: PyTorch {tensor.grad.item():+.6f}   you {backward_graph(**inputs)[name]:+.6f}"
        )

# %% [markdown]
# ### When a node is used twice
#
# In this graph every node goes into one other node. Often a node goes into several. Take
# $g = x \cdot \sin x$: here $x$ reaches $g$ on two paths, once as the first factor, with the rate
# $\sin x$, and once through the sine, with the rate $x \cos x$. A nudge of $x$ travels on both.

# %% [markdown] prediction="02_two_paths"
# At $x = 0.8$ the rates of the two paths are about 0.72 and 0.56. Which slope of $g$ do you
# measure?
#
# - [ ] their product, 0.40
#
#   Factors are multiplied along *one* path. These are two.
#
# - [ ] the larger one, 0.72
#
#   Then the nudge on the other path would be lost on the way.
#
# - [ ] their mean, 0.64
#
#   Nothing is shared out: the whole nudge travels on each of the paths.
#
# - [x] their sum, 1.27
#
#   Both movements arrive at $g$, and the output moves by both. (With more digits they are 0.7174
#   and 0.5574.)

# %% predict="02_two_paths"
predict("02_two_paths")

# %%
one, other = np.sin(x), x * np.cos(x)
measured = ((x + h) * np.sin(x + h) - x * np.sin(x)) / h
print(f"{one:.4f} and {other:.4f}; measured {measured:.4f}")
compare("02_two_paths")

# %% [markdown]
# <details><summary>The second rule</summary>
#
# The contributions **add**:
#
# $$\bar x = \underbrace{\sin x}_{\text{first factor}} + \underbrace{x \cos x}_{\text{through the
# sine}} .$$
#
# Along a path you multiply; where paths meet you add. There is no third rule.
# </details>
#
# In lesson 03 this rule explains why PyTorch *accumulates* gradients; in lesson 07 you program it.
#
# **Optional: another graph for the same function.** $e = \ln u$ with $u = 1 + 2xz/\sin y$, and
# $\tanh(\ln u)$ can be written without either of them: $f = \frac{u^2 - 1}{u^2 + 1}$, with
# $\frac{df}{du} = \frac{4u}{(u^2 + 1)^2}$. That is another graph with other nodes. Do the values
# and slopes change?

# %%
u = 1 + 2 * x * z / np.sin(y)
df_du = 4 * u / (u**2 + 1) ** 2
print(f"f = {(u**2 - 1) / (u**2 + 1):.6f}   ∂f/∂x = {df_du * 2 * z / np.sin(y):.6f}")
print(f"∂f/∂y = {df_du * -2 * x * z * np.cos(y) / np.sin(y) ** 2:.6f}", end="   ")
print(f"∂f/∂z = {df_du * 2 * x / np.sin(y):.6f}")

# %% [markdown]
# They don't. A function has many graphs, and all of them lead to the same slopes. That makes this
# one a good witness: it shares no line of code with yours.

# %% [markdown] question="kept_values"
# Why does the forward pass keep its values?
#
# - [ ] to print them
#
#   It is nice to have, but the backward pass would need them even if nobody looked.
#
# - [x] the local derivatives are taken at them
#
#   $1/(d + 1)$ needs $d$, and the two edges below $d$ need $z$ and $c$.
#
# - [ ] so that f needn't be computed again
#
#   True, but it isn't the reason: of $f$, backward uses the value in $1 - f^2$, as one local
#   derivative of many.

# %% [markdown] question="two_ways"
# A node $v$ goes into two other nodes. How do you get $\bar v$?
#
# - [ ] multiply the two contributions
#
#   Factors are multiplied along one path. Two ways out of a node are two paths.
#
# - [ ] take the larger one
#
#   That forgets one of the ways on which a nudge of $v$ reaches the output.
#
# - [x] add them
#
#   A nudge of $v$ reaches the output on both ways, and the two movements add.

# %% [markdown] question="price_of_backward"
# A graph has 1 output, 1,000 inputs and 5,000 edges. How many multiplications does the backward
# pass take for all 1,000 slopes?
#
# - [x] about 5,000
#
#   One for each edge, whatever the number of inputs.
#
# - [ ] about 1,000 · 5,000
#
#   That is what you pay if you go through the graph once for each input.
#
# - [ ] about 2,000
#
#   That counts the forward passes of central differences, two for each input; and each of those is
#   a pass through the whole graph.

# %% quiz=true
from utils import quiz

quiz("02_computational_graphs", 3)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 4. Who checks the slopes?
#
# Most functions come without a witness. But there is one that always works, and that you have used
# all along: nudge and measure. Lesson 01 measured with the **forward difference**, from $x$ to
# $x + h$. A better way goes to both sides, the **central difference**:
#
# $$\frac{\partial f}{\partial x_i} \approx \frac{f(x + h\,u_i) - f(x - h\,u_i)}{2h},$$
#
# where $u_i$ moves component $i$ alone. Here is lesson 01's $z = \sin(x^2 + y^2)$ at $(1.3, 0.7)$,
# its slope along $x$ measured both ways.

# %% [markdown] prediction="02_central_error"
# The step $h$ becomes ten times smaller in each row. By what factor does the error of the *central*
# difference shrink?
#
# - [number, within 5] factor
#
#   The forward error shrinks 10 times a row, the central error 100 times. A curve that bends up
#   makes the slope to the right too large and the slope to the left too small, by nearly the same
#   amount. In the middle of the two that cancels. What is left goes with $h^2$.

# %% predict="02_central_error"
predict("02_central_error")

# %%
true_slope, central_errors = 2 * 1.3 * np.cos(1.3**2 + 0.7**2), []
for step in (0.1, 0.01, 0.001):
    up, mid, down = (np.sin(at**2 + 0.7**2) for at in (1.3 + step, 1.3, 1.3 - step))
    one_side, both_sides = (up - mid) / step, (up - down) / (2 * step)
    print(f"h = {step:<5}  forward error {abs(one_side - true_slope):.1e}", end="   ")
    central_errors.append(abs(both_sides - true_slope))
    print(f"central error {central_errors[-1]:.1e}")
compare("02_central_error", central_errors[1] / central_errors[2])

# %% [markdown]
# ### Exercise 4 (★★): the gradient check
#
# Given a function `f`, somebody's gradient `df`, a point `x` and a step `h`: how far is that
# gradient from the central differences, at worst? Close to zero means *I found nothing wrong*.


# %% solution="gradient_check"
def gradient_check(f, df, x, h):
    """The largest absolute difference between df(x) and the central differences of f, a number.

    f: takes an array of shape (d,), returns a number.
    df: takes an array of shape (d,), returns an array of shape (d,), the gradient to be checked.
    x: array of shape (d,), of floats; it is the same after the call. h: the step, a number.
    Example: for f(w) = w[0]**3 and the right gradient at x = [2.0], h = 0.1 it is 0.01.
    """
    ### BEGIN SOLUTION
    numeric = np.zeros(x.size)
    for i in range(x.size):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        numeric[i] = (f(up) - f(down)) / (2 * h)
    return float(np.max(np.abs(numeric - df(x))))
    ### END SOLUTION


# %% check="gradient_check"
check("gradient_check")

# %% [markdown]
# For hints: `hint("gradient_check")`.
#
# Now put it to work. These are the gradient of lesson 01 and five wrong ones, each a mistake that
# people make:


# %%
def hill(w):
    return np.sin(w[0] ** 2 + w[1] ** 2)


gradients = {
    "right": lambda w: 2 * w * np.cos(w @ w),
    "no inner derivative": lambda w: np.cos(w @ w) * np.ones(2),
    "components swapped": lambda w: 2 * w[::-1] * np.cos(w @ w),
    "-sin for cos": lambda w: -2 * w * np.sin(w @ w),
    "no factor 2": lambda w: w * np.cos(w @ w),
    "own square only": lambda w: 2 * w * np.cos(w**2),
}

# %% [markdown]
# How many of the five does your check find at $(1.3, 0.7)$, with $h = 10^{-5}$? What is a sensible
# limit between *right* and *wrong*?

# %%
with when_ready("gradient_check"):
    point = np.array([1.3, 0.7])
    for name, gradient in gradients.items():
        error = gradient_check(hill, gradient, point, 1e-5)
        print(f"{name:<20} error {error:.1e}   {'passes' if error < 1e-6 else 'REJECTED'}")

# %% [markdown]
# Between the right one and the others lie nearly ten powers of ten, so the limit isn't critical.
# $10^{-6}$ is a common choice for numbers of ordinary size.
#
# ### How to fool it
#
# A check at one point speaks about that point.

# %% [markdown] prediction="02_fooled"
# At which of these points does at least one of the *wrong* gradients pass: $(0.7, 0.7)$,
# $(0.5, 0.5)$, $(0, 0)$?
#
# - [ ] at none: wrong is wrong
#
#   A wrong formula can give the right number, at a point that is chosen badly.
#
# - [ ] at the origin only
#
#   There nearly all of them pass. But the two others have a pattern too, $x = y$.
#
# - [ ] at the first two only
#
#   They have $x = y$. But the origin is worse: at zero a factor that is missing isn't missed.
#
# - [x] at all three
#
#   Each of the points has a pattern, and a pattern hides a mistake.

# %% predict="02_fooled"
predict("02_fooled")

# %%
with when_ready("gradient_check"):
    for point in ([0.7, 0.7], [0.5, 0.5], [0.0, 0.0]):
        errors = {k: gradient_check(hill, g, np.array(point), 1e-5) for k, g in gradients.items()}
        fooled = [name for name, error in errors.items() if error < 1e-6 and name != "right"]
        print(point, "passes wrongly:", ", ".join(fooled))
    compare("02_fooled")

# %% [markdown]
# <details><summary>Why there</summary>
#
# Where $x = y$, swapping the components changes nothing. At $x = y = 0.5$ the forgotten inner
# derivative is $2 \cdot 0.5 = 1$, and a forgotten 1 is not missed either. At the origin the true
# gradient is zero, and so is almost everything that has a factor $x$ in it.
# </details>
#
# The graph has such points too. At $z = 1$ nobody can see that you forgot the factor $z$. At
# $y = \pi/2$ the last factor, $\cos y$, is zero, and it wipes out every mistake above it on the
# path to $y$. The next cell spoils your gradient in two ways and checks it at two points.


# %%
def f_of(w):
    return np.tanh(np.log(w[2] * 2 * w[0] / np.sin(w[1]) + 1))


def spoiled(kind):
    def df(w):
        adj = backward_graph(*w)
        wrong = {"no z": [adj["x"] / w[2], adj["y"] / w[2]], "no minus": [adj["x"], -adj["y"]]}
        return np.array([*wrong[kind], adj["z"]])

    return df


# %%
with when_ready("forward_graph", "backward_graph", "gradient_check"):
    for kind, bad in (("no z", [0.8, 1.1, 1.0]), ("no minus", [0.8, np.pi / 2, 0.5])):
        for point in (bad, [0.8, 1.1, 0.5]):
            error = gradient_check(f_of, spoiled(kind), np.array(point), 1e-5)
            verdict = "passes" if error < 1e-6 else "REJECTED"
            print(f"{kind:<9} at {np.round(point, 3)}: error {error:.1e}  {verdict}")

# %% [markdown]
# So check at several points, and choose them without any pattern: no zeros, no ones, no two
# numbers alike, no special angles. Random numbers are good at having no pattern. The checks of this
# course choose theirs that way.

# %% [markdown] question="check_at_ones"
# Your gradient check reports an error of $10^{-12}$ at the point $(1, 1, 1)$. What do you know?
#
# - [ ] it is right, at any point
#
#   At a point where all inputs are 1, missing factors and swapped components don't show.
#
# - [x] it is right at that point
#
#   And that point is badly chosen: try another one, with unequal inputs.
#
# - [ ] h was too small for it
#
#   Then rounding would make the error large, not small.

# %% quiz=true
from utils import quiz

quiz("02_computational_graphs", 4)

# %% [markdown] stop="checkpoint"

# %% [markdown]
# ## 5. Lab: how small is small enough?
#
# The error shrinks faster than $h$. So why not take $h = 10^{-13}$? The next cells draw the error
# against $h$, from $h = 1$ down to $10^{-13}$, both axes logarithmic. A second curve is the same
# computation in **float32**, numbers with 7 digits instead of float64's 16.

# %% [markdown] prediction="02_best_step"
# $h = 10^{-n}$: at which $n$ is the error smallest in float64?
#
# - [slider from 0 to 13, step 1, within 1] n
#
#   Near $n = 6$, and 5 is nearly as good. A smaller step makes the error of the method smaller and
#   the error of the numbers larger: two nearly equal values are subtracted, and what was rounded
#   away is divided by a tiny $2h$.

# %% predict="02_best_step"
predict("02_best_step")


# %%
def cut(w):
    return np.sin(w[0] ** 2 + 0.7**2)


def cut_in_float32(w):
    return cut(w.astype(np.float32))


def cut_slope(w):
    return np.array([true_slope])


# %% makes="02_v_curve"
from utils import plot_error_against_step

steps, at, errors = 10.0 ** -np.arange(14), np.array([1.3]), {}
with when_ready("gradient_check"):
    for name, function in (("float64", cut), ("float32", cut_in_float32)):
        errors[name] = [gradient_check(function, cut_slope, at, step) for step in steps]
    plot_error_against_step(steps, errors)
    compare("02_best_step", np.argmin(errors["float64"]))

# %% picture="02_v_curve"
expected_picture(
    "02_v_curve",
    alt="Error of the central difference over the step h, both axes logarithmic. In float64 the "
    "error falls along a straight line from 1 at h = 1 to below 1e-10 near h = 1e-6, then rises "
    "again, raggedly, to 1e-3 at h = 1e-13: a V. In float32 the curve turns at h = 1e-2 already, "
    "and ends on a level at 1.5.",
)

# %%
with when_ready("gradient_check"):
    for step in steps:
        double, single = (gradient_check(f, cut_slope, at, step) for f in (cut, cut_in_float32))
        print(f"h = {step:.0e}   float64 {double:.1e}   float32 {single:.1e}", end="   ")
        print(f"6/h² times float64's: {6 / step**2 * double:.3g}")

# %% [markdown]
# <details><summary>What you see, from the right to the left</summary>
#
# A **V**. Read it from the right, where $h$ is large.
#
# - **The right arm** is the error of the *method*: you measure over a stretch, not at a point. It
#   is $\tfrac{h^2}{6}$ times the third derivative, 2.7 in size here: the last column shows it, as
#   long as this error rules. At $h = 10^{-3}$ that makes $4.6 \cdot 10^{-7}$, and at $10^{-5}$
#   there are $6 \cdot 10^{-11}$ left.
# - **The left arm** is the error of the *numbers*. The two values differ in their last digits only;
#   the subtraction cancels all the others, and the division by a tiny $2h$ blows up what was
#   rounded: about $10^{-16}/h$. At $h = 10^{-13}$ the error is back at $10^{-3}$.
# - **The best step** is where they meet, near $10^{-5}$ or $10^{-6}$ in float64.
#
# In float32 rounding is half a billion times coarser, so the left arm starts early: below
# $h = 10^{-2}$ it gets worse, and the best error of all is
# $4.6 \cdot 10^{-5}$. From $h = 10^{-8}$ on, $x + h$ and
# $x - h$ round to the *same* float32 number. Their difference is zero, the measured slope is zero,
# and the error is the whole slope, 1.49. (The point at $10^{-7}$ lies low by
# luck.)
# </details>
#
# That is why one uses float64 to check gradients, and why nobody *trains* with finite differences:
# each input costs two forward passes, and the result is never exact. The backward pass gives all
# slopes at once, and to the last digit.

# %% [markdown] question="check_in_float32"
# You check in float32 with $h = 10^{-9}$, and every gradient is rejected. What do you mend first?
#
# - [ ] all gradients
#
#   They may be right: this check can't tell, since it measures a slope of 0 everywhere.
#
# - [x] the step, together with float32
#
#   $x + h$ and $x - h$ are the same float32 number, so every measured slope is 0. Take float64 and
#   a step near $10^{-5}$.
#
# - [ ] the limit for the error, 1e-6
#
#   In float32 it is indeed too strict, but no limit helps while every measured slope is 0.

# %% quiz=true
from utils import quiz

quiz("02_computational_graphs", 5)

# %% [markdown]
# ## 6. Ada and Ben
#
# Back to the beginning. At $(0.8, 1.1, 0.5)$, Ada has $(0.402323, -0.163815, 0.643716)$, Ben has
# $(0.402323, -0.361148, 0.643716)$. Who is right?

# %%
ada, ben = np.array([0.402323, -0.163815, 0.643716]), np.array([0.402323, -0.361148, 0.643716])
with when_ready("gradient_check"):
    for name, claimed in (("Ada", ada), ("Ben", ben)):
        error = gradient_check(
            f_of, lambda w, claimed=claimed: claimed, np.array([0.8, 1.1, 0.5]), 1e-5
        )
        print(f"{name}: off by {error:.1e}")

# %% [markdown]
# Ada is right to all the digits she gave. Ben is off by 0.2. And where did he slip? His
# $\partial f/\partial x$ is right, so every edge on its path is, and the path to $y$ shares
# $f \to e$, $e \to d$ and $d \to c$ with it. Only $c \to b$ and $b \to y$ are left. Divide what is
# right by what he has, and look for the missing factor:

# %%
print(f"right / Ben = {ada[1] / ben[1]:.6f}   cos y = {np.cos(1.1):.6f}")

# %% [markdown]
# It is $\cos y$. Ben stopped at $b$ and took $\bar b$ for $\bar y$: he forgot the last edge, $b \to
# y$. You found it without reading a line of his algebra. That is what the check of Exercise 3 did
# with your own adjoints.

# %% [markdown] question="trace_a_fault"
# Somebody's $\partial f/\partial x$ and $\partial f/\partial z$ are right, and $\partial f/\partial
# y$ is half of what it should be. Where is the mistake?
#
# - [ ] on the edge f → e
#
#   All three paths use it: all three slopes would be halved.
#
# - [ ] on the edge d → c
#
#   The path to $x$ goes there too, and its slope is right.
#
# - [x] on c → b or on b → y
#
#   Only the path to $y$ uses these two. What is shared with a right slope is right.

# %% quiz=true
from utils import quiz

quiz("02_computational_graphs", 6)

# %% [markdown]
# ## Quiz
#
# Two questions that look back at earlier lessons. Below them stands how many answers since the
# kernel's start were right at the first try, and which sections to read again. Nothing is graded.

# %% [markdown] question="fastest_way_down" again="01_gradient_vectors 3"
# The gradient of $f$ at $(0.8, 1.1, 0.5)$ is $(0.40, -0.16, 0.64)$. In which direction does $f$
# fall fastest?
#
# - [x] (−0.40, 0.16, −0.64)
#
#   Against the gradient, in three dimensions as in two.
#
# - [ ] along −z alone, where the slope is largest
#
#   It falls there, with the slope 0.64. Against the whole gradient it falls with the length of the
#   gradient, 0.77.
#
# - [ ] (0.40, −0.16, 0.64)
#
#   That is the gradient itself, the steepest way *up*.

# %% [markdown] question="factor_of_a_walk" again="01_gradient_vectors 5"
# A descent in a valley goes 1, −0.9, 0.81, −0.73. How large is the rate times the curvature?
#
# - [ ] 0.1
#
#   Then the factor would be $1 - 0.1 = 0.9$, and the walk would stay on one side.
#
# - [ ] 0.9
#
#   Then the factor would be 0.1, and the second number too.
#
# - [x] 1.9
#
#   The factor is $-0.9$, and it is one minus rate times curvature. At 2 it would jump to and fro
#   for ever.

# %% quiz=true
from utils import quiz

quiz("02_computational_graphs", 7)

# %% [markdown]
# ## Questions to discuss
#
# With somebody else, if you can. There is no single right answer; open what a good one touches when
# you have one of your own.
#
# **1.** If a machine finds all slopes, why should anybody still learn to do it by hand?
#
# <details><summary>What a good answer touches</summary>
#
# To know what the machine can and can't do: it differentiates what was written, right or wrong. To
# read a result: a product of many small factors fades, one with a zero says nothing. And to check:
# a witness is worth something only if it is another way to the same number.
# </details>
#
# **2.** The backward pass needs the values of the forward pass. What would you do if they don't fit
# into memory?
#
# <details><summary>What a good answer touches</summary>
#
# Keep some of them and compute the others again when their turn comes, which trades time for room.
# Or take steps whose input can be found from their output. Or cut the data into parts, and add up
# the gradients.
# </details>
#
# **3.** When is a gradient check a proof?
#
# <details><summary>What a good answer touches</summary>
#
# Never: it speaks about the points where it looked, up to an error that you chose. Many points
# without a pattern make a mistake unlikely to pass. What it can't see at all is a function that is
# itself not what you meant.
# </details>

# %% [markdown]
# ## Summary
#
# - A **computational graph** cuts a function into nodes with one operation each. The **forward
#   pass** computes and keeps all values.
# - A **local derivative** belongs to an edge. Along a path they are multiplied; where paths meet,
#   the products add.
# - The **backward pass** starts with 1 at the output and gives each node its **adjoint**
#   $\partial f/\partial v$. One multiplication per edge, for any number of inputs.
# - A **gradient check** compares with central differences. Use float64, $h \approx 10^{-5}$, and
#   several points without a pattern.
# - A wrong slope can be traced: divide adjoint by adjoint, and the wrong edge shows itself.
#
# **Next:** in lesson 03 PyTorch records the graph for you while you compute, and walks it backward
# when you call `.backward()`. In lesson 07 you build that machine yourself, and solve this very
# graph with it.

# %% [markdown]
# ## Further reading
#
# - Christopher Olah, [Calculus on Computational Graphs:
#   Backpropagation](https://colah.github.io/posts/2015-08-Backprop/) (2015): forward and backward
#   mode, and why the direction matters.
# - Atılım Güneş Baydin and others, [Automatic Differentiation in Machine Learning: a
#   Survey](https://jmlr.org/papers/v18/17-468.html), Journal of Machine Learning Research 18
#   (2018).
# - Andreas Griewank, *Who Invented the Reverse Mode of Differentiation?*, Documenta Mathematica,
#   extra volume (2012), pages 389 to 400.
# - Stanford CS231n, [Backpropagation, intuitions](https://cs231n.github.io/optimization-2/), and
#   the notes on [gradient checks](https://cs231n.github.io/neural-networks-3/).
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
scorecard("02_computational_graphs")
