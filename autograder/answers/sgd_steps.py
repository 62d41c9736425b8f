"""Lesson 05: reference and known mistakes of ``sgd_step``.

Every implementation stands on its own: it may use ``torch`` and its arguments.
"""

import torch

from autograder.records.exercises import Answer, Mistake


def sgd_step(parameters, lr):
    torch.optim.SGD(parameters, lr=lr).step()


def sgd_recorded(parameters, lr):
    for p in parameters:
        p -= lr * p.grad


def sgd_new_name(parameters, lr):
    for p in parameters:
        p = p - lr * p.grad


def sgd_new_tensors(parameters, lr):
    for i, p in enumerate(parameters):
        parameters[i] = p - lr * p.grad


def sgd_new_leaves(parameters, lr):
    for i, p in enumerate(parameters):
        parameters[i] = (p - lr * p.grad).detach().requires_grad_()


def sgd_plus(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p += lr * p.grad


def sgd_no_rate(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= p.grad


def sgd_rate_alone(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr


def sgd_sign(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad.sign()


def sgd_shrinks(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p


def sgd_averaged_again(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad / p.numel()


def sgd_doubled(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= 2 * lr * p.grad


def sgd_unit_length(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad / p.grad.norm()


def sgd_clears(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad
                p.grad = None


def sgd_scales_gradients(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p.grad *= lr
                p -= p.grad


def sgd_first_only(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is not None:
                p -= lr * p.grad
            return


def sgd_last_only(parameters, lr):
    with torch.no_grad():
        p = [p for p in parameters if p.grad is not None][-1]
        p -= lr * p.grad


def sgd_none(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            p -= lr * p.grad


def sgd_stops_at_none(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            if p.grad is None:
                return
            p -= lr * p.grad


def sgd_freezes(parameters, lr):
    for p in parameters:
        if p.grad is not None:
            p.requires_grad_(False)
            p -= lr * p.grad


def sgd_backward_again(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            p.grad.backward()
            p -= lr * p.grad


def sgd_zeros_for_none(parameters, lr):
    for p in parameters:
        if p.grad is None:
            p.grad = torch.zeros_like(p)
        p.data = p.data - lr * p.grad


ANSWERS = {
    "sgd_step": Answer(
        sgd_step,
        (
            Mistake(
                "zeros_for_none",
                "A parameter whose `.grad` was None has one afterwards. Nothing has reached it by "
                "backward: leave it, and its `.grad`, as they are.",
                sgd_zeros_for_none,
            ),
            Mistake(
                "recorded",
                "Autograd stops here: the parameters are leaves, and a leaf that is watched can't "
                "be changed in place while recording is on. Switch recording off for the step; "
                "`torch.no_grad()` does so for the lines below a `with`, indented.",
                sgd_recorded,
            ),
            Mistake(
                "new_name",
                "Nothing has changed. Usually a line such as `p = p - ...` makes a new tensor and "
                "calls it p inside of your function; the parameter that you were given stays as it "
                "was. Change the tensor itself, in place.",
                sgd_new_name,
            ),
            Mistake(
                "new_tensors",
                "You put new tensors into the list. They are results, not leaves, so their `.grad` "
                "stays None after the next backward; and the model still holds the old ones. "
                "Change the tensors themselves.",
                sgd_new_tensors,
            ),
            Mistake(
                "new_leaves",
                "You put new leaves into the list. The model computes with the old ones, so it "
                "doesn't learn. Change the tensors that you were given, in place.",
                sgd_new_leaves,
            ),
            Mistake("plus", "You go up the gradient: the sign of the step is wrong.", sgd_plus),
            Mistake(
                "no_rate",
                "The step is the whole gradient: the learning rate isn't used.",
                sgd_no_rate,
            ),
            Mistake(
                "rate_alone",
                "Every number moves by the learning rate itself. The gradient isn't used.",
                sgd_rate_alone,
            ),
            Mistake(
                "sign",
                "You use the gradient's sign only. Its size belongs to the step: long where it is "
                "steep, short where it is level.",
                sgd_sign,
            ),
            Mistake(
                "parameter_for_gradient",
                "You subtract a share of the parameter itself. It is the gradient, `p.grad`, that "
                "tells where to go.",
                sgd_shrinks,
            ),
            Mistake(
                "averaged_again",
                "You divide the gradient by the number of elements. The mean is in the loss "
                "already, and so it is in the gradient.",
                sgd_averaged_again,
            ),
            Mistake(
                "doubled",
                "Your step is twice as long as it should be. The 2 from the square is in the "
                "gradient already.",
                sgd_doubled,
            ),
            Mistake(
                "unit_length",
                "You divide the gradient by its length, so that all steps are equally long. "
                "Gradient descent takes it as it is.",
                sgd_unit_length,
            ),
            Mistake(
                "clears_the_gradients",
                "The step is right, but the gradients are gone after it. Clearing them is another "
                "call's work: whoever reads `.grad` after the step should find it.",
                sgd_clears,
            ),
            Mistake(
                "changes_the_gradients",
                "The step is right, but the gradients have been scaled in place. Leave `.grad` as "
                "it was.",
                sgd_scales_gradients,
            ),
            Mistake(
                "first_only",
                "Only the first parameter moves. Does a `return` stand inside of your loop?",
                sgd_first_only,
            ),
            Mistake(
                "last_only",
                "Only the last parameter moves. Does the step stand inside of your loop, indented?",
                sgd_last_only,
            ),
            Mistake(
                "no_gradient_yet",
                "Your step works until it meets a parameter whose `.grad` is None, one that no "
                "backward has reached. Leave such a parameter as it is.",
                sgd_none,
            ),
            Mistake(
                "stops_at_none",
                "A parameter without a gradient ends your whole step, and the parameters behind "
                "it don't move: a `return`, a `break`, or an error that is caught outside of the "
                "loop, leaves it. Skip this one only.",
                sgd_stops_at_none,
            ),
            Mistake(
                "frozen",
                "The numbers are right, but the parameters don't ask for gradients any more. "
                "Freezing them lets you change them, and stops the learning after one step.",
                sgd_freezes,
            ),
            Mistake(
                "backward_on_a_gradient",
                "backward belongs to the loss, and it has been called before the step. A gradient "
                "is a number without a graph.",
                sgd_backward_again,
            ),
        ),
    ),
}
