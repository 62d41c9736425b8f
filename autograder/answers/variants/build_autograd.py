"""Lesson 07: right implementations; they stand in ``engine_values`` and its neighbours."""

from autograder.answers.variants.engine_passes import BACKWARDS, ORDERS
from autograder.answers.variants.engine_training import TRAININGS
from autograder.answers.variants.engine_values import VALUES

VARIANTS = {
    "Value": VALUES,
    "topological_order": ORDERS,
    "backward_pass": BACKWARDS,
    "train_with_values": TRAININGS,
}
