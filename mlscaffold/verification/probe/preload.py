"""Imports libraries ahead of a program, and hides them until the program imports them itself."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import types
import warnings
from collections.abc import Iterable, Iterator
from importlib.machinery import ModuleSpec
from typing import Any, NamedTuple

from .bytecode import LIBRARY

CODE = (types.FunctionType, types.BuiltinFunctionType, type)
"""What tells by its attribute which module it comes from; other objects may import something when it is read."""


class Unit(NamedTuple):
    """What the import of one library has added to the process.

    Args:
        modules: the modules of libraries that it loaded, by name.
        filters: filters of warnings that it added.
        variables: environment variables that it set.
        needs: the units whose modules are used in its own.
    """

    modules: dict[str, Any]
    filters: list[Any]
    variables: dict[str, str]
    needs: list[int]


def preload(names: Iterable[str]) -> list[Unit]:
    """Import modules, and take away again what that has added to the process; an import in the program brings it back.

    Args:
        names: the modules, in order; those that are not installed are left out.

    Raises:
        ImportError: one of them cannot be imported.
    """
    units: list[Unit] = []
    filters, variables = list(warnings.filters), dict(os.environ)
    for name in names:
        if importlib.util.find_spec(name.partition(".")[0]) is not None:
            units.append(_loaded(name, units))
    for unit in units:
        for name in unit.modules:
            del sys.modules[name]
    _set_filters(filters)
    for name in os.environ.keys() - variables.keys():
        del os.environ[name]
    sys.meta_path.insert(0, Hidden(units))
    return units


def _loaded(name: str, earlier: list[Unit]) -> Unit:
    """Import a module, and return what that has added."""
    before, filters, variables = set(sys.modules), list(warnings.filters), dict(os.environ)
    if importlib.util.find_spec(name) is not None:
        importlib.import_module(name)
    new = [key for key in sys.modules if key not in before]
    modules = {key: sys.modules[key] for key in new if _is_library(key)}
    return Unit(
        modules,
        [one for one in warnings.filters if one not in filters],
        {key: value for key, value in os.environ.items() if key not in variables},
        sorted(set(_used_units(modules, earlier))),
    )


def _is_library(name: str) -> bool:
    """Return whether a module is part of an installed library."""
    top: Any = sys.modules.get(name.partition(".")[0])
    place = getattr(top, "__file__", None) or "".join(list(getattr(top, "__path__", []))[:1])
    return bool(LIBRARY.search(place or ""))


def _used_units(modules: dict[str, Any], earlier: list[Unit]) -> Iterator[int]:
    """Yield the numbers of the units whose modules, functions and classes are in some modules."""
    place_of = {name: number for number, unit in enumerate(earlier) for name in unit.modules}
    for module in modules.values():
        for value in list(getattr(module, "__dict__", {}).values()):
            kind: type = type(
                value
            )  # not `isinstance`: an object that imports itself late does so when it is looked at
            if issubclass(kind, types.ModuleType):
                name = object.__getattribute__(value, "__dict__").get("__name__")
            else:
                name = value.__module__ if issubclass(kind, CODE) else None
            if isinstance(name, str) and name in place_of:
                yield place_of[name]


def _set_filters(filters: list[Any]) -> None:
    listed: Any = warnings.filters
    listed[:] = filters
    with warnings.catch_warnings():  # its end tells Python that the filters have changed
        pass


class Hidden:
    """Finds the hidden modules, before all other finders."""

    def __init__(self, units: list[Unit]) -> None:
        self.units = units
        self.place_of = {name: number for number, unit in enumerate(units) for name in unit.modules}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Bring back the library that a module belongs to."""
        if name not in self.place_of:
            return None
        number = self.place_of[name]
        loader: Any = Known(self.units[number].modules[name])
        self.restore(number)
        del sys.modules[
            name
        ]  # else the import system takes the module's own specification, and runs it again
        return ModuleSpec(name, loader)

    def restore(self, number: int) -> None:
        """Bring back the modules of a unit and of those that it uses."""
        unit = self.units[number]
        if not self.place_of.keys() & unit.modules.keys():
            return
        for name in unit.modules:
            self.place_of.pop(name, None)
        for needed in unit.needs:
            self.restore(needed)
        sys.modules.update(unit.modules)
        for name, value in unit.variables.items():
            os.environ.setdefault(name, value)
        _set_filters([*unit.filters, *(one for one in warnings.filters if one not in unit.filters)])
        _choose_backend(unit.modules.get("matplotlib"))


def _choose_backend(matplotlib: Any) -> None:
    """Set what matplotlib reads from the environment when it is imported."""
    if matplotlib is not None and os.environ.get("MPLBACKEND"):
        matplotlib.rcParams["backend"] = os.environ["MPLBACKEND"]


class Known:
    """Loads a module that is there already."""

    def __init__(self, module: Any) -> None:
        self.module = module
        self.spec = getattr(module, "__spec__", None)

    def create_module(self, spec: Any) -> Any:
        """Return the module."""
        return self.module

    def exec_module(self, module: Any) -> None:
        """Leave the module as it is: the import system has set its specification only."""
        module.__spec__ = self.spec
