"""Lint one file, from its bytes to its findings; whatever is wrong with the file becomes a finding."""

from collections.abc import Iterable
from typing import NamedTuple

from mlscaffold.analysis.deep_stack import with_deep_stack
from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.discovery import is_notebook
from mlscaffold.finding import Finding
from mlscaffold.linting.cells_of_file import read
from mlscaffold.linting.internal_rules import OTHER_LANGUAGE, UNREADABLE, file_finding, internal_error
from mlscaffold.notebook.read import OtherLanguageError
from mlscaffold.rules.engine import findings_of, gathered
from mlscaffold.rules.lint_target import ProjectContext, lint_target_of
from mlscaffold.rules.rule import LintTarget, Rule, Shared


class Linted(NamedTuple):
    """The result of linting a file.

    Args:
        findings: its findings.
        facts: its facts for rules over several files, each with the rule's code.
    """

    findings: tuple[Finding, ...]
    facts: tuple[tuple[str, Shared], ...] = ()


@with_deep_stack
def lint_file(content: bytes, path: str, rules: Iterable[Rule], project: ProjectContext) -> Linted:
    """Apply rules to a file; this never fails.

    Args:
        content: its bytes.
        path: its path, as the user gave it.
        rules: the rules.
        project: the context of its project.
    """
    try:
        file = lint_target_of(read(content, path), path, is_notebook=is_notebook(path), project=project)
    except OtherLanguageError as error:
        message = f"{error.what}: it is not checked; use `exclude` to leave it out"
        return Linted((file_finding(path, OTHER_LANGUAGE, message),))
    except MlscaffoldError as error:
        hint = f": {error.hint[:1].lower()}{error.hint[1:]}" if error.hint else ""
        return Linted((file_finding(path, UNREADABLE, f"{error.what}{hint}"),))
    except Exception as error:  # noqa: BLE001 - one file must not end the run over all others
        return Linted((internal_error(path, "while reading this file", error),))
    return _apply(file, rules)


def unreadable(path: str, error: OSError) -> Finding:
    """Return the finding for a file that cannot be opened."""
    message = f"the file cannot be read ({error.strerror}): check its permissions"
    return file_finding(path, UNREADABLE, message)


def _apply(file: LintTarget, rules: Iterable[Rule]) -> Linted:
    findings: list[Finding] = []
    facts: list[tuple[str, Shared]] = []
    for rule in rules:
        try:
            findings += findings_of(file, rule)
            facts += gathered(file, (rule,))
        except Exception as error:  # noqa: BLE001 - an error in one rule must not stop the others
            findings.append(internal_error(file.path, f"in rule {rule.code}", error))
    return Linted(tuple(findings), tuple(facts))
