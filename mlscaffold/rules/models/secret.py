"""A cell contains a password, key or token.

Anyone who can read the notebook can use it: colleagues, the history of the repository, every copy. Deleting
it later is not enough. Revoke it and create a new one, keep that in the environment or a secret store, and
read it with `os.environ["API_KEY"]`.
"""

from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.sensitive.secret_patterns import fixed_texts_in
from mlscaffold.notebook.sensitive.secrets import Secret, find_secrets
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, Violations, cases, explanation

SHOWN_FROM = 12  # two characters of a shorter secret would be too large a part of it
ANYWHERE = 0  # the cell of a finding in text


def _check(file: LintTarget) -> Violations:
    parsed = {number: body for number, body in file.index.cells if body}
    among = fixed_texts_in("\n".join(cell.source for cell in file.notebook.cells))
    for cell in file.notebook.cells:
        python = cell.kind == "code"
        body = parsed.get(cell.number) if python else None
        for secret in find_secrets(cell.source, python=python, parsed=body, among=among):
            yield _violation(cell, secret)


def _violation(cell: Cell, secret: Secret) -> Violation:
    shown = f"{secret.kind} {secret.value[:2]}…" if len(secret.value) >= SHOWN_FROM else secret.kind
    advice = "revoke it, because it stays in the history, and read it from os.environ"
    if cell.kind != "code":
        place = f"after code cell {cell.number}" if cell.number else "before the first code cell"
        return Violation(ANYWHERE, secret.line, 1, f"the text {place} contains a secret ({shown}): {advice}")
    line = cell.source.split("\n")[secret.line - 1]
    column = max(0, line.find(secret.value.split("\n")[0]))
    start = len(line[:column].encode()) + 1
    return Violation(cell.number, secret.line, start, f"the code contains a secret ({shown}): {advice}")


RULE = Rule(
    **explanation(__doc__),
    code="MLS522",
    name="secret",
    level="explore",
    severity="error",
    check=_check,
    source="https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    flagged=cases(
        Example("API_KEY = 'sk-live-51H8xkey" + "ABCDEFGHIJKLMNOP1234567890'  # flagged", says="sk…"),
        Example("client = connect(password='hunt" + "er2-9X')  # flagged", says="secret (password):"),
        "x = 1\n# %%\nurl = 'postgresql://me:Xk29" + "fhq8@db.local/x'  # flagged",
        "headers = {'Authorization': 'Bearer 8fK2mQ9x" + "LpT4vW7zRb3N'}  # flagged",
    ),
    kept=cases(
        "import os\nAPI_KEY = os.environ['API_KEY']",
        "API_KEY = 'your-api-key-here'\npassword = ''\ntoken = '<TOKEN>'",
        "key = 'customer_id'\ndf = df.merge(other, on=key)\ntokens = text.split()",
        "url = 'https://example.com/data.csv'\nprimary_key = 'order_number'",
        "# https://drive.google.com/file/d/0B7EVK8r0v71p/view?resourcekey=0-dYn9z10tMJOBAkviAcfdyQ\nx = 1",
        "import os\nurl = f\"postgresql://db/{os.environ['DB']}?password={os.environ['DB_PASS']}\"",
        "from getpass import getpass\npassword = getpass('Password: ')",
    ),
)
