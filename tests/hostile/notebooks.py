"""Notebooks that harm their own run, or what runs them; each is a few cells."""

from __future__ import annotations

from tests.hostile.bad_contents import cell, notebook

PANDAS = "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2, 3]})\nprint(df)"
SLEEP = "import time\ntime.sleep(1000)"
CHILD = "[sys.executable, '-c', 'import time; time.sleep(1000)']"
NOTEBOOKS: dict[str, tuple[str, ...]] = {
    # processes
    "child": ("import subprocess, sys", f"p = subprocess.Popen({CHILD})", "print('done')"),
    "daemon": ("import subprocess, sys", f"subprocess.Popen({CHILD}, start_new_session=True)", "print('done')"),
    "nameless daemon": ("import subprocess, sys", f"subprocess.Popen({CHILD}, start_new_session=True, env={{}})\nprint('done')"),
    "double fork": (
        "import os, time",
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        for n in range(3): os.close(n)\n"
        "        time.sleep(1000)\n    os._exit(0)\nos.wait()\nprint('done')",
    ),
    "fork that goes on": ("import os", "pid = os.fork()", "print('one' if pid else 'two')"),
    "fork bomb": ("import os, time", "while True:\n    try:\n        if os.fork() == 0:\n            time.sleep(1000)\n    except OSError:\n        time.sleep(1)"),
    "chain of forks": ("import os, time", "while True:\n    if os.fork():\n        os._exit(0)\n    os.setsid()\n    time.sleep(0.01)"),
    "pool that hangs": ("import multiprocessing, time", "p = multiprocessing.get_context('fork').Pool(4)\np.map_async(time.sleep, [1000] * 8)\nprint('done')"),
    "shell in the background": ("!nohup sleep 1000 > /dev/null 2>&1 &\nprint('done')",),
    "magic in the background": ("%%bash --bg\nsleep 1000", "print('done')"),
    "system call": ("import os\nos.system('setsid sleep 1000 &')\nprint('done')",),
    # time
    "endless loop": ("x = 0", "while True:\n    x += 1"),
    "endless loop that catches": ("while True:\n    try:\n        while True: pass\n    except BaseException: pass",),
    "endless loop in C": ("import itertools", "sum(itertools.repeat(0))"),
    "endless pattern": ("import re", "re.match('(a+)+$', 'a' * 60 + 'b')"),
    "a number too large": ("x = 9 ** 9 ** 9", "print(x % 10)"),
    "a long sleep": ("x = 1", SLEEP),
    "a lock twice": ("import threading", "lock = threading.Lock()\nlock.acquire()\nlock.acquire()"),
    "stdin": ("x = 1", "import sys\nprint(repr(sys.stdin.read()))", "y = input()"),
    "stopped": ("import os, signal", "os.kill(os.getpid(), signal.SIGSTOP)", "print('done')"),
    "endless display": ("class A:\n    def __repr__(self):\n        while True: pass", "A()"),
    "endless iterator": ("import itertools", "x = list(zip(itertools.count()))"),
    "endless await": ("import asyncio", "await asyncio.sleep(1000)"),
    # memory
    "memory at once": ("x = bytearray(3 * 10 ** 9)\nx[::4096] = b'x' * len(x[::4096])\nimport time\ntime.sleep(5)", "print(len(x))"),
    "memory bit by bit": ("x = []", "while True:\n    x.append(bytearray(10 ** 7))\n    x[-1][::4096] = b'x' * len(x[-1][::4096])"),
    "memory of children": (
        "import os, time",
        "for _ in range(8):\n    if os.fork() == 0:\n        x = b'x' * 3 * 10 ** 8\n        time.sleep(1000)\ntime.sleep(1000)",
    ),
    "memory of a table": ("import pandas as pd, numpy as np", "df = pd.DataFrame(np.ones((20000, 20000)))", "print(df.sum().sum())"),
    "memory in shared files": ("x = open('/dev/shm/hostile-mlscaffold', 'wb')\nx.write(bytes(10 ** 6))\nx.close()", "import os\nprint(os.path.getsize('/dev/shm/hostile-mlscaffold'))\nos.remove('/dev/shm/hostile-mlscaffold')"),
    # output and files
    "output": ("for i in range(10 ** 7): print('x' * 100)",),
    "errors": ("import sys", "for i in range(10 ** 7): sys.stderr.write('x' * 100 + '\\n')"),
    "display": ("from IPython.display import display, HTML", "for i in range(10 ** 6): display(HTML('x' * 1000))"),
    "output of a program": ("!yes | head -c 3000000000",),
    "output in C": ("import os", "while True: os.write(1, b'x' * 10 ** 6)"),
    "log": ("import logging", "logging.basicConfig()\nwhile True: logging.warning('x' * 1000)"),
    "one long line": ("print('x' * (3 * 10 ** 8))", "print('done')"),
    "a long value": ("'x' * (10 ** 8)",),
    "many figures": ("import matplotlib.pyplot as plt", "for i in range(300):\n    plt.figure()\n    plt.plot([1, i])\n    plt.show()"),
    "a huge figure": ("import matplotlib.pyplot as plt", "plt.figure(figsize=(500, 500), dpi=300)\nplt.plot([1, 2])\nplt.show()"),
    "temporary files": ("import tempfile", "for i in range(50): tempfile.mkstemp()\nfor i in range(50): tempfile.mkdtemp()\nprint('done')"),
    "many files": ("for i in range(20000): open(f'file{i}', 'w').write('x')", "print('done')"),
    "a sparse file": ("f = open('large.bin', 'wb')\nf.truncate(10 ** 12)\nf.close()", "print('done')"),
    "a fifo": ("import os\nos.mkfifo('pipe')", "print('done')"),
    "a link to above": ("import os\nos.symlink('..', 'up')\nos.symlink('none', 'nothing')", "print('done')"),
    "strange names": ("import os", "open(b'a\\xff\\n', 'w').write('x')\nopen('\\x1b[31m\\u2028.txt', 'w').write('x')\nprint('done')"),
    "deep folders": ("import os", "for i in range(1500):\n    os.mkdir('a' * 50)\n    os.chdir('a' * 50)\nprint('done')"),
    "no permissions": ("import os\nos.makedirs('closed/inside')\nopen('closed/file', 'w').write('x')\nos.chmod('closed', 0)\nprint('done')",),
    # ends
    "os._exit": ("import os", "os._exit(0)", "print('never')"),
    "os._exit with 3": ("import os", "print('a')\nos._exit(3)"),
    "sys.exit": ("import sys", "sys.exit(0)", "print('never')"),
    "sys.exit with text": ("import sys", "sys.exit('an end')"),
    "quit": ("print(1)", "quit()"),
    "KILL": ("import os, signal", "os.kill(os.getpid(), signal.SIGKILL)"),
    "SEGV": ("import ctypes", "ctypes.string_at(0)"),
    "ABRT": ("import os", "os.abort()"),
    "TERM": ("import os, signal", "os.kill(os.getpid(), signal.SIGTERM)"),
    "INT": ("import os, signal", "os.kill(os.getpid(), signal.SIGINT)", "print(1)"),
    "the group": ("import os, signal", "os.killpg(0, signal.SIGTERM)"),
    "signals ignored": ("import signal\nfor s in (1, 2, 3, 15): signal.signal(s, signal.SIG_IGN)", SLEEP),
    "an alarm": ("import signal\nsignal.alarm(1)\nimport time\ntime.sleep(3)", "print('done')"),
    "SystemExit": ("raise SystemExit", "print(1)"),
    "GeneratorExit": ("raise GeneratorExit",),
    "a class of errors": ("class E(BaseException):\n    def __str__(self): raise self\nraise E",),
    "atexit": ("import atexit, time", "atexit.register(time.sleep, 1000)\nprint('done')"),
    "atexit that writes": ("import atexit", "atexit.register(lambda: open('late.txt', 'w').write('x' * 100))\nprint('done')"),
    "a thread": ("import threading, time", "threading.Thread(target=time.sleep, args=(1000,)).start()\nprint('done')"),
    "a thread that prints": ("import threading\ndef f():\n    while True: print('x')", "threading.Thread(target=f, daemon=True).start()\nimport time\ntime.sleep(1)\nprint('done')"),
    "recursion": ("def f(n): return f(n + 1)", "f(0)"),
    "deep recursion": ("import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(n): return f(n + 1)", "f(0)"),
    "a deep value": ("x = []\nfor i in range(100000): x = [x]", "print(type(x))"),
    "a value that contains itself": ("x = []\nx.append(x)\nd = {}\nd['d'] = d", "print(x, d)"),
    # the interpreter
    "no builtins": ("import builtins", "builtins.len = builtins.isinstance = builtins.type = builtins.str = lambda *a: 1/0", "print('done')"),
    "no open": ("import builtins\ndef deny(*a, **k): raise OSError('no')\nbuiltins.open = deny", "print('done')"),
    "no print": ("print = 3\nx = 1",),
    "json": ("import json\njson.dump = json.dumps = json.load = json.loads = None", "x = 1\nprint(x)"),
    "pickle": ("import pickle\npickle.dump = pickle.dumps = pickle.load = pickle.loads = None", "x = 1\nprint(x)"),
    "os": ("import os\nos.path.join = os.fspath = os.getcwd = os.open = os.write = None", "x = 1\nprint(x)"),
    "modules": ("import sys\nfor name in list(sys.modules):\n    if name not in ('sys', 'builtins'): del sys.modules[name]", "x = 1\nprint(x)"),
    "import": ("import builtins\nbuiltins.__import__ = None", "x = 1\nprint(x)"),
    "excepthook": ("import sys\nsys.excepthook = sys.displayhook = None\nsys.stdout = sys.stderr = None", "x = 1\nx"),
    "descriptors": ("import os", "for n in range(3, 200):\n    try: os.close(n)\n    except OSError: pass", "print('done')"),
    "all descriptors": ("import os", "os.closerange(0, 1000)", "x = 1"),
    "all descriptors used": ("import tempfile\nfiles = []\ntry:\n    while True: files.append(tempfile.TemporaryFile())\nexcept OSError: print(len(files) > 10)",),
    "own folder": ("import os, shutil", "shutil.rmtree(os.getcwd())", "print('done')"),
    "another folder": ("import os\nos.chdir('/')", "x = 1\nprint(x)"),
    "no environment": ("import os\nos.environ.clear()", "print('done')"),
    "path": ("import sys\nsys.path.clear()\nsys.meta_path.clear()", "x = 1\nprint(x)"),
    "a trace": ("import sys\nsys.settrace(lambda *a: 1 / 0)", "x = 1\nprint(x)"),
    "the clock": ("import time\ntime.time = time.monotonic = time.perf_counter = lambda: 0", "print('done')"),
    "a socket": ("import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\ns.listen()", "print('done')"),
    "a server": ("import threading, http.server\ns = http.server.HTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)", "threading.Thread(target=s.serve_forever).start()\nprint('done')"),
    "the parent": ("import os, signal", "os.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(2)"),
    "objects that lie": ("class A:\n    __class__ = property(lambda self: 1 / 0)\n    def __eq__(self, o): raise ValueError\n    def __hash__(self): raise ValueError\n    def __getattr__(self, n): raise RuntimeError(n)\n    def __reduce__(self): raise ValueError\na = A()", "print('done')"),
    "endless copies": ("class A:\n    def __reduce__(self):\n        while True: pass\n    def __deepcopy__(self, memo):\n        while True: pass\na = A()", "b = [a]\nprint('done')"),
    "a limit of its own": ("import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (10, 10))", "import pandas as pd\nprint(1)"),
    "collector": ("import gc\nfor o in gc.get_objects():\n    if isinstance(o, dict) and 'events' in o: o.clear()", "print('done')"),
    "frames": ("import sys\nf = sys._getframe()\nwhile f:\n    f.f_globals.clear() if f.f_globals is not globals() else None\n    f = f.f_back", "x = 1"),
    "exec": ("exec('import os; os._exit(1)')",),
    "html": ("from IPython.display import HTML\nHTML('<script>' + 'x' * 10 ** 6 + '</script>')", PANDAS),
}  # fmt: skip


def content(name: str) -> bytes:
    """Return the file of a notebook."""
    return notebook(*map(cell, NOTEBOOKS[name]))
