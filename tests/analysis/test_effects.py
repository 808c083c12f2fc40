"""Effects of statements: each row is analysed, then run to check that no effect is missing."""

from __future__ import annotations

import contextlib
import io
import pickle
import types
import warnings
from typing import Any

import pytest

from mlscaffold.analysis.dataflow import trace
from mlscaffold.analysis.effects import Effects, FunctionSummary, merged
from mlscaffold.analysis.statements import split
from tests.analysis.following import last_effects

FRAME = "import pandas as pd\ndf = pd.DataFrame({'a': [3, 1], 'b': [3, 4]})\n"
ARRAY = "import numpy as np\na = np.arange(6.0)\n"
MODEL = (
    "from sklearn.linear_model import LinearRegression\nX, y = [[1], [2]], [1, 2]\nm = LinearRegression()\n"
)
COUNTER = "class Counter:\n    def __init__(self):\n        self.n = 0\n"

# name, cells before, statement, and its effects: reads r, binds b, maybe m, changes c, deletes d
ROWS = [
    # ---- binding ----
    ("a name", "x = 1", "y = x", "r:x b:y"),
    ("two names for one new object", "", "a = b = []", "b:a,b"),
    ("two names swapped", "a, b = [1], [2]", "a, b = b, a", "r:a,b b:a,b"),
    ("a name that its value reads", "x = 1", "x = x + 1", "r:x b:x"),
    ("an annotation without a value binds nothing", "", "x: int", ""),
    ("an annotation with a value", "k = 1", "x: int = k", "r:k b:x"),
    ("an annotated item evaluates its object", "d = {}", "d['k']: int", "r:d"),
    ("a starred target", "xs = [1, 2, 3]", "first, *xs = xs", "r:xs b:first,xs"),
    ("nested targets", "xs = [[1], [2]]", "(a, [b]) = xs", "r:xs b:a,b"),
    ("an index bound by the same statement", "xs = [0, 0]\ni = 0", "i, xs[i] = 1, 7", "r:xs b:i c:xs"),
    ("an item read before it is stored", "xs = [1, 2]", "xs[0], xs[1] = xs[1], xs[0]", "r:xs c:xs"),
    ("a name that was a builtin", "max = 3", "y = max", "r:max b:y"),
    ("a walrus", "xs = [1]", "y = (n := len(xs)) + n", "r:xs b:n,y"),
    ("a walrus in a test", "xs = [1, 2]", "if (n := len(xs)) > 1:\n    y = n", "r:xs b:n m:y"),
    ("a walrus in a comprehension binds outside", "xs = [1]", "ys = [y := x for x in xs]", "r:xs b:ys m:y"),
    ("a walrus in a lambda binds inside", "", "f = (lambda: (q := 5))", "b:f"),
    ("a walrus as a key", "d = {}", "d[(k := 'a')] = 1", "r:d b:k c:d"),
    # ---- changes in place ----
    ("an item", "d = {}", "d['x'] = 1", "r:d c:d"),
    ("an item of an item", "d = {'a': {}}", "d['a']['b'] = 1", "r:d c:d"),
    ("a default and its item", "d = {}", "d.setdefault('a', []).append(1)", "r:d c:d"),
    ("an item of a defaultdict, merely read", "import collections as c\nd = c.defaultdict(list)", "x = d[1]", "r:d b:x c:d"),
    ("an attribute", "import types\no = types.SimpleNamespace()", "o.x = 1", "r:o c:o"),
    ("an attribute as loop target", "import types\no = types.SimpleNamespace()", "for o.x in [1]: pass", "r:o c:o"),
    ("an item as loop target", "d = {}", "for d['k'] in [1]:\n    pass", "r:d c:d"),
    ("loop targets that use each other", "d = {}", "for i, d[i] in enumerate('ab'):\n    pass", "r:d m:i c:d"),
    ("an item deleted", "xs = [1, 2]", "del xs[0]", "r:xs c:xs"),
    ("an attribute deleted", "import types\no = types.SimpleNamespace(x=1)", "del o.x", "r:o c:o"),
    ("setattr", "import types\no = types.SimpleNamespace()", "setattr(o, 'a', 1)", "r:o c:o"),
    ("a method that changes", "xs = [3, 1]", "xs.sort()", "r:xs c:xs"),
    ("a method of the class", "xs = [3, 1]", "list.append(xs, 2)", "r:xs c:xs"),
    ("a function of a library that changes its argument", ARRAY, "np.random.shuffle(a)", "r:a c:a"),
    ("an out argument", ARRAY, "np.add(a, 1, out=a)", "r:a c:a"),
    ("a heap", "import heapq\nh = []", "heapq.heappush(h, 1)", "r:h c:h"),
    ("one of two", "a, b = [1], [2]", "(a or b).append(1)", "r:a,b c:a,b"),
    ("one or the other", "a, b, c = [1], [2], 1", "(a if c else b).append(1)", "r:a,b,c c:a,b"),
    ("through a walrus", "a = [1]", "(b := a).append(2)", "r:a b:b c:a,b"),
    ("in a test that is asserted", "xs = [1]", "assert xs.pop()", "r:xs c:xs"),
    ("a slice", ARRAY, "a[1:3] = 0", "r:a c:a"),
    ("a mask", ARRAY, "a[a < 1] = 0", "r:a c:a"),
    ("augmented number", "n = 1", "n += 1", "r:n b:n"),
    ("augmented text", "s = 'a'", "s += 'b'", "r:s b:s"),
    ("augmented list", "xs = [1]", "xs += [2]", "r:xs b:xs c:xs"),
    ("augmented set", "s = {1}", "s |= {2}", "r:s b:s c:s"),
    ("augmented array", ARRAY, "a *= 2", "r:a b:a c:a"),
    ("augmented item", "d = {'n': 1}", "d['n'] += 1", "r:d c:d"),
    # ---- frames and models ----
    ("a column", FRAME, "df['c'] = 1", "r:df c:df"),
    ("cells of a frame", FRAME, "df.loc[0, 'a'] = 9", "r:df c:df"),
    ("column names", FRAME, "df.columns = ['p', 'q']", "r:df c:df"),
    ("inplace", FRAME, "df.drop(columns='a', inplace=True)", "r:df c:df"),
    ("inplace that is false", FRAME, "df.drop(columns='a', inplace=False)", "r:df"),
    ("inplace in a variable", FRAME + "now = True", "df.sort_values('a', inplace=now)", "r:df,now c:df"),
    ("inplace in keywords", FRAME + "kw = {'inplace': True}", "df.sort_values('a', **kw)", "r:df,kw c:df"),
    ("a column popped", FRAME, "p = df.pop('a')", "r:df b:p c:df"),
    ("a new frame", FRAME, "d = df.assign(c=1)", "r:df b:d"),
    ("a query that names a variable", FRAME + "least = 1", "d = df.query('a > @least')", "r:df,least b:d"),
    ("fit", MODEL, "m.fit(X, y)", "r:X,m,y c:m"),
    ("fit in a chain", MODEL, "p = m.fit(X, y).predict(X)", "r:X,m,y b:p c:m"),
    ("a model created and fitted at once", MODEL, "m = LinearRegression().fit(X, y)", "r:X,y b:m"),
    ("models in a loop", MODEL + "ms = {'a': m}", "for n, k in ms.items():\n    k.fit(X, y)", "r:X,ms,y m:k,n c:k +ms"),
    ("frames in a loop", FRAME + "e = df.copy()", "for d in (df, e):\n    d['z'] = 1", "r:df,e m:d c:d +df,e"),
    # ---- several names for one object ----
    ("an alias", "a = [1]\nb = a", "b.append(2)", "r:b c:b +a"),
    ("an object changed by its alias", "a = [1]\nb = a", "a.append(2)", "r:a c:a +b"),
    ("an alias of an alias", "a = [1]\nb = a\nc = b", "c.append(2)", "r:c c:c +a,b"),
    ("an alias that outlives the name", "a = [1]\nb = a\na = [2]", "b.append(2)", "r:b c:b"),
    ("two aliases that outlive the name", "a = [1]\nb = a\nc = a\na = 0", "b.append(2)", "r:b c:b +c"),
    ("swapped names", "a = [1]\nb = [2]\nc = a\na, b = b, a", "b.append(3)", "r:b c:b +c"),
    ("a frame's alias", FRAME + "d = df", "d['z'] = 1", "r:d c:d +df"),
    ("a column is a copy", FRAME + "s = df['a']", "s.iloc[0] = 9", "r:s c:s"),
    ("a view of an array", ARRAY + "b = a.reshape(2, 3)", "b[0] = 9", "r:b c:b +a"),
    ("a part of a view", ARRAY + "b = a.reshape(2, 3)\nc = b[0]", "c[0] = 9", "r:c c:c +a,b"),
    ("a copy of an array", ARRAY + "b = a.copy()", "b[0] = 9", "r:b c:b"),
    ("an item put into a list", "a = [1]\nb = []\nb.append(a)", "b[0].append(2)", "r:b c:b +a"),
    ("a list with an item changed", "a = [1]\nb = []\nb.append(a)", "a.append(2)", "r:a c:a +b"),
    ("a shallow copy", "a = [[1]]\nb = a.copy()", "b[0].append(2)", "r:b c:b +a"),
    ("a deep copy", "import copy\na = [[1]]\nb = copy.deepcopy(a)", "b[0].append(2)", "r:b c:b"),
    ("a sum of lists", "a = [[1]]\nb = a + []", "b[0].append(2)", "r:b c:b +a"),
    ("a comprehension of names", "a = [1]\nb = [a for _ in range(2)]", "b[0].append(2)", "r:b c:b +a"),
    ("the largest of lists", "a = [[1]]\nb = max(a)", "b.append(2)", "r:b c:b +a"),
    ("the result of a function", "a = [1]\ndef f(v): return v\nb = f(a)", "b.append(2)", "r:b c:b +a"),
    ("what a function takes from outside", "a = [1]\ndef f(): return a\nb = f()", "b.append(2)", "r:b c:b +a"),
    ("what a function copies", FRAME + "def f(d):\n    d = d.copy()\n    return d\ne = f(df)", "e['z'] = 1", "r:e c:e"),
    ("an object bound on one way only", FRAME + "if len(df):\n    d = df\nelse:\n    d = None", "d['z'] = 1", "r:d c:d +df"),
    ("an accumulator", "xs = [[1], [2]]\nt = 0\nfor x in xs:\n    t = x", "t += [1]", "r:t b:t c:t +xs"),
    ("an object in an object", "a = [1]\nclass K: pass\nk = K()\nk.v = a", "k.v.append(2)", "r:k c:k +a"),
    ("an argument of a method", "a = [1]\nclass K:\n    def put(self, v): self.v = v\nk = K()\nk.put(a)", "k.v.append(2)", "r:k c:k +a"),
    # ---- iterators, files, random numbers ----
    ("next", "it = iter([1, 2])", "x = next(it)", "r:it b:x c:it"),
    ("a list of what is left", "it = iter([1, 2])", "x = list(it)", "r:it b:x c:it"),
    ("a loop that stops early", "it = iter([1, 2])", "for x in it:\n    break", "r:it m:x c:it"),
    ("an iterator unpacked", "it = iter([1, 2])", "a, b = it", "r:it b:a,b c:it"),
    ("an iterator tested", "it = iter([1, 2])", "y = 1 in it", "r:it b:y c:it"),
    ("a generator expression", "g = (v for v in [1, 2])", "s = sum(g)", "r:g b:s c:g"),
    ("a generator function", "def f():\n    yield 1\ng = f()", "x = list(g)", "r:g b:x c:g"),
    ("an iterator in an iterator", "it = iter([1, 2])\nz = enumerate(it)", "x = next(z)", "r:z b:x c:z"),
    ("rows of a file", "import csv, io\nf = io.StringIO('a')\nr = csv.reader(f)", "x = list(r)", "r:r b:x c:r"),
    ("a file read", "import io\nf = io.StringIO('a')", "t = f.read()", "r:f b:t c:f"),
    ("a file printed to", "import io\nf = io.StringIO()", "print('x', file=f)", "r:f c:f"),
    ("a file as an argument", FRAME + "import io\nf = io.StringIO()", "df.to_csv(f)", "r:df,f c:f"),
    ("a generator of random numbers", "import numpy as np\nr = np.random.default_rng(0)", "x = r.normal()", "r:r b:x c:r"),
    # ---- functions of the notebook ----
    ("a function that reads", "k = 1\ndef f(): return k", "f()", "r:k"),
    ("a function defined in terms of another", "k = 1\ndef g(): return k\ndef f(): return g()", "f()", "r:k"),
    ("a function that uses a later one", "k = 1\ndef f(): return g()\ndef g(): return k", "f()", "r:k"),
    ("a function that changes", "k = []\ndef f(): k.append(1)", "f()", "r:k c:k"),
    ("a function that changes through an alias", "k = []\ndef f():\n    j = k\n    j.append(1)", "f()", "r:k c:k"),
    ("a function that changes its argument", "x = []\ndef f(v): v.append(1)", "f(x)", "r:x c:x"),
    ("the argument that is changed, not the other", "x, z = [], []\ndef f(v, w): w.append(v)", "f(z, x)", "r:x,z c:x"),
    ("an argument by keyword", "x, z = [], []\ndef f(v, w): w.append(1)", "f(w=x, v=z)", "r:x,z c:x"),
    ("an argument changed further down", "x = []\ndef g(v): v.append(1)\ndef f(v): g(v)", "f(x)", "r:x c:x"),
    ("starred arguments", "x = []\ndef f(*vs):\n    for v in vs: v.append(1)", "f(x)", "r:x c:x"),
    ("an argument changed inside a loop", "x = [[1]]\ndef f(v):\n    for w in v: w.append(1)", "f(x)", "r:x c:x"),
    ("an argument copied first", FRAME + "def f(d):\n    d = d.copy()\n    d['z'] = 1\n    return d", "e = f(df)", "r:df b:e"),
    ("an argument copied on one way", FRAME + "def f(d, c):\n    if c: d = d.copy()\n    d['z'] = 1", "f(df, 0)", "r:df c:df"),
    ("a parameter that hides a name", "k = []\ndef f(k): k.append(1)", "f([])", ""),
    ("a local that hides a function", "k = []\ndef g(): k.append(1)\ndef f(g): return g", "f(1)", ""),
    ("a global rebound", "n = 0\ndef f():\n    global n\n    n += 1", "f()", "r:n m:n"),
    ("a global rebound further down", "n = 0\ndef g():\n    global n\n    n = 1\ndef f(): g()", "f()", "m:n"),
    ("a function inside that changes", "k = []\ndef f():\n    def g(): k.append(1)\n    g()", "f()", "r:k c:k"),
    ("a closure called later", "k = []\ndef f():\n    def g(): k.append(1)\n    return g\nh = f()", "h()", "r:h,k c:h,k"),
    ("a closure over an argument", "x = []\ndef f(v): return lambda: v.append(1)\nh = f(x)", "h()", "r:h c:h +x"),
    ("a closure's own state", "def f():\n    c = []\n    def g(): c.append(1)\n    return g\nh = f()", "h()", "r:h c:h"),
    ("another name for a function", "k = []\ndef f(): k.append(1)\nh = f", "h()", "r:h,k c:k"),
    ("a function in a dict", "k = []\ndef f(): k.append(1)\nd = {'f': f}", "d['f']()", "r:d,k c:d,k"),
    ("a partial", "import functools\nk = []\ndef f(v): k.append(v)\nh = functools.partial(f, 1)", "h()", "r:h,k c:k"),
    ("a lambda", "k = 2", "f = lambda v: v * k", "r:k b:f"),
    ("a lambda's parameter", "v = 2", "f = lambda v: v", "b:f"),
    ("a lambda's default", "v = 2", "f = lambda v=v: v", "r:v b:f"),
    ("a lambda called later", "k = 2\nf = lambda v: v * k", "f(1)", "r:f,k"),
    ("a lambda that changes", "k = []\nf = lambda: k.append(1)", "f()", "r:f,k c:k"),
    ("a lambda in a list", "k = []\nfs = [lambda: k.append(1)]", "fs[0]()", "r:fs,k c:fs,k"),
    ("a generator that reads later", "k = 2\ng = (v * k for v in [1])", "x = list(g)", "r:g,k b:x c:g"),
    ("a callback", "k = []\ndef f(v): k.append(v)", "list(map(f, [1]))", "r:k c:k"),
    ("a lambda as callback", "k = []", "list(map(lambda v: k.append(v), [1]))", "r:k c:k"),
    ("a method as callback", "k = []", "list(map(k.append, [1]))", "r:k c:k"),
    ("a bound method stored", "k = []\nadd = k.append", "add(1)", "r:add c:add +k"),
    ("a callback that changes what it gets", FRAME + "def f(d): d['z'] = 1", "df.pipe(f)", "r:df c:df"),
    ("a lambda that changes what it gets", FRAME, "df.pipe(lambda d: d.insert(0, 'z', 1))", "r:df c:df"),
    ("a mutable default", "k = []", "def f(v=k): return v", "r:k b:f"),
    ("a decorator runs", "k = []\ndef deco(f):\n    k.append(f)\n    return f", "@deco\ndef g(): pass", "r:k b:g c:k"),
    ("what a decorator puts around", "k = []\ndef deco(f):\n    def g(): k.append(1)\n    return g\n@deco\ndef h(): pass", "h()", "r:k c:k"),
    ("a coroutine", "import asyncio\nk = []\nasync def f(): k.append(1)\nc = f()", "asyncio.run(c)", "r:c,k c:c,k"),
    # ---- classes ----
    ("a class's body runs", "xs = [1]", "class K:\n    xs.append(2)", "r:xs b:K c:xs"),
    ("a class's body reads before it binds", "n = 3", "class K:\n    n = n", "r:n b:K"),
    ("a method's body does not run", "n = 3", "class K:\n    def m(self): return n", "b:K"),
    ("an instance reads what its class reads", "n = 3\nclass K:\n    def m(self): return n\nk = K()", "k.m()", "r:k,n"),
    ("a method that changes its object", COUNTER + "    def step(self): self.n += 1\nk = Counter()", "k.step()", "r:k c:k"),
    ("a method called like a harmless one", COUNTER + "    def count(self): self.n += 1\nk = Counter()", "k.count()", "r:k c:k"),
    ("a method that changes nothing", COUNTER + "    def step(self): return 1\nk = Counter()", "k.step()", "r:k"),
    ("a method of a base", COUNTER + "    def count(self): self.n += 1\nclass K(Counter): pass\nk = K()", "k.count()", "r:k c:k"),
    ("an object called", COUNTER + "    def __call__(self): self.n += 1\nk = Counter()", "k()", "r:k c:k"),
    ("an object measured", COUNTER + "    def __len__(self):\n        self.n += 1\n        return 1\nk = Counter()", "len(k)", "r:k c:k"),
    # ---- ways that may not be gone ----
    ("one way", "c = 0", "if c:\n    y = 1", "r:c m:y"),
    ("both ways", "c = 0", "if c:\n    y = 1\nelse:\n    y = 2", "r:c b:y"),
    ("a way that ends", "c = 1", "if c:\n    y = 1\nelse:\n    raise ValueError(c)", "r:c b:y"),
    ("a loop", "", "for i in range(2):\n    y = i", "m:i,y"),
    ("a name that a loop needs from before", "t = 0", "for i in range(2):\n    t = t + i", "r:t m:i,t"),
    ("a loop without end", "", "while True:\n    z = 1\n    break", "m:z"),
    ("an else after a loop", "", "for i in []:\n    pass\nelse:\n    z = 1", "m:i,z"),
    ("try", "", "try:\n    v = 1\nexcept ValueError:\n    u = 1\nelse:\n    t = v\nfinally:\n    w = 1", "b:w m:t,u,v"),
    ("a caught error is not a name of the notebook", "", "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    m = str(e)", "m:m"),
    ("an import that may fail", "", "try:\n    import none_such\nexcept ImportError:\n    none_such = None", "b:none_such"),
    ("with", "", "with open('/dev/null') as f:\n    t = f.read()", "b:f,t c:f"),
    ("with a tuple", "class C:\n    def __enter__(s): return 1, 2\n    def __exit__(s, *a): pass\nc = C()", "with c as (a, b):\n    pass", "r:c b:a,b"),
    ("with errors let pass", "import contextlib", "with contextlib.suppress(KeyError):\n    y = {}[1]", "m:y"),
    ("match", "p = {'k': 1, 'z': 2}", "match p:\n    case {'k': v, **rest} if v > 0:\n        w = rest", "r:p m:rest,v,w"),
    ("match with names that are read", "import types\nT = types.SimpleNamespace(A=1)\np = 1", "match p:\n    case T.A:\n        y = 1", "r:T,p m:y"),
    ("a conditional function", "c = 1", "if c:\n    def f(): return 1\nelse:\n    def f(): return 2", "r:c b:f"),
    # ---- deleting ----
    ("del", "x = 1", "del x", "r:x d:x"),
    ("del of several", "x = y = 1", "del (x, y)", "r:x,y d:x,y"),
    ("del on one way only", "x = 1", "if x > 1:\n    del x", "r:x"),
    ("del of a loop's own name", "", "for i in range(2):\n    t = i\n    del t", "m:i,t d:t"),
    # ---- scopes of comprehensions ----
    ("a comprehension's own name", "x = 2", "y = [x for x in range(3)]", "b:y"),
    ("a comprehension over its own name", "x = [2]", "y = [x for x in x]", "r:x b:y"),
    ("a name from outside", "k = 2", "y = [v + k for v in range(3)]", "r:k b:y"),
    ("a second loop's own name", "k = 1", "y = [k for v in [1] for k in [v]]", "b:y"),
    ("an item changed", "d = {'a': []}", "[v.append(1) for v in d.values()]", "r:d c:d"),
    # ---- names as text ----
    ("globals", "x = 1\nz = [2]", "globals()['x'] = 5", "r:x,z c:x,z"),
    ("eval", "x = 1\nz = 2", "y = eval('x + z')", "r:x,z b:y c:x,z"),
]  # fmt: skip
IDS = [name for name, *_ in ROWS]


