"""Passwords, keys and tokens in code and text; what is found is never shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.sensitive.secret_names import WORDS
from mlscaffold.notebook.sensitive.secret_shapes import ANCHORS
from mlscaffold.notebook.sensitive.secrets import Secret, find_secrets
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation

SHOWN_FROM = 12
ANYWHERE = 0


def _check(file: LintTarget) -> Iterator[Violation]:
    parsed = {number: body for number, body in file.index.cells if body}
    for cell in _suspected(file.notebook.cells):
        python = cell.kind == "code"
        body = parsed.get(cell.number) if python else None
        for secret in find_secrets(cell.source, python=python, parsed=body):
            yield _spot(cell, secret)


def _suspected(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Yield the cells that are worth a look; what stands in none of them is asked for once only."""
    whole = "\n".join(cell.source for cell in cells)
    lower = whole.lower()
    exact = [sign for sign in ("://", *ANCHORS) if sign in whole]
    words = [word for word in WORDS if word in lower]
    for cell in cells:
        lower = cell.source.lower()
        if any(sign in cell.source for sign in exact) or any(word in lower for word in words):
            yield cell


def _spot(cell: Cell, secret: Secret) -> Violation:
    said = f"{secret.kind} {secret.value[:2]}…" if len(secret.value) >= SHOWN_FROM else secret.kind
    advice = "revoke it, since it stays in the history, and read it from the environment: os.environ[…]"
    if cell.kind != "code":
        place = (
            f"the text after code cell {cell.number}"
            if cell.number
            else "the text before the first code cell"
        )
        return Violation(ANYWHERE, secret.line, 1, f"a secret ({said}) stands in {place}: {advice}")
    line = cell.source.split("\n")[secret.line - 1]
    column = max(0, line.find(secret.value.split("\n")[0]))
    start = len(line[:column].encode()) + 1
    return Violation(cell.number, secret.line, start, f"a secret ({said}) stands in the code: {advice}")


RULE = Rule(
    code="MLS522",
    name="secret",
    what="A password, a key or a token stands in a cell.",
    why=(
        "Whoever can read the notebook can use it: colleagues, the history of the repository, each copy. Taking it out "
        "later is not enough. Revoke it and make a new one, keep that in the environment or in a store for secrets, and "
        'read it with `os.environ["API_KEY"]`.'
    ),
    level="explore",
    severity="error",
    check=_check,
    source="https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    flagged=(
        Example("API_KEY = 'sk-live-51H8xkey" + "ABCDEFGHIJKLMNOP1234567890'  # flagged", says="sk…"),
        Example("client = connect(password='hunt" + "er2-9X')  # flagged", says="secret (password) stands"),
        Example("x = 1\n# %%\nurl = 'postgresql://me:Xk29" + "fhq8@db.local/x'  # flagged"),
        Example("headers = {'Authorization': 'Bearer 8fK2mQ9x" + "LpT4vW7zRb3N'}  # flagged"),
    ),
    kept=(
        Example("import os\nAPI_KEY = os.environ['API_KEY']"),
        Example("API_KEY = 'your-api-key-here'\npassword = ''\ntoken = '<TOKEN>'"),
        Example("key = 'customer_id'\ndf = df.merge(other, on=key)\ntokens = text.split()"),
        Example("url = 'https://example.com/data.csv'\nprimary_key = 'order_number'"),
        Example("from getpass import getpass\npassword = getpass('Password: ')"),
    ),
)
