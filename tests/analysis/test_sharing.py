"""Names that may share an object."""

from __future__ import annotations

import pytest

from mlscaffold.analysis.effects import Relation
from mlscaffold.analysis.sharing import Sharing

SAME, PART, VIEW, COPY, CELLS = Relation


def linked(*pairs: str, relation: Relation = SAME) -> Sharing:
    sharing = Sharing()
    for holder, part in pairs:
        sharing.link(sharing.now(holder), sharing.now(part), relation)
    return sharing


def reached(sharing: Sharing, name: str, *, deep: bool = True, overwrites: bool = True) -> str:
    found = sharing.reached([sharing.now(name)], deep=deep, overwrites=overwrites)
    return " ".join(sorted(name for name, _ in found))


def test_a_change_reaches_parts_and_containers() -> None:
    sharing = linked("ab", "cb", "de")
    assert reached(sharing, "a") == "a b c"
    assert reached(sharing, "b") == "a b c"
    assert reached(sharing, "d") == "d e"


def test_a_change_of_one_part_does_not_reach_the_other_parts() -> None:
    assert reached(linked("xa", "xb"), "a") == "a x"


def test_a_rebound_name_is_another_object() -> None:
    sharing = linked("ab")
    old = sharing.now("b")
    sharing.renew("b")
    assert reached(sharing, "b") == "b"
    assert sharing.reached([sharing.now("a")]) == {sharing.now("a"), old}


def test_cycles_end() -> None:
    assert reached(linked("ab", "ba"), "a") == "a b"


def test_a_change_of_what_is_kept_reaches_its_keeper() -> None:
    assert reached(linked("mx", "my", relation=PART), "x") == "m x"


def test_a_change_of_the_keeper_itself_does_not_reach_what_it_keeps() -> None:
    sharing = linked("mx", relation=PART)
    assert reached(sharing, "m", deep=False) == "m"
    assert reached(sharing, "m", deep=True) == "m x"


def test_a_change_of_an_item_of_the_keeper_reaches_what_it_keeps() -> None:
    sharing = linked("mx", relation=PART)
    sharing.link(sharing.now("i"), sharing.now("m"))
    assert reached(sharing, "i", deep=False) == "i m"
    sharing.items.add(sharing.now("i"))
    assert reached(sharing, "i", deep=False) == "i m x"


def test_a_view_shows_overwritten_data_only() -> None:
    sharing = linked("vd", relation=VIEW)
    assert reached(sharing, "d") == reached(sharing, "v") == "d v"
    assert reached(sharing, "d", overwrites=False) == "d"


def test_a_copy_shows_nothing() -> None:
    assert reached(linked("cd", relation=COPY), "d") == "d"


@pytest.mark.parametrize(("kinds", "found"), [({"iterator"}, True), ({"list"}, False)])
def test_what_an_object_contains_through_others(kinds: set[str], found: bool) -> None:
    sharing = linked("ab")
    sharing.link(sharing.now("b"), sharing.now("c"), PART)
    sharing.contents[sharing.now("c")] = {"iterator"}
    assert sharing.contains("a", frozenset(kinds)) is found
