"""Lesson 06's museum: what is wrong with each exhibit, and how each loop is repaired."""

from autograder.records.exercises import Answer, Mistake


def broken_loops():
    return {
        "A": "rate too small",
        "B": "squeezed prediction",
        "C": "no zero_grad",
        "D": "labels as input",
        "E": "never steps",
        "F": "momentum lost",
        "G": "rate too large",
        "H": "running total",
        "I": "no tanh",
        "J": "new net each epoch",
    }


def museum_flat_and_slow():
    return {
        "A": "never steps",
        "B": "squeezed prediction",
        "C": "no zero_grad",
        "D": "labels as input",
        "E": "rate too small",
        "F": "momentum lost",
        "G": "rate too large",
        "H": "running total",
        "I": "no tanh",
        "J": "new net each epoch",
    }


def museum_levels():
    return {
        "A": "rate too small",
        "B": "no tanh",
        "C": "no zero_grad",
        "D": "labels as input",
        "E": "never steps",
        "F": "momentum lost",
        "G": "rate too large",
        "H": "running total",
        "I": "squeezed prediction",
        "J": "new net each epoch",
    }


def museum_explosions():
    return {
        "A": "rate too small",
        "B": "squeezed prediction",
        "C": "rate too large",
        "D": "labels as input",
        "E": "never steps",
        "F": "momentum lost",
        "G": "no zero_grad",
        "H": "running total",
        "I": "no tanh",
        "J": "new net each epoch",
    }


def museum_smooth_ones():
    return {
        "A": "momentum lost",
        "B": "squeezed prediction",
        "C": "no zero_grad",
        "D": "labels as input",
        "E": "never steps",
        "F": "rate too small",
        "G": "rate too large",
        "H": "running total",
        "I": "no tanh",
        "J": "new net each epoch",
    }


def museum_rises():
    return {
        "A": "rate too small",
        "B": "squeezed prediction",
        "C": "running total",
        "D": "labels as input",
        "E": "never steps",
        "F": "momentum lost",
        "G": "rate too large",
        "H": "no zero_grad",
        "I": "no tanh",
        "J": "new net each epoch",
    }


def museum_zigzags():
    return {
        "A": "rate too small",
        "B": "squeezed prediction",
        "C": "no zero_grad",
        "D": "labels as input",
        "E": "never steps",
        "F": "momentum lost",
        "G": "new net each epoch",
        "H": "running total",
        "I": "no tanh",
        "J": "rate too large",
    }


def museum_too_good():
    return {
        "A": "rate too small",
        "B": "squeezed prediction",
        "C": "no zero_grad",
        "D": "momentum lost",
        "E": "never steps",
        "F": "labels as input",
        "G": "rate too large",
        "H": "running total",
        "I": "no tanh",
        "J": "new net each epoch",
    }


def museum_jitter():
    return {
        "A": "rate too small",
        "B": "new net each epoch",
        "C": "no zero_grad",
        "D": "labels as input",
        "E": "never steps",
        "F": "momentum lost",
        "G": "rate too large",
        "H": "running total",
        "I": "no tanh",
        "J": "squeezed prediction",
    }


def museum_other_way_round():
    return {
        "rate too small": "A",
        "squeezed prediction": "B",
        "no zero_grad": "C",
        "labels as input": "D",
        "never steps": "E",
        "momentum lost": "F",
        "rate too large": "G",
        "running total": "H",
        "no tanh": "I",
        "new net each epoch": "J",
    }


def repaired_loops():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repair_zero_on_loss():
    return {
        1: (4, "loss.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repair_zero_taken_out():
    return {
        1: (4, ""),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repair_zero_before_step():
    return {
        1: (7, "loss.backward(); optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repair_model_steps():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "model.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repair_steps_twice():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step(); optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repair_labels_squeezed():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels.squeeze())"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repair_other_side():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (6, "loss = loss_fun(prediction, features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repair_mean_so_far():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(total / (epoch + 1))"),
        6: (4, ""),
    }


def repair_total_stays_zero():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (9, ""),
        6: (4, ""),
    }


def repair_tensor_appended():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss)"),
        6: (4, ""),
    }


def repair_other_rate():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, "optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)"),
    }


def repair_wrong_line_out():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (5, ""),
    }


def repair_counted_from_zero():
    return {
        1: (3, "optimizer.zero_grad()"),
        2: (7, "optimizer.step()"),
        3: (5, "loss = loss_fun(prediction, labels)"),
        4: (4, "prediction = model(features)"),
        5: (9, "losses.append(loss.item())"),
        6: (3, ""),
    }


