"""A cell ended in an error when it was last run.

Run All stops at such a cell, so everything below it was run by hand or not at all. Fix the cell and run the
notebook from top to bottom. If the error is what you want to show, tag the cell `raises-exception`: tools
that run notebooks then continue after it.
"""

from collections.abc import Mapping

from mlscaffold.rules.lookups import shorten
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation, Violations, cases, explanation

_LONGEST = 80  # characters of an error in a message, which is one line


def _check(file: LintTarget) -> Violations:
    for cell in file.code:
        errors = [output for output in cell.outputs if output.get("output_type") == "error"]
        if errors and "raises-exception" not in cell.tags:
            yield Violation(cell.number, 1, 1, _message(errors[0]))


def _message(error: Mapping[str, object]) -> str:
    name = str(error.get("ename") or "an error")
    if name == "KeyboardInterrupt":
        return "this cell was interrupted when it last ran: let it finish, or delete it"
    text = " ".join(str(error.get("evalue") or "").split())
    text = shorten("".join(letter for letter in text if letter.isprintable()), _LONGEST)
    what = f"{name}: {text}" if text else name
    return f"this cell ended in an error ({what}): fix it, or tag it raises-exception if it is intended"


def _failed(source: str, name: str, text: str, cell: int = 1) -> Example:
    output = {"output_type": "error", "ename": name, "evalue": text, "traceback": []}
    return Example(source, outputs=((cell, (output,)),))


RULE = Rule(
    **explanation(__doc__),
    code="MLS104",
    name="stored-error",
    level="candidate",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="https://nbclient.readthedocs.io/en/latest/client.html",
    flagged=cases(
        _failed("1 / 0  # flagged: Zero", "ZeroDivisionError", "division by zero"),
        _failed("x = 1\n# %%\nwait()  # flagged: interr", "KeyboardInterrupt", "", cell=2),
    ),
    kept=cases(
        "1 / 0",
        Example("print(1)", outputs=((1, ({"output_type": "stream", "name": "stderr", "text": "Error"},)),)),
        _failed('# %% tags=["raises-exception"]\n1 / 0', "ZeroDivisionError", "division by zero"),
    ),
)
