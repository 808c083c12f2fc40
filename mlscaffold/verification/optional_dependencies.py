"""Optional dependencies that a run has loaded, and that the project does not ask for yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlscaffold.verification.notebook_run import Ran
from mlscaffold.verification.probe.notes import read_notes
from mlscaffold.verification.probes import run_probe
from mlscaffold.verification.sandbox import Sandbox

Imports = tuple[tuple[str, str], ...]
"""Names and versions of distributions."""


def extras(sandbox: Sandbox, python: str, ran: Ran, requirements: Sequence[str]) -> Imports:
    """Return names and versions of distributions that a run of the notebook has loaded by name only.

    Args:
        sandbox: where they are looked for.
        python: the notebook's interpreter.
        ran: the run of the notebook.
        requirements: what the project asks for, as in pyproject.toml.
    """
    folder = sandbox.folder / "extras"
    names = [match[0] for line in requirements if (match := re.match(r"[\w.-]+", line))]
    spec = {"out": str(folder), "modules": list(ran.modules), "requirements": names}
    run_probe(sandbox, python, "loaded_engines", spec, sandbox.folder, {})
    return tuple((note["name"], note["version"]) for note in read_notes(str(folder)))
