"""The head of a stage's function: its parameters, what it returns, and its docstring."""

from __future__ import annotations

from collections.abc import Sequence

from mlscaffold.codegen.annotations import ANY, SEEN, Annotation, annotation
from mlscaffold.codegen.config_fields import Field, Settings
from mlscaffold.codegen.wording import Wording
from mlscaffold.stages.stage import Stage

LINE = 88  # characters of a docstring line


def parameters(stage: Stage, fields: Sequence[Field], wording: Wording) -> tuple[list[str], list[str]]:
    """Return the parameters of a stage's function, and the import statements that their annotations need."""
    types = stage.units[0].traced.env.types if stage.units else {}
    rebound = {n for u in stage.units for n in u.effects.binds | u.effects.maybe}
    found, needs = [], []
    for name in stage.inputs:
        kind = types.get(name, "") or _seen(wording.makers[stage.name].get(name, ""), name, wording)
        scalar = kind in {"int", "float", "str", "bool", "list", "dict", "set", "tuple"}
        note = ANY if scalar and name in rebound else annotation(kind, wording.taken)
        found.append(f"{wording.renamed.get(name, name)}: {note.text}")
        needs.append(note.needs)
    found += [f"{f.name}: {f.annotation}" for f in fields]
    needs += ["from pathlib import Path"] if any(f.annotation == "Path" for f in fields) else []
    return found, [n for n in needs if n]


def result_of(stage: Stage, wording: Wording) -> tuple[str, list[str]]:
    """Return the annotation of what a stage's function returns, and the import statements that it needs."""
    types: dict[str, str] = {}
    for unit in stage.units:
        types.update(unit.traced.env.types)
        types.update(dict(unit.effects.types))
    notes: list[Annotation] = [
        annotation(types.get(n, "") or _seen(stage.name, n, wording), wording.taken) for n in stage.outputs
    ]
    notes = [ANY if n in stage.unset else note for n, note in zip(stage.outputs, notes, strict=True)]
    needs = [note.needs for note in notes if note.needs]
    if not notes:
        return "None", []
    if len(notes) == 1:
        return notes[0].text, needs
    return f"tuple[{', '.join(note.text for note in notes)}]", needs


def _seen(stage: str, name: str, wording: Wording) -> str:
    """Return the type that a value was seen to have, "" where it was not seen or is no type to rely on."""
    observed = wording.observed.get((stage, wording.renamed.get(name, name)))
    return observed.kind if observed and observed.kind.startswith(SEEN) else ""


def docstring(stage: Stage, fields: Sequence[Field], wording: Wording) -> str:
    """Return the docstring of a stage's function, quotes included."""
    lines = [summary(stage), ""]
    if stage.inputs or fields:
        lines.append("Args:")
        for name in stage.inputs:
            maker = wording.makers[stage.name].get(name, "")
            text = f"what `{maker}` gives" if maker else "a value of the notebook"
            seen = wording.observed.get((maker, wording.renamed.get(name, name)))
            text += f", {seen.words()}" if seen and seen.words() else ""
            text += "; it is changed in place" if name in stage.changed else ""
            lines.append(f"    {wording.renamed.get(name, name)}: {text}.")
        lines += [f"    {f.name}: setting, {_was(f, wording.settings)}." for f in fields]
        lines.append("")
    if stage.outputs:
        lines += ["Returns:", *(f"    {line}" for line in _returned(stage, wording)), ""]
    cells = ", ".join(map(str, stage.cells))
    lines.append(f"Source: {wording.notebook}, cell{'s' if len(stage.cells) > 1 else ''} {cells}.")
    text = "\n".join(lines).replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{text}\n"""'


def _returned(stage: Stage, wording: Wording) -> list[str]:
    """Say what a stage gives: the names in a line, and a line for each whose size was seen."""
    names = " and ".join(filter(None, [", ".join(stage.outputs[:-1]), stage.outputs[-1]]))
    seen = [
        (name, wording.observed.get((stage.name, wording.renamed.get(name, name)))) for name in stage.outputs
    ]
    sizes = [f"{name}: {one.words()}." for name, one in seen if one and one.words()]
    return sizes if len(stage.outputs) == 1 and sizes else [f"{names}.", *sizes]


def _was(field: Field, settings: Settings) -> str:
    """Say what stands for a field in the notebook."""
    if field.name == settings.seed:
        return "the notebook has none"
    plain = field.path and not field.path.startswith(("/", "~")) and ":" not in field.path
    return f"in the notebook `{field.path}`" if plain else "in the notebook a literal"


def summary(stage: Stage) -> str:
    """Return one sentence on what a stage does: what the notebook says of it, else what its name says."""
    verb, _, rest = stage.name.partition("_")
    own = f"{verb.capitalize()} {rest.replace('_', ' ')}.".replace(" .", ".")
    first = stage.section.text.split(". ")[0].strip().rstrip(".:") if stage.section.text else ""
    if 20 <= len(first) <= LINE and first[0].isalpha() and "http" not in first:
        return f"{own}\n\n{first}."
    return own
