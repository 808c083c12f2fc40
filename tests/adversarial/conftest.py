"""The processes that the tests of this folder share."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.adversarial.measure import Processes, processes
from tests.golden.case import notebook_python


@pytest.fixture(scope="session")
def started() -> Iterator[Processes]:
    with processes(
        notebook_python(sys.executable), libraries=["pandas"]
    ) as using:  # the sample needs no others
        yield using
