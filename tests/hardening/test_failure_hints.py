"""A run that stopped: what to do about it."""

from __future__ import annotations

from mlscaffold.hardening.failure_hints import failure_hints
from mlscaffold.hardening.silent_changes import WHY
from mlscaffold.migrations.library_changes import Cause
from mlscaffold.notebook.cells import Location
from mlscaffold.results.hardening import Remark
from mlscaffold.results.proof import Failure, Proof

UNKNOWN = "AttributeError: Can't get attribute 'Ratio' on <module '__main__' (built-in)>"
SILENT = (Remark(f"a == 'object' behaves differently. {WHY}", Location(3)),)
KEY = "KeyError: \"['left_yes'] not in index\""


def hints(proof: Proof) -> list[str]:
    return list(failure_hints(proof, SILENT))


def test_a_class_of_another_notebook_is_named_with_the_remedy() -> None:
    found = hints(Proof(failure=Failure(4, 1, UNKNOWN)))
    assert len(found) == 1
    assert "Define Ratio in this notebook before" in found[0]


def test_the_same_of_the_project() -> None:
    assert "class Ratio" in hints(Proof(project_failure=UNKNOWN))[0]


def test_a_silent_change_before_the_failure_is_its_likely_cause() -> None:
    assert hints(Proof(failure=Failure(4, 1, KEY))) == [
        "Likely cause: cell 3, line 1: a == 'object' behaves differently."
    ]


def test_a_failure_with_a_known_cause_or_before_it_has_none() -> None:
    assert hints(Proof(failure=Failure(4, 1, KEY, Cause("pandas", "2.0", "a", "b", "c")))) == []
    assert hints(Proof(failure=Failure(2, 1, KEY))) == []
    assert hints(Proof()) == []
