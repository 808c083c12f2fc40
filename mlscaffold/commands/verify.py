"""The command `verify`: proves again that a hardened project computes what its notebook computes, after any edit."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlscaffold.environments import interpreter
from mlscaffold.errors import MlscaffoldError
from mlscaffold.projects.rendered_project import project_folder
from mlscaffold.reporting.verification_report import verification_json, verification_text
from mlscaffold.results.verification import VerifiedProject, with_allowed
from mlscaffold.verification.allowances import add_allowances, read_allowances
from mlscaffold.verification.sandbox import Limits, Sandbox
from mlscaffold.verification.verify_copy import VerifyRequest, read_expected
from mlscaffold.verification.verify_copy import verify as verify_copy


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """The options of the command.

    Args:
        stages: the stages to verify with what they need, none for all.
        python: the interpreter, "" for the project's own environment or the active one.
        timeout: seconds for one run.
        full: whether the notebook runs again, too.
        allow: names of differences that are intended.
        because: the reason.
    """

    stages: tuple[str, ...] = ()
    python: str = ""
    timeout: float = 900  # 15 minutes, as for `harden`
    full: bool = False
    allow: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """The result of the command."""

    found: VerifiedProject

    @property
    def status(self) -> int:
        """Exit status: 0 if the project holds, else 1."""
        return int(not self.found.holds)

    @property
    def report(self) -> str:
        """The report for the terminal."""
        return verification_text(self.found)

    def as_json(self) -> dict[str, Any]:
        """Return the report for `--json`."""
        return verification_json(self.found)


def verify(
    folder: Path, options: VerifyOptions, progress: Callable[[str], None] = lambda _: None
) -> VerifyResult:
    """Verify a hardened project.

    Args:
        folder: its folder, or one inside.
        options: the options.
        progress: called with a message for each run.

    Raises:
        MlscaffoldError: it is no hardened project, nothing was recorded, or a name to allow does not differ.
    """
    if bool(options.allow) != bool(options.because.strip()):
        raise MlscaffoldError(
            "--allow and --because belong together", hint="Give the reason of what you allow"
        )
    root = project_folder(folder.resolve())
    expected, beside = read_expected(root)
    allowances = read_allowances(root)
    request = VerifyRequest(root, interpreter.of_project(root, options.python), options.stages)
    with Sandbox(Limits(options.timeout)) as sandbox:
        progress("project: running")
        if options.full:
            from mlscaffold.hardening.verify_with_notebook import verify_with_notebook

            found = verify_with_notebook(sandbox, request, expected, beside, progress)
        else:
            found = verify_copy(sandbox, request, expected)
    if options.allow:
        _allow(root, options, found)
        allowances = {**allowances, **dict.fromkeys(options.allow, options.because)}
    found = with_allowed(found, allowances)
    return VerifyResult(replace(found, unused=() if options.stages else found.unused))


def _allow(root: Path, options: VerifyOptions, found: VerifiedProject) -> None:
    """Write the allowances, if each is about something that differs."""
    known = {name for one in found.differences for name in one.names}
    unknown = [name for name in options.allow if name not in known]
    if unknown:
        raise MlscaffoldError(
            f"{unknown[0]} does not differ", hint=_hint(tuple(d.name for d in found.differences))
        )
    today = datetime.datetime.now(datetime.UTC).date()  # noqa: MLS204  the entry says when it was made
    add_allowances(root, options.allow, options.because.strip(), today.isoformat())


def _hint(names: Sequence[str]) -> str:
    return f"What differs: {', '.join(names[:10])}" if names else "Nothing differs"  # ten fit on two lines
