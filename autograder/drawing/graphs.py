"""SVG pictures of lesson 02's graph for cards: which value or which edge is wrong.

What is right is drawn thin and solid with a ✓, what is wrong thick and dashed with a ✗, and what
can't be told dotted with a ?: nothing is said by colour alone.
"""

from __future__ import annotations

from html import escape

import numpy as np

from autograder.drawing.svg import ATTEMPT, FONT, TRUTH, shown, svg
from autograder.records.comparison import agree, number_text
from autograder.records.languages import words
from autograder.records.observations import Observation
from autograder.records.sentences import say
from autograder.records.values import MISSING

PLACES = {
    "x": (40, 60),
    "y": (40, 150),
    "a": (150, 60),
    "b": (150, 150),
    "c": (260, 105),
    "z": (260, 210),
    "d": (370, 150),
    "e": (470, 150),
    "f": (570, 150),
}
EDGES = ("x a", "y b", "a c", "b c", "c d", "z d", "d e", "e f")
"""Child and parent: the arrow of the forward pass goes from the first to the second."""
RADIUS = 19
GREY = "#8a8f98"
STATES = {  # state: (sign, colour, width, dash, word)
    "right": ("✓", TRUTH, 1.5, "", say("right")),
    "wrong": ("✗", ATTEMPT, 3.5, "7 4", say("wrong")),
    "follows": ("↳", GREY, 1.5, "2 3", say("wrong because of what is before it")),
    "unknown": ("?", GREY, 1.5, "2 3", say("can't be told yet")),
}
GRAPH_SIZE = 620, 292


def draw_forward(expected: Observation, observed: Observation) -> str | None:
    """The graph with each node's value marked; None where no value can be read."""
    if not any(name in observed.values for name in PLACES):
        return None
    states = _node_states(expected, observed)
    lines = "".join(_edge(edge, "plain", "") for edge in EDGES)
    nodes = "".join(_node(name, states.get(name, "given")) for name in PLACES)
    wrong = [name for name, state in states.items() if state == "wrong"]
    alt = say("The graph.")
    if wrong:
        alt = say("The graph. The first wrong value is at {nodes}.", nodes=", ".join(wrong))
    found = [state for state in STATES if state in states.values()]
    return svg(*GRAPH_SIZE, _title(say("Your values")) + lines + nodes + _key(found), alt)


def _node_states(expected: Observation, observed: Observation) -> dict[str, str]:
    """Right, wrong, follows or unknown for a to f: wrong is what has only right inputs."""
    states: dict[str, str] = {}
    for name in "abcdef":
        value = observed.values.get(name, MISSING)
        below = [states[e[0]] for e in EDGES if e[2] == name and e[0] in states]
        if value.kind == "missing":
            states[name] = "unknown"
        elif agree(expected.values[name], value):
            states[name] = "right"
        else:
            states[name] = "wrong" if all(s == "right" for s in below) else "follows"
    return states


def draw_backward(expected: Observation, observed: Observation) -> str | None:
    """The graph with each edge marked by the local derivative used; None where none can be read."""
    keys = {edge: f"edge {edge[2]} {edge[0]}" for edge in EDGES}
    if not any(key in observed.values for key in keys.values()):
        return None
    states, lines = {}, ""
    for edge, key in keys.items():
        value = observed.values.get(key, MISSING)
        right = agree(expected.values[key], value)
        states[edge] = "unknown" if value.kind == "missing" else "right" if right else "wrong"
        used = value.data[0] if isinstance(value.data, np.ndarray) else None
        lines += _edge(edge, states[edge], number_text(round(used, 3)) if used is not None else "")
    nodes = "".join(_node(name, "plain") for name in PLACES)
    wrong = [f"{edge[2]} → {edge[0]}" for edge in EDGES if states[edge] == "wrong"]
    alt = say(
        "The graph with the local derivatives you used. Wrong: {edges}.",
        edges=", ".join(wrong) or say("none"),
    )
    found = [state for state in STATES if state in states.values()]
    title = _title(say("The local derivatives that your adjoints contain"))
    return svg(*GRAPH_SIZE, title + lines + nodes + _key(found), alt)


def _title(text: str) -> str:
    return f'<text x="20" y="20" {FONT} font-weight="bold">{shown(text)}</text>'


def _edge(edge: str, state: str, text: str) -> str:
    """An edge from child to parent; marked ones are drawn backward, with sign and number."""
    start, end = (np.array(PLACES[name], float) for name in edge.split())
    along = (end - start) / np.hypot(*(end - start))
    start, end = start + RADIUS * along, end - RADIUS * along
    sign, colour, width, dash, _ = STATES.get(state, ("", GREY, 1.5, "", ""))
    if sign:
        start, end, along = end, start, -along
    line = (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"/>'
    )
    across = np.array([-along[1], along[0]])
    corners = (end, end - 9 * along + 5 * across, end - 9 * along - 5 * across)
    head = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    side = across if across[1] < 0 else -across
    place = (start + end) / 2 + 9 * side
    anchor = "start" if side[0] > 0.2 else "end" if side[0] < -0.2 else "middle"
    label = f"{sign} {text}".strip()
    drawn = (
        f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" text-anchor="{anchor}" {FONT} '
        f'font-weight="{"bold" if state == "wrong" else "normal"}">{escape(label)}</text>'
    )
    return f'{line}<polygon points="{head}" fill="{colour}"/>{drawn if label else ""}'


def _node(name: str, state: str) -> str:
    x, y = PLACES[name]
    sign, colour, width, dash, _ = STATES.get(state, ("", GREY, 1.5, "", ""))
    weight = "bold" if state == "wrong" else "normal"
    below = f'<text x="{x}" y="{y + 36}" text-anchor="middle" {FONT}>{sign}</text>' if sign else ""
    return (
        f'<circle cx="{x}" cy="{y}" r="{RADIUS}" fill="none" stroke="{colour}" '
        f'stroke-width="{width}" stroke-dasharray="{dash}"/>'
        f'<text x="{x}" y="{y + 5}" text-anchor="middle" {FONT} font-weight="{weight}">{name}'
        f"</text>{below}"
    )


def _key(states: list[str]) -> str:
    """What the signs mean, in one line below the graph."""
    told = "     ".join(f"{STATES[state][0]} {words(STATES[state][4])}" for state in states)
    return f'<text x="20" y="278" {FONT} xml:space="preserve">{escape(told)}</text>'
