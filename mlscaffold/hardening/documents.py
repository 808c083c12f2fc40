"""README.md, HARDENING.md and config.toml."""

from __future__ import annotations

from mlscaffold.plan import PlannedFile
from mlscaffold.reporting.hardening_md import hardening_document
from mlscaffold.reporting.readme import readme
from mlscaffold.reporting.toml import config_toml
from mlscaffold.results.hardening import Hardening


def documents(hardening: Hardening) -> tuple[PlannedFile, ...]:
    """Return the documents as files."""
    texts = {
        "README.md": readme(hardening),
        "HARDENING.md": hardening_document(hardening),
        "config.toml": config_toml(hardening.files.fields, hardening.package),
    }
    return tuple(PlannedFile(path, text.encode()) for path, text in texts.items())
