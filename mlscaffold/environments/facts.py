"""Finds the distribution of each name, inside the notebook's interpreter: standard library only, Python 3.7 or later."""

from __future__ import annotations  # Python 3.7 and 3.8 cannot evaluate these annotations

import os
import sys

METADATA = (".dist-info", ".egg-info")
CODE = (".py", ".so", ".pyd")


def normal(name: str) -> str:
    """Return a distribution's or module's name in a form that is equal for all spellings.

    Not `packaging.utils.canonicalize_name`: that library may be missing in the notebook's interpreter.
    """
    return name.replace("-", "_").replace(".", "_").lower()


def distribution(metadata: str) -> str:
    """Return the normalized name of the distribution with this metadata folder."""
    return normal(os.path.basename(metadata).rsplit(".", 1)[0].split("-")[0])


def listing(folders: list[str]) -> dict[str, frozenset[str]]:
    """Return the entries of each readable absolute folder, in the order of the import path."""
    found: dict[str, frozenset[str]] = {}
    for folder in folders:
        if os.path.isabs(folder) and os.path.isdir(folder):
            found[folder] = frozenset(os.listdir(folder))
    return found


def package_path(folder: str, entries: frozenset[str], module: str) -> str:
    """Return the path, below the folder, of the outermost real module of a dotted name.

    Args:
        folder: a folder of the import path.
        entries: its entries.
        module: a module's name, with dots or without.

    Returns:
        `sklearn` for `sklearn.svm`, `google/cloud/storage` if `google` and `google.cloud` are
        namespaces; "" if the module is not in the folder.
    """
    parts = module.split(".")
    path = ""
    for depth, part in enumerate(parts):
        path = path + "/" + part if path else part
        if part in entries and os.path.isdir(os.path.join(folder, path)):
            entries = frozenset(os.listdir(os.path.join(folder, path)))
            if "__init__.py" in entries or depth == len(parts) - 1:
                return path
        else:
            files = (entry for entry in entries if entry.startswith(part + "."))
            return path if any(entry.endswith(CODE) for entry in files) else ""
    return path


def content(path: str) -> bytes:
    """Return a file's content after a line break, b"" if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return b"\n" + file.read()
    except OSError:
        return b""


def lists(record: bytes, path: str) -> bool:
    """Return whether a distribution's list of files has a module or a package at the path."""
    line = b"\n" + path.encode()
    if line + b"/" in record or line + b".py" in record:
        return True
    start = record.find(line + b".")
    while start >= 0:
        name = record[start + 1 : record.find(b"\n", start + 1)].split(b",")[0].decode()
        if "/" not in name and name.endswith(CODE):
            return True
        start = record.find(line + b".", start + 1)
    return False


class Environment:
    """The installed distributions; metadata are read only as needed.

    Args:
        folders: the import path.
    """

    def __init__(self, folders: list[str]) -> None:
        self.listing = listing(folders)
        self.metadata = {
            folder: [os.path.join(folder, entry) for entry in sorted(entries) if entry.endswith(METADATA)]
            for folder, entries in self.listing.items()
        }
        self.everywhere = [item for items in self.metadata.values() for item in items]
        self.by_name = {distribution(item): item for item in reversed(self.everywhere)}
        self.contents: dict[str, bytes] = {}

    def read(self, metadata: str, name: str) -> bytes:
        """Return a file of a distribution's metadata, with a line break before it."""
        path = os.path.join(metadata, name)
        if path not in self.contents:
            self.contents[path] = content(path)
        return self.contents[path]

    def lists_module(self, metadata: str, name: str) -> bool:
        """Return whether the distribution lists this module as a top-level one."""
        return name.encode() in self.read(metadata, "top_level.txt").split()

    def contains(self, metadata: str, path: str) -> bool:
        """Return whether the distribution contains the module at the path."""
        if lists(self.read(metadata, "RECORD"), path):
            return True
        return self.lists_module(metadata, path)

    def module(self, name: str) -> tuple[str, str]:
        """Return folder and path of a module as imported, empty if it is not on the import path."""
        for folder, entries in self.listing.items():
            path = package_path(folder, entries, name)
            if path:
                return folder, path
        return "", ""

    def provider(self, name: str) -> str:
        """Return the metadata folder of the distribution that contains a module or has this name, "" for none."""
        folder, path = self.module(name)
        by_name = self.by_name.get(normal(name), "")
        beside = self.metadata.get(folder, [])
        for item in [*filter(None, [by_name]), *beside] if beside else []:
            if self.contains(item, path):
                return item
        if by_name or beside:
            return by_name
        return next((item for item in self.everywhere if self.lists_module(item, name)), "")

    def installed(self, name: str) -> tuple[str, str] | None:
        """Return name and version of the distribution that contains a module or has this name."""
        metadata = self.provider(name)
        if not metadata:
            return None
        head = self.read(metadata, "METADATA") or self.read(metadata, "PKG-INFO") or content(metadata)
        lines = head.strip().split(b"\n\n", 1)[0].decode("utf-8", "replace").splitlines()
        fields = dict(line.split(": ", 1) for line in reversed(lines) if ": " in line)
        if "Name" not in fields or "Version" not in fields:
            return None
        return fields["Name"].strip(), fields["Version"].strip()


def main(names: list[str]) -> None:
    """Print the Python version, then name, distribution and version of each installed name, one per line."""
    lines = [".".join(map(str, sys.version_info[:3]))]
    environment = Environment(sys.path)
    for name in names:
        found = environment.installed(name)
        if found:
            lines.append("\t".join((name, *found)))
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    main(sys.argv[1:])
