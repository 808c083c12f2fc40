"""Notes calls of the functions and methods of a project while its stages run, for tests of their own."""

from __future__ import annotations

import abc
import functools
import importlib
import inspect
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .call_log import STEPS, Call, Follower, Life, Log
from .side_effects import FileUse, random_state
from .value_source import is_function, result_of, source_of

TEMPLATE = {"artifacts", "cli", "config", "notebooks", "pipeline", "predict", "runner"}
"""Modules of a project that are not the notebook's; so are those whose name starts with `_`."""
LIVES = 20  # instances of a class that are noted: three of them are chosen
MESSAGE = 80  # characters of the text of an exception in a test: one line
RANDOM = "it draws random numbers"
FILES = "it uses files, processes or the network"
LARGE = "its arguments and results are too large, or of kinds that a test cannot hold"
GENERATOR = "it is a generator or a coroutine"


class CallRecorder:
    """Replaces functions and methods of a project by ones that note their calls.

    Args:
        package: the project's import package; its modules are imported.
        stages: the functions of its stages, which have tests of their own.
        stored: returns a tuple with the description of a value that can be restored, else None.
        described: returns the description of a result, None if it says nothing or is too large.
    """

    def __init__(
        self,
        package: str,
        stages: set[Any],
        stored: Callable[[Any], Any],
        described: Callable[[Any], Any],
    ) -> None:
        self.package, self.stages, self.stored, self.described = package, stages, stored, described
        self.active = False
        self.files = FileUse()
        self.logs: dict[str, Log] = {}
        self.originals: dict[str, Any] = {}
        self.inside: set[int] = set()
        self.instance: Any = None  # whose method is called, so that a method which returns it is known
        self.rejected: dict[str, str] = {}
        self.modules = list(self.own_modules())
        found = [(module, name, value) for module in self.modules for name, value in vars(module).items()]
        own = [(module, name, value) for module, name, value in found if self.is_own(module, value)]
        names = [name for _, name, _ in own]
        self.index = {id(value): name for _, name, value in own if names.count(name) == 1}
        self.homes = {name: self.short(module) for module, name, _ in own if names.count(name) == 1}
        for module, name, value in own:
            if name in self.homes:
                self.watch(module, name, value)
        self.clear()

    def own_modules(self) -> Iterator[Any]:
        """Yield the loaded modules of the project that hold the notebook's code."""
        for name in sorted(sys.modules):
            parts = name.split(".")[1:]
            if name.startswith(f"{self.package}.") and not TEMPLATE.intersection(parts[:1]):
                if not any(part.startswith("_") for part in parts):
                    yield importlib.import_module(name)

    def short(self, module: Any) -> str:
        """Return the name of a module inside the package."""
        return str(module.__name__.partition(".")[2])

    def is_own(self, module: Any, value: Any) -> bool:
        """Return whether a function or class belongs to a module, and is not a stage."""
        kind = is_function(value) or type(value) in (type, abc.ABCMeta)
        return kind and value.__module__ == module.__name__ and value not in self.stages

    def watch(self, module: Any, name: str, value: Any) -> None:
        """Replace a function in all modules, or the methods of a class."""
        log = self.logs[name] = Log(self.short(module), name)
        self.originals[name] = value
        if isinstance(value, type):
            if not issubclass(value, BaseException):
                self.watch_class(log, value)
            return
        code = getattr(inspect.unwrap(value), "__code__", None)
        if code is None or code.co_flags & GENERATORS:
            self.rejected[name] = GENERATOR
            return
        wrapper = self.wrapped(log.name, value, code.co_filename)
        self.index[id(wrapper)] = name
        for other in self.modules:
            for alias in [key for key, item in vars(other).items() if item is value]:
                setattr(other, alias, wrapper)

    def wrapped(self, name: str, function: Any, file: str) -> Any:
        """Return a function that notes its calls; once there are enough, it costs a comparison."""

        @functools.wraps(function)
        def wrapper(*arguments: Any, **keywords: Any) -> Any:
            if not self.active or not (log := self.logs[name]).wants():
                return function(*arguments, **keywords)
            return self.observe(log, function, file, arguments, keywords)

        for own in ("cache_info", "cache_clear", "cache_parameters"):
            if hasattr(function, own):
                setattr(wrapper, own, getattr(function, own))
        return wrapper

    def clear(self) -> None:
        """Forget all calls."""
        self.logs = {name: Log(log.module, name, why=self.rejected.get(name, "")) for name, log in self.logs.items()}

    def observe(self, log: Log, function: Any, file: str, arguments: Any, keywords: Any) -> Any:
        """Call a function, and note the call."""
        start = time.process_time()
        call = self.before(log.name, function, arguments, keywords)
        log.tables += call is None or any("value" in one for one in (*call.arguments, *call.keywords.values()))
        if call is None:
            log.spent += time.process_time() - start
            return function(*arguments, **keywords)
        state, used = random_state(), self.files.count
        log.spent += time.process_time() - start
        try:
            with Follower(file) as follower:
                result = function(*arguments, **keywords)
        except Exception as error:
            call.arcs = frozenset(follower.arcs)
            if self.failed(call, error, arguments, keywords):
                self.noted(log, call, state, used)
            raise
        start = time.process_time()
        call.arcs = frozenset(follower.arcs)
        if self.after(call, result, arguments, keywords):
            self.noted(log, call, state, used)
        log.spent += time.process_time() - start
        return result

    def noted(self, log: Log, call: Call, state: Any, used: int) -> None:
        """Note a call, unless it has side effects."""
        if self.files.count != used:
            log.reject(FILES)
        elif random_state() != state:
            log.reject(RANDOM)
        else:
            log.note(call)

    def before(self, target: str, function: Any, arguments: Any, keywords: Any) -> Call | None:
        """Return a call with its arguments as they are now, None if one of them cannot be held."""
        values = [self.argument(value) for value in arguments]
        named = {name: self.argument(value) for name, value in keywords.items()}
        if None in values or None in named.values():
            return None
        return Call(target, values, named, parameters(function, len(values)))  # type: ignore[arg-type]  # None is not in it

    def argument(self, value: Any) -> dict[str, Any] | None:
        """Return an argument as source, or as a value that can be restored."""
        try:
            source = source_of(value, self.known)
            stored = self.stored(value) if source is None else None
        except Exception:  # noqa: BLE001 objects that refuse to be looked at do so in their own ways
            return None
        if source is not None:
            return {"source": source}
        return None if stored is None else {"value": stored[0]}

    def result(self, value: Any) -> dict[str, Any] | None:
        """Return how to compare a result, None if it cannot be."""
        if value is not None and value is self.instance:
            return {"self": True}
        try:
            return self._result(value)
        except Exception:  # noqa: BLE001 objects that refuse to be looked at do so in their own ways
            return None

    def _result(self, value: Any) -> dict[str, Any] | None:
        found = result_of(value, self.known)
        if found is not None:
            return found
        state = self.state_of(value)
        if state is not None and "source" in state and type(value) in self.classes():
            return {"vars": state["source"], "approx": state.get("approx", False)}
        described = self.described(value)
        return None if described is None else {"described": described}

    def classes(self) -> set[Any]:
        """Return the classes of the project."""
        return {value for value in self.originals.values() if isinstance(value, type)}

    def after(self, call: Call, result: Any, arguments: Any, keywords: Any) -> bool:
        """Add the result of a call and the arguments that it changed; return whether all can be compared."""
        call.result = self.result(result)
        return call.result is not None and self.add_changes(call, arguments, keywords)

    def add_changes(self, call: Call, arguments: Any, keywords: Any) -> bool:
        """Add the arguments that a call changed in place."""
        pairs = [*enumerate(arguments), *keywords.items()]
        before = {**dict(enumerate(call.arguments)), **call.keywords}
        for place, value in pairs:
            if self.argument(value) != before[place]:
                found = self.result(value)
                if found is None:
                    return False
                call.changed.append([place, found])
        return True

    def failed(self, call: Call, error: Exception, arguments: Any, keywords: Any) -> bool:
        """Add the exception that a call raises; return whether a test can expect it."""
        kind = type(error)
        name = self.index.get(id(kind)) if kind.__module__ != "builtins" else kind.__name__
        if name is None or not self.add_changes(call, arguments, keywords):
            return False
        text = str(error)
        plain = text.isprintable() and len(text) <= MESSAGE and "0x" not in text and str(Path.home()) not in text
        call.error = [name, text if plain else ""]
        return True

    def known(self, value: Any) -> str | None:
        """Return the source of a function or class of the project, or of an instance as it was made."""
        if isinstance(value, type) or is_function(value):
            return self.index.get(id(value))
        lives = self.lives_like(value)
        state = self.state_of(value) if lives else None
        made = next((life.made for life in lives if state is not None and life.first_state == state), None)
        return None if made is None else call_source(made)

    # Classes

    def watch_class(self, log: Log, kind: type) -> None:
        """Replace the methods of a class, and what makes its instances."""
        file = getattr(sys.modules[kind.__module__], "__file__", "")
        for name, value in list(vars(kind).items()):
            if isinstance(value, staticmethod):
                self.watch_static(log, kind, name, value.__func__, file)
            if not inspect.isfunction(value):
                continue
            is_method = not name.startswith("__") or name == "__call__"
            own = inspect.unwrap(value).__code__
            if name != "__init__" and (not is_method or own.co_filename != file or own.co_flags & GENERATORS):
                continue
            setattr(kind, name, self.wrapped_method(name, value, str(file)))

    def watch_static(self, log: Log, kind: type, name: str, function: Any, file: Any) -> None:
        """Replace a static method, which is tested like a function."""
        if inspect.isfunction(function) and function.__code__.co_filename == file:
            own = self.logs[f"{log.name}.{name}"] = Log(log.module, f"{log.name}.{name}")
            self.originals[own.name] = function
            setattr(kind, name, staticmethod(self.wrapped(own.name, function, str(file))))

    def wrapped_method(self, name: str, method: Any, file: str) -> Any:
        """Return a method that notes its calls from outside of the instance."""

        @functools.wraps(method)
        def wrapper(instance: Any, *arguments: Any, **keywords: Any) -> Any:
            log = self.logs.get(type(instance).__name__) if self.active else None
            if log is None or self.originals[log.name] is not type(instance) or id(instance) in self.inside:
                return method(instance, *arguments, **keywords)
            if not log.wants():
                return method(instance, *arguments, **keywords)
            self.inside.add(id(instance))
            try:
                return self.observe_step(log, name, method, file, instance, arguments, keywords)
            finally:
                self.inside.discard(id(instance))

        return wrapper

    def observe_step(
        self, log: Log, name: str, method: Any, file: str, instance: Any, arguments: Any, keywords: Any
    ) -> Any:
        """Call a method, and add the call to the life of its instance."""
        target = "" if name == "__call__" else log.name if name == "__init__" else name
        bound = functools.partial(method, instance)
        life = None if name == "__init__" else self.life(log, instance)
        if name != "__init__" and (life is None or len(life.steps) >= STEPS):
            return method(instance, *arguments, **keywords)
        step = Log(log.module, target, quiet=True)
        outer, self.instance = self.instance, instance
        try:
            return self.observe(step, bound, file, arguments, keywords)
        finally:
            self.instance = outer
            log.spent += step.spent
            log.tables += step.tables
            if step.why:
                log.reject(step.why)
            self.add_step(log, life, instance, step)

    def add_step(self, log: Log, life: Life | None, instance: Any, step: Log) -> None:
        """Add a step to a life, or end it where the step cannot be tested."""
        call = step.calls[0] if step.calls else None
        if life is None:
            if call is not None and call.error is None and len(log.lives) < LIVES:
                state = self.state_of(instance)
                log.lives.append(Life(instance, call, state, state))
        elif call is None:
            life.ended = True
        else:
            life.steps.append(call)
            life.state = self.state_of(instance)

    def life(self, log: Log, instance: Any) -> Life | None:
        """Return the life of an instance, also of a copy that is as the last step left its original."""
        state = self.state_of(instance)
        mine = [life for life in log.lives if life.instance is instance]
        like = [life for life in log.lives if life.state == state and state is not None]
        for life in mine or like:
            if not life.ended:
                life.instance = instance
                return life
        if type(instance).__init__ is not object.__init__ or getattr(instance, "__dict__", True):
            return None
        log.lives.append(Life(instance, Call(log.name, [], {}), state, state))
        return log.lives[-1]

    def lives_like(self, value: Any) -> list[Life]:
        """Return the noted instances of the class of a value."""
        log = self.logs.get(type(value).__name__)
        return log.lives if log is not None and self.originals[log.name] is type(value) else []

    def state_of(self, instance: Any) -> dict[str, Any] | None:
        """Return how to compare the attributes of an instance."""
        attributes = getattr(instance, "__dict__", None)
        if attributes is None or isinstance(instance, type) or is_function(instance):
            return None
        found = result_of(dict(attributes), self.shallow)
        if found is None:
            described = self.described(instance)
            return None if described is None else {"described": described}
        return found

    def shallow(self, value: Any) -> str | None:
        """Return the source of a function or class: attributes that are instances are compared by their fields."""
        return self.index.get(id(value)) if isinstance(value, type) or is_function(value) else None


GENERATORS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def parameters(function: Any, count: int) -> list[str]:
    """Return the names of the positional arguments of a call, empty if not all have one."""
    try:
        known = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []
    usual = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    named = [one.name for one in known if one.kind in usual]
    return named[:count] if len(named) >= count else []


def call_source(call: Call) -> str | None:
    """Return a call as source, None if an argument has none."""
    values = [*call.arguments, *call.keywords.values()]
    if any("source" not in value for value in values):
        return None
    words = [value["source"] for value in call.arguments]
    words += [f"{name}={value['source']}" for name, value in call.keywords.items()]
    return f"{call.target}({', '.join(words)})"


def plain(value: Any) -> Any:
    """Return a description as JSON gives it back."""
    return json.loads(json.dumps(value, default=str))
