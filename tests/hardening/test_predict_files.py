"""A project gets the module of the features only with a proof."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mlscaffold.hardening.generate import Observations, generate
from mlscaffold.hardening.source import read
from mlscaffold.results.hardening import GeneratedProject
from mlscaffold.results.predict_outcome import PredictProof
from mlscaffold.stages.opt_outs import NOTHING

CELLS = (
    "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\ndf = pd.read_csv('a.csv')",
    "df['a'] = df['a'] - df['a'].mean()\nmodel = LogisticRegression()\nmodel.fit(df[['a']], df['b'])\nmodel.predict(df[['a']])",
)


def project(folder: Path, proof: PredictProof | None) -> GeneratedProject:
    code = [
        {
            "cell_type": "code",
            "id": f"c{n}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": cell,
        }
        for n, cell in enumerate(CELLS)
    ]
    (folder / "n.ipynb").write_text(
        json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    (folder / "a.csv").write_text("a,b\n1,0\n2,1\n")
    return generate(read(folder / "n.ipynb", ()), sys.executable, NOTHING, Observations(predict=proof))


def modules(made: GeneratedProject) -> set[str]:
    return {Path(file.path).stem for file in made.plan.files if file.path.startswith("src/")}


def test_with_a_proof_the_project_answers(tmp_path: Path) -> None:
    made = project(tmp_path, PredictProof(("a",), 2, "order", ("at once",)))
    assert modules(made) >= {"row_features", "predict"}
    assert "learned" not in modules(made)  # nothing that it holds is used
    assert made.hardening.predict.is_available


def test_without_one_it_does_not(tmp_path: Path) -> None:
    for proof in (None, PredictProof(refused="it differs")):
        made = project(tmp_path, proof)
        assert not modules(made) & {"row_features", "predict"}
        assert made.path is not None
