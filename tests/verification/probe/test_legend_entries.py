from __future__ import annotations

import pytest

from mlscaffold.verification.probe.figures import artist_node

patches = pytest.importorskip("matplotlib.patches")


def test_entries_of_a_legend_that_look_alike_are_equal() -> None:
    assert artist_node(patches.Patch(color="red", label="a")) == artist_node(
        patches.Patch(color="red", label="a")
    )


@pytest.mark.parametrize(
    "other", [{"color": "blue", "label": "a"}, {"color": "red", "label": "b"}, {"label": "a"}]
)
def test_other_entries_of_a_legend_differ(other: dict[str, str]) -> None:
    assert artist_node(patches.Patch(color="red", label="a")) != artist_node(patches.Patch(**other))
