"""The report of a verification."""

from __future__ import annotations

from dataclasses import replace

from mlscaffold.reporting.verification_report import headline, verification_json, verification_text
from mlscaffold.results.verification import VerifiedDifference, VerifiedPart, VerifiedProject

INCOME = VerifiedDifference(
    "clean/df", ("clean/df", "df", "clean"), "differs", "at ['income']: 1 in the notebook, 2 in the project"
)
LOST = VerifiedDifference("auc", ("auc",), "not matched", "it is no longer there")
EQUAL = VerifiedProject((VerifiedPart("load", True, 1, "values"), VerifiedPart("text", False, 3, "messages")))
WRONG = VerifiedProject(
    (
        VerifiedPart("load", True, 2, "values", renamed=(("df", "frame"),), not_matched=("i", "j")),
        VerifiedPart("clean", True, 0, "values", (INCOME,)),
        VerifiedPart("metrics", False, 1, "metrics", (LOST,)),
    )
)


def test_one_line_a_stage_then_the_rest() -> None:
    assert verification_text(EQUAL).splitlines() == [
        "Verified: the project computes what the notebook computes (1 value).",
        "",
        "  load  equal (1 value)",
        "  text  equal (3 messages)",
    ]
    assert EQUAL.holds


def test_the_first_difference_is_in_the_headline() -> None:
    assert verification_text(WRONG).splitlines() == [
        "Not verified: clean/df differs, and 1 more.",
        "",
        "  load     equal (2 values); df is now frame; not matched: i, j",
        "  clean    differs: df: at ['income']: 1 in the notebook, 2 in the project",
        "  metrics  not matched: auc: it is no longer there",
    ]
    assert not WRONG.holds


def test_only_the_first_place_in_a_value_is_in_its_line() -> None:
    why = "at ['a']: 1 in the notebook, 2 in the project; at ['b']: 3 in the notebook, 4 in the project"
    parts = (VerifiedPart("clean", True, 0, "values", (replace(INCOME, why=why),)),)
    line = "  clean  differs: df: at ['a']: 1 in the notebook, 2 in the project (more places: 1)"
    assert verification_text(VerifiedProject(parts)).splitlines()[-1] == line


def test_allowed_differences_show_their_reason() -> None:
    parts = (VerifiedPart("clean", True, 1, "values", (replace(INCOME, allowed="rounded"),)),)
    found = VerifiedProject(parts, unused=("auc",))
    assert verification_text(found).splitlines() == [
        "Verified: the project computes what the notebook computes except 1 that is allowed (1 value).",
        "",
        "  clean  equal (1 value)",
        "  clean  allowed: df, rounded",
        "",
        "auc does not differ any more; remove it from [tool.mlscaffold.allowed].",
    ]


def test_a_run_that_stops_is_a_finding() -> None:
    found = replace(EQUAL, failure="ValueError: no, in stage clean", failed_stage="clean")
    assert headline(found) == "Not verified: the project stops in stage clean."
    assert "  clean  stopped: ValueError: no, in stage clean" in verification_text(found).splitlines()


def test_json_has_everything() -> None:
    report = verification_json(WRONG)
    assert (report["verified"], report["headline"]) == (False, "Not verified: clean/df differs, and 1 more.")
    assert report["parts"][1]["differences"] == [
        {"name": "clean/df", "kind": "differs", "why": INCOME.why, "allowed": ""}
    ]
