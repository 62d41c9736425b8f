"""Lesson 06: what each known mistake is called, and what its author is told.

The implementations, right and wrong, stand in ``wide_nets``, ``training_steps``,
``flight_readers``, ``training_epochs`` and ``training_museum``. Each stands on its own: it may use
``np``, ``torch``, ``nn`` and its arguments, so that its source can be put into a cell as it is.
"""

from autograder.answers import flight_readers as readers
from autograder.answers import training_epochs as epochs
from autograder.answers import training_steps as steps
from autograder.answers import wide_nets as nets
from autograder.answers.flight_words import tell_flight
from autograder.answers.training_museum import MUSEUM_ANSWERS
from autograder.exercises.training_step_words import NOT_IN_GRAD_TEXT
from autograder.records.exercises import Answer, Mistake

NO_ZERO = (
    "The gradients aren't cleared in each step: `.backward()` adds to what is in `.grad`, so each "
    "step uses the sum of all gradients so far. Clear them once in every step, on the optimizer or "
    "the model (the loss function has no gradients to clear)."
)
NO_STEP = (
    "The net's parameters stay as they are: no step of the optimizer has moved them. Usually its "
    "`step` is missing, or lacks its parentheses; or it is a copy of the net that was trained."
)
NO_BACKWARD = (
    "The optimizer takes its step, but there are no gradients to follow: no backward pass has "
    "reached the net's parameters. Which call on the loss does that?"
)
ZERO_BETWEEN = (
    "You clear the gradients after they are computed and before they are used, so every step "
    "follows nothing. Clear them anywhere but between `.backward()` and `.step()`."
)
STEP_FIRST = (
    "The step comes before `.backward()`: at that moment the gradients are empty. The step is what "
    "uses the gradients, so they must be there first."
)
IN_PLACE = (
    "The step comes between the prediction and `.backward()`. It changes the parameters in place, "
    "while the graph still needs the old ones: that is what the error says. Go backward first."
)
SQUEEZED = (
    "The prediction lost a dimension on its way to the loss. Shapes (n,) and (n, 1) broadcast to "
    "(n, n), every prediction is compared with every label, and the net can only learn the mean. "
    "Keep both at (n, 1)."
)
SUM = (
    "You add up the squared errors by hand. Use the `loss_fun` that is given: it takes the mean "
    "here, and may be another loss altogether."
)
OWN_LOSS = (
    "You use a loss of your own choice. It happens to be the right one in the lesson, but the "
    "function is given a `loss_fun`, and is tried with another."
)
LOSS_AFTER = (
    "The loss that you return is computed after the step, by a second prediction: it is one "
    "step late. Return the loss that `.backward()` started from."
)
OF_LABELS = (
    "The model is called with the labels: it sees the answers that it should predict. It gets the "
    "features."
)
AGAINST_FEATURES = (
    "The loss compares the prediction with the features. It should be compared with the labels."
)
OWN_OPTIMIZER = (
    "The parameters change, but the given optimizer doesn't step: you make one of your own, or "
    "change the parameters by hand. Call the given one: it has its own learning rate, and it "
    "remembers its momentum from one call to the next."
)
BY_HAND = (
    "You update the parameters by hand, which is plain gradient descent. The optimizer that is "
    "given may do more, such as momentum: let it take the step."
)
UPHILL = "The sign is wrong: you go down on minus the loss, so the loss itself goes up."
ITEM_EARLY = (
    "You take the number out of the loss before going backward. A plain number has no graph: call "
    "`.backward()` on the tensor, and `.item()` afterwards."
)
NO_GRAPH = (
    "The loss has no graph to go back through. Usually the prediction was cut off, by `.detach()`, "
    "by `no_grad` or by a new tensor. Give the model's output to the loss as it is."
)
GRAPH_KEPT = (
    "The number is right, but it is still a tensor with its whole graph, which then stays in "
    "memory. `.item()` makes a plain float of it."
)
DETACHED = (
    "The number is right, and it is out of the graph, but it is still a tensor. A plain float is "
    "asked for: `.item()` makes one."
)

