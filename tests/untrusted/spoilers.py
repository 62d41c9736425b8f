"""Attacks on later exercises, which an honest student makes by accident: changed settings.

All answers are right, and every point has to be there: each setting is put back, or is of no
account to the checks.
"""

from __future__ import annotations

from tests.untrusted.attacks import honest_but

SPOILERS = {
    "another default dtype": honest_but("torch.set_default_dtype(torch.float16)"),
    "another default device": honest_but("torch.set_default_device('meta')"),
    "gradients switched off": honest_but("torch.set_grad_enabled(False)"),
    "inference for ever": honest_but("mode = torch.inference_mode(); mode.__enter__()"),
    "deterministic algorithms only": honest_but("torch.use_deterministic_algorithms(True)"),
    "seeds set": honest_but(
        "import random\nrandom.seed(0); np.random.seed(0); torch.manual_seed(0)"
    ),
    "seeding replaced": honest_but("torch.manual_seed = np.random.seed = lambda *a, **k: None"),
    "number of threads": honest_but("torch.set_num_threads(16)"),
    "warnings as errors": honest_but("import warnings\nwarnings.simplefilter('error')"),
    "warnings of NumPy as errors": honest_but("np.seterr(all='raise')"),
    "another locale": honest_but(
        "import locale, os\nos.environ['LC_ALL'] = 'C'\nprint(locale.setlocale(locale.LC_ALL, 'C'))"
    ),
    "another folder, removed": honest_but(
        "import os\nos.makedirs('gone'); os.chdir('gone'); os.rmdir('../gone')"
    ),
    "no standard output": honest_but("import sys\nsys.stdout = sys.stderr = None"),
    "standard output closed": honest_but("import sys\nsys.stdout.close(); sys.stderr.close()"),
    "descriptors of standard output closed": honest_but("import os\nos.close(1); os.close(2)"),
    "standard output that raises": honest_but(
        "import sys\n"
        "class Broken:\n"
        "    closed = False\n"
        "    def __getattr__(self, name): raise OSError(name)\n"
        "sys.stdout = sys.stderr = Broken()"
    ),
    "standard output into a file": honest_but("import sys\nsys.stdout = open('mine.txt', 'w')"),
    "display taken away": honest_but(
        "import IPython.display, builtins\n"
        "IPython.display.display = builtins.display = builtins.get_ipython = None\n"
        "import IPython.core.getipython\nIPython.core.getipython.get_ipython = None"
    ),
    "built-in functions taken away": honest_but(
        "import builtins\n"
        "builtins.sum = builtins.len = builtins.isinstance = builtins.dict = builtins.type = None"
    ),
    "modules replaced": honest_but(
        "import sys\nsys.modules['numpy'] = sys.modules['json'] = sys.modules['torch'] = None"
    ),
    "a device that isn't there": honest_but("torch.set_default_device('cuda')"),
    "products of low precision": honest_but("torch.set_float32_matmul_precision('medium')"),
    "automatic half precision": honest_but(
        "mode = torch.autocast('cpu', torch.bfloat16); mode.__enter__()"
    ),
    "another time zone": honest_but(
        "import os, time\nos.environ['TZ'] = 'Pacific/Kiritimati'; time.tzset()"
    ),
    "no path to modules": honest_but("import sys\nsys.path.clear()"),
    "print replaced": honest_but("import builtins\nbuiltins.print = None"),
    "names of the lesson shadowed": honest_but(
        "check = hint = scorecard = display = 3\nstr = list = dict = tuple = None"
    ),
    "a low limit of recursion": honest_but("import sys\nsys.setrecursionlimit(200)"),
    "short texts of numbers": honest_but(
        "np.set_printoptions(precision=1, threshold=1)\ntorch.set_printoptions(precision=1)"
    ),
    "a garbage collector that is off": honest_but("import gc\ngc.disable()"),
    "JSON with habits of its own": honest_but(
        "import json\njson.encoder.FLOAT_REPR = lambda x: '3'\njson.encoder.c_make_encoder = None"
    ),
    "figures left open": honest_but("[plt.figure() for _ in range(15)]"),
    "all names deleted": honest_but(last="%reset -f"),
    "anomaly detection": honest_but("torch.autograd.set_detect_anomaly(True)"),
    "environment emptied": honest_but("import os\nos.environ.clear()"),
}
