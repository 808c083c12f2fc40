"""What can be chosen for a new project, and what each choice may be."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.new.project_names import check_package, check_project

LICENSES = ("MIT", "Apache-2.0", "BSD-3-Clause", "proprietary")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LONGEST = 200

_EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"'.]+")
_URL = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[^\s<>\"'\\]*)?")


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen; "" where the choice is left to mlscaffold.

    Args:
        name: of the project.
        package: of its import package, by default the project's.
        description: one sentence on what it does.
        license: one of `LICENSES`.
        author: who makes it.
        email: the author's address.
        url: where its source is going to lie.
        python: the oldest version of Python that it has to run on.
        components: what it gets besides.
    """

    name: str = ""
    package: str = ""
    description: str = ""
    license: str = ""
    author: str = ""
    email: str = ""
    url: str = ""
    python: str = ""
    components: tuple[str, ...] = ()


def check(choices: Choices, components: tuple[str, ...]) -> None:
    """Refuse what cannot be.

    Args:
        choices: what was chosen.
        components: the names of those that there are.

    Raises:
        MlscaffoldError: the first choice that cannot be, with the reason and what would do.
    """
    check_project(choices.name)
    if choices.package:
        check_package(choices.package)
    _one_of(choices.license, LICENSES, "licence")
    _one_of(choices.python, PYTHONS, "version of Python")
    for name in choices.components:
        _one_of(name, components, "component")
    _line(choices.description, "description")
    _line(choices.author, "author")
    _address(choices)


def _one_of(given: str, known: tuple[str, ...], what: str) -> None:
    if not given or given in known:
        return
    from difflib import get_close_matches

    close = get_close_matches(given.lower(), [name.lower() for name in known], 1)
    meant = [name for name in known if name.lower() in close]
    there = f"there are {', '.join(known)}" if known else "there is none yet"
    hint = f"Take {meant[0]}" if meant else "Leave it out" if not known else f"Take one of these {len(known)}"
    raise MlscaffoldError(f"no {what} is named {given!r}; {there}", hint=hint)


def _line(text: str, what: str) -> None:
    """Refuse a text that is more than one line of letters that can be seen."""
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in text):
        raise MlscaffoldError(
            f"the {what} holds a line break or letters that cannot be seen", hint="Give one plain line"
        )
    if len(text) > LONGEST:
        raise MlscaffoldError(
            f"the {what} has {len(text)} letters, and {LONGEST} is the most",
            hint="Give one sentence, and the rest to the README",
        )


def _address(choices: Choices) -> None:
    if choices.email and not _EMAIL.fullmatch(choices.email):
        raise MlscaffoldError(f"{choices.email!r} is no address", hint="Give one such as ada@example.org")
    if choices.email and not choices.author:
        raise MlscaffoldError("an address needs a name", hint="Give --author too")
    if choices.url and not _URL.fullmatch(choices.url):
        raise MlscaffoldError(
            f"{choices.url!r} is no address of a page", hint="Give one such as https://example.org/project"
        )
