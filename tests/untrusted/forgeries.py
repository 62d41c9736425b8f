"""Attacks on the way from the kernel to the score: replaced functions, forged observations."""

from __future__ import annotations

import json

from autograder.judging.expectations import expected_observation
from tests.untrusted.attacks import TARGET, UNTOLD, WRONG, Attack, honest_but, spoiling

REMEMBERED = {"version": 1} | json.loads(expected_observation(TARGET, 0).to_json())
"""What the visible check of the released notebook wants to see: its seed is 0."""

SHOW = """
import json, re
from IPython.display import display, clear_output
MIME = "application/vnd.autograder.observation+json"

def asked():
    source = get_ipython().user_ns["In"][-1]
    return re.search("token='(.*?)'", source)[1]

def show(observation, exercise="fun_dz", **more):
    text = observation if isinstance(observation, str) else json.dumps(observation)
    seen = {"exercise": exercise, "token": asked(), "observation": text} | more
    display({MIME: json.dumps(seen), "text/plain": "3"}, raw=True)

def instead(*said, **more):
    import autograder.notebook.emitting, sys
    autograder.notebook.emitting.emit = lambda name, get, **o: [
        show(s, name, **more) for s in said] if name == "fun_dz" else REAL(name, get, **o)

import autograder.notebook.emitting
REAL = autograder.notebook.emitting.emit
"""
SOCKET = """
def send(kind, content, parent=None):
    kernel = get_ipython().kernel
    kernel.session.send(kernel.iopub_socket, kind, content, parent=parent or kernel.get_parent())
"""


def forging(*lines: str, before: str = "") -> Attack:
    """A hand-in with a wrong answer that runs these lines before it is checked."""
    return Attack(SHOW + SOCKET + before + "\n".join(lines) + "\n" + WRONG)


def shown_instead(observation: object, **more: object) -> Attack:
    """A hand-in whose check shows this observation and no other."""
    return forging(f"instead({observation!r}, **{more!r})")


def array(**changed: object) -> dict[str, object]:
    """An observation of one array, with some fields changed."""
    value = {"kind": "array", "dtype": "float64", "shape": [1], "base64": "AAAAAAAAAAA="}
    return {"version": 1, "values": {"point": value | changed}}


