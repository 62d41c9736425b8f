"""Lesson 06, broken_loops: right answers."""


def museum_pairs():
    answers = [
        "rate too small",
        "squeezed prediction",
        "no zero_grad",
        "labels as input",
        "never steps",
        "momentum lost",
        "rate too large",
        "running total",
        "no tanh",
        "new net each epoch",
    ]
    return dict(zip("ABCDEFGHIJ", answers, strict=True))


def museum_backwards():
    return {
        "J": "new net each epoch",
        "I": "no tanh",
        "H": "running total",
        "G": "rate too large",
        "F": "momentum lost",
        "E": "never steps",
        "D": "labels as input",
        "C": "no zero_grad",
        "B": "squeezed prediction",
        "A": "rate too small",
    }


def museum_lower_case_letters():
    return dict(
        a="rate too small",
        b="squeezed prediction",
        c="no zero_grad",
        d="labels as input",
        e="never steps",
        f="momentum lost",
        g="rate too large",
        h="running total",
        i="no tanh",
        j="new net each epoch",
    )


def museum_capital_causes():
    return {
        "A": "Rate too small",
        "B": "Squeezed prediction",
        "C": "No zero_grad",
        "D": "Labels as input",
        "E": "Never steps",
        "F": "Momentum lost",
        "G": "Rate too large",
        "H": "Running total",
        "I": "No Tanh",
        "J": "New net each epoch",
    }


def museum_spaces():
    return {
        "A ": "rate too small ",
        "B ": " squeezed prediction",
        "C ": "no  zero_grad",
        "D ": "labels as input",
        "E ": "never steps",
        "F ": "momentum lost",
        "G ": "rate too large",
        "H ": "running total",
        "I ": "no tanh",
        "J ": "new net each epoch",
    }


def museum_split():
    lines = """A rate too small
    B squeezed prediction
    C no zero_grad
    D labels as input
    E never steps
    F momentum lost
    G rate too large
    H running total
    I no tanh
    J new net each epoch"""
    return dict(line.strip().split(maxsplit=1) for line in lines.splitlines())


def museum_turned_round():
    found = {
        "labels as input": "D",
        "momentum lost": "F",
        "never steps": "E",
        "new net each epoch": "J",
        "no tanh": "I",
        "no zero_grad": "C",
        "rate too large": "G",
        "rate too small": "A",
        "running total": "H",
        "squeezed prediction": "B",
    }
    return {letter: cause for cause, letter in found.items()}


def museum_assigned():
    answer = {}
    answer["A"] = "rate too small"
    answer["B"] = "squeezed prediction"
    answer["C"] = "no zero_grad"
    answer["D"] = "labels as input"
    answer["E"] = "never steps"
    answer["F"] = "momentum lost"
    answer["G"] = "rate too large"
    answer["H"] = "running total"
    answer["I"] = "no tanh"
    answer["J"] = "new net each epoch"
    return answer


def museum_groups():
    explode = {"C": "no zero_grad", "G": "rate too large"}
    slow = {"A": "rate too small", "F": "momentum lost", "E": "never steps"}
    level = {"B": "squeezed prediction", "I": "no tanh"}
    odd = {"D": "labels as input", "H": "running total", "J": "new net each epoch"}
    return explode | slow | level | odd


def museum_extra_entry():
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
        "healthy": "nothing",
    }


LABELS = (
    museum_pairs,
    museum_backwards,
    museum_lower_case_letters,
    museum_capital_causes,
    museum_spaces,
    museum_split,
    museum_turned_round,
    museum_assigned,
    museum_groups,
    museum_extra_entry,
)
