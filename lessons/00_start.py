# ---
# course:
#   title: Start here
#   summary: What the course is, how its checks and hints work, and how to come back tomorrow
#   points: 0
# ---

# %% [markdown]
# # Start here
#
# Every neural network learns by one idea: work out how the error changes when a number changes a
# little, then change the number so that the error falls. That "how it changes" is a **gradient**,
# and PyTorch computes it for you. In seven lessons you find out how: first by hand, then with
# PyTorch, and at last with an engine that you wrote yourself.
#
# You need Python's functions and loops, from lesson 03 on classes too, and the derivative of a
# power and of the sine. Nothing is sent anywhere: your notebooks and your points stay on the
# computer that you work on.

# %% [markdown] contents=true
# ## The map
#
# The lessons build on each other, so take them in order. Each is a notebook of its own, for one to
# three sittings of less than an hour, with places to stop on the way. The minutes are for somebody
# who reads 150 words a minute and needs 5, 10 or 15 minutes for an exercise, by its stars. Yours
# may be twice as many, or half. What is marked *extra* can be left out.

# %% [markdown]
# ## Where you are
#
# A notebook is made of cells: text like this, and code. Click this text and press Shift and Enter
# three times: that runs the next two cells. The folded one installs the course in Colab, which runs
# notebooks on Google's computers, and does nothing elsewhere; the other shows your points in each
# lesson and leads to what is next.

# %% setup=true
from autograder import scorecard

scorecard()

# %% [markdown]
# ## How a lesson works
#
# - **Read, run, go on.** Run each cell in its order, with Shift and Enter. Most of them show
#   something. Change a number and run the cell again: nothing breaks.
# - **Exercises** are functions with a gap. Fill the gap, run the cell, then run the cell below it.
#   `check` tries your function with numbers of its own and says in words what it saw. Check as
#   often as you like: your best result counts. Stars give the difficulty, from ★ to ★★★.
# - **Hints** come in steps. `hint("fun_dz")` shows the first one, `hint("fun_dz", 2)` one more.
# - **Predictions and questions** come on the way and count nothing. You commit yourself before an
#   experiment, or answer after a section, and read at once what was right and why.
# - **A cell that needs an exercise** which is still open says so and waits. You can read on.

# %% [markdown]
# ## When something goes wrong
#
# - **A name is not defined.** A cell above has not run. Run it, or let `resume()` do so (below).
# - **A cell doesn't end**, and a star stands beside it: in the menu *Kernel*, choose *Interrupt*.
#   A check stops by itself after a few seconds and names the line where your loop turns.
# - **Everything behaves oddly.** The kernel is the Python that runs your cells. In the menu
#   *Kernel*, choose *Restart*. Your text stays. What the cells had computed is gone, and `resume()`
#   brings back what you need.
# - **A lesson got into a mess.** `make anew LESSON=01_gradient_vectors` begins it anew and keeps
#   your old notebook beside it.

# %% [markdown]
# ## Coming back
#
# Save your notebook and close it whenever you like: your text and your best results stay. When you
# open it again, Python has forgotten what it computed. Instead of running everything once more,
# make a new cell (the button + above the notebook), put this into it and run it:
#
# ```python
# from autograder import resume
#
# resume()
# ```
#
# It runs the lesson's set-up, your answers and the few cells that the rest builds on, and says
# where to go on: with the section of your first open exercise. `resume(4)` goes to section 4.

# %% [markdown]
# ## Solutions
#
# Below each check a link leads to one solution of the exercise, in a notebook of its own with the
# same cells. All of them are in the folder `solutions`. Try the hints first: what you found
# yourself stays with you longer. Checking a solution adds nothing to your points.
