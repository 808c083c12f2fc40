"""Passwords, keys and tokens that an output shows."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.notebook.sensitive.secrets import find_secrets, may_hold_secrets
from mlscaffold.rules.notebook.output_texts import texts
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation


def _check(file: LintTarget) -> Iterator[Violation]:
    said = [(cell, "\n".join(texts(cell))) for cell in file.code if cell.outputs]
    if not may_hold_secrets("\n".join(text for _, text in said)):
        return
    for cell, text in said:
        kinds = {secret.kind for secret in find_secrets(text, python=False)}
        if kinds:
            message = f"an output shows a secret ({', '.join(sorted(kinds))}): clear the output, and change the secret"
            yield Violation(cell.number, 1, 1, message)


def _printed(text: str) -> tuple[dict[str, object], ...]:
    return ({"output_type": "stream", "name": "stdout", "text": text},)


_KEY = "ghp_" + "x7Kq2mZp9RtV4bNc8WsL1dFg6HjY3aQe5uTo"

RULE = Rule(
    code="MLS113",
    name="secret-output",
    what="An output shows a password, a key or a token.",
    why=(
        "Everybody who opens the notebook can read it, in each version that was ever committed. Clear the "
        "output, and change the secret: it is known now. Print neither settings nor environment variables "
        "as a whole."
    ),
    level="explore",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="https://cwe.mitre.org/data/definitions/532.html",
    flagged=(
        Example("# %%\nprint(token)  # flagged", outputs=((1, _printed(f"token {_KEY}\n")),), says="secret"),
        Example("# %%\nprint(config)  # flagged", outputs=((1, _printed("DB_PASSWORD = 'h7!kPq2vXz'\n")),)),
    ),
    kept=(
        Example("# %%\nprint(x)", outputs=((1, _printed("password: ********\nkey: name\n")),)),
        Example("# %%\nprint(x)", outputs=((1, _printed("the secret of success, in 3 tokens\n")),)),
    ),
)
