"""A new project, and what is said of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from mlscaffold.plan import ProjectPlan


@dataclass(frozen=True, slots=True)
class NewProject:
    """A project that was made, or would be.

    Args:
        folder: where it stands.
        name: its name.
        package: the name of its import package.
        plan: its files.
        dry: whether it was not written.
        ours: whether it came from our template.
        notes: what its owner should know.
    """

    folder: Path
    name: str
    package: str
    plan: ProjectPlan
    dry: bool
    ours: bool
    notes: tuple[str, ...] = ()

    def with_note(self, note: str) -> NewProject:
        """Return the same with one thing more to know, "" for nothing."""
        return replace(self, notes=(*self.notes, *([note] if note else [])))

    def as_json(self) -> dict[str, object]:
        """Return it for machines."""
        return {
            "name": self.name,
            "package": self.package,
            "folder": str(self.folder),
            "written": not self.dry,
            "files": [file.path for file in self.plan.files],
            "notes": list(self.notes),
        }

    @property
    def report(self) -> str:
        """What the terminal shows."""
        if self.dry:
            head = f"{self.folder} would hold {len(self.plan.files)} files:"
            return "\n".join([head, *(f"  {file.path}" for file in self.plan.files)])
        lines = [f"{self.name} stands in {self.folder}: {len(self.plan.files)} files.", *self.notes]
        return "\n".join([*lines, *(["", *self._next()] if self.ours else [])])

    def _next(self) -> list[str]:
        """Return the commands that come next."""
        place = os.path.relpath(self.folder)
        return [
            f"  cd {place}",
            "  uv sync",
            f"  uv run python -m {self.package} run",
            "  uv run pytest",
            "",
            "README.md says how to put your own data in.",
        ]
