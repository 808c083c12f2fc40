"""For notebooks in any layout: without findings the bytes stay, and a fix changes one cell only."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.cells import ODD
from tests.fuzz.examples import examples
from tests.rewriting.toys import fixed, notebook, sources

LINES = (
    "a = 1",
    "é = 'ü\U0001f600'",
    "# <b>old()</b>",
    "s = '\\\\n/\\t'",
    "if a:\n    b = 2",
    "%time a",
    "",
    "x = '''\n\t'''",
)
cells = st.lists(st.lists(st.sampled_from(LINES), max_size=4).map("\n".join), min_size=1, max_size=4)
forms: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 1, 4]),
        "ascii_only": st.booleans(),
        "as_list": st.booleans(),
        "end": st.sampled_from(["\n", "\r\n"]),
    }
)


@examples(60)
@given(cells, forms)
def test_nothing_to_fix_leaves_the_bytes(written: list[str], form: dict[str, Any]) -> None:
    content = notebook([*written, "new()"], **form)
    assert fixed(content).content == content


@examples(100)
@given(
    cells,
    st.sampled_from(LINES),
    st.sampled_from(LINES),
    forms,
    st.integers(0, 4),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_fixed_cell_changes_nothing_else(
    written: list[str], above: str, below: str, form: dict[str, Any], place: int, end: str
) -> None:
    before, after = (f"{above}\n{call}\n{below}".replace("\n", end) for call in ("old()", "new()"))
    written = [text.replace("\n", end) for text in written]
    content = notebook([*written[:place], before, *written[place:]], **form)
    expected = notebook([*written[:place], after, *written[place:]], **form)
    if end == "\n" or not form["as_list"]:
        assert fixed(content).content == expected
    assert sources(fixed(content).content) == sources(expected)


@examples(60)
@given(st.lists(st.sampled_from(ODD), min_size=1, max_size=4), st.integers(0, 4), forms)
def test_odd_cells_stay(written: list[str], place: int, form: dict[str, Any]) -> None:
    content = notebook([*written[:place], "old()", *written[place:]], **form)
    old, new = json.loads(content), json.loads(fixed(content).content)
    changed = [one["source"] for one, other in zip(old["cells"], new["cells"], strict=True) if one != other]
    assert ["".join(source) for source in changed] == ["old()"]