MUSEUM_ANSWERS = {
    "broken_loops": Answer(
        broken_loops,
        (
            Mistake(
                "flat_and_slow",
                "Two curves look flat or slow. One of them is the same number in all epochs: there "
                "nothing moves at all. The other moves.",
                museum_flat_and_slow,
            ),
            Mistake(
                "levels_exchanged",
                "Two curves level off too high. Compare their last losses with the yardsticks: "
                "the best constant leaves more error than the best straight line. Which fault "
                "leaves a constant, which one a line?",
                museum_levels,
            ),
            Mistake(
                "explosions_exchanged",
                "Two curves explode. Look at the second loss: with nothing to add up yet, the "
                "first step without zero_grad is a right one.",
                museum_explosions,
            ),
            Mistake(
                "smooth_ones_exchanged",
                "Two curves are smooth and slow. Look at the second loss: the first step of one is "
                "as long as that of the healthy loop, that of the other isn't.",
                museum_smooth_ones,
            ),
            Mistake(
                "rises_exchanged",
                "Two curves rise. One of them grows without limit, the other by one loss an epoch. "
                "Which of them is a training that goes well?",
                museum_rises,
            ),
            Mistake(
                "zigzags_exchanged",
                "Two curves jump up and down. Jumps that grow come from steps that go too far; "
                "jumps that stay alike come from something drawn anew each time.",
                museum_zigzags,
            ),
            Mistake(
                "too_good",
                "One curve ends far below the noise of the data. No honest net can do that: it "
                "must have seen what it should predict. Forgetting momentum only makes it slow.",
                museum_too_good,
            ),
            Mistake(
                "jitter_and_level",
                "One of these two comes to rest, the other never does. A net that is kept comes to "
                "rest somewhere; what can't?",
                museum_jitter,
            ),
            Mistake(
                "other_way_round",
                "None of the keys of your dictionary is a letter from A to J. The letters are the "
                "keys, the causes are the values.",
                museum_other_way_round,
            ),
        ),
    ),
    "repaired_loops": Answer(
        repaired_loops,
        (
            Mistake(
                "zero_on_the_loss",
                "Loop 1: a loss is a result, it has nothing to clear. Who knows the parameters?",
                repair_zero_on_loss,
            ),
            Mistake(
                "zero_taken_out",
                "Loop 1: that line did nothing, and without it still nothing is cleared. Which "
                "object should be asked to?",
                repair_zero_taken_out,
            ),
            Mistake(
                "zero_before_step",
                "Loop 1: the gradients are cleared now, but before the step has used them.",
                repair_zero_before_step,
            ),
            Mistake(
                "model_steps",
                "Loop 2: a model has no step. The line names the right object already; what is "
                "missing behind the method's name?",
                repair_model_steps,
            ),
            Mistake(
                "steps_twice",
                "Loop 2: now each epoch takes two steps with the same gradient. One is enough.",
                repair_steps_twice,
            ),
            Mistake(
                "labels_squeezed",
                "Loop 3: now the labels have lost their dimension, and it is again (n,) against "
                "(n, 1). Both must have the same shape.",
                repair_labels_squeezed,
            ),
            Mistake(
                "other_side_exchanged",
                "Loop 4: you exchanged the labels in the loss; but it was the model that got the "
                "wrong thing.",
                repair_other_side,
            ),
            Mistake(
                "mean_so_far",
                "Loop 5: that is the mean of all losses so far. Each epoch has a loss of its own.",
                repair_mean_so_far,
            ),
            Mistake(
                "total_stays_zero",
                "Loop 5: now the total stays 0, and that 0 is written down in every epoch. Look at "
                "the line that writes it down.",
                repair_total_stays_zero,
            ),
            Mistake(
                "tensor_appended",
                "Loop 5: that is the right loss, but as a tensor with its graph. A float is asked "
                "for.",
                repair_tensor_appended,
            ),
            Mistake(
                "still_a_new_optimizer",
                "Loop 6: there is still a new optimizer in each epoch, without a memory of the "
                "steps before. The loop is given one.",
                repair_other_rate,
            ),
            Mistake(
                "wrong_line_out",
                "Loop 6: taking that line out leaves the gradients uncleared, and there is still a "
                "new optimizer in each epoch. Another line is too many.",
                repair_wrong_line_out,
            ),
            Mistake(
                "counted_from_zero",
                "Your line numbers are one too small: the lines are counted from 1, as the numbers "
                "beside them say.",
                repair_counted_from_zero,
            ),
        ),
    ),
}
