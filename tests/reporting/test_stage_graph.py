from __future__ import annotations

import re

from mlscaffold.reporting.stage_graph import Edge, diagram, edges, fields_of, renamed_stages
from mlscaffold.stages.stage import Stage
from mlscaffold.stages.statement_roles import Section
from tests.reporting.small import BUYERS, hardened

NODE = re.compile(r'    (s\d+)\["([\w.]+)"\]')
ARROW = re.compile(r'    (s\d+) (?:-\.->|-->\|"[\w, ]+"\|) (s\d+)')


def stage(name: str, inputs: str = "", outputs: str = "", depends_on: str = "") -> Stage:
    return Stage(
        name,
        "analysis",
        "analyze",
        Section(0),
        (),
        inputs=tuple(inputs.split()),
        outputs=tuple(outputs.split()),
        depends_on=tuple(depends_on.split()),
    )


def test_an_input_comes_from_the_last_earlier_stage() -> None:
    stages = (stage("a", "", "df"), stage("b", "df", "df X"), stage("c", "df X"))
    assert edges(stages) == (Edge(0, 1, ("df",)), Edge(1, 2, ("df", "X")))


def test_files_and_global_state_are_edges_without_names() -> None:
    stages = (stage("a", "", "df"), stage("b"), stage("c", "df", depends_on="a b"))
    assert edges(stages) == (Edge(0, 2, ("df",)), Edge(1, 2))


def test_every_input_of_a_hardening_has_a_source() -> None:
    stages = renamed_stages(hardened(*BUYERS))
    passed = {(edge.target, name) for edge in edges(stages) for name in edge.names}
    assert passed == {(place, name) for place, one in enumerate(stages) for name in one.inputs}


def test_fields_are_those_of_literals_and_of_constants() -> None:
    hardening = hardened(
        "LIMIT = 18", "import numpy as np\nrows = np.zeros(LIMIT)\nnp.savetxt('rows.txt', rows)"
    )
    assert [set(fields_of(one, hardening.settings)) for one in hardening.stages] == [{"limit", "rows_txt"}]


def test_clashing_names_are_spelled_as_in_the_project() -> None:
    hardening = hardened("import numpy as np\nsum = np.zeros(3)", "total = sum + 1\nprint(sum)", "max([1])")
    names = {name for one in renamed_stages(hardening) for name in one.outputs}
    assert names <= {"sum", "sum_", "total"}
    assert names


def test_every_line_is_a_node_or_an_arrow_between_nodes() -> None:
    stages = renamed_stages(hardened(*BUYERS))
    head, *lines = diagram(stages).split("\n")
    nodes = [NODE.fullmatch(line) for line in lines[: len(stages)]]
    arrows = [ARROW.fullmatch(line) for line in lines[len(stages) :]]
    assert head == "flowchart TD"
    assert [node and node[2] for node in nodes] == [f"{one.module}.{one.name}" for one in stages]
    known = {node[1] for node in nodes if node}
    assert arrows
    assert all(arrow and {arrow[1], arrow[2]} <= known for arrow in arrows)


def test_a_name_that_mermaid_reserves_is_a_label() -> None:
    assert diagram([stage("end")]) == 'flowchart TD\n    s1["analysis.end"]'


def test_shared_state_without_a_value_is_dotted() -> None:
    assert "s1 -.-> s2" in diagram([stage("a"), stage("b", depends_on="a")])


def test_many_names_are_shortened() -> None:
    names = "a b c d e f"
    assert '-->|"a, b, c, d, and 2 more"|' in diagram([stage("a", "", names), stage("b", names)])