def names(text: str, mark: str) -> frozenset[str]:
    """Return the names after a mark, such as `a` and `b` in `r:a,b c:a`."""
    found = [part.removeprefix(mark) for part in text.split() if part.startswith(mark)]
    return frozenset(name for part in found for name in part.split(","))


@pytest.mark.parametrize(("before", "statement", "expected"), [row[1:] for row in ROWS], ids=IDS)
def test_effects(before: str, statement: str, expected: str) -> None:
    found = last_effects(before, statement)
    assert found.reads == names(expected, "r:")
    assert found.binds == names(expected, "b:")
    assert found.maybe == names(expected, "m:")
    assert found.changes == names(expected, "c:")
    assert found.mutates - found.changes == names(expected, "+")
    assert found.deletes == names(expected, "d:")


# What running shows ------------------------------------------------------------------------------------------
def state(value: Any, depth: int = 0) -> object:
    """Return a state that differs if the value has changed."""
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, type)):
        return id(value)
    if isinstance(value, types.GeneratorType):
        return value.gi_frame.f_lasti if value.gi_frame else None
    try:
        return pickle.dumps(value)
    except (TypeError, AttributeError, pickle.PicklingError):
        inside = sorted(vars(value).items()) if hasattr(value, "__dict__") and depth < 3 else []
        return type(value), [(name, state(part, depth + 1)) for name, part in inside]


