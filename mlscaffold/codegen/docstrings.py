"""Docstrings of stages, and of the notebook's functions and classes that have none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import libcst as cst

from mlscaffold.codegen.config_fields import Field, Settings
from mlscaffold.codegen.signature import FunctionContext
from mlscaffold.stages.action_names import is_action
from mlscaffold.stages.drawn_texts import titles
from mlscaffold.stages.name import VERBS
from mlscaffold.stages.stage import Stage

LINE = (
    88  # characters of a docstring line: with its indentation within the 120 that the project's ruff allows
)
SHORTEST = 20  # characters of a sentence: shorter ones, such as "Let's go", are interjections
LONGEST_RESULT = 60  # characters of an expression in a sentence: more is quicker to read in the code below it
MOST_NAMES = 4  # names in a sentence: as many as are read at a glance
SENTENCES = {
    "load": ("Load {outputs}", " from {inputs}", "Load the data"),
    "make": ("Create {outputs}", " from {inputs}", "Create the data"),
    "clean": ("Prepare {outputs}", " from {inputs}", "Prepare the data"),
    "features": ("Build {outputs}", " from {inputs}", "Build the features"),
    "split": ("Split {inputs}", " into {outputs}", "Split the data"),
    "train": ("Train {models}", " and compute {outputs}", "Train a model"),
    "evaluate": ("Compute {outputs}", " from {inputs}", "Evaluate the model"),
    "export": ("Save results from {inputs}", " and return {outputs}", "Save the results"),
    "plot": ("Plot {titles}", " from {inputs}", "Plot figures"),
    "explore": ("Explore {inputs}", " and return {outputs}", "Explore the data"),
    "analyze": ("Compute {outputs}", " from {inputs}", "Run the analysis"),
}
"""What a stage does with its inputs and outputs, by role: two halves, and the first one without names."""


def docstring(stage: Stage, fields: Sequence[Field], context: FunctionContext) -> str:
    """Return the docstring of a stage's function, quotes included."""
    lines = [summary(stage, fields, context), ""]
    if stage.inputs or fields:
        lines.append("Args:")
        for name in stage.inputs:
            producer = context.producers[stage.name].get(name, "")
            text = f"output of `{producer}`" if producer else "variable of the notebook"
            observation = context.observation(producer, name)
            text += f", {observation.summary()}" if observation and observation.summary() else ""
            text += "; changed in place" if name in stage.changed else ""
            lines.append(f"    {context.name(name)}: {text}.")
        lines += [f"    {f.name}: {_origin(f, context.settings)}." for f in fields]
        lines.append("")
    if stage.outputs:
        lines += ["Returns:", *(f"    {line}" for line in _returned(stage, context)), ""]
    cells = ", ".join(map(str, stage.cells))
    lines.append(f"Source: {context.notebook}, cell{'s' if len(stage.cells) > 1 else ''} {cells}.")
    text = "\n".join(lines).replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{text}\n"""'


def summary(stage: Stage, fields: Sequence[Field], context: FunctionContext) -> str:
    """Return what a stage does with its inputs and outputs, and the first sentence under its heading."""
    inputs = stage.inputs or tuple(field.name for field in fields if field.path and not field.writes)
    outputs = tuple(name for name in stage.outputs if stage.role != "train" or name not in stage.models)
    names = {"inputs": inputs, "outputs": outputs, "models": stage.models}
    listed = {key: [f"`{context.name(name)}`" for name in one] for key, one in names.items()}
    own = _action(stage.name, listed["inputs"]) or _sentence(stage.role, {**listed, "titles": _titles(stage)})
    heading = stage.section.text.split(". ")[0].strip().rstrip(".:") if stage.section.text else ""
    if SHORTEST <= len(heading) <= LINE and heading[0].isalpha() and "http" not in heading:
        return f"{own}\n\n{heading}."
    return own


def _action(name: str, inputs: Sequence[str]) -> str:
    """Return the name of a stage as a sentence, "" unless it is what its statements do."""
    verb = name.partition("_")[0]
    if verb in VERBS.values() or not is_action(verb):
        return ""
    places = f" in {_listed(inputs)}" if 0 < len(inputs) <= 2 else ""  # more are no place, but ingredients
    return f"{name.replace('_', ' ').capitalize()}{places}."


def _titles(stage: Stage) -> list[str]:
    """Return the titles of a stage's figures, quoted; none of one that does not fit into a sentence."""
    found = dict.fromkeys(" ".join(title.split()) for title in titles(stage.units))
    return [f'"{title}"' for title in found if title and len(title) <= LONGEST_RESULT and '"' not in title]


