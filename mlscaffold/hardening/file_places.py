"""The places in the project of the files whose paths are settings: read ones in data/, written ones in outputs/."""

from __future__ import annotations

import filecmp
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from mlscaffold.analysis.calls import ABSOLUTE
from mlscaffold.codegen.config_fields import Field
from mlscaffold.codegen.shared_paths import normal
from mlscaffold.hardening.copied_files import CopiedFiles, is_environment_file
from mlscaffold.hardening.project_folder import ProjectFolder

DATA = "data"
OUTPUTS = "outputs"
OWN = frozenset({"figures", "metrics.json", "models", "run.log", "tests.xml"})
"""What the project itself writes to outputs/; a file of that name goes to a folder beside it."""
BESIDE_OWN = f"{OUTPUTS}/files"


class Places:
    """The places of files in the folders that they have in the notebook's project, no two files at the same one.

    Args:
        fields: all fields of the configuration.
        folder: the project folder.
    """

    def __init__(self, fields: Sequence[Field], folder: ProjectFolder) -> None:
        self.folder = folder
        self.fields = tuple(field for field in fields if field.path)
        self.used: dict[str, tuple[str, bool]] = {}

    def of(self, field: Field, copied: CopiedFiles) -> str:
        """Return the place of a file or folder.

        Args:
            field: its setting.
            copied: files that the project copies already.
        """
        if is_environment_file(field.path):
            return PurePosixPath(normal(field.path)).name
        path = self._relative(field.path)
        top = self._top(path)
        if any(one.writes for one in self.fields if self._top(self._relative(one.path)) == top):
            base = DATA if self._exists(top) else BESIDE_OWN if path.split("/")[0] in OWN else OUTPUTS
            return self._free(_in(base, path), field, written=True)
        place = _in(DATA, path)
        while _differs(copied.sources.get(place), self.source(field)):
            place = _renamed(place, field)
        return self._free(place, field, written=False)

    def source(self, field: Field) -> Path:
        """Return the file or folder of a setting; an absolute path of another machine is searched beside the notebook."""
        path = Path(field.path)
        if not ABSOLUTE.match(field.path) or path.exists():
            return self.folder.beside / path
        return self.folder.beside / (PurePosixPath(normal(field.path)).name or DATA)

    def _exists(self, top: str) -> bool:
        return any((folder / top).exists() for folder in (self.folder.beside, self.folder.root))

    def _relative(self, path: str) -> str:
        """Return a path of the notebook from its folder, else from the project folder; of others, the name."""
        if path.startswith("~") or (ABSOLUTE.match(path) and not self.folder.has(Path(path))):
            return PurePosixPath(normal(path)).name or DATA
        relative = self.folder.relative(self.folder.beside / normal(path))
        return (relative if relative != "." else DATA) or DATA

    def _top(self, path: str) -> str:
        """Return the highest folder above a path, or the path itself, that is a setting."""
        above = [self._relative(field.path) for field in self.fields]
        return min((one for one in above if path == one or path.startswith(f"{one}/")), key=len)

    def _free(self, place: str, field: Field, *, written: bool) -> str:
        """Return a place that no other file has; files that are only read and have the same content may share one."""
        path = normal(field.path)
        while (other := self.used.setdefault(place, (path, written))) != (path, written):
            if not written and not other[1]:
                break
            place = _renamed(place, field)
        return place


def _in(base: str, path: str) -> str:
    """Return a path below a folder of the project; a folder of that name is the same one."""
    return f"{base}/{path.removeprefix(f'{base}/')}" if path != base else base


def _renamed(place: str, field: Field) -> str:
    pure = PurePosixPath(place)
    return str(pure.with_name(f"{pure.stem}-{field.name}{pure.suffix}"))


def _differs(known: Path | None, other: Path) -> bool:
    """Return whether a place is that of another file, of other content."""
    return known is not None and other.is_file() and not filecmp.cmp(known, other, shallow=False)