def run(before: str, statement: str, without: str = "") -> tuple[dict[str, object], dict[str, object]]:
    """Return the states of all names before and after a statement; `without` is deleted before it."""
    space: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(before, space)
        space.pop(without, None)
        first = {
            name: state(value) for name, value in space.items() if not isinstance(value, types.ModuleType)
        }
        exec(statement, space)
    return first, {
        name: state(value) for name, value in space.items() if not isinstance(value, types.ModuleType)
    }


@pytest.mark.parametrize(("before", "statement"), [row[1:3] for row in ROWS], ids=IDS)
def test_running_shows_no_other_effect(before: str, statement: str) -> None:
    flow = trace((*split(1, before, silent=True), *split(2, statement, silent=True)))
    found = flow.statements[-1].effects
    first, last = run(before, statement)
    written = found.binds | found.maybe | found.mutates | found.deletes
    pairs = [frozenset(pair) for traced in flow.statements for pair in traced.effects.aliases]
    for _ in pairs:
        written |= frozenset().union(*(pair for pair in pairs if pair & written))
    changed = {name for name in first.keys() | last.keys() if first.get(name) != last.get(name)}
    assert {name for name in changed if not name.startswith("__")} <= written
    assert found.binds <= last.keys()
    assert found.deletes.isdisjoint(last)


