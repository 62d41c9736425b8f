"""Lesson 05: right implementations of ``predict_divergence``."""

import numpy as np
import torch


def diverge_table():
    return {
        "A": True,
        "B": False,
        "C": False,
        "D": True,
        "E": False,
        "F": False,
        "G": False,
        "H": True,
    }


def diverge_letters():
    return {letter: letter in "ADH" for letter in "ABCDEFGH"}


def diverge_dict_call():
    return dict(A=True, B=False, C=False, D=True, E=False, F=False, G=False, H=True)


def diverge_list():
    answers = [True, False, False, True, False, False, False, True]
    return dict(zip("ABCDEFGH", answers, strict=True))


def diverge_from_keys():
    predictions = dict.fromkeys("ABCDEFGH", False)
    predictions.update({"A": True, "D": True, "H": True})
    return predictions


def diverge_numpy_truths():
    rates = np.array([0.002, 0.02, 0.0105, 0.005, 0.0105, 0.05, 0.018, 0.022])
    top = 183.7824
    curvatures = np.array([11 * top, top / 2, top, 729.8, top, 20.0, top / 1.9, top / 1.9])
    return dict(zip("ABCDEFGH", rates * curvatures > 2, strict=True))


def diverge_borders():
    border = 2 / 183.78
    borders = {"A": border / 11, "B": 2 * border, "C": border, "D": border / 4, "E": border}
    borders |= {"F": 2 / 20, "G": 1.9 * border, "H": 1.9 * border}
    rates = {"A": 0.002, "B": 0.02, "C": 0.0105, "D": 0.005}
    rates |= {"E": 0.0105, "F": 0.05, "G": 0.018, "H": 0.022}
    return {letter: rates[letter] > borders[letter] for letter in rates}


def diverge_eigenvalues():
    x = np.array([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5], float)

    def border(x):
        off = x.mean()
        return 2 / np.linalg.eigvalsh(2 * np.array([[np.mean(x**2), off], [off, 1]]))[-1]

    plain = border(x)
    return {
        "A": bool(0.002 > plain / 11),
        "B": bool(0.02 > plain * 2),
        "C": bool(0.0105 > border(np.repeat(x, 2))),
        "D": bool(0.005 > border(2 * x)),
        "E": bool(0.0105 > plain),
        "F": bool(0.05 > border(x - 9)),
        "G": bool(0.018 > plain * (1 + 0.9)),
        "H": bool(0.022 > plain * (1 + 0.9)),
    }


def diverge_by_running():
    x = torch.tensor([10.0, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5])
    y = torch.tensor([8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68])

    def diverges(x, y, factor, lr, momentum=0.0):
        line, losses = torch.zeros(2, requires_grad=True), []
        optimizer = torch.optim.SGD([line], lr=lr, momentum=momentum)
        for _ in range(300):
            optimizer.zero_grad()
            loss = factor * ((line[0] * x + line[1] - y) ** 2).mean()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return not losses[-1] < losses[0]

    return {
        "A": diverges(x, y, 11, 0.002),
        "B": diverges(x, y, 0.5, 0.02),
        "C": diverges(x.repeat(2), y.repeat(2), 1, 0.0105),
        "D": diverges(2 * x, y, 1, 0.005),
        "E": diverges(x, 100 * y, 1, 0.0105),
        "F": diverges(x - 9, y, 1, 0.05),
        "G": diverges(x, y, 1, 0.018, 0.9),
        "H": diverges(x, y, 1, 0.022, 0.9),
    }


def diverge_more_entries():
    predictions = {"note": "borders computed on paper"}
    for letter in "BCEFG":
        predictions[letter] = False
    for letter in "ADH":
        predictions[letter] = True
    return predictions


def diverge_factors():
    top = 183.7824
    rows = [("A", 0.002, 11), ("B", 0.02, 0.5), ("C", 0.0105, 1), ("D", 0.005, 3.97)]
    rows += [("E", 0.0105, 1), ("F", 0.05, 20 / top), ("G", 0.018, 1 / 1.9), ("H", 0.022, 1 / 1.9)]
    return {letter: abs(1 - rate * factor * top) > 1 for letter, rate, factor in rows}


VARIANTS = {
    "predict_divergence": (
        diverge_table,
        diverge_letters,
        diverge_dict_call,
        diverge_list,
        diverge_from_keys,
        diverge_numpy_truths,
        diverge_borders,
        diverge_eigenvalues,
        diverge_by_running,
        diverge_more_entries,
        diverge_factors,
    ),
}
