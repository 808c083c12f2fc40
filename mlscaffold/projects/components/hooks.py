"""Tells the type checker's hook, which has an environment of its own, what a component's code imports."""

from __future__ import annotations

from collections.abc import Iterable

PATH = ".pre-commit-config.yaml"
HOOK = "      - id: mypy"
LIST = "        additional_dependencies:"
ITEM = "          - "


def with_hook_requirements(text: str, requirements: Iterable[str]) -> str:
    """Return the configuration of the hooks with requirements more for the type checker.

    Args:
        text: the configuration. Where the hook has no list of requirements, nothing changes.
        requirements: those that lack go to the end of the list.
    """
    lines = text.splitlines(keepends=True)
    plain = [line.rstrip() for line in lines]
    if HOOK not in plain or LIST not in plain[plain.index(HOOK) :]:
        return text
    start = plain.index(LIST, plain.index(HOOK)) + 1
    end = next((n for n in range(start, len(plain)) if not plain[n].startswith(ITEM)), len(plain))
    wanted = (f'{ITEM}"{one.replace(chr(34), chr(39))}"' for one in requirements)
    fresh = [f"{line}\n" for line in wanted if line not in plain[start:end]]
    return "".join([*lines[:end], *fresh, *lines[end:]])
