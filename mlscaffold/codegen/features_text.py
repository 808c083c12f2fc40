"""Text of row_features.py: its constants, its class and its functions, whose bodies are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mlscaffold.analysis.raw_rows.after_prediction import ANSWERS
from mlscaffold.analysis.raw_rows.path_parts import CONFIG, FEATURES, ROWS, Learned
from mlscaffold.analysis.raw_rows.predict_path import PredictPath
from mlscaffold.codegen.import_statements import block
from mlscaffold.codegen.module_source import safe

RESULTS = "results__"
"""What stands for the outputs of a run."""
NAMES = {
    FEATURES: ("features", "fitted"),
    CONFIG: ("config", "settings"),
    ROWS: ("rows", "raw_rows"),
    RESULTS: ("results", "outputs"),
    ANSWERS: ("answers", "given"),
}
"""The parameters of the functions, and the names that they have where the notebook uses these."""


def module_text(
    path: PredictPath,
    title: str,
    output: str,
    texts: Mapping[str, str],
    names: Mapping[str, str],
    imports: Sequence[str],
    needed: Sequence[str],
    inputs: Sequence[object] | None,
) -> str:
    """Return the source of row_features.py.

    Args:
        path: the path from rows to the model.
        title: the notebook's title.
        output: the model's name among the outputs of a run.
        texts: the bodies of the functions, by name; an empty one is left out.
        names: the names of the parameters.
        imports: the import statements.
        needed: what `fit_features` takes.
        inputs: the columns that an answer depends on, None if that is not known yet.
    """
    kinds = {ROWS: "pd.DataFrame", CONFIG: "Config", RESULTS: "Mapping[str, Any]"}
    fitting = ", ".join(f"{names[n]}: {kinds[n]}" for n in needed)
    found = repr(tuple(inputs or ()))
    about = f"What a row becomes before {output} predicts: learned from the rows of training, applied to any rows."
    heads = _heads(names, fitting)
    parts = [
        f'"""{about}\n\nGenerated from the notebook "{safe(title)}".\n"""',
        "from __future__ import annotations",
        block(imports),
        f'TRAINED = "{output}"\n"""The output of a run that holds the model."""',
        f'INPUTS: tuple[Any, ...] = {found}\n"""The columns of a row that the answer depends on."""',
        _class(path.fields),
        *(
            _function(f"{name}({parameters}) -> {kind}", docstring, texts[name])
            for name, (parameters, kind, docstring) in heads.items()
            if texts.get(name)
        ),
        f'ANSWERS: dict[str, Any] = {_answers(path)}\n"""Columns beside the prediction: the model\'s method, and what is made of it."""',
    ]
    return (
        "\n\n".join(parts).replace(
            "from dataclasses import", "from collections.abc import Mapping\nfrom dataclasses import", 1
        )
        + "\n"
    )


def _heads(names: Mapping[str, str], fitting: str) -> dict[str, tuple[str, str, str]]:
    """Return parameters, type and docstring of each function, in their order."""
    features, config, rows, results, answers = (names[n] for n in NAMES)
    return {
        "read_rows": (f"file: Any, {config}: Config, **options: Any", "Any", "Read rows as the notebook reads its own."),
        "training_data": (
            f"{config}: Config, **options: Any", "pd.DataFrame", "Return the rows that the notebook reads."
        ),
        "fit_features": (fitting, "Features", "Learn from rows as the notebook does."),
        "apply": (f"{features}: Features, {rows}: pd.DataFrame", "Any", "Prepare rows for the model, each by itself."),
        "decode": (f"{features}: Features, {answers}: Any", "Any", "Return what the notebook makes of the model's answers."),
        "training_rows": (
            f"{features}: Features, {rows}: pd.DataFrame", "pd.DataFrame", "Return the rows that training and testing use."
        ),
        "learn": (
            f"{config}: Config, {results}: Mapping[str, Any]",
            "tuple[Features, pd.DataFrame]",
            "Learn from the notebook's rows; return what is learned, with the rows that training and testing use.",
        ),
    }  # fmt: skip


def _answers(path: PredictPath) -> str:
    return f'{{"{path.decoded.name}": ("{path.method}", decode)}}' if path.decoded else "{}"


def _class(fields: Sequence[Learned]) -> str:
    lines = [
        "@dataclass(frozen=True)",
        "class Features:",
        '    """What the preparation has learned from the rows of training.',
    ]
    if fields:
        lines += ["", "    Args:", *(f"        {f.name}: {_about(f)}" for f in fields), '    """', ""]
        lines += [f"    {f.name}: Any" for f in fields]
    else:
        lines[-1] += '"""'
    return "\n".join(lines)


def _about(field: Learned) -> str:
    where = f"cell {field.location.cell}" if field.location else "the notebook"
    code = field.code.replace("\\", "").replace('"""', "'''")
    return f"{'one for each pass of a loop, ' if field.keyed else ''}from {where}: `{code}`."


def _function(head: str, docstring: str, body: str) -> str:
    inner = "\n".join(f"    {line}" if line else "" for line in body.split("\n"))
    return f'def {head}:\n    """{docstring}"""\n{inner}'
