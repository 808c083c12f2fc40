from __future__ import annotations

from mlscaffold.reporting.wiring import Edge, as_written, edges, fields_of
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import Section
from tests.reporting.small import BUYERS, hardened


def stage(name: str, inputs: str = "", outputs: str = "", after: str = "") -> Stage:
    return Stage(
        name,
        "analysis",
        "analyze",
        Section(0),
        (),
        inputs=tuple(inputs.split()),
        outputs=tuple(outputs.split()),
        after=tuple(after.split()),
    )


def test_the_last_giver_before_gives() -> None:
    stages = (stage("a", "", "df"), stage("b", "df", "df X"), stage("c", "df X"))
    assert edges(stages) == (Edge(0, 1, ("df",)), Edge(1, 2, ("df", "X")))


def test_files_and_global_state_are_edges_without_names() -> None:
    stages = (stage("a", "", "df"), stage("b"), stage("c", "df", after="a b"))
    assert edges(stages) == (Edge(0, 2, ("df",)), Edge(1, 2))


def test_every_input_of_a_hardening_comes_from_somewhere() -> None:
    stages = as_written(hardened(*BUYERS))
    passed = {(edge.target, name) for edge in edges(stages) for name in edge.names}
    assert passed == {(place, name) for place, one in enumerate(stages) for name in one.inputs}


def test_fields_are_those_of_literals_and_of_constants() -> None:
    made = hardened("LIMIT = 18", "import numpy as np\nrows = np.zeros(LIMIT)\nnp.savetxt('rows.txt', rows)")
    assert [set(fields_of(one, made.settings)) for one in made.stages] == [{"limit", "rows_txt"}]


def test_names_that_clash_are_written_as_the_project_has_them() -> None:
    made = hardened("import numpy as np\nsum = np.zeros(3)", "total = sum + 1\nprint(sum)", "max([1])")
    names = {name for one in as_written(made) for name in one.outputs}
    assert names <= {"sum", "sum_", "total"}
    assert names
