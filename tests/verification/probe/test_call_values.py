"""Arguments, results and instances become what a test holds."""

from __future__ import annotations

from typing import Any

from mlscaffold.verification.probe.call_log import Call
from mlscaffold.verification.probe.call_values import CallValues, call_source, parameters, plain


class Odd:
    """An object that cannot be looked at."""

    @property
    def __dict__(self) -> Any:  # type: ignore[override]
        raise RuntimeError

    def __len__(self) -> int:
        raise RuntimeError


def values(stored: Any = None, described: Any = None) -> CallValues:
    return CallValues(lambda _: stored, lambda _: described)


def test_a_value_without_a_literal_is_stored() -> None:
    assert values(({"kind": "frame"},)).argument(object()) == {"value": {"kind": "frame"}}
    assert values().argument(object()) is None
    assert values().argument(3) == {"source": "3"}


def test_a_result_without_a_literal_is_described() -> None:
    assert values(described={"kind": "frame"}).result(object()) == {"described": {"kind": "frame"}}
    assert values().result(object()) is None


def test_an_object_that_cannot_be_looked_at_is_left_out() -> None:
    assert values().argument(Odd()) is None
    assert values().result(Odd()) is None


def test_exceptions_of_other_libraries_are_left_out() -> None:
    class LibraryError(Exception):
        pass

    call = Call("f", [], {})
    assert not values().failed(call, LibraryError("x"), (), {})
    assert values().failed(call, KeyError("x"), (), {})
    assert call.error == ["KeyError", "'x'"]
    assert values().failed(call, ValueError("two\nlines"), (), {})
    assert call.error == ["ValueError", ""]


def test_positional_arguments_have_their_names() -> None:
    def helper(first: int, second: int, *more: int, third: int = 1) -> None: ...

    assert parameters(helper, 2) == ["first", "second"]
    assert parameters(helper, 3) == []


def test_a_call_is_source_if_its_arguments_are() -> None:
    assert call_source(Call("Line", [{"source": "1"}], {"b": {"source": "2"}})) == "Line(1, b=2)"
    assert call_source(Call("Line", [{"value": {}}], {})) is None


def test_descriptions_are_json() -> None:
    assert plain({"a": (1, 2)}) == {"a": [1, 2]}
