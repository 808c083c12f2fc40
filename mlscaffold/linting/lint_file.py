"""One file from its bytes to what rules find in it; whatever is wrong with it becomes a finding."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.discovery import is_notebook
from mlscaffold.finding import Finding
from mlscaffold.linting.internal_rules import OTHER_LANGUAGE, OWN_FAULT, UNREADABLE, whole_file
from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.read import OtherLanguageError, parse_json
from mlscaffold.notebook.script import decoded
from mlscaffold.rules.engine import found, gathered
from mlscaffold.rules.lint_target import lint_target_of
from mlscaffold.rules.rule import LintTarget, Rule, Shared, Surroundings


class Examined(NamedTuple):
    """What came of a file.

    Args:
        findings: what rules find in it alone.
        shared: what it gives to rules that look at several files, each with the rule's code.
    """

    findings: tuple[Finding, ...]
    shared: tuple[tuple[str, Shared], ...] = ()


def examine(content: bytes, path: str, rules: Iterable[Rule], around: Surroundings) -> Examined:
    """Look into a file; this never fails.

    Args:
        content: its bytes.
        path: its path, as the user names it.
        rules: the rules to put to it.
        around: the world around it.
    """
    try:
        file = lint_target_of(read(content, path), path, is_notebook=is_notebook(path), around=around)
    except OtherLanguageError as error:
        message = f"{error.what}: nothing in it is checked; leave the file out with `exclude`"
        return Examined((whole_file(path, OTHER_LANGUAGE, message),))
    except MlscaffoldError as error:
        hint = f": {error.hint[:1].lower()}{error.hint[1:]}" if error.hint else ""
        return Examined((whole_file(path, UNREADABLE, f"{error.what}{hint}"),))
    except Exception as error:  # noqa: BLE001 - one file must not end the run over all others
        return Examined((_own_fault(path, "reading this file", error),))
    return _asked(file, rules)


def read(content: bytes, path: str) -> Notebook:
    """Read a file; a Python file is one cell, whatever markers stand in it, so that lines keep their numbers.

    Raises:
        MlscaffoldError: it is no notebook or no text.
    """
    name = os.path.basename(path)
    if is_notebook(path):
        return parse_json(content, name)
    return Notebook(os.path.splitext(name)[0], name, (Cell("code", decoded(content, name), 1),))


def unreadable(path: str, error: OSError) -> Finding:
    """Return the finding for a file that the system does not give."""
    return whole_file(path, UNREADABLE, f"the file cannot be read ({error.strerror}): check its permissions")


def _asked(file: LintTarget, rules: Iterable[Rule]) -> Examined:
    findings: list[Finding] = []
    shared: list[tuple[str, Shared]] = []
    for rule in rules:
        try:
            findings += found(file, rule)
            shared += gathered(file, (rule,))
        except Exception as error:  # noqa: BLE001 - a fault in one rule must not keep the others from being asked
            findings.append(_own_fault(file.path, f"rule {rule.code}", error))
    return Examined(tuple(findings), tuple(shared))


def _own_fault(path: str, doing: str, error: Exception) -> Finding:
    told = f"{type(error).__name__}: {error}".splitlines()[0]
    message = f"{doing} failed by a fault of mlscaffold, not yours ({told}): please report it"
    return whole_file(path, OWN_FAULT, message)
