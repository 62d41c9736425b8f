"""Lesson 05: reference and known mistakes of ``fit_line``.

Every implementation stands on its own: it may use ``torch``, ``nn`` and its arguments.
"""

import torch
from torch import nn

from autograder.records.exercises import Answer, Mistake


def fit_line(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.015, momentum=0.9)
    for _ in range(300):
        loss = nn.functional.mse_loss(slope * x + intercept, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_no_zero_grad(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.RMSprop([slope, intercept], lr=0.01)
    for _ in range(40):
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_cleared(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.015, momentum=0.9)
    for _ in range(10):
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_stale(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.015, momentum=0.9)
    slope = torch.tensor(1.0, requires_grad=True)
    intercept = torch.tensor(1.0, requires_grad=True)
    for _ in range(10):
        optimizer.zero_grad()
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_one_number(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope], lr=0.005)
    for _ in range(30):
        optimizer.zero_grad()
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_slope_alone(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    for _ in range(60):
        loss = ((slope * x - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            slope -= 0.005 * slope.grad
        slope.grad = None
    return slope.item(), 0.0, loss.item()


def fit_intercept_alone(x, y):
    slope = torch.tensor(1.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    for _ in range(60):
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            intercept -= 0.3 * intercept.grad
        intercept.grad = None
    return slope.item(), intercept.item(), loss.item()


def fit_never_steps(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.015, momentum=0.9)
    for _ in range(10):
        optimizer.zero_grad()
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step  # noqa: B018  the mistake: parentheses are missing
    return slope.item(), intercept.item(), loss.item()


def fit_worse_than_level(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=1e-5)
    for _ in range(50):
        optimizer.zero_grad()
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_shifted(x, y):
    slope, intercept, loss = fit_line(x, y)
    return slope, intercept + slope * x.mean().item(), loss


def fit_too_short(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.005)
    for _ in range(200):
        optimizer.zero_grad()
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_too_wild(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.02)
    for _ in range(100):
        optimizer.zero_grad()
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_jumps(x, y):
    slope = torch.tensor(0.5, requires_grad=True)
    intercept = torch.tensor(2.5, requires_grad=True)
    optimizer = torch.optim.RMSprop([slope, intercept], lr=0.1)
    for _ in range(200):
        optimizer.zero_grad()
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_swapped(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.015, momentum=0.9)
    for _ in range(300):
        optimizer.zero_grad()
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return intercept.item(), slope.item(), loss.item()


def fit_level(x, y):
    slope = torch.zeros(1, 1, requires_grad=True)
    intercept = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.01, momentum=0.9)
    for _ in range(300):
        optimizer.zero_grad()
        prediction = x.reshape(-1, 1) @ slope + intercept
        loss = ((prediction - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_own_points(x, y):
    return 0.50009, 3.00009, 1.25115


def fit_sum(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.0014, momentum=0.9)
    for _ in range(300):
        loss = ((slope * x + intercept - y) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_half(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.03, momentum=0.9)
    for _ in range(300):
        loss = 0.5 * ((slope * x + intercept - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_root(x, y):
    slope, intercept, loss = fit_line(x, y)
    return slope, intercept, loss**0.5


def fit_first_loss(x, y):
    slope, intercept, _ = fit_line(x, y)
    return slope, intercept, (y**2).mean().item()


def fit_tensors(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    loss = ((slope * x + intercept - y) ** 2).mean()
    return slope, intercept, loss


def fit_two_numbers(x, y):
    slope, intercept, _ = fit_line(x, y)
    return slope, intercept


def fit_no_graph(x, y):
    slope, intercept = torch.tensor(0.0), torch.tensor(0.0)
    loss = ((slope * x + intercept - y) ** 2).mean()
    loss.backward()
    return slope.item(), intercept.item(), loss.item()


def fit_loss_once(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    loss = ((slope * x + intercept - y) ** 2).mean()
    for _ in range(2):
        loss.backward()
    return slope.item(), intercept.item(), loss.item()


def fit_new_tensors(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    for _ in range(3):
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        slope = slope - 0.01 * slope.grad
        intercept = intercept - 0.01 * intercept.grad
    return slope.item(), intercept.item(), loss.item()


def fit_recorded(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    loss = ((slope * x + intercept - y) ** 2).mean()
    loss.backward()
    slope -= 0.01 * slope.grad
    intercept -= 0.01 * intercept.grad
    return slope.item(), intercept.item(), loss.item()


ANSWERS = {
    "fit_line": Answer(
        fit_line,
        (
            Mistake(
                "no_zero_grad",
                "Your steps use the gradients of all the steps before, added up: nothing clears "
                "them. The line may look plausible all the same. Clear the gradients once in each "
                "round.",
                fit_no_zero_grad,
            ),
            Mistake(
                "cleared_before_the_step",
                "backward fills the gradients, and they are cleared before the step reads them. "
                "Between backward and step nothing may be cleared.",
                fit_cleared,
            ),
            Mistake(
                "stale_tensors",
                "The optimizer holds other tensors than those that your loss is computed from. "
                "Was a parameter made anew after the optimizer? Then it trains the old one, which "
                "no gradient reaches.",
                fit_stale,
            ),
            Mistake(
                "one_number",
                "The optimizer was given one number only. A line has two, and both go into its "
                "list.",
                fit_one_number,
            ),
            Mistake(
                "slope_alone",
                "Your slope is the best one for the intercept that you have, but that one isn't at "
                "its best. Are both trained?",
                fit_slope_alone,
            ),
            Mistake(
                "intercept_alone",
                "Your intercept is the best one for the slope that you have, but that one isn't at "
                "its best. Are both trained?",
                fit_intercept_alone,
            ),
            Mistake(
                "never_steps",
                "The line is where it began: backward was called again and again, and no step was "
                "taken. Are there parentheses behind `step`? Does a step by hand change the leaf "
                "itself?",
                fit_never_steps,
            ),
            Mistake(
                "worse_than_level",
                "Your line is worse than a level one through the mean. A very small rate and a few "
                "steps end like that, a step with the wrong sign does too, and so does one that is "
                "thrown away. Print slope, intercept and loss of the first rounds.",
                fit_worse_than_level,
            ),
            Mistake(
                "shifted",
                "Your line is right for x around 0: the mean of the x was subtracted, or they were "
                "divided by their spread as well. The line of the x that you were given is asked "
                "for, so turn slope and intercept back at the end.",
                fit_shifted,
            ),
            Mistake(
                "too_few_steps",
                "Your line is on its way: down in the valley, but not at its lowest point yet. The "
                "floor of the valley is almost level, so it takes more steps, a larger rate, or an "
                "optimizer that is faster there.",
                fit_too_short,
            ),
            Mistake(
                "diverges",
                "The fit runs away: the rate is beyond the border for this loss, and each step "
                "ends higher than the one before.",
                fit_too_wild,
            ),
            Mistake(
                "jumps",
                "Your line jumps from one wall of the valley to the other, and the loop ends on "
                "the way. Take a smaller rate, so that the last jumps are smaller, or an "
                "optimizer whose steps get shorter by themselves.",
                fit_jumps,
            ),
            Mistake(
                "swapped",
                "Slope and intercept have changed places in what you return: the slope comes "
                "first.",
                fit_swapped,
            ),
            Mistake(
                "broadcast",
                "Your line is level: it predicts the mean everywhere. That happens when every "
                "prediction is compared with every y. Print the shape of prediction and of y: one "
                "is (11, 1), the other (11,).",
                fit_level,
            ),
            Mistake(
                "not_these_points",
                "Right for Anscombe's points, but the check gave you other points the second time, "
                "and got the same line. Use the arguments x and y.",
                fit_own_points,
            ),
            Mistake(
                "sum",
                "The line is right. But your loss is a sum, as many times too large as there are "
                "points. A sum has its lowest point at the same place; its value, and the rates "
                "that suit it, are others.",
                fit_sum,
            ),
            Mistake(
                "half",
                "The line is right. But the loss that you return is half the mean squared error.",
                fit_half,
            ),
            Mistake(
                "root",
                "The line is right. But the loss that you return is the root of the mean squared "
                "error.",
                fit_root,
            ),
            Mistake(
                "another_loss",
                "The line is right. But the third number isn't its mean squared error. Is it the "
                "loss of an earlier step?",
                fit_first_loss,
            ),
            Mistake(
                "tensors",
                "You return tensors. Take the number out of each with `.item()`.",
                fit_tensors,
            ),
            Mistake(
                "two_numbers",
                "You return two numbers. Three are asked for: slope, intercept and loss.",
                fit_two_numbers,
            ),
            Mistake(
                "no_graph",
                "backward finds no graph: slope and intercept don't ask for gradients, or the loss "
                "was computed without recording.",
                fit_no_graph,
            ),
            Mistake(
                "loss_outside_the_loop",
                "backward was called twice on one graph. Prediction and loss belong inside of the "
                "loop, so that each round records a new graph.",
                fit_loss_once,
            ),
            Mistake(
                "new_tensors",
                "`slope = slope - ...` makes a result of the leaf, and a result keeps no gradient: "
                "in the next round `.grad` is None. Change the leaf in place, without recording, "
                "or let an optimizer do it.",
                fit_new_tensors,
            ),
            Mistake(
                "in_place",
                "A leaf that is watched can't be changed in place while recording is on. Switch "
                "recording off for the step, or let an optimizer do it.",
                fit_recorded,
            ),
        ),
    ),
}
