"""Lesson 07: ``train_with_values``, rightly and wrongly."""


def train_with_values(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_no_zeroing(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_zero_between(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.grad = 0.0
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_grads_set_to_none(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = None
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_data_from_values(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data = p - lr * p.grad
        losses.append(loss.data)
    return losses


def train_uphill(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data += lr * p.grad
        losses.append(loss.data)
    return losses


def train_new_names(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p = p - lr * p.grad
        losses.append(loss.data)
    return losses


def train_no_backward(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_sum(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_half(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / (2 * len(features))
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_not_squared(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum(predict(x) - y for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_root(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = (loss / len(features)) ** 0.5
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_last_reading(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        for x, y in zip(features, labels, strict=True):
            loss = (predict(x) - y) ** 2
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_after_each_reading(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for x, y in zip(features, labels, strict=True):
            for p in parameters:
                p.grad = 0.0
            loss = (predict(x) - y) ** 2
            loss.backward()
            for p in parameters:
                p.data -= lr * p.grad
            total += loss.data
        losses.append(total / len(features))
    return losses


def train_all_pairs(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x in features for y in labels)
        loss = loss / (len(features) * len(labels))
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_labels_as_input(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(y) - y) ** 2 for y in labels)
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_swapped(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(y) - x) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_loss_never_begun_anew(features, labels, predict, parameters, lr, n_epochs):
    losses, loss = [], 0.0
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        for x, y in zip(features, labels, strict=True):
            loss = loss + (predict(x) - y) ** 2 / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_predicts_once(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
    loss = loss / len(features)
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_returns_values(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        for p in parameters:
            p.data -= lr * p.grad
        losses.append(loss)
    return losses


def train_returns_last(features, labels, predict, parameters, lr, n_epochs):
    return train_with_values(features, labels, predict, parameters, lr, n_epochs)[-1]


def train_loss_after_step(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        (loss / len(features)).backward()
        for p in parameters:
            p.data -= lr * p.grad
        after = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        losses.append((after / len(features)).data)
    return losses


def train_no_rate(features, labels, predict, parameters, lr, n_epochs):
    return train_with_values(features, labels, predict, parameters, 1.0, n_epochs)


def train_one_epoch(features, labels, predict, parameters, lr, n_epochs):
    return train_with_values(features, labels, predict, parameters, lr, 1)


def train_first_parameter(features, labels, predict, parameters, lr, n_epochs):
    losses = []
    for _ in range(n_epochs):
        for p in parameters:
            p.grad = 0.0
        loss = sum((predict(x) - y) ** 2 for x, y in zip(features, labels, strict=True))
        loss = loss / len(features)
        loss.backward()
        p = parameters[0]
        p.data -= lr * p.grad
        losses.append(loss.data)
    return losses


def train_no_return(features, labels, predict, parameters, lr, n_epochs):
    train_with_values(features, labels, predict, parameters, lr, n_epochs)