def _sentence(role: str, names: Mapping[str, Sequence[str]]) -> str:
    """Return what a stage does; the second half is left out if it is too long or repeats the first."""
    first, second, without = SENTENCES[role]
    (main, other) = (names[half[half.index("{") + 1 : half.index("}")]] for half in (first, second))
    if not main:
        first, second = without, " with {inputs}" if "{inputs}" in second and role != "plot" else second
    listed = {key: _listed(one) for key, one in names.items()}
    text = (first + second if other and set(other) != set(main) else first).format(**listed)
    return f"{text if len(text) < LINE else first.format(**listed)}."


def _listed(names: Sequence[str]) -> str:
    """Return names as `a`, `b` and `c`; a long list is cut short."""
    if len(names) > MOST_NAMES:
        names = [*names[: MOST_NAMES - 1], f"{len(names) - MOST_NAMES + 1} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _returned(stage: Stage, context: FunctionContext) -> list[str]:
    """Return the names of a stage's outputs in a line, and a line for each whose columns or shape were observed."""
    outputs = [context.name(name) for name in stage.outputs]
    names = " and ".join(filter(None, [", ".join(outputs[:-1]), outputs[-1]]))
    observed = [(context.name(name), context.observation(stage.name, name)) for name in stage.outputs]
    sizes = [f"{name}: {one.summary()}." for name, one in observed if one and one.summary()]
    return sizes if len(stage.outputs) == 1 and sizes else [f"{names}.", *sizes]


def _origin(field: Field, settings: Settings) -> str:
    """Return what a field is in the notebook."""
    if field.name == settings.seed:
        return field.note
    plain = field.path and not field.path.startswith(("/", "~")) and ":" not in field.path
    return f"{f'`{field.path}`' if plain else 'literal'} in the notebook ({field.note})"


def document(module: cst.Module, source: str) -> cst.Module:
    """Add a docstring to each public function, class and method that has none.

    Args:
        module: definitions.
        source: their source, such as `churn.ipynb, cell 4`.
    """
    body = [_documented(node, f"Source: {source}.") for node in module.body]
    return module.with_changes(body=body)


def _documented(node: cst.CSTNode, source: str) -> cst.CSTNode:
    if not isinstance(node, (cst.FunctionDef, cst.ClassDef)):
        return node
    done = node if node.get_docstring() is not None else _with(node, _text(node, source))
    if isinstance(done, cst.ClassDef) and isinstance(done.body, cst.IndentedBlock):
        inner = [_documented(part, "") for part in done.body.body]
        return done.with_changes(body=done.body.with_changes(body=inner))
    return done


def _text(node: cst.FunctionDef | cst.ClassDef, source: str) -> str:
    """Return a docstring: the result where the code is a single expression, and the source."""
    result = _result(node)
    sentence = f"Return `{result}`." if result else ""
    if not (sentence or source):
        sentence = f"Implement `{node.name.value}`."
    return f'"""{sentence}\n\n{source}\n"""' if sentence and source else f'"""{sentence or source}"""'


def _result(node: cst.FunctionDef | cst.ClassDef) -> str:
    """Return the expression that is all of a function's body, "" for other functions and long expressions."""
    body = node.body.body[0] if len(node.body.body) == 1 else None
    if isinstance(body, cst.SimpleStatementLine) and len(body.body) == 1:
        body = body.body[0]
    if not isinstance(node, cst.FunctionDef) or not isinstance(body, cst.Return) or body.value is None:
        return ""
    text = cst.Module(body=[]).code_for_node(body.value)
    return text if len(text) <= LONGEST_RESULT and not set(text) & set('\n`"\\') else ""


def _with(node: cst.FunctionDef | cst.ClassDef, text: str) -> cst.FunctionDef | cst.ClassDef:
    line = cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString(text))])
    if isinstance(node.body, cst.IndentedBlock):
        return node.with_changes(body=node.body.with_changes(body=[line, *node.body.body]))
    assert isinstance(node.body, cst.SimpleStatementSuite)
    small = cst.SimpleStatementLine(body=list(node.body.body))
    return node.with_changes(body=cst.IndentedBlock(body=[line, small]))
