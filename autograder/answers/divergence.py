"""Lesson 05: reference and known mistakes of ``predict_divergence``.

Every implementation stands on its own: it may use ``torch``.
"""

from dataclasses import replace

import torch

from autograder.exercises.divergence import SEVERAL, SLIPS, TOGETHER
from autograder.records.exercises import Answer, Mistake


def predict_divergence():
    x = torch.tensor([10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0])

    def loss(line, x):
        return ((line[0] * x + line[1]) ** 2).mean()

    def border(factor, x):
        zero = torch.zeros(2)
        matrix = torch.autograd.functional.hessian(lambda line: factor * loss(line, x), zero)
        return 2 / torch.linalg.eigvalsh(matrix)[-1].item()

    return {
        "A": 0.002 > border(11, x),
        "B": 0.02 > border(0.5, x),
        "C": 0.0105 > border(1, torch.cat([x, x])),
        "D": 0.005 > border(1, 2 * x),
        "E": 0.0105 > border(1, x),
        "F": 0.05 > border(1, x - 9),
        "G": 0.018 > 1.9 * border(1, x),
        "H": 0.022 > 1.9 * border(1, x),
    }


def diverge_one_border():
    return {
        "A": False,
        "B": True,
        "C": False,
        "D": False,
        "E": False,
        "F": True,
        "G": True,
        "H": True,
    }


def diverge_sum_ignored():
    return {
        "A": False,
        "B": False,
        "C": False,
        "D": True,
        "E": False,
        "F": False,
        "G": False,
        "H": True,
    }


def diverge_half_ignored():
    return {
        "A": True,
        "B": True,
        "C": False,
        "D": True,
        "E": False,
        "F": False,
        "G": False,
        "H": True,
    }


def diverge_loss_turned():
    return {
        "A": False,
        "B": True,
        "C": False,
        "D": True,
        "E": False,
        "F": False,
        "G": False,
        "H": True,
    }


def diverge_points_counted():
    return {
        "A": True,
        "B": False,
        "C": True,
        "D": True,
        "E": False,
        "F": False,
        "G": False,
        "H": True,
    }


def diverge_unit_ignored():
    return {
        "A": True,
        "B": False,
        "C": False,
        "D": False,
        "E": False,
        "F": False,
        "G": False,
        "H": True,
    }


def diverge_targets_counted():
    return {
        "A": True,
        "B": False,
        "C": False,
        "D": True,
        "E": True,
        "F": False,
        "G": False,
        "H": True,
    }


def diverge_centre_ignored():
    return {
        "A": True,
        "B": False,
        "C": False,
        "D": True,
        "E": False,
        "F": True,
        "G": False,
        "H": True,
    }


def diverge_momentum_ignored():
    return {
        "A": True,
        "B": False,
        "C": False,
        "D": True,
        "E": False,
        "F": False,
        "G": True,
        "H": True,
    }


def diverge_momentum_saves_all():
    return {
        "A": True,
        "B": False,
        "C": False,
        "D": True,
        "E": False,
        "F": False,
        "G": False,
        "H": False,
    }


def diverge_turned():
    return {
        "A": False,
        "B": True,
        "C": True,
        "D": False,
        "E": True,
        "F": True,
        "G": True,
        "H": False,
    }


def diverge_all():
    return dict.fromkeys("ABCDEFGH", True)


def diverge_none():
    return dict.fromkeys("ABCDEFGH", False)


def diverge_words():
    return {letter: "diverges" if letter in "ADH" else "falls" for letter in "ABCDEFGH"}


def _by_all_eight(*mistakes: Mistake) -> tuple[Mistake, ...]:
    """The mistakes, each of which is known by all eight predictions."""
    return tuple(replace(mistake, clues=(TOGETHER,)) for mistake in mistakes)


ANSWERS = {
    "predict_divergence": Answer(
        predict_divergence,
        _by_all_eight(
            Mistake(
                "one_border_for_all",
                "You compared every rate with 0.01088. That is the border of the plain fit; in "
                "these runs something has changed, and for most of them the border has moved.",
                diverge_one_border,
            ),
            Mistake(
                "loss_the_other_way",
                SEVERAL["loss"],
                diverge_loss_turned,
            ),
            Mistake(
                "sum_ignored",
                SLIPS["A"],
                diverge_sum_ignored,
            ),
            Mistake(
                "half_ignored",
                SLIPS["B"],
                diverge_half_ignored,
            ),
            Mistake(
                "points_counted",
                SLIPS["C"],
                diverge_points_counted,
            ),
            Mistake(
                "unit_ignored",
                SLIPS["D"],
                diverge_unit_ignored,
            ),
            Mistake(
                "targets_counted",
                SLIPS["E"],
                diverge_targets_counted,
            ),
            Mistake(
                "centre_ignored",
                SLIPS["F"],
                diverge_centre_ignored,
            ),
            Mistake(
                "momentum_ignored",
                SLIPS["G"],
                diverge_momentum_ignored,
            ),
            Mistake(
                "momentum_never_diverges",
                SLIPS["H"],
                diverge_momentum_saves_all,
            ),
            Mistake(
                "turned_round",
                "All eight are turned round: True stands for a fit that diverges.",
                diverge_turned,
            ),
            Mistake(
                "all_diverge",
                "You say that all of them diverge. Some have a border far above their rate.",
                diverge_all,
            ),
            Mistake(
                "none_diverges",
                "You say that none of them diverges. Some have a rate beyond their border.",
                diverge_none,
            ),
            Mistake(
                "words",
                "Your predictions are texts. Each one is True (it diverges) or False, without "
                "quotes.",
                diverge_words,
            ),
        ),
    ),
}
