"""A run of today is compared with a recorded one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlscaffold.results.verification import with_allowed
from mlscaffold.verification.compare_with_expected import Today, compared
from mlscaffold.verification.expectations import DataFile, Expected, NotProven
from mlscaffold.verification.observed_run import Observed, ObservedFile, ObservedStage
from mlscaffold.verification.text_items import Item


def item(text: str, by: str = "load") -> Item:
    return Item(text, (tuple(text.split()),), by)


def listed(*items: object) -> dict[str, object]:
    return {"kind": "sequence", "type": "list", "length": len(items), "items": list(items)}


RUN = Observed(
    stages=(
        ObservedStage("load", {"df": 1.5}, {}),
        ObservedStage(
            "fit",
            {"model": {"kind": "named", "type": "type", "name": "M"}, "score": 0.5},
            {"tmp": listed(1, 2)},
        ),
    ),
    settings={"seed": 0},
    constants={"ADULT": 18},
    end={"df": 2.5},
    figures=(("bars", {"kind": "figure", "title": "Bars"}),),
    items=(item("10 rows"), item("score: 0.5", "fit")),
    metrics={"score": 0.5},
    files={"scores.csv": ObservedFile("aa", own=False), "models/model.pkl": ObservedFile("bb", own=True)},
)
EXPECTED = Expected(
    "who", "who.ipynb", RUN, files={"scores.csv": listed(1, 2)}, data={"data/a.csv": DataFile("a.csv", "dd")}
)
TODAY = Today(RUN, data={"data/a.csv": "dd"})


def differing(today: Today, expected: Expected = EXPECTED) -> list[str]:
    return [f"{one.name} {one.kind}: {one.why}" for one in compared(expected, today).failing]


def observed(**changes: object) -> Today:
    return replace(TODAY, observed=replace(RUN, **changes))  # type: ignore[arg-type]  # each has its type


def stage(
    number: int, outputs: dict[str, object] | None = None, local: dict[str, object] | None = None
) -> Today:
    stages = list(RUN.stages)
    old = stages[number]
    stages[number] = ObservedStage(
        old.name, old.outputs if outputs is None else outputs, old.locals if local is None else local
    )
    return observed(stages=tuple(stages))


MODEL = RUN.stages[1].outputs["model"]


@pytest.mark.parametrize(
    "today",
    [
        pytest.param(TODAY, id="the same"),
        pytest.param(stage(0, {"df": 1.5 + 1e-12}), id="rounding"),
        pytest.param(stage(1, local={}), id="local variable gone"),
        pytest.param(stage(1, local={"other": listed(1, 2)}), id="local variable renamed"),
        pytest.param(stage(1, {"clf": MODEL, "score": 0.5}), id="output renamed"),
        pytest.param(observed(settings={"random_seed": 0}), id="setting renamed"),
        pytest.param(observed(settings={"seed": 0, "new": 1}), id="setting added"),
        pytest.param(observed(constants={}), id="constant inlined"),
        pytest.param(observed(figures=(("columns", RUN.figures[0][1]),)), id="figure renamed with its stage"),
        pytest.param(observed(items=(item("10 rows", "x"), item("score: 0.5", "y"))), id="text of other stages"),
        pytest.param(
            replace(observed(files={**RUN.files, "scores.csv": ObservedFile("cc", own=False)}), files={"scores.csv": listed(1, 2)}),
            id="file with other bytes and the same content",
        ),
    ],
)  # fmt: skip
def test_what_keeps_the_meaning_is_verified(today: Today) -> None:
    assert differing(today) == []


@pytest.mark.parametrize(
    ("today", "first"),
    [
        pytest.param(stage(0, {"df": 1.6}), "load/df differs: 1.5 in the notebook, 1.6 in the project", id="value"),
        pytest.param(stage(1, {"score": 0.5}), "fit/model not matched: it is no longer there", id="output lost"),
        pytest.param(
            stage(1, local={"tmp": listed(1, 3)}), "fit/tmp differs: at [1]: 2 in the notebook, 3 in the project", id="local value"
        ),
        pytest.param(
            observed(end={}),
            "load/df differs: at the end of the run: 2.5 in the notebook, 1.5 in the project",
            id="no longer changed by a later stage",
        ),
        pytest.param(
            observed(end={"df": 2.5, "score": 1.0}),
            "fit/score differs: at the end of the run: 0.5 in the notebook, 1.0 in the project",
            id="changed by a later stage",
        ),
        pytest.param(observed(settings={"seed": 1}), "seed differs: 0 in the notebook, 1 in the project", id="setting"),
        pytest.param(observed(settings={}), "seed not matched: it is no longer there", id="setting lost"),
        pytest.param(observed(constants={"ADULT": 21}), "ADULT differs: 18 in the notebook, 21 in the project", id="constant"),
        pytest.param(observed(items=RUN.items[:1]), "text differs: it does not log `score: 0.5`", id="message lost"),
        pytest.param(
            observed(items=(*RUN.items, item("bye"))), "text differs: it also logs `bye`", id="message added"
        ),
        pytest.param(
            observed(items=(item("11 rows"), RUN.items[1])),
            "text differs: `10 rows` in the notebook, `11 rows` in the project",
            id="number in a message",
        ),
        pytest.param(
            observed(figures=(("bars", {"kind": "figure", "title": "Bar"}),)),
            "bars differs: at title: 'Bars' in the notebook, 'Bar' in the project",
            id="figure",
        ),
        pytest.param(observed(figures=()), "bars not matched: it is no longer there", id="figure lost"),
        pytest.param(observed(metrics={}), "score not matched: it is no longer there", id="metric lost"),
        pytest.param(
            observed(files={"models/model.pkl": RUN.files["models/model.pkl"]}),
            "scores.csv not matched: it is no longer written",
            id="file lost",
        ),
        pytest.param(
            observed(files={"scores.csv": RUN.files["scores.csv"]}),
            "models/model.pkl not matched: it is no longer written",
            id="model lost",
        ),
        pytest.param(
            observed(files={**RUN.files, "new.csv": ObservedFile("ee", own=False)}), "new.csv differs: it is new", id="file added"
        ),
        pytest.param(
            replace(observed(files={**RUN.files, "scores.csv": ObservedFile("cc", own=False)}), files={"scores.csv": listed(1, 3)}),
            "scores.csv differs: at [1]: 2 in the notebook, 3 in the project",
            id="content of a file",
        ),
        pytest.param(
            replace(TODAY, data={"data/a.csv": "ee"}), "data/a.csv differs: its content is not the recorded one", id="data"
        ),
        pytest.param(replace(TODAY, data={"data/a.csv": ""}), "data/a.csv differs: it is missing", id="data missing"),
    ],
)  # fmt: skip
def test_what_differs_is_named_first(today: Today, first: str) -> None:
    assert differing(today)[0] == first


def test_a_lost_intermediate_value_is_no_difference() -> None:
    stages = (
        ObservedStage("a", {"m": 1}, {}),
        ObservedStage("b", {"m": 2}, {}),
        ObservedStage("c", {"m": 3}, {}),
    )
    expected = replace(EXPECTED, observed=Observed(stages))
    assert differing(Today(Observed((stages[0], stages[2])), data={}), expected) == []
    assert differing(Today(Observed(stages[:2]), data={}), expected) == [
        "c/m differs: 3 in the notebook, 2 in the project"
    ]


def test_a_run_that_stops_shows_what_it_reached() -> None:
    today = observed(
        stages=(ObservedStage("load", {"df": 9.0}, {}),), failure="ValueError: no", failed_stage="fit"
    )
    found = compared(EXPECTED, today)
    assert not found.holds
    assert [(part.name, len(part.failing)) for part in found.parts] == [("load", 1), ("settings", 0)]


def test_a_selected_stage_leaves_out_what_did_not_run() -> None:
    today = replace(
        observed(stages=RUN.stages[:1], figures=(), items=(), metrics={}, files={}), selected=("load",)
    )
    assert compared(EXPECTED, today).holds


def test_unstable_places_may_differ() -> None:
    expected = replace(EXPECTED, unstable={"fit/tmp": frozenset({"[1]"}), "metric:score": frozenset({""})})
    today = replace(
        stage(1, local={"tmp": listed(1, 9)}),
        observed=replace(stage(1, local={"tmp": listed(1, 9)}).observed, metrics={"score": 9}),
    )
    assert differing(today, expected) == []


def test_what_was_not_proven_stays_a_difference() -> None:
    values = (
        NotProven("fit", "score", "0.4 in the notebook"),
        NotProven("text", "cell 3", "a line is missing"),
    )
    already = "it differed already when the project was hardened"
    assert differing(TODAY, replace(EXPECTED, not_proven=values)) == [
        f"fit/score differs: {already}: 0.4 in the notebook",
        f"text/cell 3 differs: {already}: a line is missing",
    ]


@pytest.mark.parametrize("name", ["load/df", "df", "load"])
def test_a_difference_is_allowed_by_each_of_its_names(name: str) -> None:
    found = with_allowed(compared(EXPECTED, stage(0, {"df": 1.6})), {name: "rounded on purpose"})
    assert found.holds
    assert [one.allowed for one in found.differences] == ["rounded on purpose"]


def test_an_allowance_that_is_not_needed_is_reported() -> None:
    found = with_allowed(compared(EXPECTED, TODAY), {"load/df": "rounded on purpose"})
    assert (found.holds, found.unused) == (True, ("load/df",))
