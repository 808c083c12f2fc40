"""What stands between a notebook or module and production: a rule is a file in one of the subpackages."""

from functools import cache
from importlib import import_module
from operator import attrgetter
from pkgutil import iter_modules

from mlscaffold.rules.rule import Rule


@cache
def rules_in(package: str) -> tuple[Rule, ...]:
    """Return the rules of a subpackage, sorted by code: the `RULE` of each of its modules that has one.

    Args:
        package: its name in this package, such as `notebook`.
    """
    parent = import_module(f"{__name__}.{package}")
    modules = [import_module(f"{parent.__name__}.{found.name}") for found in iter_modules(parent.__path__)]
    rules = (getattr(module, "RULE", None) for module in modules)
    return tuple(sorted((rule for rule in rules if isinstance(rule, Rule)), key=attrgetter("code")))


def _all_rules() -> tuple[Rule, ...]:
    packages = [found.name for found in iter_modules(__path__) if found.ispkg]
    rules = (rule for package in packages for rule in rules_in(package))
    return tuple(sorted(rules, key=attrgetter("code")))


RULES: tuple[Rule, ...] = _all_rules()
"""All rules, sorted by code."""
