"""Generated notebooks without libraries: statements that share few names, so that they affect each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

NAMES = {
    "A": ("a", "b", "c", "n", "sum_", "logger"),
    "X": ("xs", "ys", "zs", "data"),
    "D": ("d", "e"),
    "S": ("s", "t"),
    "F": ("f", "g", "h"),
    "P": ("p", "q"),
    "M": ("make", "build"),
    "C": ("Box", "Case"),
    "O": ("o", "u"),
    "L": ("lazy", "it"),
    "U": ("LIMIT", "STEP"),
    "N": ("0", "1", "2", "3", "5"),
    "K": ("'k'", "'l'", "1"),
}
EXPRESSIONS = r"""
<N> | <A> | <A> | <A> + <N> | <A> - <A> | <A> * <N> % 97 | len(<X>) | sum(<X>) % 97 | <X>[0] | <X>[-1] | <F>(<A>) | <F>(<N>) | <P>()
<D>.get(<K>, 0) | <O>.v | <O>.go() | <U> | <F>(<F>(<A>)) | max(<A>, <N>) | (<A> if <A> > <N> else <N>) | <X>.count(<A>) | len(<S>)
sum(v + <A> for v in <X>) % 97 | (lambda v: v + <A>)(<N>) | <X>.pop() | next(<L>) | <C>.step | random.randint(0, 9) | <F>(v=<A>) | <A> // <A>
"""
STATEMENTS = r"""
<A> = <E> || <A> = <E> || <A> = <A> = <E> || <A>, <A> = <A>, <A> || <A> += <E> || <A> -= <E> || <U> = <N> || <A>: int = <E>
<X> = [<E>, <E>, <E>] || <X> = [] || <X> = <X> || <X> = <X>[:] || <X> = <X> + [<E>] || <X> += [<E>] || <X>.append(<E>) || <X>.extend(<X>)
<X>[0] = <E> || <X>.sort() || <X>.reverse() || <X>.insert(0, <E>) || del <X>[0] || <X>[1:] = [<E>] || <X>, <X> = <X>, <X> || <X> = <X> = [<E>]
del <A> || del <X> || del twice || <X> = sorted(<X>, key=<F>) || <X> = list(map(<F>, <X>)) || <X> = [<F>(v) for v in <X>] || <X> = list(<L>)
<D> = {<K>: <E>} || <D> = {<K>: <X>} || <D>[<K>] = <X> || <D>[<K>] = <E> || <D>[<K>].append(<E>) || <D>.update(<D>) || <D> = <D> || <D> = dict(<D>)
<D>.setdefault('l', []).append(<E>) || <X> = <D>[<K>] || <X> = <D>.get(<K>, []) || <A> = <D>.pop(<K>) || <X> = list(<D>.values()) || del <D>[<K>]
<D> = defaultdict(list) || <D>[<A>].append(<E>) || <D> = Counter(<X>) || <D> = {k: v for k, v in enumerate(<X>)} || <A> = <X>.pop() || <X>.pop()
<S> = 'ab' || <S> += 'x' || <S> = <S>.upper() || <S> = f'{<A>}-{len(<X>)}' || <S> = str(<E>) || <S> = '''a\n  b\\tc\n''' || <S> = "it's\\n" || <S> = r'\\d%s' + <S>
<X> = [v * <A> for v in <X> if v != <E>] || <X> = [<A> for <A> in range(3)] || <X> = [(<A> := v) for v in <X>] || <A> = len({v for v in <X>}) || <A> = sum(v for v in <X>) % 97
if (<A> := len(<X>)) > 1:\n    <A> = <E> || if <E> > <E>:\n    <A> = <E>\nelse:\n    <A> = <E> || if <A> > <N>:\n    <X> = [] || if <X>:\n    <X>.append(<E>)
if <A> % 2:\n    <A> = <E>\n    <X>.append(<A>)
for <A> in <X>:\n    <A> += <A> || for <A> in range(3):\n    <X>.append(<A> + <A>) || for i, v in enumerate(<X>):\n    <D>[i] = v || for <A> in <X>[:2]:\n    <A> = <E>
for <A> in range(4):\n    if <A> > <N>:\n        break\n    <A> = <A> + <A>\nelse:\n    <A> = <E> || while len(<X>) > 2:\n    <X>.pop() || for <X>[0] in range(3):\n    pass
for v in <X>[:3]:\n    if v in <D>:\n        continue\n    <D>[v] = <E> || for row in [<X>, <X>]:\n    row.append(<E>) || for <F> in [<F>, <F>]:\n    <A> = <F>(<A>)
try:\n    <A> = <X>[<N>]\nexcept IndexError:\n    <A> = <E> || try:\n    <A> = <N> // <A>\nexcept ZeroDivisionError as error:\n    <S> = str(error)\nfinally:\n    <A> = <E>
match <A>:\n    case 0:\n        <A> = <E>\n    case <A>:\n        <X>.append(<A>) || with suppress(IndexError):\n    <A> = <X>[<N>]\n    <A> = <E> || assert <A> == <A>
def <F>(v):\n    return v + <A> || def <F>(v):\n    <X>.append(v)\n    return len(<X>) || def <F>(v=<A>):\n    return v * 2 % 97
def <F>(v):\n    return <F>(v) + <A> if v > <A> else <N> || def <F>(v):\n    return <F>(v) + <N> || def <F>(v):\n    <A> = v + <N>\n    return <A> + <A> || def <F>(v):\n    return <P>() + v
def <P>():\n    global <A>\n    <A> = <E>\n    return <A> || def <P>():\n    return sum(<X>) % 97 || def <P>():\n    <A> = <N>\n    return <A> + len(<X>) || def <P>():\n    return <E>
def <P>():\n    <D>[<K>] = <E>\n    return <A> || def <P>():\n    global <X>\n    <X> = <X> + [<E>]\n    return len(<X>) || def <P>():\n    for <A> in <X>:\n        pass\n    return <A> + <N>
<F> = lambda v: v + <A> || <F> = <F> || <F> = partial(max, <A>) || <P> = lambda: <E> || <F> = <M>(<E>) || <X> = change(<X>) || change(<X>) || <A> = <P>() || <P>() || <F>(<A>)
def <M>(k):\n    def inner(v):\n        return v * k % 97 + <A>\n    return inner || def <M>(k):\n    <A> = k\n    def inner(v):\n        nonlocal <A>\n        <A> += v\n        return <A>\n    return inner
def change(values):\n    values.append(len(values) + <A>)\n    return values || def change(values, <X>=None):\n    values = values + [<N>]\n    return values || def change(values):\n    values[0] = <E>
def gen(k):\n    for i in range(k):\n        yield i + <A> || <X> = list(gen(3)) || <L> = gen(<A> % 5) || <L> = iter(<X>) || <L> = (v + <A> for v in <X>) || <L> = map(<F>, <X>) || <L> = zip(<X>, <X>) || <A> = next(<L>)
class <C>:\n    step = <N>\n\n    def __init__(self, v):\n        self.v = v\n\n    def go(self):\n        self.v += <A>\n        return self.v || <O> = <C>(<E>) || <O>.v = <X> || <O>.v += <N> || <O> = <O> || <O>.v.append(<E>)
class <C>(<C>):\n    extra = <E>\n\n    def go(self):\n        return self.v + <F>(1) || <C>.step = <E> || <A> = <C>.step + <N> || class <C>:\n    seen = <X>\n\n    def __init__(self, v):\n        self.v = v\n        self.seen.append(v)
def twice(function):\n    def wrapped(v):\n        return function(function(v))\n    return wrapped || @twice\ndef <F>(v):\n    return v + <A> || <F> = twice(<F>) || random.seed(<N>) || <A> = random.randint(0, 9) || random.shuffle(<X>)
print(<A>) || print('x', <X>, <E>) || print(f'{<A>}: {<X>}%') || print('%d' % <A>) || <A> || <X> || len(<X>) || <X>; || print(<X>, sep='') || <S> || print(<D>) || <F>(<E>) || # nothing
# first <A>\n<A> = <E>  # then || <A> = <E>; <X> = [<A>] || <A> = (\n    <E>  # one\n    + <E>\n) || import math || <A> = math.floor(<A>) || from math import floor as root || lists = [<X>, <X>] || <X> = lists[0] || lists[1].append(<E>)
<A> = <X>[0] = <E> || <X>[0], <A> = <E>, <E> || <A>, *<X> = [<E>, <E>, <E>] || <D>.update(<S>=<A>) || list = <X> || max = <E> || <F> = max || <A> = len(<S>) or <E> || <X> = [*<X>, <A>] || <X> *= 2 || <X> = tuple(<X>) || <X> = list(<X>)
"""
START = "import random\nfrom collections import Counter, defaultdict\nfrom contextlib import suppress\nfrom functools import partial\na, b, c, n = 1, 2, 3, 4\nxs = [3, 1, 2]\nys = [4, 5]\nd = {'k': 7}\ns = 'ab'"
HEADINGS = ("", "", "", "## Load the data", "## Features", "## Model", "# End")
Pick = Callable[[Sequence[str]], str]
Program = tuple[tuple[str, ...], ...]


def _alternatives(text: str, mark: str) -> tuple[str, ...]:
    parts = (part.strip(" ") for line in text.strip().split("\n") for part in line.split(mark))
    return tuple(re.sub(r"\\([\\n])", lambda m: "\n" if m[1] == "n" else "\\", part) for part in parts)


def _filled(template: str, pick: Pick, depth: int = 0) -> str:
    """Fill the places of a template: <A> is some number's name, <E> any expression, and so on."""

    def fill(match: re.Match[str]) -> str:
        if match[1] != "E":
            return pick(NAMES[match[1]])
        return _filled(pick(_EXPRESSIONS if depth < 1 else _EXPRESSIONS[:6]), pick, depth + 1)

    return re.sub(r"<([A-Z])>", fill, template)


_EXPRESSIONS = _alternatives(EXPRESSIONS, "|")
_STATEMENTS = _alternatives(STATEMENTS, "||")


def build(pick: Pick, cells: int) -> tuple[Program, tuple[str, ...]]:
    """Return the cells of a notebook, each a tuple of statements, and the heading before each cell.

    Args:
        pick: chooses one of several texts.
        cells: how many cells the notebook has.
    """
    sizes = [int(pick(("1", "2", "3"))) for _ in range(cells)]
    found = [tuple(_filled(pick(_STATEMENTS), pick) for _ in range(size)) for size in sizes]
    return (tuple(START.split("\n")), *found), tuple(pick(HEADINGS) for _ in range(cells + 1))


@st.composite
def programs(draw: st.DrawFn, least: int = 3, most: int = 12) -> tuple[Program, tuple[str, ...]]:
    """Draw a notebook."""
    return build(lambda texts: draw(st.sampled_from(texts)), draw(st.integers(least, most)))
