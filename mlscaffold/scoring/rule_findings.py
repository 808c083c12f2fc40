"""Findings of our own rules in a part of the project."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mlscaffold.filesystem.discovery import excluded, find
from mlscaffold.finding import LEVELS, Finding
from mlscaffold.linting import check_settings as checking
from mlscaffold.linting.check import Options, lint

SEEDS = ("MLS201", "MLS202", "MLS203", "MLS205")
SECRETS = ("MLS113", "MLS522")


def files_of(root: Path, paths: Sequence[str]) -> tuple[str, ...]:
    """Return the notebooks and Python files of a segment, relative to the project's folder.

    Args:
        root: the project's folder.
        paths: files and folders; missing ones are skipped.
    """
    settings = checking.read(str(root))
    existing = [str(root / path) for path in paths if (root / path).exists()]
    patterns = (*settings.exclude, *settings.extend_exclude)
    found = [one for one in find(existing, str(root)) if not excluded(one, str(root), patterns)]
    return tuple(os.path.relpath(one, root).replace(os.sep, "/") for one in found)


def findings(
    root: Path, files: Sequence[str], segment: str, only: Sequence[str] = ()
) -> tuple[tuple[Finding, ...], str]:
    """Check some files with our rules.

    Args:
        root: the project's folder.
        files: the files, relative to it.
        segment: the segment's name; if it is a level's name, that level applies to its files.
        only: the codes to check, whatever the level; empty for those of the level.

    Returns:
        The findings, and a note if ruff could not run.
    """
    settings = checking.read(str(root))
    if only:
        settings = replace(settings, select=tuple(only), extend_select=())
    elif segment in LEVELS and not settings.level:
        settings = replace(settings, level=segment)
    if not files:
        return (), ""
    summary = lint([str(root / path) for path in files], str(root), settings, Options(use_cache=True))
    return summary.findings, summary.note


def place_of(root: Path, finding: Finding) -> str:
    """Return the place of a finding, relative to the project's folder, and its code."""
    path = os.path.relpath(finding.path, root).replace(os.sep, "/")
    cell = f":cell {finding.cell}" if finding.cell else ""
    return f"{path}{cell}:{finding.line} {finding.code}"
