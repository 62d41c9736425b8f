"""Lesson 06, repaired_loops: right answers."""


def repairs_as_lists():
    return {
        1: [4, "optimizer.zero_grad()"],
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: [4, ""],
    }


def repairs_indented():
    return {
        1: (4, "        optimizer.zero_grad()"),
        2: (8, "        optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_by_the_model():
    return {
        1: (4, "model.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_set_to_none():
    return {
        1: (4, "optimizer.zero_grad(set_to_none=True)"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_one_line_loop():
    return {
        1: (4, "for p in model.parameters(): p.grad = None"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_at_the_end():
    return {
        1: (9, "losses.append(loss.item()); optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_both_squeezed():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction.squeeze(), labels.squeeze())"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_swapped():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(labels, prediction)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_total_overwritten():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (9, "total = loss.item()"),
        6: (4, ""),
    }


def repairs_in_the_loss_line():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (6, "loss = loss_fun(model(features), labels)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, ""),
    }


def repairs_with_comments():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()  # called"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, "# no new optimizer"),
    }


def repairs_pass():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, "pass"),
    }


def repairs_same_optimizer():
    return {
        1: (4, "optimizer.zero_grad()"),
        2: (8, "optimizer.step()"),
        3: (6, "loss = loss_fun(prediction, labels)"),
        4: (5, "prediction = model(features)"),
        5: (10, "losses.append(loss.item())"),
        6: (4, "optimizer = optimizer"),
    }


REPAIRS = (
    repairs_as_lists,
    repairs_indented,
    repairs_by_the_model,
    repairs_set_to_none,
    repairs_one_line_loop,
    repairs_at_the_end,
    repairs_both_squeezed,
    repairs_swapped,
    repairs_total_overwritten,
    repairs_in_the_loss_line,
    repairs_with_comments,
    repairs_pass,
    repairs_same_optimizer,
)
