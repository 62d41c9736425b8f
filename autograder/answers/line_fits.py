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


def fit_uphill(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    for _ in range(20):
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            slope += 0.001 * slope.grad
            intercept += 0.001 * intercept.grad
        slope.grad = intercept.grad = None
    return slope.item(), intercept.item(), loss.item()


def fit_far_off(x, y):
    slope, intercept, loss = fit_line(x, y)
    return slope + 1000.0, intercept, loss


def fit_nan(x, y):
    nan = float("nan")
    return nan, nan, nan


def fit_one_round(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.01)
    for _ in range(500):
        loss = ((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        return slope.item(), intercept.item(), loss.item()


def fit_no_backward(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.01)
    for _ in range(10):
        optimizer.zero_grad()
        loss = ((slope * x + intercept - y) ** 2).mean()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_by_hand_no_backward(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    for _ in range(3):
        loss = ((slope * x + intercept - y) ** 2).mean()
        with torch.no_grad():
            slope -= 0.01 * slope.grad
            intercept -= 0.01 * intercept.grad
    return slope.item(), intercept.item(), loss.item()


def fit_exchanged(x, y):
    return fit_of_two_sums(y, x)


def fit_of_two_sums(x, y):
    slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    intercept = y.mean() - slope * x.mean()
    loss = ((slope * x + intercept - y) ** 2).mean()
    return slope.item(), intercept.item(), loss.item()


def fit_absolute(x, y):
    first, second = torch.triu_indices(len(x), len(x), 1)
    slopes = (y[first] - y[second]) / (x[first] - x[second])
    lines = torch.stack([slopes, y[first] - slopes * x[first]])
    errors = (lines[0][:, None] * x + lines[1][:, None] - y).abs().mean(dim=1)
    best = int(errors.argmin())
    return lines[0][best].item(), lines[1][best].item(), errors[best].item()


def fit_rounded(x, y):
    return tuple(round(number, 2) for number in fit_of_two_sums(x, y))


def fit_divided_by_eleven(x, y):
    slope, intercept, loss = fit_line(x, y)
    return slope, intercept, loss * len(x) / 11


def fit_divided_by_one_less(x, y):
    slope, intercept, loss = fit_line(x, y)
    return slope, intercept, loss * len(x) / (len(x) - 1)


def fit_divided_by_two_less(x, y):
    slope, intercept, loss = fit_line(x, y)
    return slope, intercept, loss * len(x) / (len(x) - 2)


def fit_minus_the_loss(x, y):
    slope = torch.tensor(0.0, requires_grad=True)
    intercept = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([slope, intercept], lr=0.001)
    for _ in range(20):
        optimizer.zero_grad()
        loss = -((slope * x + intercept - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return slope.item(), intercept.item(), loss.item()


def fit_not_returned(x, y):
    slope, intercept, loss = fit_line(x, y)
    print(slope, intercept, loss)


ANSWERS = {
    "fit_line": Answer(
        fit_line,
        (
            Mistake(
                "no_zero_grad",
                "Your steps use the gradients of earlier steps as well, added up: they aren't "
                "cleared in each round. The line may look plausible all the same. Clear the "
                "gradients once in each round, before `backward`.",
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
                "No gradient reaches a tensor that the optimizer holds: your loss isn't computed "
                "from it. Was a parameter made anew after the optimizer, which trains the old one "
                "then? Or was it taken out of the graph, by `.item()` or `.detach()`?",
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
                "The line is where it began: backward was called again and again, and the leaves "
                "never changed. Are there parentheses behind `step`? Does a step by hand change "
                "the leaf itself? Are the leaves made once, before the loop?",
                fit_never_steps,
            ),
            Mistake(
                "worse_than_level",
                "Your line is worse than a level one through the mean. A very small rate or few "
                "steps end like that, and so does a loss of something else than prediction and y. "
                "Print slope, intercept and loss of the first rounds.",
                fit_worse_than_level,
            ),
            Mistake(
                "shifted",
                "Your line is right for x around 0: as if the mean of the x had been subtracted, "
                "or they had been divided by their spread as well. The line of the x that you were "
                "given is asked for, so turn slope and intercept back at the end.",
                fit_shifted,
            ),
            Mistake(
                "too_few_steps",
                "Your line is on its way: down in the valley, but not at its lowest point yet. The "
                "floor of the valley is almost level, so it takes more steps, a larger rate, or an "
                "optimizer that is faster there. A rule that stops when the loss hardly changes "
                "stops too early there: it changes little from step to step all along the floor. "
                "And a loss other than the mean of the squared errors has its lowest point "
                "elsewhere.",
                fit_too_short,
            ),
            Mistake(
                "diverges",
                "The fit runs away: its loss grows instead of falling, though the first step goes "
                "down the gradient. The steps are too long: usually the rate is beyond the border "
                "for this loss, or what is multiplied by it is more than the gradient.",
                fit_too_wild,
            ),
            Mistake(
                "jumps",
                "Your line lies on a wall of the valley, beside its lowest point. Usually it jumps "
                "from one wall to the other, and the loop ends on the way: take a smaller rate, so "
                "that the last jumps are smaller, or an optimizer whose steps get shorter by "
                "themselves. Else look at the loss: is it the mean of the squared errors?",
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
                "Your line is level: it predicts the mean everywhere. Usually every prediction is "
                "compared with every y: print the shape of prediction and of y. Shapes (11, 1) and "
                "(11,) make a table of 11 × 11. Or is the slope never moved?",
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
                "loss of an earlier step, or another kind of loss?",
                fit_first_loss,
            ),
            Mistake(
                "divided_by_eleven",
                "Right for Anscombe's points. But the check gave you 14 points the second time, "
                "and the sum of the squared errors was divided by 11.",
                fit_divided_by_eleven,
            ),
            Mistake(
                "divided_by_one_less",
                "The line is right. But the sum of the squared errors is divided by n − 1. A mean "
                "divides by the number of points.",
                fit_divided_by_one_less,
            ),
            Mistake(
                "divided_by_two_less",
                "The line is right. But the sum of the squared errors is divided by n − 2. A mean "
                "divides by the number of points.",
                fit_divided_by_two_less,
            ),
            Mistake(
                "minus_the_loss",
                "The loss that you go backward from is below 0. A mean of squares never is: look "
                "for a minus, or for a square that is missing.",
                fit_minus_the_loss,
            ),
            Mistake(
                "rounded",
                "Your numbers are rounded to two decimals. The line has to be within 0.002 of the "
                "best one, for other points than Anscombe's too: return them as they are.",
                fit_rounded,
            ),
            Mistake(
                "exchanged",
                "That is the best line for x, computed from y. Asked for is y from x: are x and y "
                "in each other's place?",
                fit_exchanged,
            ),
            Mistake(
                "absolute_errors",
                "That is the line with the least absolute errors. Asked for are the squared ones, "
                "for which large errors count more.",
                fit_absolute,
            ),
            Mistake(
                "uphill",
                "The first step goes up: along the gradient, not against it. Look at its sign.",
                fit_uphill,
            ),
            Mistake(
                "far_off",
                "Your line is far away from all points. Print slope, intercept and loss of the "
                "first rounds: does the loss fall?",
                fit_far_off,
            ),
            Mistake(
                "not_finite",
                "Slope or intercept is NaN or infinite in the end. Print both in the first rounds: "
                "what happens before they are? Usually something is divided by 0, or numbers grow "
                "without bound.",
                fit_nan,
            ),
            Mistake(
                "one_round",
                "backward ran once, so there was one step at most. A descent takes many: does a "
                "`return` or a `break` stand inside of the loop, or the step outside of it?",
                fit_one_round,
            ),
            Mistake(
                "no_backward",
                "The optimizer takes its steps, and no backward has computed a gradient that they "
                "could follow. Which call on the loss does?",
                fit_no_backward,
            ),
            Mistake(
                "no_backward_by_hand",
                "A `.grad` is None, and no backward has run before that line. Which call on the "
                "loss fills it?",
                fit_by_hand_no_backward,
            ),
            Mistake(
                "no_return",
                "The function gives back None. `print` shows numbers and gives none back: is there "
                "a `return` with slope, intercept and loss at the end?",
                fit_not_returned,
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
                "backward went through one graph twice. Usually prediction or loss is computed "
                "before the loop: both belong inside of it, so that each round records a new "
                "graph.",
                fit_loss_once,
            ),
            Mistake(
                "new_tensors",
                "A `.grad` is None although backward has run. Usually a line such as `slope = "
                "slope - ...` has made a result of the leaf, and a result keeps no gradient. "
                "Change the leaf in place, without recording, or let an optimizer do it.",
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
