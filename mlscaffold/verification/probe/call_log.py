"""Notes calls of one function or one class, and chooses the few of them that show most of what it does."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterable
from typing import Any

ALL = 100  # calls of a function that are all looked at; of later ones every hundredth or so, fewer and fewer
NOTED = 60  # calls that are kept to choose from: enough for each branch and kind of a helper, small in memory
LOOKED = 400  # calls of a function that are looked at in all: a fifth of a second
TABLES = 30  # of these, calls with tables: describing a thousand cells takes milliseconds
SECONDS = 5.0  # of CPU time that notes of one function may take at most; counts limit it sooner, in each run at the same call
EVENTS = 5_000  # lines of one call that are followed: loops repeat the same ones
CHOSEN = 8  # calls that are tested: a table that people read at a glance
INSTANCES = 3  # instances of a class that are tested: each has several calls
STEPS = 8  # calls of one instance's methods, likewise


@dataclasses.dataclass
class Call:
    """A call, or one step in the life of an instance.

    Args:
        target: the function or method as source, "" for calling the instance itself.
        arguments: positional arguments.
        keywords: arguments by name.
        names: names of the positional arguments, empty if not all have one.
        result: how to compare the result; None if the call raises.
        error: class and text of the exception, None if there is none.
        changed: arguments that are changed in place, with the value after: [position or name, how to compare].
        arcs: pairs of lines that it runs one after the other.
    """

    target: str
    arguments: list[dict[str, Any]]
    keywords: dict[str, dict[str, Any]]
    names: list[str] = dataclasses.field(default_factory=list)
    result: dict[str, Any] | None = None
    error: list[str] | None = None
    changed: list[list[Any]] = dataclasses.field(default_factory=list)
    arcs: Any = frozenset()

    @property
    def facts(self) -> dict[str, Any]:
        """All but the lines."""
        return {name: value for name, value in vars(self).items() if name != "arcs"}

    @property
    def shows(self) -> bool:
        """Whether it has an effect that a test sees."""
        nothing = self.result is None or self.result.get("source") == "None"
        return bool(self.error or self.changed or not nothing)


@dataclasses.dataclass
class Life:
    """An instance: how it was made, and the calls of its methods, one after the other."""

    instance: Any
    made: Call
    first_state: dict[str, Any] | None
    state: dict[str, Any] | None
    steps: list[Call] = dataclasses.field(default_factory=list)
    ended: bool = False


class Log:
    """Calls of a function, or instances of a class.

    Args:
        module: the module inside the package.
        name: the name of the function or class.
        quiet: whether calls count that return nothing and change no argument.
        why: why it is not tested, if that is known.
    """

    def __init__(self, module: str, name: str, quiet: bool = False, why: str = "") -> None:
        self.module, self.name, self.quiet = module, name, quiet
        self.count = self.next = self.looked = self.tables = 0
        self.spent = 0.0
        self.calls: list[Call] = []
        self.keys: set[str] = set()
        self.lives: list[Life] = []
        self.why = why
        self.silent = False

    def wants(self) -> bool:
        """Count a call, and return whether to note it."""
        self.count += 1
        done = self.looked >= LOOKED or self.tables >= TABLES or self.spent > SECONDS
        if self.count <= self.next or done or self.why:
            return False
        self.looked += 1
        self.next = self.count + self.count // ALL
        return True

    def note(self, call: Call) -> None:
        """Note a call that is unlike the others, and does something that a test sees."""
        key = json.dumps(call.facts, sort_keys=True, default=str)
        if not (self.quiet or call.shows):
            self.silent = True
            return
        if key not in self.keys and len(self.calls) < NOTED:
            self.keys.add(key)
            self.calls.append(call)

    def reject(self, why: str) -> None:
        """Do not test it: it does what no test can compare."""
        self.why = self.why or why


class Follower:
    """Notes which lines of one file run one after the other."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.arcs: set[tuple[str, int, int]] = set()
        self.events = 0
        self.lines: dict[int, int] = {}

    def call(self, frame: Any, event: str, argument: Any) -> Any:
        """Follow a call of a function of the file."""
        if event != "call" or frame.f_code.co_filename != self.file or self.events > EVENTS:
            return None
        self.lines[id(frame)] = frame.f_lineno
        return self.line

    def line(self, frame: Any, event: str, argument: Any) -> Any:
        """Note a line."""
        self.events += 1
        if self.events > EVENTS:
            return None
        if event in ("line", "return"):
            before = self.lines.get(id(frame), 0)
            self.lines[id(frame)] = frame.f_lineno
            self.arcs.add((frame.f_code.co_name, before, frame.f_lineno if event == "line" else -1))
        return self.line

    def __enter__(self) -> Follower:
        self.before = sys.gettrace()
        sys.settrace(self.call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self.before)


def choose(calls: Iterable[Call], count: int = CHOSEN) -> list[Call]:
    """Return the calls that together run most lines, then those of other kinds of values, then other results.

    Short ones come first, as people read them; the order is that of the run.
    """
    noted = list(calls)
    rest = sorted(noted, key=_length)
    chosen: list[Call] = []
    for parts in (_arcs, _kinds, _results):
        seen: set[Any] = set().union(*(parts(call) for call in chosen))
        while len(chosen) < count and rest:
            best = max(rest, key=lambda call: len(parts(call) - seen))
            if not parts(best) - seen:
                break
            chosen.append(best)
            rest.remove(best)
            seen |= parts(best)
    return sorted(chosen, key=noted.index)


def _arcs(call: Call) -> set[Any]:
    return set(call.arcs)


def _kinds(call: Call) -> set[Any]:
    values = [*call.arguments, *call.keywords.values(), call.result or {}]
    return {(place, _kind(value)) for place, value in enumerate(values)} | {("error", str(call.error))}


def _kind(value: dict[str, Any]) -> str:
    source = str(value.get("source", ""))
    if source.lstrip("-")[:1].isdigit():
        return ("float" if "." in source or "e" in source else "int") + source[:1].replace("0", "zero")[:4]
    empty = source in ("''", "[]", "()", "{}", "set()", "None", "True", "False")
    return source if empty else source[:1] or "table"


def _results(call: Call) -> set[Any]:
    return {json.dumps([call.result, call.error, call.changed], sort_keys=True, default=str)}


def _length(call: Call) -> int:
    return len(json.dumps([call.arguments, call.keywords], default=str))


def choose_lives(lives: Iterable[Life], count: int = INSTANCES) -> list[Life]:
    """Return the instances whose methods together run most lines."""
    rest = list(lives)
    chosen: list[Life] = []
    seen: set[Any] = set()
    while rest and len(chosen) < count:
        best = max(rest, key=lambda life: len(_life_arcs(life) - seen))
        if chosen and not _life_arcs(best) - seen:
            break
        chosen.append(best)
        rest.remove(best)
        seen |= _life_arcs(best)
    return chosen


def _life_arcs(life: Life) -> set[Any]:
    return set(life.made.arcs).union(*(step.arcs for step in life.steps))
