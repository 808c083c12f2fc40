"""Secrets that a host keeps: where they are not set on this machine, the runs have a placeholder for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mlscaffold.notebook.cells import Change

PLACEHOLDER = "placeholder"
_READ = re.compile(r"""os\.environ\[['"](\w+)['"]\]""")


def placeholders(changes: Iterable[Change], known: Iterable[str]) -> Mapping[str, str]:
    """Return a placeholder for each secret that was the host's and is not set here.

    Args:
        changes: what was replaced because it needs a host.
        known: the names of the environment variables that are set.
    """
    names = {name for change in changes if change.by == "hosts" for name in _READ.findall(change.now)}
    return dict.fromkeys(sorted(names - set(known)), PLACEHOLDER)
