"""Generated notebooks: statements over few names of fixed types, so that they affect each other and never fail.

Each name keeps its type: lists and arrays are not empty, frames have four rows and the columns p and q, dicts the keys k and l.
Functions (F) use data only, functions without arguments (P) also F, so that nothing is recursive.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from tests.adversarial.notebooks import Case

START = """\
import os
import random
from functools import lru_cache, partial
from itertools import islice
from operator import add as combine

import numpy as np
import pandas as pd

a, b, n = 3, 5, 8
LIMIT = 4
xs, ys = [3, 1, 2], [4, 5]
d, e = {"k": [7], "l": [1, 2]}, {"k": xs, "l": [0]}
u, v = np.array([1.0, 2.0, 3.0, 4.0]), np.zeros(4)
table = pd.DataFrame({"p": [4.0, 1.0, 3.0, 2.0], "q": [0.5, 1.5, 2.5, 3.5]})
frame = table.copy()
lazy, it = iter(xs), (y + a for y in ys)
random.seed(1)
np.random.seed(2)
with open("log.txt", "w") as file:
    file.write("start\\n")
table.to_csv("out.csv", index=False)
calls = []"""
FUNCTIONS = """\
def f(x):
    return x + a


def g(x, by=LIMIT):
    calls.append(x)
    return x * by % 97


def bump():
    global n
    n = (n + 1) % 97
    return n


tick = partial(f, 1)


class Box:
    kept = []
    step = 2

    def __init__(self, x):
        self.x = x
        self.kept.append(x)

    def go(self):
        self.x = (self.x + self.step) % 97
        return self.x


