"""Notes calls of the functions and methods of a project while its stages run, for tests of their own."""

from __future__ import annotations

import abc
import functools
import importlib
import inspect
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from .call_log import STEPS, Call, Follower, Life, Log
from .call_values import CallValues
from .runtime_modules import modules_without_notebook_code
from .side_effects import FileUse, random_state
from .value_source import is_function

LIVES = 20  # instances of a class that are noted: three of them are chosen
RANDOM = "it draws random numbers"
FILES = "it uses files, processes or the network"
LARGE = "its arguments and results are too large, or of kinds that a test cannot hold"
GENERATOR = "it is a generator or a coroutine"
GENERATORS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


class CallRecorder(CallValues):
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
        super().__init__(stored, described)
        self.package, self.stages = package, stages
        self.active = False
        self.files = FileUse()
        self.inside: set[int] = set()
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
        others = modules_without_notebook_code(self.package)
        for name in sorted(sys.modules):
            parts = name.split(".")[1:]
            private = any(part.startswith("_") for part in parts)
            if name.startswith(f"{self.package}.") and not private and parts[0] not in others:
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
        self.logs = {
            name: Log(log.module, name, why=self.rejected.get(name, "")) for name, log in self.logs.items()
        }

    def observe(self, log: Log, function: Any, file: str, arguments: Any, keywords: Any) -> Any:
        """Call a function, and note the call."""
        start = time.process_time()
        call = self.before(log.name, function, arguments, keywords)
        log.tables += call is None or any(
            "value" in one for one in (*call.arguments, *call.keywords.values())
        )
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
