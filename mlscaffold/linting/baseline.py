"""The baseline of known findings: identified by file, code and the text of the line, so that code may move."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from mlscaffold.errors import MlscaffoldError
from mlscaffold.filesystem.discovery import relative_to
from mlscaffold.finding import Finding
from mlscaffold.linting.source_lines import Lines

Key = tuple[str, str, str]
_VERSION = 1  # of the format; a change of the keys needs another one


def key(finding: Finding, name: str, line: str) -> Key:
    """Return what identifies a finding.

    Args:
        finding: the finding.
        name: its file, relative to the project's folder.
        line: the text of its line; spaces do not matter.
    """
    return name, finding.code, re.sub(r"\s+", " ", line).strip()


def new(
    findings: Iterable[Finding], known: Mapping[Key, int], root: str, lines: Lines
) -> tuple[Finding, ...]:
    """Return the findings that are not in a baseline; of equal ones, as many as there are more.

    Args:
        findings: the findings.
        known: how often the baseline has each.
        root: the project's folder.
        lines: returns the text of a finding's line.
    """
    left = Counter(known)
    found = []
    for finding in findings:
        identity = key(finding, relative_to(finding.path, root), lines(finding))
        if left[identity] > 0:
            left[identity] -= 1
        else:
            found.append(finding)
    return tuple(found)


def written(findings: Iterable[Finding], root: str, lines: Lines) -> str:
    """Return a baseline of findings, as the text of a file; arguments as in `new`."""
    counts = Counter(key(one, relative_to(one.path, root), lines(one)) for one in findings)
    rows = [
        {"file": name, "code": code, "line": line, "count": count}
        for (name, code, line), count in sorted(counts.items())
    ]
    return json.dumps({"version": _VERSION, "known": rows}, indent=1, ensure_ascii=False) + "\n"


def read(path: str) -> dict[Key, int]:
    """Read a baseline.

    Args:
        path: the file.

    Raises:
        MlscaffoldError: it cannot be read, or is not a baseline.
    """
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        rows: Any = data["known"] if data["version"] == _VERSION else None
        return {(row["file"], row["code"], row["line"]): int(row["count"]) for row in rows}
    except OSError as error:
        what, hint = f"the baseline cannot be read ({error.strerror})", "Write one with --write-baseline"
        raise MlscaffoldError(what, where=path, hint=hint) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        hint = "Write it again with --write-baseline"
        what = "the file is not a baseline of this version of mlscaffold"
        raise MlscaffoldError(what, where=path, hint=hint) from error
