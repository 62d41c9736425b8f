"""Lesson 06: right implementations, by exercise."""

from autograder.answers.variants.flight_readers import READERS
from autograder.answers.variants.training_epochs import LOOPS
from autograder.answers.variants.training_museum import LABELS
from autograder.answers.variants.training_repairs import REPAIRS
from autograder.answers.variants.training_steps import STEPS
from autograder.answers.variants.wide_nets import NETS

VARIANTS = {
    "WideNet": NETS,
    "train_step": STEPS,
    "flight_recorder": READERS,
    "train": LOOPS,
    "broken_loops": LABELS,
    "repaired_loops": REPAIRS,
}
