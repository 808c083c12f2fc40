from __future__ import annotations

from mlscaffold.hardening.generate import documents
from tests.reporting.small import BUYERS, hardened


def test_the_documents_of_a_project() -> None:
    files = {file.path: file.content.decode() for file in documents(hardened(*BUYERS))}
    assert {path: text.split("\n")[0] for path, text in files.items()} == {
        "README.md": "# Who buys?",
        "HARDENING.md": "# Hardening of `buyers.ipynb`",
        "config.toml": "# Settings of a run: remove a `#` to change one.",
    }
