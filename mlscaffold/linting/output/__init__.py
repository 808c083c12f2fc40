"""Findings for people and for machines: one format a file."""

from __future__ import annotations

from importlib import import_module

from mlscaffold.linting.output.summary import Summary

_MODULES = {"text": "text", "json": "json", "sarif": "sarif", "github": "github"}


def render(told: Summary, name: str) -> str:
    """Return findings in a format.

    Args:
        told: what is told.
        name: text, json, sarif or github.
    """
    text: str = import_module(f"mlscaffold.linting.output.{_MODULES[name]}").render(told)
    return text
