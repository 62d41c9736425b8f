"""Lesson 05: reference and known mistakes of ``rmsprop_step``.

Every implementation stands on its own: it may use ``torch`` and its arguments.
"""

import torch

from autograder.records.exercises import Answer, Mistake


def rmsprop_step(parameters, averages, lr, alpha=0.99, eps=1e-8):
    optimizer = torch.optim.RMSprop(parameters, lr=lr, alpha=alpha, eps=eps)
    for p, s in zip(parameters, averages, strict=True):
        optimizer.state[p] = {"step": torch.tensor(0.0), "square_avg": s}
    optimizer.step()


def rmsprop_recorded(parameters, averages, lr, alpha=0.99, eps=1e-8):
    for p, s in zip(parameters, averages, strict=True):
        s *= alpha
        s += (1 - alpha) * p.grad**2
        p -= lr * p.grad / (s.sqrt() + eps)


def rmsprop_new_average(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s = alpha * s + (1 - alpha) * p.grad**2
            p -= lr * p.grad / (s.sqrt() + eps)


def rmsprop_begun_anew(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s.zero_()
            s += (1 - alpha) * p.grad**2
            p -= lr * p.grad / (s.sqrt() + eps)


def rmsprop_new_name(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p = p - lr * p.grad / (s.sqrt() + eps)


def rmsprop_eps_inside(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= lr * p.grad / torch.sqrt(s + eps)


def rmsprop_no_eps(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= lr * p.grad / s.sqrt()


def rmsprop_eps_on_the_step(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= lr * p.grad / s.sqrt() + eps


def rmsprop_eps_on_the_quotient(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= lr * (p.grad / s.sqrt() + eps)


def rmsprop_new_tensors(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for i, (p, s) in enumerate(zip(parameters, averages, strict=True)):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            parameters[i] = p - lr * p.grad / (s.sqrt() + eps)


def rmsprop_no_root(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= lr * p.grad / (s + eps)


def rmsprop_no_square(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad
            p -= lr * p.grad / (s.sqrt() + eps)


def rmsprop_absolute(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad.abs()
            p -= lr * p.grad / (s + eps)


def rmsprop_shares_swapped(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= 1 - alpha
            s += alpha * p.grad**2
            p -= lr * p.grad / (s.sqrt() + eps)


def rmsprop_whole_square(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += p.grad**2
            p -= lr * p.grad / (s.sqrt() + eps)


def rmsprop_adagrad(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s += p.grad**2
            p -= lr * p.grad / (s.sqrt() + eps)


def rmsprop_old_average(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            p -= lr * p.grad / (s.sqrt() + eps)
            s *= alpha
            s += (1 - alpha) * p.grad**2


def rmsprop_one_average(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * (p.grad**2).mean()
            p -= lr * p.grad / (s.sqrt() + eps)


def rmsprop_plus(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p += lr * p.grad / (s.sqrt() + eps)


def rmsprop_no_rate(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= p.grad / (s.sqrt() + eps)


def rmsprop_no_gradient(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= lr / (s.sqrt() + eps)


def rmsprop_corrected(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= lr * p.grad / ((s / (1 - alpha)).sqrt() + eps)


def rmsprop_multiplied(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p -= lr * p.grad * (s.sqrt() + eps)


def rmsprop_average_of_root(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            s.sqrt_()
            p -= lr * p.grad / (s + eps)


def rmsprop_changes_gradients(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= alpha
            s += (1 - alpha) * p.grad**2
            p.grad /= s.sqrt() + eps
            p -= lr * p.grad


def rmsprop_fixed(parameters, averages, lr, alpha=0.99, eps=1e-8):
    with torch.no_grad():
        for p, s in zip(parameters, averages, strict=True):
            s *= 0.99
            s += 0.01 * p.grad**2
            p -= lr * p.grad / (s.sqrt() + 1e-8)


ANSWERS = {
    "rmsprop_step": Answer(
        rmsprop_step,
        (
            Mistake(
                "recorded",
                "Autograd stops here: a leaf that is watched can't be changed in place while "
                "recording is on. Switch recording off for the step, as in `sgd_step`.",
                rmsprop_recorded,
            ),
            Mistake(
                "average_forgotten",
                "The averages are still 0, so each of your steps is like the first one. A line "
                "such as `s = ...` or a list of your own makes new tensors, which are lost when "
                "the function ends. Change s in place.",
                rmsprop_new_average,
                clues=("memory_layer",),
            ),
            Mistake(
                "average_begun_anew",
                "Each of your steps is like the first one: nothing of an old average is used. Is "
                "it set to 0 before it is read, or overwritten?",
                rmsprop_begun_anew,
            ),
            Mistake(
                "parameter_not_changed",
                "The parameters haven't moved at all. Usually a line such as `p = p - ...` makes a "
                "new tensor, and p stays as it was. Change p in place.",
                rmsprop_new_name,
            ),
            Mistake(
                "eps_under_the_root",
                "ε stands under the root. Take the root first and add ε then: with the ε of "
                "PyTorch that is hard to see, with a larger one it isn't.",
                rmsprop_eps_inside,
            ),
            Mistake(
                "no_eps",
                "ε isn't used. Where a gradient has been 0 all the time, you divide 0 by 0, and "
                "the parameter becomes NaN.",
                rmsprop_no_eps,
            ),
            Mistake(
                "brackets",
                "ε is added to the step, not to the root: a fraction ends where `+` begins, unless "
                "brackets hold root and ε together.",
                rmsprop_eps_on_the_step,
            ),
            Mistake(
                "brackets_around_the_fraction",
                "ε is added to the fraction, not to the root below it: brackets belong around root "
                "and ε.",
                rmsprop_eps_on_the_quotient,
            ),
            Mistake(
                "new_tensors",
                "You put new tensors into the list of parameters. They are results, not leaves, "
                "and the model still holds the old ones. Change the tensors themselves, in place.",
                rmsprop_new_tensors,
            ),
            Mistake(
                "no_root",
                "You divide by the average of the squares. Its root is missing, so the gradient's "
                "unit doesn't cancel.",
                rmsprop_no_root,
            ),
            Mistake(
                "no_square",
                "You average the gradients as they are. Their squares are averaged: else positive "
                "and negative ones cancel, and the root of a negative number is NaN.",
                rmsprop_no_square,
            ),
            Mistake(
                "absolute",
                "You average absolute values. That is a near relation; RMS stands for *root mean "
                "square*.",
                rmsprop_absolute,
            ),
            Mistake(
                "shares_swapped",
                "α and 1 − α have changed places. α is close to 1: the old average keeps most of "
                "its weight, so that it has a long memory.",
                rmsprop_shares_swapped,
            ),
            Mistake(
                "whole_square",
                "The squared gradient enters with its full weight. In an average both shares add "
                "up to 1.",
                rmsprop_whole_square,
            ),
            Mistake(
                "adds_up_for_ever",
                "You add the squares up and never forget any, so the steps get shorter and "
                "shorter. That is another method, AdaGrad. Asked for is an average that fades.",
                rmsprop_adagrad,
            ),
            Mistake(
                "old_average",
                "You take the step before the new gradient has entered the average: the first one "
                "divides by ε alone. Turn the lines round.",
                rmsprop_old_average,
            ),
            Mistake(
                "one_average_for_all",
                "You average over the elements of a tensor. Each number has an average of its own: "
                "that is what gives steep and flat directions steps of one length.",
                rmsprop_one_average,
            ),
            Mistake("plus", "You go uphill: the sign of the step is wrong.", rmsprop_plus),
            Mistake(
                "no_rate",
                "The learning rate isn't used: each step has its full length.",
                rmsprop_no_rate,
            ),
            Mistake(
                "no_gradient",
                "You divide the rate by the root, and leave out the gradient: all numbers fall, "
                "whichever way is downhill.",
                rmsprop_no_gradient,
            ),
            Mistake(
                "corrected",
                "You divide the average by 1 − α. Adam corrects the start of its averages; RMSprop "
                "doesn't, and that is why its first steps are so long.",
                rmsprop_corrected,
            ),
            Mistake(
                "multiplied",
                "You multiply by the root, which makes steep directions steeper still. Divide.",
                rmsprop_multiplied,
            ),
            Mistake(
                "root_is_kept",
                "You keep the root as the new average. What is remembered is the average of the "
                "squares; its root is taken for the step alone.",
                rmsprop_average_of_root,
            ),
            Mistake(
                "changes_the_gradients",
                "The step is right, but the gradients have been divided in place. Leave `.grad` as "
                "it was.",
                rmsprop_changes_gradients,
            ),
            Mistake(
                "arguments_not_used",
                "Right for α = 0.99 and ε = 1e-8, and for no others: use the arguments alpha and "
                "eps.",
                rmsprop_fixed,
            ),
        ),
    ),
}
