"""What two runs of a stage agree on."""

from __future__ import annotations

from typing import Any

from mlscaffold.verification.probe.stable_values import VARIES, stable


def common(first: Any, second: Any) -> Any:
    return stable(first, second, lambda one, other: bool(one != other))


def array(*items: float) -> dict[str, Any]:
    return {"kind": "array", "dtype": "float64", "items": list(items)}


def test_unstable_parts_are_marked() -> None:
    one, other = {"a": 1, "b": [1, 2], "c": [[1], [2]]}, {"a": 1, "b": [1, 3], "c": [[1], [3]]}
    assert common(one, other) == {"a": 1, "b": VARIES, "c": [[1], VARIES]}


def test_an_array_varies_as_a_whole() -> None:
    assert common({"x": array(1, 2)}, {"x": array(1, 3)}) == {"x": VARIES}
    assert common({"x": array(1, 2)}, {"x": array(1, 2)}) == {"x": array(1, 2)}


def test_axis_limits_are_unstable_with_their_data() -> None:
    def axes(end: float) -> dict[str, Any]:
        return {"kind": "Axes", "texts": ["t"], "scales": ["linear", 0, 1], "lines": [array(end)]}

    assert common(axes(0.5), axes(0.6)) == {
        "kind": "Axes",
        "texts": ["t"],
        "scales": VARIES,
        "lines": [VARIES],
    }
    assert common(axes(0.5), axes(0.5)) == axes(0.5)


def test_random_error_bars_are_unstable_together() -> None:
    found = common([array(1, 2), array(1, 5), array(3)], [array(1, 2.5), array(1, 5), array(3)])
    assert found == [VARIES, VARIES, array(3)]
