"""What a person should do about a run that stopped, where no change of a library explains it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mlscaffold.hardening.silent_changes import likely_cause
from mlscaffold.results.hardening import Remark
from mlscaffold.results.proof import Proof

UNKNOWN_CLASS = re.compile(r"Can't get attribute '(\w+)' on <module '__main__'")
"""What pickle says about an object of a class that another notebook or script defined."""


def failure_hints(proof: Proof, remarks: Sequence[Remark]) -> Iterator[str]:
    """Yield sentences on the failure of a notebook or its project.

    Args:
        proof: the proof.
        remarks: the remarks on the notebook.
    """
    failure = proof.failure
    unknown = UNKNOWN_CLASS.search(failure.error if failure else proof.project_failure)
    if unknown:
        yield (
            f"A file that is loaded holds an object of the class {unknown[1]}, which the notebook that saved it defined "
            f"itself. Define {unknown[1]} in this notebook before the file is loaded, or move it to a module that both "
            "import and save the object again."
        )
    elif failure and not failure.cause:
        cause = likely_cause(remarks, failure.cell)
        yield from [cause] if cause else []
