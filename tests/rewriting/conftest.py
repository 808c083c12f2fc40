"""The calls that the codemods of these tests write count as defined."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mlscaffold.rules.notebook import undefined_name

WRITTEN = frozenset("new first second safer widened".split())


@pytest.fixture(autouse=True, scope="package")
def defined() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(undefined_name, "PREDEFINED", undefined_name.PREDEFINED | WRITTEN)
        yield
