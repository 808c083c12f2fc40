from __future__ import annotations

import json
import re
from dataclasses import replace

from mlscaffold.reporting.hardening_json import as_json
from mlscaffold.reporting.hardening_md import hardening_document
from mlscaffold.reporting.html import html_report
from mlscaffold.reporting.readme import readme
from mlscaffold.reporting.terminal import terminal
from tests.reporting.proofs import buyers, differing, proven, stopped, uncompared


def test_the_document_has_proof_reverted_refactorings_and_tests() -> None:
    text = hardening_document(buyers(differing()))
    assert "Not proven: the value `rate` and the text of cell 7 differ from the notebook's." in text
    assert "| text | differs | 3 lines equal, 1 line differs |" in text
    assert "| figures | equal | 1 equal |" in text
    assert "| text | `cell 7` | 7 | differs | the project does not log `0.25` |" in text
    assert "| `auc` | `evaluate` | end |" not in text
    assert "| `rate` | `load_people` | 7 | float | differs | 1.5 and `2.5` |" in text
    assert "| `copies` | `load_people` | 4-5 | one row less |" in text
    assert "test_load_people" not in text
    assert "| equal |  |" not in text
    for block in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        assert len({len(re.split(r"(?<!\\)\|", line)) for line in block.strip().split("\n")}) == 1


def test_the_terminal_names_what_differs_and_why() -> None:
    text = terminal(buyers(differing()), "out")
    assert "  differs: rate (cell 7): 1.5 and 2.5" in text
    assert "  differs: cell 7: the project does not log 0.25" in text
    assert "  reverted: copies in load_people (cells 4-5): one row less" in text
    assert "  Not proven: the value rate and the text of cell 7 differ from the notebook's." in text
    assert "  values   3 equal, 1 differs, 1 unstable (4 of stages, 1 at the notebook's end)" in text
    assert "  command  it ends with status 0, and logs and writes the same" in text


def test_the_terminal_says_that_a_channel_was_not_compared() -> None:
    text = terminal(buyers(uncompared()), "out")
    assert "  command  it was not run" in text
    assert "  not compared: link (cell 4): a Connection cannot be inspected" in text
    assert "  largest relative difference 2e-12" in text


def test_empty_channels_say_so() -> None:
    empty = replace(proven(), texts=(), files=(), figures=())
    for text in (
        terminal(buyers(empty), "out"),
        hardening_document(buyers(empty)),
        html_report(buyers(empty)),
    ):
        assert "The notebook prints and shows nothing" in text
        assert "The notebook writes no files" in text
        assert "The notebook shows no figures" in text


def test_the_page_shows_each_channel() -> None:
    page = html_report(buyers(differing()))
    for channel in ("values", "text", "files", "figures", "command"):
        assert f'<th scope="row">{channel}</th>' in page
    assert "the project does not log <code>0.25</code>" in page


def test_the_terminal_names_the_cause_of_a_failure() -> None:
    text = terminal(buyers(stopped()), "out")
    assert (
        "Cause: DataFrame.append stopped working in pandas 2.0. Use pd.concat([df, other]) instead." in text
    )


def test_json_has_everything_except_the_images() -> None:
    report = as_json(buyers(proven()), "out")
    assert report["proven"] is True
    proof = json.loads(json.dumps(report["proof"]))
    assert list(proof["channels"]) == ["values", "text", "files", "figures", "command"]
    assert proof["channels"]["text"] == {
        "verdict": "equal", "counts": {"equal": 2, "differs": 0, "unstable": 0, "not compared": 0},
    }  # fmt: skip
    assert (proof["command"]["status"], proof["largest_difference"]) == (0, 2e-12)
    assert [file["name"] for file in proof["files"]] == ["scores.csv"]
    assert json.loads(json.dumps(report, allow_nan=False))["proof"]["figures"][0]["in_project"] is True


def test_the_readme_speaks_of_the_project_and_says_how_to_prove_it_again() -> None:
    assert "mlscaffold verify" in readme(buyers(proven()))
    assert "mlscaffold verify" not in readme(buyers(None))
    assert "Proven" not in readme(buyers(proven()))
