from __future__ import annotations

from mlscaffold.hardening.documents import documents
from tests.reporting.small import BUYERS, hardened


def test_the_documents_of_a_project() -> None:
    files = {file.path: file.content.decode() for file in documents(hardened(*BUYERS))}
    assert {path: text.split("\n")[0] for path, text in files.items()} == {
        "README.md": "# Who buys?",
        "HARDENING.md": "# What became of `buyers.ipynb`",
        "config.toml": "# Settings of a run: take away a `#` to change one.",
    }
