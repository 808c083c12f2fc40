"""The places in the project of the files whose paths are settings: read ones in data/, written ones in outputs/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from mlscaffold.analysis.calls import ABSOLUTE
from mlscaffold.codegen.config_fields import Field
from mlscaffold.codegen.shared_paths import normal
from mlscaffold.plan import PlannedFile

DATA = "data"
OUTPUTS = "outputs"
OWN = frozenset({"figures", "metrics.json", "models", "run.log", "tests.xml"})
"""What the project itself writes to outputs/; a file of that name goes to a folder beside it."""
BESIDE_OWN = f"{OUTPUTS}/files"


class Places:
    """The places of files, no two files at the same one.

    Args:
        fields: all fields of the configuration.
    """

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = tuple(field for field in fields if field.path)
        self.used: dict[str, tuple[str, bool]] = {}

    def of(self, field: Field, beside: Path, copied: Mapping[str, PlannedFile]) -> str:
        """Return the place of a file or folder.

        Args:
            field: its setting.
            beside: the notebook's folder.
            copied: files that the project copies already.
        """
        path = _relative(field.path)
        top = _top(path, self.fields)
        if any(one.writes for one in self.fields if _top(_relative(one.path), self.fields) == top):
            base = DATA if (beside / top).exists() else BESIDE_OWN if path.split("/")[0] in OWN else OUTPUTS
            return self._free(f"{base}/{path}", field, written=True)
        place = f"{DATA}/{PurePosixPath(normal(field.path)).name or DATA}"
        while place in copied and copied[place].content != _content(beside / field.path):
            place = _renamed(place, field)
        return self._free(place, field, written=False)

    def _free(self, place: str, field: Field, *, written: bool) -> str:
        """Return a place that no other file has; files that are only read and have the same content may share one."""
        path = normal(field.path)
        while (other := self.used.setdefault(place, (path, written))) != (path, written):
            if not written and not other[1]:
                break
            place = _renamed(place, field)
        return place


def _relative(path: str) -> str:
    """Return a path below the notebook's folder; of others, the name."""
    shortest = normal(path)
    is_outside = ABSOLUTE.match(path) or shortest.startswith(("..", "/", "~"))
    return (PurePosixPath(shortest).name or DATA) if is_outside else shortest


def _top(path: str, fields: Sequence[Field]) -> str:
    """Return the highest folder above a path, or the path itself, that is a setting."""
    above = [_relative(field.path) for field in fields]
    return min((one for one in above if path == one or path.startswith(f"{one}/")), key=len)


def _renamed(place: str, field: Field) -> str:
    pure = PurePosixPath(place)
    return str(pure.with_name(f"{pure.stem}-{field.name}{pure.suffix}"))


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
