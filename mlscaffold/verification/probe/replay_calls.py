"""Calls functions and methods of a project again, as their tests will do, and keeps what is the same."""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Callable
from typing import Any

from .call_log import Call, Life, Log, choose, choose_lives
from .call_values import plain
from .process import TimeoutExceededError, call_with_timeout
from .record_calls import LARGE, CallRecorder
from .side_effects import random_state
from .stored_values import StoredValues
from .vary_calls import vary

SLOWEST = 1.0  # seconds of one call: helpers are tested on each save of a file
TIMEOUT = 5  # seconds after which a call is interrupted
TABLES = 3  # calls of a function with stored tables: each is a hundred lines of JSON
UNCALLED = "no stage calls it on the sample"
NOTHING = "it returns nothing and changes no argument"
OTHERWISE = "called alone, it gives something else"
SHOWN = ("__repr__", "__str__", "__len__")
"""Methods that show an instance, by the function that calls them."""


class Replay:
    """Replays what a recorder has noted.

    Args:
        recorder: the recorder, which notes nothing more.
        values: restores and compares values as the project's tests do; stored floats have ten digits.
    """

    def __init__(self, recorder: CallRecorder, values: StoredValues) -> None:
        self.recorder, self.values = recorder, values
        modules = {recorder.short(module): module for module in recorder.modules}
        self.names = {name: getattr(modules[home], name) for name, home in recorder.homes.items()}
        statics = (name.split(".") for name in recorder.logs if "." in name)
        self.names |= {f"{kind}.{name}": getattr(self.names[kind], name) for kind, name in statics}

    def facts(self) -> list[dict[str, Any]]:
        """Return what to test of each function and class, or why not."""
        return [self.of(log) for log in self.recorder.logs.values()]

    def of(self, log: Log) -> dict[str, Any]:
        """Return the facts of a function or class."""
        original = self.recorder.originals[log.name]
        is_class = isinstance(original, type)
        tests = [] if log.why else self.lives(log) if is_class else self.calls(log)
        is_error = is_class and issubclass(original, BaseException)  # tested where it is raised
        why = "" if tests or is_error else log.why or self.reason(log)
        return {"name": log.name, "module": log.module, "is_class": is_class, "tests": tests, "why": why}

    def reason(self, log: Log) -> str:
        """Return why there is nothing to test."""
        if not log.count:
            return UNCALLED
        return OTHERWISE if log.calls or log.lives else NOTHING if log.silent else LARGE

    def calls(self, log: Log) -> list[dict[str, Any]]:
        """Return the calls of a function that give the same again."""
        function = self.names[log.name]
        chosen = choose(call for call in log.calls if self.agrees(call, function))
        tables = [call for call in chosen if _has_table(call)][TABLES:]
        tested = [call for call in chosen if call not in tables]
        return [plain(call.facts) for call in (*tested, *vary(tested, function, self.runner(function)))]

    def runner(self, function: Any) -> Callable[[Call], Call | None]:
        """Return what calls a function with arguments that the run did not have."""

        def run(call: Call) -> Call | None:
            again = self.again(call, function)
            return None if again is None else again[0]

        return run

    def agrees(self, call: Call, function: Any) -> bool:
        """Return whether a function gives the same again."""
        again = self.again(call, function)
        return again is not None and not self.values.differ(plain(call.facts), plain(again[0].facts))

    def again(self, call: Call, function: Any) -> tuple[Call, Any] | None:
        """Call a function again; return the call and its result, None if it is slow or has side effects."""
        try:
            arguments = [self.value(one) for one in call.arguments]
            keywords = {name: self.value(one) for name, one in call.keywords.items()}
        except Exception:  # noqa: BLE001 the classes of the notebook fail in their own ways
            return None
        recorder = self.recorder
        found = recorder.before(call.target, function, arguments, keywords)
        if found is None:
            return None
        found.names = call.names
        state, used, start = random_state(), recorder.files.count, time.process_time()
        result = None
        try:
            result = call_with_timeout(TIMEOUT, lambda: function(*arguments, **keywords))
            fine = recorder.after(found, result, arguments, keywords)
        except TimeoutExceededError:
            return None
        except Exception as error:  # noqa: BLE001 the notebook's own code fails in its own ways
            fine = recorder.failed(found, error, arguments, keywords)
        slow = time.process_time() - start > SLOWEST
        touched = recorder.files.count != used or random_state() != state
        return None if slow or touched or not fine else (found, result)

    def value(self, entry: dict[str, Any]) -> Any:
        """Return an argument, made from what was noted."""
        if "source" in entry:
            return eval(entry["source"], dict(self.names))  # noqa: S307 source that this recorder has written
        return self.values.restore(entry["value"])

    def lives(self, log: Log) -> list[dict[str, Any]]:
        """Return the instances of a class whose calls give the same again, as far as they do."""
        return [found for life in choose_lives(log.lives) if (found := self.life(log, life)) is not None]

    def life(self, log: Log, life: Life) -> dict[str, Any] | None:
        """Return the calls of an instance up to the first that gives something else."""
        kind = self.names[log.name]
        instance = self.made(life.made)
        if instance is None:
            return None
        steps: list[Call] = []
        self.recorder.instance = instance
        for step in life.steps:
            method = instance if step.target == "" else getattr(instance, step.target)
            if not self.agrees(step, method):
                instance = self.recorder.instance = self.made(life.made)
                for done in steps:
                    self.again(done, instance if done.target == "" else getattr(instance, done.target))
                break
            steps.append(step)
        self.recorder.instance = None
        state = self.recorder.state_of(instance)
        looks = self.looks(kind, instance)
        if not steps and not looks and (state is None or state == {"source": "{}"}):
            return None
        found = {
            "made": life.made.facts,
            "steps": [step.facts for step in steps],
            "state": state,
            "looks": looks,
        }
        return plain(found)  # type: ignore[no-any-return]  # JSON

    def made(self, call: Call) -> Any:
        """Return another instance, made in the same way; None if that fails."""
        again = self.again(call, functools.partial(self.names[call.target]))
        return None if again is None or again[0].error else again[1]

    def looks(self, kind: type, instance: Any) -> list[list[Any]]:
        """Return what the properties of an instance give, and what is written in its class to show it."""
        found = []
        file = inspect.getsourcefile(kind)
        for name in sorted(
            {name for one in kind.__mro__ if one in self.recorder.classes() for name in vars(one)}
        ):
            value = inspect.getattr_static(kind, name)
            if isinstance(value, property):
                call = Call("", [], {})
                again = self.again(call, functools.partial(getattr, instance, name))
                target = f".{name}"
            elif name in SHOWN and inspect.isfunction(value) and value.__code__.co_filename == file:
                again = self.again(Call("", [], {}), functools.partial(_show(name), instance))
                target = name.strip("_")
            else:
                continue
            result = again[0].result if again is not None else None
            if result is not None and "source" in result and "0x" not in result["source"]:
                found.append([target, result])
        return found


def _show(name: str) -> Callable[[Any], Any]:
    functions: dict[str, Callable[[Any], Any]] = {"__repr__": repr, "__str__": str, "__len__": len}
    return functions[name]


def _has_table(call: Call) -> bool:
    entries = [*call.arguments, *call.keywords.values(), call.result or {}, *(one for _, one in call.changed)]
    return any("value" in entry or "described" in entry for entry in entries)
