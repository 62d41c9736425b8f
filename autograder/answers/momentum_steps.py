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


def momentum_first_only(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p -= lr * v
            return


def momentum_last_only(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
        p -= lr * v


def momentum_velocity_twice(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v += momentum * v + p.grad
            p -= lr * v


def momentum_clears(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p -= lr * v
            p.grad.zero_()


def momentum_of_parameter(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v.copy_(momentum * p + p.grad)
            p -= lr * v


def momentum_twice(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad
            p -= lr * momentum * v


def momentum_one_for_all_numbers(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in zip(parameters, velocities, strict=True):
            v *= momentum
            v += p.grad.mean()
            p -= lr * v


def momentum_returned(parameters, velocities, lr, momentum):
    with torch.no_grad():
        pairs = zip(parameters, velocities, strict=True)
        new = [momentum * v + p.grad for p, v in pairs]
        return [p - lr * v for p, v in zip(parameters, new, strict=True)], new


def momentum_no_zip(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in (parameters, velocities):
            v *= momentum
            v += p.grad
            p -= lr * v


def momentum_no_zip_by_methods(parameters, velocities, lr, momentum):
    with torch.no_grad():
        for p, v in (parameters, velocities):
            v.mul_(momentum).add_(p.grad)
            p.sub_(lr * v)


def momentum_one_for_all(parameters, velocities, lr, momentum):
    v = 0.0
    with torch.no_grad():
        for p in parameters:
            v = momentum * v + p.grad
            p -= lr * v


def momentum_frozen(parameters, velocities, lr, momentum):
    for p, v in zip(parameters, velocities, strict=True):
        v *= momentum
        v += p.grad
        p.requires_grad_(False)
        p -= lr * v


NO_ZIP = (
    "Your loop takes the two parameters for a parameter and its velocity, and then the two "
    "velocities: it goes over the two lists, one after the other. `zip` pairs them."
)

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
                "Your steps are those of plain gradient descent, and no gradient ever gets into "
                "the velocities that you are given: they are still 0. A line such as `v = ...`, a "
                "list of your own or a new optimizer makes new tensors, which are lost when the "
                "function ends. Change v in place.",
                momentum_new_velocity,
                clues=("memory_layer",),
            ),
            Mistake(
                "parameter_not_changed",
                "The parameters haven't moved at all. Usually a line such as `p = p - ...` makes a "
                "new tensor, and p stays as it was. Change p in place.",
                momentum_new_name,
            ),
            Mistake(
                "velocity_unused",
                "Your steps are those of plain gradient descent: they follow the gradient alone, "
                "and use nothing of what the velocities hold.",
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
                "Your steps are 1 − μ times as long as they should be. That is what an average of "
                "the gradients gives, with the weight 1 − μ for the new one. Here the gradient "
                "enters the velocity whole.",
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
                "Your steps follow the old velocity, before the new gradient has entered it. First "
                "comes the velocity, then the step.",
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
                "The velocity adds up all gradients and never fades. The old velocity has to be "
                "multiplied by μ, and the product has to be kept.",
                momentum_no_decay,
            ),
            Mistake(
                "rate_and_momentum_swapped",
                "lr and momentum have changed places: μ multiplies the old velocity, the rate "
                "multiplies the new one.",
                momentum_swapped,
            ),
            Mistake(
                "first_only",
                "Only the first parameter moves. Does a `return` stand inside of your loop?",
                momentum_first_only,
            ),
            Mistake(
                "last_only",
                "Only the last parameter moves. Do all lines of the step stand inside of your "
                "loop, indented?",
                momentum_last_only,
            ),
            Mistake(
                "velocity_twice",
                "The old velocity stays whole, and μ times it is added besides, so it grows. `+=` "
                "adds to what is there already: it is multiplied by μ first.",
                momentum_velocity_twice,
            ),
            Mistake(
                "parameter_for_velocity",
                "μ multiplies the parameter. It belongs to the old velocity.",
                momentum_of_parameter,
            ),
            Mistake(
                "momentum_in_the_step",
                "Your velocities are right, and each step is μ times as long as it should be: μ is "
                "in the velocity already.",
                momentum_twice,
            ),
            Mistake(
                "mean_gradient",
                "Every number of a parameter gets the mean of all its slopes. Each has a slope of "
                "its own: take the gradient as it is.",
                momentum_one_for_all_numbers,
            ),
            Mistake(
                "nothing_changed",
                "Neither parameters nor velocities have changed. New lists and new tensors are "
                "lost to the caller, returned or not: change the tensors that you are given, in "
                "place.",
                momentum_returned,
            ),
            Mistake("no_zip", NO_ZIP, momentum_no_zip),
            Mistake("no_zip_by_methods", NO_ZIP, momentum_no_zip_by_methods),
            Mistake(
                "one_velocity_for_all",
                "One velocity goes on from one parameter to the next. Each parameter has its own: "
                "the tensor at its place in `velocities`, which remembers it until the next call.",
                momentum_one_for_all,
            ),
            Mistake(
                "frozen",
                "The first step is right, but then the parameters don't ask for gradients any "
                "more. Freezing them lets you change them, and stops the learning after one step.",
                momentum_frozen,
            ),
            Mistake(
                "clears_the_gradients",
                "The step is right, but the gradients are gone after it. Clearing them is another "
                "call's work: whoever reads `.grad` after the step should find it.",
                momentum_clears,
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