@pytest.mark.parametrize(("before", "statement"), [row[1:3] for row in ROWS], ids=IDS)
def test_a_statement_runs_with_only_the_names_that_it_uses(before: str, statement: str) -> None:
    found = last_effects(before, statement)
    for name in run(before, statement)[0].keys() - found.reads - found.uses - {"__builtins__", "__name__"}:
        run(before, statement, without=name)


# Effects, roles and what calls are known as ------------------------------------------------------------------
EFFECTS = [
    ("nothing", "x = 1", "y = x + 1", ""),
    ("a print", "", "print(1)", "print"),
    ("a file read", "import pandas as pd", "pd.read_csv('a.csv')", "reads-file"),
    ("a file written", "import pandas as pd\ndf = pd.DataFrame()", "df.to_csv('a.csv')", "writes-file"),
    ("text instead of a file", "import pandas as pd\ndf = pd.DataFrame()", "df.to_csv()", ""),
    ("global random numbers", "import numpy as np", "np.random.rand(2)", "random"),
    ("a seed", "import numpy as np", "np.random.seed(0)", "seeds"),
    ("a split without a seed", "from sklearn.model_selection import train_test_split as s", "s([1], [2])", "random"),
    ("a split with a seed", "from sklearn.model_selection import train_test_split as s", "s([1], random_state=0)", ""),
    ("a seed that is none", "from sklearn.model_selection import train_test_split as s", "s([1], random_state=None)", "random"),
    ("a drawing", "import matplotlib.pyplot as plt", "plt.plot([1])", "plot"),
    ("a drawing by a frame", "import pandas as pd\ndf = pd.DataFrame()", "df.plot.bar()", "plot"),
    ("a drawing shown", "import matplotlib.pyplot as plt", "plt.show()", "show"),
    ("a setting", "import pandas as pd", "pd.set_option('display.max_rows', 5)", "settings"),
    ("a setting by assignment", "import pandas as pd", "pd.options.display.max_rows = 5", "settings"),
    ("the clock", "import time", "t = time.time()", "clock"),
    ("something unknown", "import some_library", "some_library.go()", "unknown"),
    ("a function of the notebook", "def f(): print(1)", "f()", "print"),
    ("a callback", "def f(v): print(v)", "m = map(f, [1])", "print"),
    ("names as text", "", "exec(code)", "namespace unknown"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "statement", "side_effects"), [r[1:] for r in EFFECTS], ids=[r[0] for r in EFFECTS]
)
def test_side_effects(before: str, statement: str, side_effects: str) -> None:
    assert last_effects(before, statement).side_effects - {"pure"} == frozenset(side_effects.split())


