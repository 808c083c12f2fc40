from __future__ import annotations

import json
import re

from mlscaffold.reporting.hardening_json import as_json
from mlscaffold.reporting.hardening_md import hardening_document
from mlscaffold.reporting.readme import readme
from mlscaffold.reporting.terminal import terminal
from tests.reporting.proofs import buyers, differing, proven, stopped


def test_the_document_has_proof_reverted_refactorings_and_tests() -> None:
    text = hardening_document(buyers(differing()))
    assert "Not proven" not in text
    assert "| `rate` | `load_people` | 7 | float | differs | 1.5 and `2.5` |" in text
    assert "| `copies` | `load_people` | 4-5 | one row less |" in text
    assert "| `test_load_people` | `tests/test_data.py` |" in text
    for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        assert len({len(re.split(r"(?<!\\)\|", line)) for line in block.strip().split("\n")}) == 1


def test_the_terminal_names_what_differs_and_why() -> None:
    text = terminal(buyers(differing()), "out")
    assert "  differs: rate (cell 7): 1.5 and 2.5" in text
    assert "  reverted: copies in load_people (cells 4-5): one row less" in text
    assert "Not proven" not in text


def test_the_terminal_names_the_cause_of_a_failure() -> None:
    text = terminal(buyers(stopped()), "out")
    assert (
        "Cause: DataFrame.append stopped working in pandas 2.0. Use pd.concat([df, other]) instead." in text
    )


def test_json_has_everything_except_the_images() -> None:
    report = as_json(buyers(proven()), "out")
    assert report["proven"] is True
    assert json.loads(json.dumps(report, allow_nan=False))["proof"]["figures"][0]["in_project"] is True


def test_the_readme_has_the_proof() -> None:
    assert "## Proof\n\nProven: 2 values and 1 figure equal" in readme(buyers(proven()))
    assert "## Proof" not in readme(buyers(None))