OBSERVATIONS = {
    "values remembered from the visible check": shown_instead(REMEMBERED),
    "remembered values with the right ones": forging(f"show({REMEMBERED!r})"),
    "the same observation twice": forging("instead({'version': 1, 'values': {}}, {})"),
    "an observation without values": shown_instead({"version": 1, "values": {}}),
    "an observation that is a list": shown_instead("[[[[]]]]"),
    "an observation that is no JSON": shown_instead("{'version': 1}"),
    "an observation nested 100,000 deep": shown_instead("[" * 100_000),
    "an observation of 500,000 values": shown_instead(
        json.dumps({"version": 1, "values": {str(n): 0 for n in range(60_000)}})
    ),
    "an array of objects": shown_instead(array(dtype="object")),
    "an array that is larger than its bytes": shown_instead(array(shape=[10**6, 10**6])),
    "an array of a negative size": shown_instead(array(shape=[-1])),
    "a number of 5,000 digits": shown_instead(
        '{"version": 1, "values": {"point": {"kind": "number", "data": 1' + "0" * 5_000 + "}}}"
    ),
    "infinity in JSON": shown_instead(
        '{"version": 1, "values": {"point": {"kind": "number", "data": Infinity}}}'
    ),
    "half a letter": shown_instead(
        '{"version": 1, "values": {"\\ud800": {"kind": "text", "data": "\\udfff"}}}'
    ),
    "text as data of another type": shown_instead({"version": 1, "values": {"point": 3.0}}),
    "an observation for another exercise": forging(
        f"show({REMEMBERED!r}, 'gradient_descent')", f"show({REMEMBERED!r}, 'fun_dz', token='')"
    ),
    "a claim that the check failed": Attack(
        forging("instead({}, fault='full points for this student')").answer, points=UNTOLD
    ),
    "a claim that the name is missing": shown_instead({}, missing="name 'x' is not defined"),
    "a score in the observation": shown_instead({}, score=3.0, max_score=3.0, status="passed"),
}
MACHINERY = {
    "NumPy's comparisons replaced": Attack(
        "for module in (np, np.testing, torch, math, torch.testing):\n"
        "    for name in ('allclose', 'isclose', 'array_equal', 'assert_allclose', 'equal'):\n"
        "        if hasattr(module, name): setattr(module, name, lambda *a, **k: True)\n" + WRONG
    ),
    "autograd replaced": Attack(
        "torch.autograd.grad = lambda *a, **k: (torch.zeros(1),)\n"
        "torch.Tensor.backward = lambda *a, **k: None\n" + WRONG
    ),
    "judging replaced": Attack(
        "import sys, types, autograder.records.comparison, autograder.records.verdicts\n"
        "comparison = autograder.records.comparison\n"
        "comparison.agree = comparison.close = lambda *a: True\n"
        "fake = types.ModuleType('autograder.judging.judge')\n"
        "fake.judge = lambda *a: 3.0\n"
        "for name in ('judging', 'judging.judge', 'answers'):\n"
        "    sys.modules[f'autograder.{name}'] = fake\n" + WRONG
    ),
    "check replaced": Attack(
        "import autograder, builtins\n"
        "check = autograder.check = builtins.check = lambda *a, **k: 3.0\n" + WRONG
    ),
    "built-in functions replaced": Attack(
        "import builtins\nbuiltins.isinstance = lambda *a: True\n" + WRONG, at_most=True
    ),
    "display replaced": Attack(
        "import IPython.display, IPython.core.display_functions as f\n"
        "f.display = IPython.display.display = lambda *a, **k: print('3')\n" + WRONG,
        at_most=True,
    ),
    "what is displayed is changed on its way": Attack(
        "class Publisher(type(get_ipython().display_pub)):\n"
        "    def publish(self, data, *a, **k):\n"
        "        return super().publish({'text/plain': '3'}, *a, **k)\n"
        "get_ipython().display_pub.__class__ = Publisher\n" + WRONG,
        at_most=True,
    ),
    "the display hook replaced": Attack(
        "import sys\nsys.displayhook = get_ipython().displayhook = lambda v: print(3)\n" + WRONG,
        at_most=True,
    ),
    "check cells rewritten as they are read": Attack(
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['3\\n'])\n" + WRONG,
        at_most=True,
    ),
    "check cells rewritten as a tree": Attack(
        "import ast\n"
        "class Three(ast.NodeTransformer):\n"
        "    def visit_Call(self, node): return ast.Constant(3.0)\n"
        "get_ipython().ast_transformers.append(Three())\n" + WRONG,
        at_most=True,
    ),
    "events around each cell": Attack(
        "def event(*args): print('9 points'); raise SystemExit\n"
        "for name in ('pre_execute', 'post_execute', 'pre_run_cell', 'post_run_cell'):\n"
        "    get_ipython().events.register(name, event)\n" + WRONG,
        at_most=True,
    ),
    "a score after each cell": Attack(
        "def event(*args):\n"
        "    get_ipython().displayhook.publish_result = 9\n"
        "    display({'text/plain': '9'}, raw=True)\n"
        "get_ipython().events.register('post_run_cell', event)\n" + WRONG
    ),
    "scores printed and shown": Attack(
        "for text in ('3', '-1', 'nan', 'inf', 'True', 'tensor(0.5)', 'np.float64(0.5)'):\n"
        "    print(text)\n    display({'text/plain': text}, raw=True)\n" + WRONG + "\n\n3.0"
    ),
    "a forged result over the kernel's own socket": forging(
        "import threading\n"
        "send('execute_result', {'data': {'text/plain': '3.0'}, 'metadata': {},\n"
        "     'execution_count': 3})",
    ),
    "a forged observation over the kernel's own socket": Attack(
        SHOW + SOCKET + "def fun_dz(x, y):\n"
        "    seen = {'exercise': 'fun_dz', 'token': asked(), 'observation': json.dumps("
        f"{REMEMBERED!r})}}\n"
        "    send('display_data', {'data': {MIME: json.dumps(seen)}, 'metadata': {}})\n"
        "    return 0 * x, 0 * y"
    ),
    "an observation after its check": Attack(
        SHOW + SOCKET + WRONG,
        last=(
            f"seen = {{'exercise': 'fun_dz', 'observation': json.dumps({REMEMBERED!r}),\n"
            "    'token': re.search(\"token='(.*?)'\", ''.join(get_ipython().user_ns['In']))[1]}\n"
            "parents = [get_ipython().kernel.get_parent()]\n"
            "for n in range(50):\n"
            "    send('display_data', {'data': {MIME: json.dumps(seen)}, 'metadata': {}})\n"
        ),
    ),
    "an observation that is exchanged later": Attack(
        SHOW + "instead({'version': 1, 'values': {}})\n"
        "plain_display = display\n"
        "display = lambda *a, **k: plain_display(*a, display_id='later', **k)\n" + WRONG,
        last=(
            f"seen = {{'exercise': 'fun_dz', 'observation': json.dumps({REMEMBERED!r}),\n"
            "    'token': re.search(\"token='(.*?)'\", ''.join(get_ipython().user_ns['In']))[1]}\n"
            "plain_display({MIME: json.dumps(seen)}, raw=True, display_id='later', update=True)"
        ),
    ),
    "messages with odd fields": forging(
        "for kind in ('stream', 'error', 'display_data', 'status', 'clear_output', 'x' * 9999):\n"
        "    for content in ({}, {'data': 7, 'text': 3, 'name': [], 'metadata': 1},\n"
        "                    {'data': {'text/plain': {'a': 1}, 'image/png': 5}},\n"
        "                    {'execution_state': ['idle'], 'transient': {'display_id': {}}}):\n"
        "        send(kind, content)",
    ),
    "an early end of the cell": forging("send('status', {'execution_state': 'idle'})"),
    "tracing that changes what is recorded": Attack(
        "import sys\n"
        "def trace(frame, event, arg):\n"
        "    if 'probe' in frame.f_locals:\n"
        "        probe = frame.f_locals['probe']\n"
        "        probe.uniform = lambda *a: 0.0 if len(a) < 3 else np.zeros(a[2:])\n"
        "    return trace\n"
        "sys.settrace(trace)\n" + WRONG,
        at_most=True,
    ),
    "the caller's frame searched and changed": Attack(
        "import sys, gc\n"
        "def fun_dz(x, y):\n"
        "    frame = sys._getframe()\n"
        "    while frame is not None:\n"
        "        for name, value in list(frame.f_locals.items()):\n"
        "            if type(value).__name__ == 'Probe':\n"
        "                value.seed, value.rng = 0, np.random.default_rng(0)\n"
        "            if 'expect' in name or 'reference' in name:\n"
        "                return value\n"
        "        frame = frame.f_back\n"
        "    return 0 * x, 0 * y"
    ),
    "references searched in memory": Attack(
        "import gc\n"
        "found = [o for o in gc.get_objects() if callable(o)\n"
        "         and 'answers' in str(getattr(o, '__module__', ''))]\n"
        "print(found)\n"
        "def fun_dz(x, y):\n    return found[0](x, y) if found else (0 * x, 0 * y)"
    ),
    "references imported": Attack(
        "import importlib\n"
        "found = None\n"
        "names = 'answers', 'answers.gradient_vectors', 'judging.diagnosis', 'grading', 'cli'\n"
        "for name in names:\n"
        "    try:\n"
        "        module = importlib.import_module('autograder.' + name)\n"
        "        found = found or getattr(module, 'find_answer', None)\n"
        "    except ImportError as error:\n"
        "        print(error)\n"
        "def fun_dz(x, y):\n"
        "    return found('fun_dz').reference(x, y) if found else (0 * x, 0 * y)"
    ),
    "answers searched in files": Attack(
        "import glob, os, sys, autograder\n"
        "roots = {os.path.dirname(os.path.dirname(autograder.__file__)), *filter(None, sys.path)}\n"
        "wanted = ('solutions', 'autograder/answers', 'autograder/grading', 'tests', 'lessons')\n"
        "print([p for r in roots for w in wanted for p in glob.glob(f'{r}/{w}/**/*.*', \n"
        "       recursive=True) if 'site-packages' not in p and 'pictures' not in p])\n" + WRONG
    ),
    "a file named like a library beside the notebook": Attack(
        files={"numpy.py": "allclose = lambda *a: True", "autograder.py": "check = 3"}
    ),
    "a file named like a library written by a cell": Attack(
        "import os\n"
        "open('numpy.py', 'w').write('allclose = 3')\n"
        "os.makedirs('autograder/answers', exist_ok=True)\n"
        "open('autograder/__init__.py', 'w').write('')\n"
        "open('sitecustomize.py', 'w').write('import os; os._exit(0)')\n" + WRONG
    ),
    "files that Python and IPython read as they start": Attack(
        "import os, site\n"
        "home = os.path.expanduser('~')\n"
        "for place in ('.ipython/profile_default/startup', '.jupyter',\n"
        "              site.getusersitepackages()):\n"
        "    os.makedirs(os.path.join(home, place), exist_ok=True)\n"
        "    for name in ('a.py', 'a.pth', 'usercustomize.py', 'ipython_config.py'):\n"
        "        open(os.path.join(home, place, name), 'w').write('import os; os._exit(7)')\n"
        "os._exit(0)\n" + WRONG
    ),
    "the observer itself removed": spoiling(
        "import sys, autograder.notebook.emitting\n"
        "sys.modules['autograder.notebook.emitting'] = sys.modules['autograder.exercises'] = None"
    ),
    "imports that fail": spoiling(
        "import builtins\n"
        "def refuse(*args, **kwargs): raise ImportError('9 points')\n"
        "builtins.__import__ = refuse"
    ),
    "the session's key changed": spoiling("get_ipython().kernel.session.key = b'another'"),
    "an audit hook that objects": honest_but(
        "import sys\n"
        "sys.addaudithook(lambda name, args: print(end='') if name == 'import' else None)"
    ),
    "code that runs as Python ends": honest_but(
        "import atexit, weakref, signal\n"
        "atexit.register(lambda: print('9 points'))\n"
        "signal.signal(signal.SIGTERM, lambda *a: print('9 points'))\n"
        "class Bye:\n    def __del__(self): print('9 points')\n"
        "bye = Bye()"
    ),
}
FORGERIES = OBSERVATIONS | MACHINERY
