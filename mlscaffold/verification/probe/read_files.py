"""The files that running code reads or lists, by Python's audit events."""

from __future__ import annotations

import glob
import os
import sys
from typing import Any

from .secret_files import holds_secrets

MACHINERY = (
    "<frozen importlib",
    "linecache.py",
    "tokenize.py",
    "pkgutil.py",
    "zipimport.py",
    "inspect.py",
    "site.py",
)
"""Files of Python's own code that reads modules: what it opens and lists is no data."""
PACKAGES = ("metadata", "importlib_metadata", "pkg_resources", "importlib_resources")
"""Folders of code that searches the folders of modules for installed distributions, the current one among them."""
SEARCHES = (
    "glob.py",
    "pathlib.py",
    "_local.py",
    "_abc.py",
    "fnmatch.py",
    "shutil.py",
    "tempfile.py",
    "_os.py",
)
"""Files of Python's own code that lists folders to search them: only what it finds counts."""
LISTS = ("os.listdir", "os.scandir")
GLOBS = ("pathlib.Path.glob", "pathlib.Path.rglob")
EVENTS = frozenset(("open", "sqlite3.connect", "glob.glob", *GLOBS, *LISTS))
MOST_LISTED = 2000  # entries of a folder that is listed: more are a data set, and looking at each takes time
LISTING = ("iterdir", "walk")  # functions of `pathlib` by which code lists a folder itself
ABOVE = 3  # frames of this module: `_called_from`, `check` and `note`
LATEST_CALLERS = 3  # frames between an event and the code that causes it, such as `os.walk` and generators


class ReadFiles:
    """Notes the files below some folders that are opened to be read, or named when a folder is listed."""

    def __init__(self, folders: list[str]) -> None:
        self.folders = tuple(folder.rstrip("/\\") for folder in folders)
        self.paths: set[str] = set()
        self.secrets: set[str] = set()  # files elsewhere that hold secrets, such as ~/.aws/credentials
        self.busy = False
        if self.folders:
            sys.addaudithook(self.note)

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Check an event."""
        if self.busy or event not in EVENTS:
            return
        self.busy = True
        try:
            self.check(event, arguments)
        except (
            OSError,
            ValueError,
            TypeError,
        ):  # a path that does not exist, or none at all: there is nothing to note
            return
        finally:
            self.busy = False

    def check(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note the files of an event."""
        path = arguments[0]
        if event == "glob.glob":
            self.add(*glob.glob(os.fspath(path), recursive=bool(arguments[1])))
        elif event in GLOBS:
            self.add(*map(str, getattr(path, event.rpartition(".")[2])(arguments[1])))
        elif isinstance(path, (str, os.PathLike)) or path is None:
            place = os.path.abspath(path or ".")
            if not self.relative(place):
                if event == "open" and holds_secrets(place) and os.path.isfile(place):
                    self.secrets.add(place)
                return
            if _called_from(MACHINERY):
                return
            if event in LISTS:
                if not _called_from(SEARCHES):
                    self.add_listed(place)
            elif event == "sqlite3.connect" or _reads(arguments[2]):
                self.add(place)

    def add(self, *paths: str) -> None:
        """Note files below the folders."""
        for path in paths[:MOST_LISTED]:
            found = self.relative(os.path.abspath(path))
            if found and os.path.isfile(path):
                self.paths.add(found)

    def add_listed(self, folder: str) -> None:
        """Note what is in a folder that the code lists; the path of a folder in it ends with a slash."""
        entries = list(os.scandir(folder))[:MOST_LISTED]  # noqa: MLS206 a set of files
        self.add(*(entry.path for entry in entries))
        self.paths |= {
            f"{self.relative(entry.path)}/" for entry in entries if entry.is_dir() and entry.name != ".git"
        }

    def relative(self, path: str) -> str:
        """Return a path relative to the folder that it is in, "" for other paths."""
        for folder in self.folders:
            if path == folder or path.startswith((folder + "/", folder + "\\")):
                return os.path.relpath(path, folder)
        return ""

    def take(self) -> list[str]:
        """Return the paths, and begin again."""
        paths, self.paths = sorted(self.paths), set()
        return paths

    def take_secrets(self) -> list[str]:
        """Return the files that hold secrets and are not below the folders, and begin again."""
        paths, self.secrets = sorted(self.secrets), set()
        return paths


def _reads(flags: Any) -> bool:
    """Return whether a file is not emptied when it is opened."""
    return not isinstance(flags, int) or not flags & os.O_TRUNC


def _called_from(files: tuple[str, ...]) -> bool:
    """Return whether one of the nearest callers of what caused the event is in one of Python's own files."""
    frame: Any = sys._getframe(ABOVE)  # noqa: SLF001  the documented way to the caller
    if frame.f_code.co_name in LISTING:
        return False
    for _ in range(LATEST_CALLERS):
        if frame is None:
            return False
        name = frame.f_code.co_filename
        folder, base = os.path.split(name)
        if name.startswith("<frozen importlib") or base in files or os.path.basename(folder) in PACKAGES:
            return True
        frame = frame.f_back
    return False