def test_roles_calls_imports_and_types_are_in_source_order() -> None:
    found = last_effects("import pandas as pd", "df = pd.read_csv('a').dropna()")
    assert found.roles == ("load", "clean")
    assert found.calls == ("pandas.read_csv", "pandas.DataFrame.dropna")
    assert dict(found.types) == {"df": "pandas.DataFrame"}
    assert last_effects("from sklearn import svm as s").imports == (("s", "sklearn.svm"),)


def test_a_rebound_import_is_no_import() -> None:
    assert last_effects("import math", "math = 3").imports == ()
    assert last_effects("import math", "math = 3", "y = math").reads == {"math"}


def test_figure_and_axes_belong_together() -> None:
    found = last_effects("import matplotlib.pyplot as plt", "fig, ax = plt.subplots()")
    assert ("ax", "fig") in found.aliases


def test_deletions_and_changes_are_writes() -> None:
    assert last_effects("x = []", "x.append(1)").writes_anything
    assert last_effects("x = []", "del x").writes_anything
    assert not last_effects("x = []", "print(x)").writes_anything


def test_deferred_code_belongs_to_its_name() -> None:
    carried = dict(last_effects("k = 1", "f = lambda v: v * k").carries)
    assert carried["f"].reads == {"k"}
    assert not last_effects("k = 1\nf = lambda v: v * k", "f = 2").carries


def test_merged_summaries_have_the_effects_of_both() -> None:
    one, other = (
        FunctionSummary(reads=frozenset("a"), returns_arguments=True),
        FunctionSummary(mutates=frozenset("b"), runs_later=True),
    )
    both = merged([one, other])
    assert (both.reads, both.mutates, both.returns_arguments, both.runs_later) == ({"a"}, {"b"}, True, True)
    assert merged([one]) is one
    assert Effects().writes_anything is False
