"""A mapping of names that is made from another one is like a dictionary, and small."""

from __future__ import annotations

import random

from mlscaffold.analysis.name_map import NameMap


def test_it_is_like_a_dictionary() -> None:
    chance = random.Random(0)
    expected: dict[str, str] = {}
    found = NameMap()
    for number in range(500):
        without = {f"n{chance.randrange(50)}" for _ in range(chance.randrange(3))}
        new = {f"n{chance.randrange(50)}": str(number) for _ in range(chance.randrange(3))}
        expected = {name: value for name, value in expected.items() if name not in without} | new
        found = found.having(new, without)
        assert dict(found) == expected
        assert len(found) == len(expected)
        assert all(found.get(f"n{i}", "-") == expected.get(f"n{i}", "-") for i in range(50))
        assert all((f"n{i}" in found) == (f"n{i}" in expected) for i in range(50))


def test_an_earlier_mapping_stays_as_it_was() -> None:
    first = NameMap().having({"a": "int"})
    second = first.having({"a": "str"}, without=["a"])
    assert (first["a"], second["a"]) == ("int", "str")


def test_nothing_new_is_the_same_mapping() -> None:
    first = NameMap().having({"a": "int"})
    assert first.having({}, without=["b"]) is first


def test_thousands_of_mappings_share_their_entries() -> None:
    maps = [NameMap()]
    for number in range(4000):
        maps.append(maps[-1].having({f"n{number}": "int"}))
    layers = {id(layer): len(layer) for one in maps for layer in one.layers}
    assert sum(layers.values()) < 4000 * 40
