"""Options of the tests."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag on which golden files are written anew; they never change by themselves."""
    parser.addoption("--update-goldens", action="store_true", help="write the golden trees anew")
