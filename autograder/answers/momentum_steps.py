"""Lesson 05: reference and known mistakes of ``momentum_step``.

Every implementation stands on its own: it may use ``torch`` and its arguments.
"""

import torch

from autograder.records.exercises import Answer, Mistake


def momentum_step(parameters, velocities, lr, momentum):
    optimizer = torch.optim.SGD(parameters, lr=lr, momentum=momentum)
    for p, v in zip(parameters, velocities, strict=True):
        optimizer.state[p]["momentum_buffer"] = v
    optimizer.step()


def momentum_recorded(parameters, velocities, lr, momentum):
    for p, v in zip(parameters, velocities, strict=True):
        v *= momentum
        v += p.grad
        p -= lr * v


def momentum_new_velocity(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v = momentum * v + p.grad
            p -= lr * v


def momentum_new_name(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p = p - lr * v


def momentum_unused(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p -= lr * p.grad


def momentum_new_tensors(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for i, (p, v) in enumerate(zip(parameters, velocities, strict=True)):
            v *= momentum
            v += p.grad
            parameters[i] = p - lr * v


def momentum_new_leaves(parameters, velocities, lr, momentum):
    for i, (p, v) in enumerate(zip(parameters, velocities, strict=True)):
        v *= momentum
        v += p.grad
        parameters[i] = (p - lr * v).detach().requires_grad_()


def momentum_damped(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += (1 - momentum) * p.grad
            p -= lr * v


def momentum_rate_inside(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += lr * p.grad
            p -= v


def momentum_rate_inside_minus(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v -= lr * p.grad
            p += v


def momentum_old_velocity(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            p -= lr * v
            v *= momentum
            v += p.grad


def momentum_nesterov(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p -= lr * (p.grad + momentum * v)


def momentum_gradient_too(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p -= lr * (p.grad + v)


def momentum_plus(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p += lr * v


def momentum_minus_gradient(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v -= p.grad
            p -= lr * v


def momentum_on_gradient(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v += momentum * p.grad
            p -= lr * v


def momentum_on_both(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v += p.grad
            v *= momentum
            p -= lr * v


def momentum_no_rate(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p -= v


def momentum_no_decay(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v += p.grad
            p -= lr * v


def momentum_swapped(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= lr
            v += p.grad
            p -= momentum * v


def momentum_gradient_is_velocity(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            p.grad += momentum * v
            v.copy_(p.grad)
            p -= lr * v


ANSWERS = {
    "momentum_step": Answer(
        momentum_step,
        (
            Mistake(
                "recorded",
                "Autograd stops here: a leaf that is watched can't be changed in place while "
                "recording is on. Switch recording off for the step, as in `sgd_step`.",
                momentum_recorded,
            ),
            Mistake(
                "velocity_forgotten",
                "Your steps are those of plain gradient descent: the velocities are still 0. "
                "`v = ...` makes a new tensor that is lost when the function ends. Change v in "
                "place.",
                momentum_new_velocity,
            ),
            Mistake(
                "parameter_not_changed",
                "The velocities are right, and the parameters haven't moved: `p = p - ...` makes a "
                "new tensor. Change p in place.",
                momentum_new_name,
            ),
            Mistake(
                "velocity_unused",
                "The velocities are right, and the step doesn't use them: it takes the gradient, "
                "as plain gradient descent does.",
                momentum_unused,
            ),
            Mistake(
                "new_tensors",
                "You put new tensors into the list of parameters. They are results, not leaves, "
                "and the model still holds the old ones. Change the tensors themselves, in place.",
                momentum_new_tensors,
            ),
            Mistake(
                "new_leaves",
                "You put new leaves into the list of parameters. The model computes with the old "
                "ones, so it doesn't learn. Change the tensors themselves, in place.",
                momentum_new_leaves,
            ),
            Mistake(
                "damped",
                "You give the new gradient the weight 1 − μ, as an average does. Here it enters "
                "the velocity whole.",
                momentum_damped,
            ),
            Mistake(
                "rate_in_the_velocity",
                "You multiply by the learning rate before the gradient enters the velocity. Some "
                "books do. Here the velocity is made of gradients, and the rate comes in the step: "
                "else a new rate would take effect too late.",
                momentum_rate_inside,
            ),
            Mistake(
                "rate_in_the_velocity_and_minus",
                "Your velocity is the step itself, rate and minus sign in it. Some books do that. "
                "Here the velocity is made of gradients, and rate and minus come in the step.",
                momentum_rate_inside_minus,
            ),
            Mistake(
                "old_velocity",
                "You take the step before the new gradient has entered the velocity. Turn the two "
                "lines round.",
                momentum_old_velocity,
            ),
            Mistake(
                "nesterov",
                "That is Nesterov's momentum, which looks one step ahead. Asked for is the plain "
                "one.",
                momentum_nesterov,
            ),
            Mistake(
                "gradient_twice",
                "You add the gradient to the step although the velocity has it in it already.",
                momentum_gradient_too,
            ),
            Mistake(
                "plus", "You go up the velocity: the sign of the step is wrong.", momentum_plus
            ),
            Mistake(
                "gradient_subtracted",
                "You subtract the gradient from the velocity, and the velocity from the parameter: "
                "two minus signs, and you go uphill.",
                momentum_minus_gradient,
            ),
            Mistake(
                "momentum_on_the_gradient",
                "μ multiplies the new gradient. It belongs to the old velocity, which fades.",
                momentum_on_gradient,
            ),
            Mistake(
                "momentum_on_both",
                "μ multiplies the sum of old velocity and gradient. Only the old velocity fades.",
                momentum_on_both,
            ),
            Mistake(
                "no_rate",
                "The learning rate isn't used: each step has its full length.",
                momentum_no_rate,
            ),
            Mistake(
                "never_fades",
                "The velocity adds up all gradients and never fades: μ isn't used.",
                momentum_no_decay,
            ),
            Mistake(
                "rate_and_momentum_swapped",
                "lr and momentum have changed places: μ multiplies the old velocity, the rate "
                "multiplies the new one.",
                momentum_swapped,
            ),
            Mistake(
                "changes_the_gradients",
                "The step is right, but the gradients have been changed on the way. Leave `.grad` "
                "as it was.",
                momentum_gradient_is_velocity,
            ),
        ),
    ),
}