Case = Box
o, w = Box(1), Case(2)"""
END = """\
print("RESULT", a, b, n, xs, ys, d, e, calls[-5:])
print("RESULT", u.round(6).tolist(), v.round(6).tolist(), o.go(), w.x, Box.kept[-4:])
print("RESULT", table.round(6).to_dict("list"), frame.round(6).to_dict("list"))
print("RESULT", f(1), g(2), bump(), tick(), list(islice(lazy, 3)), open("log.txt").read().split()[-3:])"""
HEADINGS = ("", "", "## Load", "## Clean", "## Features", "## Train", "## Evaluate", "## Report")

NAMES = {
    "N": ("a", "b", "n"),
    "I": ("0", "1", "2", "3", "5", "LIMIT"),
    "X": ("xs", "ys"),
    "D": ("d", "e"),
    "K": ("'k'", "'l'"),
    "A": ("u", "v"),
    "T": ("table", "frame"),
    "Q": ("'p'", "'q'"),
    "F": ("f", "g"),
    "P": ("bump", "tick"),
    "C": ("Box", "Case"),
    "O": ("o", "w"),
    "L": ("lazy", "it"),
}
SIMPLE = r"""
<N> | <N> | <I> | <N> + <I> | <N> * <I> % 97 | len(<X>) | sum(<X>) % 97 | <X>[0] | <X>[-1] | <D>[<K>][0] | max(<N>, <I>) | int(<A>.sum()) % 97
int(<T>[<Q>].sum()) % 97 | len(calls) | (<N> if <N> > <I> else <I>) | int(<A>[1]) | sum(x > <N> for x in <X>) | combine(<N>, <I>) % 97
"""
FULL = r"""
<F>(<N>) | <F>(<I>) | <P>() | <O>.go() | <O>.x | <F>(<F>(<N>)) | next(<L>, 0) | <C>.step | len(<C>.kept) | random.randint(0, 9) | np.random.randint(9)
sum(map(<F>, <X>)) % 97 | (lambda x: x + <N>)(<I>) | len(open('log.txt').read().split()) | int(os.environ.get('A_MODE', '1')) | len(<T>.columns)
"""
STATEMENTS = r"""
<N> = (<E>) % 97 || <N> = <N> = (<E>) % 97 || <N>, <N> = <N>, <N> || <N> += 1 || LIMIT = <I> + 1 || <N1> = <N>\ndel <N1>\n<N1> = <I> || <N> = <E> // 2 % 97
<X> = [<E>, <E>] || <X> = <X> || <X> = <X>[:] || <X>.append(<E>) || <X> += [<E>] || <X> = (<X> + <X>)[-4:] || <X>.sort() || <X>.reverse() || <X>[0] = <E>
<X1>.insert(0, <E>)\ndel <X1>[3:] || <X> = [x * 2 % 97 for x in <X>] || <X> = [<F>(x) for x in <X>][-4:] || <X1> = <X2> = [<E>] || <X> = sorted(<X>, key=<F>) || <X>, <X> = <X>, <X>
<D>[<K>] = <X> || <D>[<K>].append(<E>) || <X> = <D>[<K>] || <D> = <D> || <D> = dict(<D>) || <D> = {k: list(x) for k, x in <D>.items()} || <D>.update(k=<X>) || <D>.setdefault('l', []).append(<E>)
<A> = <A> || <A> = <A>.copy() || <A>[1] = <E> || <A> += <I> || <A> = <A> + <E> || <A> = <A>[::-1] || <A> = <A>.reshape(2, 2).ravel() || <A>[:2] = <A>[2:] || <A> %= 7 || <A> = np.array(<T>[<Q>])
<T>[<Q>] = <T>[<Q>] * 2 % 97 || <T> = <T> || <T> = <T>.copy() || <T>.loc[<T>[<Q>] > <I>, <Q>] = <E> || <T>['r'] = <E> || <T>.iloc[0, 0] = <E> || <T>[<Q>] = <A>.copy() || <T> = <T>.assign(q=<E>)
<T>.sort_values(<Q>, inplace=True, kind='stable') || <T>.reset_index(drop=True, inplace=True) || <T> = <T>[::-1] || for c in ('p', 'q'):\n    <T>[c] = <T>[c] - <T>[c].min() || <T>.columns = ['p', 'q', *<T>.columns[2:]]
def <F>(x):\n    return (x + <S>) % 97 || def <F>(x, by=<S>):\n    return (x * by + <N>) % 97 || def <F>(x, seen=[]):\n    seen.append(x)\n    return len(seen) || @lru_cache\ndef <F>(x):\n    calls.append(x)\n    return x + <I> || <F> = <F> || <F> = lambda x: (x + <S>) % 97
def <F1>(x):\n    <F1>.count = getattr(<F1>, 'count', 0) + 1\n    return x + <F1>.count\n\n\n<F1>.count = <I> || <F> = partial(combine, <I>) || def wrap(function):\n    def inner(x):\n        calls.append(<I>)\n        return function(x)\n\n    return inner\n\n\n<F1> = wrap(<F1>)
def <P>():\n    global <N1>\n    <N1> = (<N1> + <S>) % 97\n    return <N1> || def <P>():\n    <X>.append(<N>)\n    return <F>(<S>) || def <P>(k=<E>):\n    return k + <S> || def <P>():\n    <N> = <I>\n    return <N> + len(<X>) || <P> = partial(<F>, <I>)
def <P>():\n    with open('log.txt', 'a') as file:\n        file.write('call\\n')\n    return <S> || def make(start):\n    total = start\n\n    def inner():\n        nonlocal total\n        total = (total + <S>) % 97\n        return total\n\n    return inner\n\n\n<P> = make(<E>)
class <C>:\n    kept = <X>\n    step = <E> + 1\n\n    def __init__(self, x):\n        self.x = x\n        self.kept.append(x)\n\n    def go(self):\n        self.x = (self.x + self.step + <S>) % 97\n        return self.x || class <C>(<C>):\n    step = <S>\n    calls.append(<I>)
<O> = <C>(<E>) || <O> = <O> || <O>.x = <E> || <C>.step = <I> + 1 || <C>.kept.append(<E>) || <C>.kept = [<I>] || <X>[0] = <O>.go() || Case = Box || Box.go = lambda self: <S>
<L> = iter(<X>) || <L> = (x + <N> for x in <X>) || <L> = map(<F>, list(<X>)) || <X> = list(islice(<L>, 3)) or [1] || <N> = next(<L>, <I>) || <L> = filter(lambda x: x > <N>, <X>)
if <E> > <E>:\n    <N> = <I>\nelse:\n    <X>.append(<I>) || for x in list(<X>):\n    <N> = (<N> + x) % 97 || for <N> in range(3):\n    <D>[<K>].append(<N>) || while len(<X1>) > 2:\n    <X1>.pop() || try:\n    <N> = <X>[<I>]\nexcept IndexError:\n    <N> = <I>\nfinally:\n    calls.append(<N>)
match <N>:\n    case 0 | 1:\n        <N> = <E> % 97\n    case found:\n        <X>.append(found) || if (<N> := len(<X>)) > 2:\n    <X1>.sort() || assert <N1> == <N1> || [calls.append(x) for x in <X>[:2]] || <F>(<E>) || <P>() || <O>.go() || np.add(<A1>, <I>, out=<A1>)
from operator import add as combine || from operator import mul as combine || from operator import sub as combine || import numpy as np || random.seed(<I>) || np.random.seed(<I>) || np.random.rand(2) || random.shuffle(<X>) || <T>.sample(2)
os.environ['A_MODE'] = str(<I>) || np.set_printoptions(precision=<I> + 1) || pd.set_option('display.precision', <I> + 1) || exec('<N> = <I>') || globals()['<N>'] = <I> || <N> = eval('<N> + 1') || <N> = 3 if __name__ == '__main__' else 7
with open('log.txt', 'a') as file:\n    file.write(f"{<E>}\\n") || print(<N>, file=open('log.txt', 'a')) || <T>[['p', 'q']].to_csv('out.csv', index=False) || <T> = pd.read_csv('out.csv') || <X> = [len(line) for line in open('log.txt')][-3:] || open('log.txt', 'w').write('new\\n')
"""
PRINTS = r"""
print('RESULT', <E>) || print('RESULT', <N>, <X>) || print(f"RESULT {<E>} {<X>}") || print('RESULT', *<X>, sep=', ') || print('RESULT', <D>) || print('RESULT', <A> / 3) || print('RESULT', str(<T>[<Q>] / 3).split('\n')[0])
print('RESULT %d%% %s' % (<E>, <X>)) || print('RESULT', <T>['p'].tolist()) || print('RESULT', [<F>(x) for x in <X>]) || print('RESULT', pd.read_csv('out.csv')['p'].tolist()) || print('RESULT', open('log.txt').read().split()) || print('RESULT', <C>.kept, <O>.x)
"""
Pick = Callable[[Sequence[str]], str]


def _alternatives(text: str, mark: str) -> tuple[str, ...]:
    r"""Return the templates of a text; `\n` in it is a new line, `\\n` the two characters."""
    parts = (part.strip(" ") for line in text.strip().split("\n") for part in line.split(mark))
    return tuple(re.sub(r"\\(\\n|n)", lambda m: "\n" if m[1] == "n" else r"\n", part) for part in parts)


_SIMPLE, _FULL = _alternatives(SIMPLE, " | "), _alternatives(FULL, " | ")
_STATEMENTS = _alternatives(STATEMENTS, " || ")
_PRINTS = tuple(part.strip() for line in PRINTS.strip().split("\n") for part in line.split(" || "))


def _filled(template: str, pick: Pick) -> str:
    """Fill the places of a template: <N> is any number's name, <N1> the same at each place, <E> any expression."""
    chosen: dict[str, str] = {}

    def fill(match: re.Match[str]) -> str:
        kind, place = match[1], match[0]
        if kind in "ES":
            return _filled(pick(_SIMPLE + _FULL if kind == "E" else _SIMPLE), pick)
        return chosen.setdefault(place, pick(NAMES[kind])) if match[2] else pick(NAMES[kind])

    return re.sub(r"<([A-Z])(\d?)>", fill, template)


