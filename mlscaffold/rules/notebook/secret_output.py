"""An output shows a password, key or token.

Everyone who opens the notebook can read it, in every version that was ever committed. Clear the output and
revoke the secret: it is compromised. Never print a whole configuration or all environment variables.
"""

from collections.abc import Iterator, Mapping

from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.sensitive.secret_patterns import fixed_texts_in
from mlscaffold.notebook.sensitive.secrets import find_secrets
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, Violations, cases, explanation

LONGEST = 100_000
"""Characters of an output that are searched: a bound by judgement, more than anybody reads, so that huge outputs cost no time."""

_NUMBER = 8  # characters of a number in a file, roughly
_TEXTS = ("text/plain", "text/html", "text/markdown", "application/json", "text/latex")


def texts(cell: Cell) -> Iterator[str]:
    """Yield the texts of a cell's outputs, each cut to a length that is searched quickly; images and scripts have none."""
    for output in cell.outputs:
        for value in _parts(output):
            text = _joined(value)
            if text:
                yield text[:LONGEST]


def size(value: object) -> int:
    """Return about how many characters a part of an output has in the file."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(map(size, value.values())) + sum(map(len, value))
    if isinstance(value, (list, tuple)):
        return _length(value)
    return _NUMBER


def _length(parts: list[object] | tuple[object, ...]) -> int:
    text = _joined(parts)
    return len(text) if text or not parts else sum(map(size, parts))


def _parts(output: Mapping[str, object]) -> Iterator[object]:
    yield output.get("text")
    data = output.get("data")
    if isinstance(data, Mapping):
        shown = [kind for kind in _TEXTS if kind in data]
        yield from (data[kind] for kind in shown[:2])
    yield output.get("evalue")
    yield output.get("traceback")


def _joined(value: object) -> str:
    """Return a string, or the joined list of its lines; "" for anything else."""
    if isinstance(value, str):
        return value
    if not isinstance(value, (list, tuple)):
        return ""
    try:
        return "".join(value)
    except TypeError:
        return ""


def _check(file: LintTarget) -> Violations:
    outputs = [(cell, "\n".join(texts(cell))) for cell in file.code if cell.outputs]
    among = fixed_texts_in("\n".join(text for _, text in outputs))
    for cell, text in outputs:
        kinds = {secret.kind for secret in find_secrets(text, python=False, among=among)}
        if kinds:
            message = f"an output shows a secret ({', '.join(sorted(kinds))}): clear the output and revoke the secret"
            yield Violation(cell.number, 1, 1, message)


def printing(source: str, text: str) -> Example:
    """Return an example of one cell that prints a text."""
    return Example(source, outputs=((1, ({"output_type": "stream", "name": "stdout", "text": text},)),))


_KEY = "ghp_" + "x7Kq2mZp9RtV4bNc8WsL1dFg6HjY3aQe5uTo"

RULE = Rule(
    **explanation(__doc__),
    code="MLS113",
    name="secret-output",
    level="explore",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="https://cwe.mitre.org/data/definitions/532.html",
    flagged=cases(
        printing("print(token)  # flagged: secret", f"token {_KEY}\n"),
        printing("print(config)  # flagged", "DB_PASSWORD = 'h7!kPq2vXz'\n"),
    ),
    kept=cases(
        printing("print(x)", "password: ********\nkey: name\n"),
        printing("print(x)", "the secret of success, in 3 tokens\n"),
    ),
)
