"""Turns arguments, results and instances of a project's functions into what a test holds, and back into source."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .call_log import Call, Life, Log
from .value_source import is_function, result_of, source_of

MESSAGE = 80  # characters of the text of an exception in a test: one line


class CallValues:
    """Writes the values of calls.

    Args:
        stored: returns a tuple with the description of a value that can be restored, else None.
        described: returns the description of a result, None if it says nothing or is too large.
    """

    def __init__(self, stored: Callable[[Any], Any], described: Callable[[Any], Any]) -> None:
        self.stored, self.described = stored, described
        self.index: dict[int, str] = {}
        self.originals: dict[str, Any] = {}
        self.logs: dict[str, Log] = {}
        self.instance: Any = None  # whose method is called, so that a method which returns it is known

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
        before: dict[Any, Any] = {**dict(enumerate(call.arguments)), **call.keywords}
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
        plain = (
            text.isprintable() and len(text) <= MESSAGE and "0x" not in text and str(Path.home()) not in text
        )
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