EVALUATION_MODE = (
    "The numbers are right, and the net is left in evaluation mode: layers such as dropout and "
    "batch norm then do something else than in training. Look for `.eval()`."
)
ANSWERS = {
    "WideNet": Answer(
        nets.WideNet,
        (
            Mistake(
                "no_tanh",
                "There is nothing between the two linear layers, and two linear layers in a row "
                "are one linear layer: the net can only draw straight lines.",
                nets.NetNoTanh,
            ),
            Mistake(
                "relu", "That is a net with ReLU. Another function is asked for here.", nets.NetRelu
            ),
            Mistake(
                "sigmoid",
                "That is a net with a sigmoid, which lies between 0 and 1. Another function is "
                "asked for here.",
                nets.NetSigmoid,
            ),
            Mistake(
                "tanh_at_end",
                "There is a Tanh after the output layer too: the net could never give a number "
                "beyond 1 or −1. The last layer is the linear one.",
                nets.NetTanhAtEnd,
            ),
            Mistake(
                "tanh_first",
                "The Tanh comes before the hidden layer; it belongs behind it.",
                nets.NetTanhFirst,
            ),
            Mistake(
                "fixed_width",
                "The width is written into the class as 512. Use n_cells, which says how wide the "
                "net should be.",
                nets.NetFixedWidth,
            ),
            Mistake(
                "deeper",
                "There is a hidden layer too many: one is asked for, with n_cells cells.",
                nets.NetDeeper,
            ),
            Mistake(
                "no_bias",
                "The linear layers have no bias: leave `bias` at what it is by default.",
                nets.NetNoBias,
            ),
            Mistake(
                "plain_list",
                "`parameters()` is empty, so that an optimizer would have nothing to change: the "
                "module doesn't find your layers. Usually they are in a plain Python list or "
                "dictionary, stand in the class above `__init__`, or are tensors without "
                "nn.Parameter. Make each layer in `__init__`, as an attribute of `self`, or use "
                "nn.Sequential.",
                nets.NetPlainList,
                clues=("steady",),
            ),
            Mistake(
                "made_in_forward",
                "The layers are made anew in each call of `forward`, with new random parameters. "
                "Make them once, in `__init__`, and keep them.",
                nets.NetMadeInForward,
                clues=("steady",),
            ),
            Mistake(
                "no_super",
                "`super().__init__()` hasn't run before the first layer is kept: nn.Module needs "
                "it, at the top of `__init__` and with its parentheses, before it can take in "
                "layers.",
                nets.NetNoSuper,
            ),
            Mistake(
                "tanh_not_made",
                "`nn.Tanh` is a class, and a layer is an object of it: like the linear layers, it "
                "is made with parentheses.",
                nets.NetTanhNotMade,
            ),
            Mistake(
                "sizes_exchanged",
                "The sizes of the linear layers are exchanged. The first number is what goes in, "
                "the second what comes out.",
                nets.NetSizesExchanged,
            ),
            Mistake(
                "no_return",
                "`forward` computes the output and doesn't return it.",
                nets.NetNoReturn,
            ),
            Mistake(
                "list_in_sequential",
                "nn.Sequential takes the layers themselves, with commas between them, and no list "
                "of them.",
                nets.NetListInSequential,
            ),
            Mistake(
                "tanh_twice",
                "The numbers go through two tanh, one after the other. One is asked for.",
                nets.NetTanhTwice,
            ),
            Mistake(
                "output_not_used",
                "What comes back is what the hidden layer and the tanh give, of shape (n, n_cells) "
                "for n features: the output layer has its parameters, and its result is not "
                "returned.",
                nets.NetOutputNotUsed,
            ),
            Mistake(
                "no_forward",
                "The net is made, but nn.Module finds no method `forward` in it. Is it written "
                "below `__init__`, as far to the right as that one, and spelt so?",
                nets.NetNoForward,
            ),
            Mistake(
                "squeezed",
                "The output lost a dimension: for x of shape (n, 1) it has shape (n, 1) too. "
                "Against labels of shape (n, 1) a shape of (n,) would broadcast to (n, n).",
                nets.NetSqueezed,
            ),
            Mistake(
                "no_grad",
                "The numbers are right, but the output has no graph: `no_grad` or `.detach()` in "
                "`forward` makes the net unable to learn.",
                nets.NetDetached,
            ),
            Mistake(
                "not_a_module",
                "What `WideNet(...)` makes is no nn.Module, so that there is no `parameters()`. "
                "The first line of a class names what it inherits from.",
                nets.NetNotAModule,
            ),
            Mistake(
                "hidden_only",
                "The output layer is missing: the n_cells numbers have to become one again.",
                nets.NetHiddenOnly,
            ),
        ),
    ),
    "train_step": Answer(
        steps.train_step,
        (
            Mistake("no_zero_grad", NO_ZERO, steps.step_no_zero),
            Mistake("evaluation_mode", EVALUATION_MODE, steps.step_in_evaluation_mode),
            Mistake("no_step", NO_STEP, steps.step_no_step),
            Mistake("no_backward", NO_BACKWARD, steps.step_no_backward, clues=("filled",)),
            Mistake("zero_between", ZERO_BETWEEN, steps.step_zero_between, clues=("filled",)),
            Mistake("not_in_grad", NOT_IN_GRAD_TEXT, steps.step_not_in_grad, clues=("filled",)),
            Mistake("step_before_backward", STEP_FIRST, steps.step_before_backward),
            Mistake("in_place", IN_PLACE, steps.step_before_backward_no_zero),
            Mistake("squeezed", SQUEEZED, steps.step_squeezed),
            Mistake("sum_loss", SUM, steps.step_sum),
            Mistake("own_loss", OWN_LOSS, steps.step_own_loss),
            Mistake("loss_after_step", LOSS_AFTER, steps.step_loss_after),
            Mistake("model_of_labels", OF_LABELS, steps.step_model_of_labels),
            Mistake("against_features", AGAINST_FEATURES, steps.step_against_features),
            Mistake("tensor_with_graph", GRAPH_KEPT, steps.step_tensor),
            Mistake("detached_tensor", DETACHED, steps.step_detached),
            Mistake(
                "no_return",
                "The step is right, but nothing is returned: the loss is asked for, as a float.",
                steps.step_no_return,
            ),
            Mistake("item_too_early", ITEM_EARLY, steps.step_item_too_early),
            Mistake("no_graph", NO_GRAPH, steps.step_no_graph),
            Mistake("own_optimizer", OWN_OPTIMIZER, steps.step_own_optimizer),
            Mistake("by_hand", BY_HAND, steps.step_by_hand),
            Mistake("uphill", UPHILL, steps.step_uphill),
            Mistake(
                "prediction_returned",
                "The step is right, but you return the prediction. The loss is asked for.",
                steps.step_prediction,
            ),
        ),
    ),
    "flight_recorder": Answer(
        readers.flight_recorder,
        (
            Mistake(
                "step_empties",
                "In your reading a step empties `.grad`, and `zero_grad` does nothing. It is the "
                "other way round: a step only reads.",
                readers.reader_step_empties,
            ),
            Mistake(
                "step_empties_too",
                "In your reading a step empties `.grad`. It only reads; what it read is still "
                "there for the next one.",
                readers.reader_step_empties_too,
            ),
            Mistake(
                "never_empties",
                "In your reading nothing ever empties `.grad`. Which of the five calls does?",
                readers.reader_never_empties,
            ),
            Mistake(
                "no_adding",
                "A second backward pass doesn't replace what is in `.grad`: it adds to it.",
                readers.reader_no_adding,
            ),
            Mistake(
                "counts_forward",
                "You count the forward passes. Gradients come from another call.",
                readers.reader_forwards,
            ),
            Mistake(
                "noted_at_backward",
                "You note the number at each backward pass. Asked is what each step finds.",
                readers.reader_at_backward,
            ),
            Mistake(
                "one_less",
                "`zero_grad` doesn't take one gradient away: it takes all of them.",
                readers.reader_minus_one,
            ),
            Mistake(
                "starts_at_one",
                "Before the first backward pass there is no gradient yet: where does your count "
                "begin?",
                readers.reader_starts_at_one,
            ),
            Mistake(
                "zeroed_to_one",
                "After `zero_grad` no gradient is left: to which number do you set the count?",
                readers.reader_zeroed_to_one,
            ),
            Mistake(
                "last_only",
                "You return the number of the last step. A list is asked for, with one number for "
                "each step on the tape.",
                readers.reader_last_only,
            ),
            Mistake(
                "truth_values",
                "You say of each step whether it is right. Asked is the number of gradients that "
                "it uses.",
                readers.reader_truth,
            ),
            Mistake(
                "list_emptied",
                "Your list is emptied together with the gradients. What was noted stays noted.",
                readers.reader_list_emptied,
            ),
            Mistake(
                "first_only",
                "You stop at the first step. Is the `return` inside the loop?",
                readers.reader_returns_early,
            ),
        ),
        tell_flight,
    ),
    "train": Answer(
        epochs.train,
        (
            Mistake("no_zero_grad", NO_ZERO, epochs.train_no_zero),
            Mistake("no_step", NO_STEP, epochs.train_no_step),
            Mistake("no_backward", NO_BACKWARD, epochs.train_no_backward, clues=("filled",)),
            Mistake("zero_between", ZERO_BETWEEN, epochs.train_zero_between, clues=("filled",)),
            Mistake("not_in_grad", NOT_IN_GRAD_TEXT, epochs.train_not_in_grad, clues=("filled",)),
            Mistake("step_before_backward", STEP_FIRST, epochs.train_step_before_backward),
            Mistake("in_place", IN_PLACE, epochs.train_in_place),
            Mistake(
                "step_after_loop",
                "Only one step is taken, whatever the number of epochs, and every epoch takes one. "
                "Usually it stands outside of the loop, before or behind it.",
                epochs.train_step_after_loop,
            ),
            Mistake("squeezed", SQUEEZED, epochs.train_squeezed),
            Mistake("sum_loss", SUM, epochs.train_sum),
            Mistake(
                "times_n",
                "The training is right, but the losses in the list are multiplied by the number "
                "of samples. Note the loss as it is.",
                epochs.train_times_n,
            ),
            Mistake(
                "over_n",
                "The training is right, but the losses in the list are divided by the number of "
                "samples, and `loss_fun` has done that already. Note the loss as it is.",
                epochs.train_over_n,
            ),
            Mistake("own_loss", OWN_LOSS, epochs.train_own_loss),
            Mistake("loss_after_step", LOSS_AFTER, epochs.train_loss_after),
            Mistake("model_of_labels", OF_LABELS, epochs.train_model_of_labels),
            Mistake("against_features", AGAINST_FEATURES, epochs.train_against_features),
            Mistake("tensors_appended", GRAPH_KEPT, epochs.train_tensors),
            Mistake("detached_tensors", DETACHED, epochs.train_detached),
            Mistake(
                "array_returned",
                "The numbers are right, but they are in a NumPy array. A list is asked for.",
                epochs.train_array,
            ),
            Mistake(
                "momentum_lost",
                "You make a new optimizer in every epoch. It starts without momentum each time, "
                "and its learning rate is not the one you were given. Use the optimizer from the "
                "arguments.",
                epochs.train_new_optimizer,
            ),
            Mistake(
                "momentum_lost_again",
                "You make a new optimizer of the same kind in every epoch: it forgets what it "
                "remembers from one step to the next. Use the one that is given.",
                epochs.train_same_kind_of_optimizer,
            ),
            Mistake("own_optimizer", OWN_OPTIMIZER, epochs.train_own_optimizer),
            Mistake("by_hand", BY_HAND, epochs.train_by_hand),
            Mistake(
                "fresh_run_inside",
                "You make a fresh net inside `train`, so the one that you were given never learns. "
                "Model, loss and optimizer come in as arguments.",
                epochs.train_fresh_run,
            ),
            Mistake(
                "last_only",
                "You return the last loss only. A list is asked for, with one loss for each epoch.",
                epochs.train_last_only,
            ),
            Mistake(
                "appended_once",
                "The list gets one number, after the loop. Each epoch appends its own: indent that "
                "line.",
                epochs.train_appended_once,
            ),
            Mistake(
                "return_in_loop",
                "The training ends after the first epoch: usually the `return` stands inside the "
                "loop.",
                epochs.train_return_in_loop,
            ),
            Mistake(
                "no_return",
                "The training is right, but the list isn't returned.",
                epochs.train_no_return,
            ),
            Mistake(
                "running_total",
                "Your list holds the sum of all losses so far. Each epoch has its own loss.",
                epochs.train_running_total,
            ),
            Mistake(
                "one_short",
                "There is an epoch too few: what does `range` begin with, and what does it end "
                "with?",
                epochs.train_one_short,
            ),
            Mistake("item_too_early", ITEM_EARLY, epochs.train_item_too_early),
            Mistake("no_graph", NO_GRAPH, epochs.train_no_graph),
            Mistake(
                "forward_once",
                "The prediction, and maybe the loss, is computed once, before the loop. Its graph "
                "is used up by the first `.backward()`, and the net has changed since: compute "
                "both in every epoch.",
                epochs.train_forward_once,
            ),
            Mistake(
                "zero_on_loss",
                "`zero_grad` is called on the loss, which is a result and has nothing to clear. "
                "The gradients are those of the parameters: ask the optimizer or the model.",
                epochs.train_zero_on_loss,
            ),
            Mistake(
                "forward_once_retained",
                "The prediction, and maybe the loss, is computed once, before the first step. The "
                "step changes the parameters in place, while its graph still needs the old ones: "
                "that is what the error says. `retain_graph` doesn't help there: compute both in "
                "every epoch.",
                epochs.train_forward_once_retained,
            ),
            Mistake(
                "copy_of_the_model",
                "The model that you are given is never called: your predictions come from another "
                "one, such as a copy. Its gradients are its own, and the optimizer, which holds "
                "the given model's parameters, finds none.",
                epochs.train_copy,
            ),
            Mistake(
                "step_for_each_reading",
                "You take a step for each single reading. Here an epoch is one step, on the loss "
                "of all of them.",
                epochs.train_each_reading,
            ),
            Mistake(
                "step_for_each_reading_and_mean",
                "You take a step for each single reading, and note the mean of their losses. Here "
                "an epoch is one step, on the loss of all of them.",
                epochs.train_each_reading_mean,
            ),
            Mistake("uphill", UPHILL, epochs.train_uphill),
        ),
    ),
    **MUSEUM_ANSWERS,
}
