"""Cells that no Python reads."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation


def _check(file: LintTarget) -> Iterator[Violation]:
    failures = [(one.number, one.failure) for one in file.python if one.failure]
    old = [number for number, failure in failures if failure.what.startswith("this is Python 2")]
    for number, failure in failures:
        if number in old[1:]:
            continue
        more = f" (so are {len(old) - 1} more cells)" if number in old and len(old) > 1 else ""
        what = failure.what if file.is_notebook else failure.what.replace("the cell", "the file")
        line = failure.location.line if failure.location else 1
        yield Violation(number, line, 1, f"{what}{more}: {_hint(failure.hint)}")


def _hint(hint: str) -> str:
    told = "mend it, or make it a text cell" if hint.startswith("Mend the cell") else hint
    return told[:1].lower() + told[1:]


RULE = Rule(
    code="MLS003",
    name="unparsable-cell",
    what="A cell cannot be parsed as Python, with magics and shell commands taken into account.",
    why=(
        "The notebook does not run from top to bottom, and nothing else can be said about the cell. Mend it; make it a text cell "
        "if it holds notes or another language; delete it if it is left over. Code for Python 2 can be converted with `2to3`."
    ),
    level="explore",
    severity="error",
    check=_check,
    source="The Python Language Reference, full grammar specification",
    flagged=(
        Example("# %%\nx = 1\n# %%\nprint('a'  # flagged"),
        Example("# %%\nfor i in range(3)  # flagged\n    print(i)", says="expected ':'"),
        Example("# %%\nprint 'a'  # flagged\n# %%\nprint 'b'", says="Python 2"),
        Example("!ls  # flagged", plain=True, says="the file"),
    ),
    kept=(
        Example("# %%\n!ls\n# %%\n%matplotlib inline"),
        Example("# %%\n%%bash\nfor i in 1 2; do echo $i; done"),
        Example("# %%\nawait f()"),
        Example("print('a')", plain=True),
    ),
)
