"""Names of settings for files: the folders distinguish two files of one name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from mlscaffold.stages.identifiers import identifier, snake


def path_name(path: str, folders: int = 0) -> str:
    """Return the name of the setting for a path: `people_csv` for `/home/ann/people.csv`.

    Args:
        path: the path.
        folders: how many of its folders are part of the name.
    """
    pure = PurePosixPath(path.replace("\\", "/"))
    above = [part for part in pure.parts[:-1] if part.strip("./")]
    chosen = above[len(above) - folders :] if folders else []
    name = identifier(*(snake(part) for part in (*chosen, pure.stem, pure.suffix)))
    return name if re.match(r"[a-z]", name) else f"file_{name}"


def names_with_folders(paths: Mapping[str, str], used: Iterable[str]) -> dict[str, str]:
    """Return new names for settings that differ only in a number, because their files have the same name.

    Args:
        paths: the path of each setting, by its name.
        used: all names that are used already.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name, path in paths.items():
        base = path_name(path)
        if re.fullmatch(rf"{re.escape(base)}(?:_setting|\d+)?", name):
            groups[base].append(name)
    found: dict[str, str] = {}
    for names in (group for group in groups.values() if len(group) > 1):
        deepest = max(len(PurePosixPath(paths[name]).parts) for name in names)
        for folders in range(1, deepest):
            new = {name: path_name(paths[name], folders) for name in names}
            if len(set(new.values())) == len(names) and not set(new.values()) & {*used, *found.values()}:
                found |= new
                break
    return {name: new for name, new in found.items() if new != name}
