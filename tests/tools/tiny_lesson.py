# ---
# course:
#   title: A tiny lesson
#   summary: Doubling and halving, to try the build
#   points: 3
# ---

# %% [markdown]
# # A tiny lesson
#
# What is twice a number? Sätze mit Umlauten, 日本語.

# %% setup=true
import matplotlib.pyplot as plt


# %%
def expected_picture(name, alt):
    print(alt)


def check(exercise_id):
    answer = globals()[exercise_id]
    expected = {"double": 6, "Half": 1.5}[exercise_id]
    try:
        got = answer(3) if exercise_id == "double" else answer(3).value()
    except NotImplementedError:
        return 0
    return {"double": 2, "Half": 1}[exercise_id] if got == expected else 0


# %% [markdown]
# Write `double`.


# %% solution="double"
def double(x):
    """Twice x. Example: double(3) is 6."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% check="double"
check("double")

# %% makes="tiny_line"
try:
    plt.plot([0, 1], [0, double(1)])
    plt.show()
except NotImplementedError:
    print("Write double first.")

# %% picture="tiny_line"
expected_picture("tiny_line", alt="A straight line from (0, 0) to (1, 2).")

# %% [markdown]
# Write `double`.


# %% solution="Half"
class Half:
    def __init__(self, x):
        self.x = x

    def value(self):
        ### BEGIN SOLUTION
        return self.x / 2
        ### END SOLUTION


# %% check="Half"
check("Half")

# %% tags=["raises-exception"]
int("one")
