from __future__ import annotations

import re

from mlscaffold.reporting.mermaid import diagram
from mlscaffold.reporting.wiring import as_written
from tests.reporting.small import BUYERS, hardened
from tests.reporting.test_wiring import stage

NODE = re.compile(r'    (s\d+)\["([\w.]+)"\]')
ARROW = re.compile(r'    (s\d+) (?:-\.->|-->\|"[\w, ]+"\|) (s\d+)')


def test_every_line_is_a_node_or_an_arrow_between_nodes() -> None:
    stages = as_written(hardened(*BUYERS))
    head, *lines = diagram(stages).split("\n")
    nodes = [NODE.fullmatch(line) for line in lines[: len(stages)]]
    arrows = [ARROW.fullmatch(line) for line in lines[len(stages) :]]
    assert head == "flowchart TD"
    assert [node and node[2] for node in nodes] == [f"{one.module}.{one.name}" for one in stages]
    known = {node[1] for node in nodes if node}
    assert arrows
    assert all(arrow and {arrow[1], arrow[2]} <= known for arrow in arrows)


def test_a_name_that_mermaid_reserves_is_only_a_label() -> None:
    assert diagram([stage("end")]) == 'flowchart TD\n    s1["analysis.end"]'


def test_what_is_shared_without_a_value_is_dotted() -> None:
    assert "s1 -.-> s2" in diagram([stage("a"), stage("b", after="a")])


def test_many_names_are_cut_short() -> None:
    names = "a b c d e f"
    assert '-->|"a, b, c, d, and 2 more"|' in diagram([stage("a", "", names), stage("b", names)])
