"""Attacks on pages and terminal: scripts, markup and control characters wherever text can be.

Each payload would set ``window.pwned``, change the title, or ask the network for something.
"""

from __future__ import annotations

import base64

from tests.grading.material import RIGHT
from tests.untrusted.attacks import TARGET, Attack, honest_but

PWNED = "window.pwned=1;document.title='pwned'"
SCRIPT = f"<script>{PWNED}</script>"
IMAGE = f'<img src=x onerror="{PWNED}"><img src="http://evil.invalid/pixel.png">'
STYLE = "<style>body{display:none}</style><base href='http://evil.invalid/'>"
ESCAPES = "\x1b[2J\x1b]0;pwned\x07\x1b[31mred\x9b1m\u202egnp.exe\u2066\u200f\x08\x08\x00"
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{PWNED}">{SCRIPT}</svg>'
FRAME = f'<iframe srcdoc="<script>parent.pwned=1</script>"></iframe><object data="{SVG}">'
FORM = '<form action="http://evil.invalid"><button autofocus onfocus="pwned=1">ok</button></form>'
BREAK_OUT = f"</pre></div></textarea></title></script>{SCRIPT}{IMAGE}"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + SVG.encode()).decode()
SHORT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


def shown(*bundles: dict[str, object]) -> Attack:
    """A hand-in that displays these, from a cell of its own and from an answer cell."""
    calls = "\n".join(f"display({bundle!r}, raw=True)" for bundle in bundles)
    return honest_but("from IPython.display import display\n" + calls, calls)


DISPLAYS = {
    "HTML": shown({"text/html": SCRIPT + IMAGE + STYLE + FRAME + FORM}),
    "HTML and text": shown({"text/html": SCRIPT, "text/plain": "the same as text" + BREAK_OUT}),
    "JavaScript": shown({"application/javascript": PWNED}, {"text/javascript": PWNED}),
    "SVG": shown({"image/svg+xml": SVG}),
    "Markdown with HTML": shown({"text/markdown": f"# hi\n{SCRIPT}{IMAGE}[x](javascript:{PWNED})"}),
    "LaTeX with HTML": shown(
        {"text/latex": f"$\\href{{javascript:{PWNED}}}{{x}}$ {BREAK_OUT}"},
        {"text/latex": "$\\def\\x{\\x\\x}\\x$"},
    ),
    "widgets": shown(
        {"application/vnd.jupyter.widget-view+json": {"model_id": SCRIPT, "version_major": 2}},
        {"application/vnd.plotly.v1+json": {"data": SCRIPT}, "application/json": {"a": SCRIPT}},
        {"application/json": [None, [SCRIPT]], "text/html": [SCRIPT, SCRIPT]},
    ),
    "types of its own": shown(
        {f'image/png" onerror="{PWNED}': SHORT}, {SCRIPT: SCRIPT}, {"application/pdf": SHORT}
    ),
    "pictures that are none": shown(
        {"image/png": PNG},
        {"image/jpeg": PNG},
        {"image/png": f'" onerror="{PWNED}'},
        {"image/gif": SHORT},
        {"image/png": SHORT},
    ),
    "metadata of pictures": honest_but(
        f"display({{'image/png': {SHORT!r}}}, raw=True, metadata={{'image/png': {{'width': "
        f"'1\" onload=\"{PWNED}', 'height': 10**9, 'alt': {BREAK_OUT!r}}}, 'needs_background': "
        f"{SCRIPT!r}}})"
    ),
    "printed text": honest_but(f"print({BREAK_OUT + ESCAPES!r})\nprint('y' * 10**6)"),
    "very many lines": honest_but("print('\\n'.join(map(str, range(300_000))))"),
    "errors": Attack(
        f"raise type({'Bad' + SCRIPT!r}, (Exception,), {{}})({BREAK_OUT + ESCAPES!r})"
    ),
    "an error in the check": Attack(
        f"def fun_dz(x, y):\n    raise type({'E' + SCRIPT!r}, (Exception,), {{}})"
        f"({BREAK_OUT + ESCAPES!r})  # {SCRIPT}"
    ),
    "returned text": Attack(f"def fun_dz(x, y):\n    return {BREAK_OUT + ESCAPES!r}"),
    "names of types": Attack(
        f"def fun_dz(x, y):\n    return type({SCRIPT + ESCAPES!r}, (), {{}})()"
    ),
    "code": honest_but(
        f'# {BREAK_OUT}\n"""{BREAK_OUT}"""\nwide = \'{"w" * 100_000}\'',
        answer=f"# {BREAK_OUT}\n{RIGHT[TARGET]}",
    ),
}
TEXTS = {
    "raw for a browser": SCRIPT + IMAGE + STYLE,
    "raw with fences": f"```\n{SCRIPT}\n`````\n{SCRIPT}",
    "scripts": SCRIPT + STYLE + FRAME,
    "pictures": IMAGE + f"![x](javascript:{PWNED})![y](http://evil.invalid/y.png)",
    "links": f"[x](javascript:{PWNED}) <a href='data:text/html,{SCRIPT}'>y</a> [z][1]\n\n"
    f"[1]: vbscript:{PWNED}",
    "attributes": f"<div style='position:fixed;inset:0;background:red' onclick=\"{PWNED}\">hi</div>"
    f'<details open ontoggle="{PWNED}"><summary>x</summary></details>',
    "code": f"```html\n{SCRIPT}\n```\n`{IMAGE}` and 1 < 2, a<b>c",
    "formulas": f"$\\href{{javascript:{PWNED}}}{{x}}$ $$</script>{SCRIPT}$$",
    "escapes": ESCAPES + "my text stays",
    "unfinished": f"<scr<script>ipt>{PWNED}</script> <img src=x onerror={PWNED} //",
}
DISPLAYS["text cells"] = Attack(RIGHT[TARGET], points={}, texts=TEXTS)
ODD_STUDENTS = {
    "name of HTML": "<img src=x onerror=pwned=1>",
    "name of escapes": "\x1b[31mred\x1b]0;pwned\x07",
    "name of a direction": "\u202egnp.live",
    "name of rich": "[red]bold[blink]",
    "name of a long line": "n" * 200,
}
"""Names of folders; what stands in them is honest."""
