"""Options of the tests."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that rewrites the golden files; they never change by themselves."""
    parser.addoption("--update-goldens", action="store_true", help="rewrite the golden trees")
