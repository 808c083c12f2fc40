"""Which distributions a project declares, and with which versions; texts in, names out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*?)\s*$", re.DOTALL)
_EGG = re.compile(r"[#&]egg=([\w.-]+)")
_ITEM = re.compile(r"\s*-\s+[\"']?([^\"'#]+?)[\"']?\s*(?:\s#.*)?$")


def canonical(name: str) -> str:
    """Return a distribution's name in the form in which all its spellings are equal."""
    return re.sub(r"[-_.]+", "-", name).lower()


def of_requirements(lines: Iterable[str]) -> dict[str, str]:
    """Read the lines of a requirements file.

    Args:
        lines: they may hold options, comments, markers and hashes.

    Returns:
        Name to what follows it, such as `>=2`, `@ https://…`, or nothing.
    """
    text = "\n".join(lines).replace("\\\n", " ")
    return dict(pair for line in text.split("\n") for pair in _requirement(line))


def of_project(text: str) -> dict[str, str] | None:
    """Read a pyproject.toml: its project's dependencies, extras and groups, and those of Poetry.

    Args:
        text: the file.

    Returns:
        As `of_requirements`; None where the file is no TOML or declares no dependencies.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    project = _table(data, "project")
    lists = [project.get("dependencies"), *_table(project, "optional-dependencies").values()]
    lists += _table(data, "dependency-groups").values()
    poetry = _table(_table(data, "tool"), "poetry")
    tables = [poetry.get("dependencies"), poetry.get("dev-dependencies")]
    tables += [
        group.get("dependencies") for group in _table(poetry, "group").values() if isinstance(group, dict)
    ]
    if not any(isinstance(one, list) for one in lists) and not any(isinstance(one, dict) for one in tables):
        return None
    listed = [item for one in lists if isinstance(one, list) for item in one if isinstance(item, str)]
    return of_requirements(listed) | dict(_of_poetry(tables))


def of_environment(text: str) -> dict[str, str]:
    """Read conda's environment.yml; `numpy=1.26` is `==1.26` here.

    Args:
        text: the file.
    """
    inside = False
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if re.match(r"[A-Za-z_]", line):
            inside = line.startswith("dependencies:")
        item = _ITEM.match(line) if inside else None
        if item and not item[1].endswith(":"):
            found |= dict(_requirement(item[1].rpartition("::")[2]))
    found.pop("python", None)
    return {name: re.sub(r"^=(?!=)", "==", after) for name, after in found.items()}


def _of_poetry(tables: Iterable[object]) -> Iterator[tuple[str, str]]:
    for table in tables:
        for name, value in (table if isinstance(table, dict) else {}).items():
            version = value.get("version", "") if isinstance(value, dict) else value
            if name != "python" and isinstance(version, str):
                yield canonical(name), "" if version == "*" else version


def _table(data: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _requirement(line: str) -> Iterator[tuple[str, str]]:
    egg = _EGG.search(line)
    if egg:
        yield canonical(egg[1]), "@ " + line.strip()
        return
    plain = re.split(r"(?:^|\s)#|;|\s--", line)[0]
    found = _REQUIREMENT.match(plain)
    if found and "://" not in plain.partition("@")[0]:
        yield canonical(found[1]), found[2].replace(" ", "") if not found[2].startswith("@") else found[2]