def build(pick: Pick, cells: int) -> str:
    """Return a notebook in the percent format.

    Args:
        pick: chooses one of several texts.
        cells: how many cells it has between the first two and the last.
    """
    parts = ["# %% [markdown]\n# # Generated", f"# %%\n{START}", f"# %%\n{FUNCTIONS}"]
    earlier: list[str] = []
    for _ in range(cells):
        heading = pick(HEADINGS)
        if heading:
            parts.append(f"# %% [markdown]\n# {heading}")
        statements = [_statement(pick, earlier) for _ in range(int(pick(("1", "2", "3"))))]
        earlier += statements
        parts.append("\n".join(["# %%", *statements, _filled(pick(_PRINTS), pick)]))
    return "\n\n".join([*parts, f"# %%\n{END}"]) + "\n"


def _statement(pick: Pick, earlier: Sequence[str]) -> str:
    """Return a new statement, or one of the earlier ones again, as cells are copied."""
    if earlier and pick(("new", "new", "new", "new", "new", "earlier")) == "earlier":
        return pick(earlier)
    return _filled(pick(_STATEMENTS), pick)


@st.composite
def sources(draw: st.DrawFn, least: int = 3, most: int = 12) -> str:
    """Draw a notebook in the percent format."""
    return build(lambda texts: draw(st.sampled_from(list(texts))), draw(st.integers(least, most)))


def notebooks(count: int, seed: int) -> tuple[Case, ...]:
    """Return generated notebooks, the same ones for the same seed.

    Args:
        count: how many.
        seed: number of the first one; with the next seed all but one are the same.
    """
    numbers = range(seed, seed + count)
    generators = {number: random.Random(number) for number in numbers}
    return tuple(
        Case("random", f"random_{number}", build(own.choice, own.randint(3, 12)))
        for number, own in generators.items()
    )
