"""A cell is not valid Python, even with its magics and shell commands rewritten.

The notebook does not run from top to bottom, and nothing else in the cell can be checked. Fix the cell;
make it a text cell if it holds notes or another language; delete it if it is left over. Python 2 code can
be converted with `2to3`.
"""

from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, Violations, cases, explanation


def _check(file: LintTarget) -> Violations:
    failures = [(one.number, one.failure) for one in file.python if one.failure]
    old = [number for number, failure in failures if failure.what.startswith("this is Python 2")]
    for number, failure in failures:
        if number in old[1:]:
            continue
        others = len(old) - 1
        more = (
            f" (as {'is' if others == 1 else 'are'} {others} more cell{'s' * (others > 1)})"
            if number in old and others
            else ""
        )
        what = failure.what if file.is_notebook else failure.what.replace("the cell", "the file")
        line = failure.location.line if failure.location else 1
        yield Violation(number, line, 1, f"{what}{more}: {_hint(failure.hint)}")


def _hint(hint: str) -> str:
    text = "fix it, or make it a text cell" if hint.startswith("Fix the cell") else hint
    return text[:1].lower() + text[1:]


RULE = Rule(
    **explanation(__doc__),
    code="MLS003",
    name="unparsable-cell",
    level="explore",
    severity="error",
    check=_check,
    source="The Python Language Reference, full grammar specification",
    flagged=cases(
        "x = 1\n# %%\nprint('a'  # flagged",
        Example("for i in range(3)  # flagged\n    print(i)", says="expected ':'"),
        "print 'a'  # flagged: Python 2\n# %%\nprint 'b'",
        Example("!ls  # flagged: the file", plain=True),
    ),
    kept=cases(
        "!ls\n# %%\n%matplotlib inline",
        "%%bash\nfor i in 1 2; do echo $i; done",
        "await f()",
        Example("print('a')", plain=True),
    ),
)
