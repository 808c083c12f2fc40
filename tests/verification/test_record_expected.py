"""What two runs of a project do not agree on."""

from __future__ import annotations

from dataclasses import replace

from mlscaffold.verification.compare_with_expected import Today, compared
from mlscaffold.verification.expectations import Expected, packed
from mlscaffold.verification.observed_run import Observed, ObservedFile, ObservedStage
from mlscaffold.verification.record_expected import with_unstable_places
from mlscaffold.verification.text_items import Item


def run(when: str, number: float) -> Observed:
    report = {"kind": "mapping", "length": 2, "pairs": [["when", when], ["rows", 3]]}
    texts = tuple(Item(text, (tuple(text.split()),), "load") for text in (f"at {when}", "3 rows"))
    return Observed(
        (ObservedStage("load", {"report": report}, {"n": number}),), items=texts, metrics={"score": 1.0}
    )


FIRST = run("monday", 1.0)
EXPECTED = with_unstable_places(
    Expected("who", "who.py", FIRST, files={"log.txt": "a", "rows.csv": "b"}),
    run("tuesday", 2.0),
    {"log.txt": "c", "rows.csv": "b"},
)


def test_their_places_are_known() -> None:
    assert {key: set(places) for key, places in EXPECTED.unstable.items()} == {
        "load/report": {"['when']"},
        "load/n": {""},
        "file:log.txt": {""},
    }


def test_they_may_differ_again() -> None:
    assert compared(EXPECTED, Today(run("friday", 9.0))).holds


def test_the_rest_may_not() -> None:
    other = run("friday", 9.0)
    report = {"kind": "mapping", "length": 2, "pairs": [["when", "friday"], ["rows", 4]]}
    changed = replace(other, stages=(ObservedStage("load", {"report": report}, {"n": 9.0}),))
    assert [one.name for one in compared(EXPECTED, Today(changed)).failing] == ["load/report"]
    text = replace(other, items=(other.items[0], Item("4 rows", (("4", "rows"),), "load")))
    assert [one.name for one in compared(EXPECTED, Today(text)).failing] == ["text"]


def test_another_run_records_the_same() -> None:
    again = with_unstable_places(
        Expected("who", "who.py", run("friday", 9.0), files={"log.txt": "x", "rows.csv": "b"}),
        run("sunday", 5.0),
        {"log.txt": "y", "rows.csv": "b"},
    )
    assert packed(again, ()) == packed(EXPECTED, ())


def test_the_digests_of_files_that_each_project_writes_are_not_recorded() -> None:
    def wrote(digest: str) -> Expected:
        return Expected("who", "who.py", replace(FIRST, files={"run.log": ObservedFile(digest, own=True)}))

    assert packed(wrote("1"), ()) == packed(wrote("2"), ())
