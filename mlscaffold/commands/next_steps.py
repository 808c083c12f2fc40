"""What to do once components are in a project, as they say it themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from mlscaffold.projects.answers import Answers
from mlscaffold.projects.components import read, values_with


def next_steps(
    fresh: Iterable[str], answers: Answers, wanted: Sequence[str], components: Path | None = None
) -> tuple[str, ...]:
    """Return a paragraph for each component that says what to do next.

    Args:
        fresh: the components that were put in.
        answers: what the project was made from.
        wanted: all components that it has now.
        components: the folder of all components, None for ours.
    """
    values = values_with(answers, tuple(wanted))
    found = (read(name, components).rendered(values).after for name in fresh)
    return tuple(f"\n{after}" for after in found if after)
