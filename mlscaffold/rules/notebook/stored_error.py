"""Cells that ended in an error when they were last run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation

_LONGEST = 80


def _check(file: LintTarget) -> Iterator[Violation]:
    for cell in file.code:
        errors = [output for output in cell.outputs if output.get("output_type") == "error"]
        if errors and "raises-exception" not in cell.tags:
            yield Violation(cell.number, 1, 1, _message(errors[0]))


def _message(error: Mapping[str, object]) -> str:
    name = str(error.get("ename") or "an error")
    if name == "KeyboardInterrupt":
        return "this cell was interrupted when it last ran: run it to its end, or delete it"
    said = " ".join(str(error.get("evalue") or "").split())
    said = "".join(letter for letter in said if letter.isprintable())
    said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 3]}..."
    what = f"{name}: {said}" if said else name
    return f"this cell ended in an error ({what}): mend it, or tag it raises-exception if the error is meant"


def _failed(name: str, said: str) -> tuple[Mapping[str, object], ...]:
    return ({"output_type": "error", "ename": name, "evalue": said, "traceback": []},)


RULE = Rule(
    code="MLS104",
    name="stored-error",
    what="A cell ended in an error when it was last run.",
    why=(
        "Run All stops at such a cell, and all below it was run by hand or not at all. Mend the cell and "
        "run the notebook from top to bottom. Where the error is what you want to show, give the cell the "
        "tag `raises-exception`: then tools that run notebooks go on after it."
    ),
    level="candidate",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="https://nbclient.readthedocs.io/en/latest/client.html",
    flagged=(
        Example(
            "# %%\n1 / 0  # flagged",
            outputs=((1, _failed("ZeroDivisionError", "division by zero")),),
            says="Zero",
        ),
        Example(
            "# %%\nx = 1\n# %%\nwait()  # flagged",
            outputs=((2, _failed("KeyboardInterrupt", "")),),
            says="interr",
        ),
    ),
    kept=(
        Example("# %%\n1 / 0"),
        Example(
            "# %%\nprint(1)", outputs=((1, ({"output_type": "stream", "name": "stderr", "text": "Error"},)),)
        ),
        Example(
            '# %% tags=["raises-exception"]\n1 / 0',
            outputs=((1, _failed("ZeroDivisionError", "division by zero")),),
        ),
    ),
)
