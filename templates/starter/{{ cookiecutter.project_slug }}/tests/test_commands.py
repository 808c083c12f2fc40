"""The commands as users run them: `predict` uses the outputs of `run`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from {{ cookiecutter.package }}._runtime import artifacts, cli
from {{ cookiecutter.package }}._runtime.cli import main
from {{ cookiecutter.package }}.config import PROJECT, Config
from {{ cookiecutter.package }}.predict import probability


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of a run."""
    folder = tmp_path_factory.mktemp("outputs")
    assert main(["run", "--output", str(folder)]) == 0
    return folder


def test_a_run_writes_metrics_and_the_model(outputs: Path) -> None:
    metrics = json.loads((outputs / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["roc_auc"] > metrics["baseline_roc_auc"]
    manifest = json.loads((outputs / "models" / "model.json").read_text(encoding="utf-8"))
    assert manifest["class"] == "sklearn.pipeline.Pipeline"


def test_predict_gives_the_predictions_of_the_model_in_memory(outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = Config().parcels_csv
    model = outputs / "models" / "model.pkl"
    capsys.readouterr()
    assert main(["predict", str(file), "--model", str(model)]) == 0
    predicted = pd.read_csv(io.StringIO(capsys.readouterr().out))["late_probability"]
    known = probability(artifacts.load_model(model), pd.read_csv(file))
    pd.testing.assert_series_equal(predicted, known)


def test_predict_reports_an_invalid_file(
    outputs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new.csv").write_text("distance_km,hour\n12.5,99\n", encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["predict", str(tmp_path / "new.csv"), "--model", str(outputs / "models" / "model.pkl")])
    assert stopped.value.code == 2
    assert "the data break the contract" in capsys.readouterr().err


def test_the_card_has_the_metrics_of_the_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = tmp_path / "MODEL_CARD.md"
    card.write_text((PROJECT / card.name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(cli, "CARD", card)
    assert main(["card", "--metrics", str(PROJECT / "baseline.json")]) == 0
    assert card.read_bytes() == (PROJECT / card.name).read_bytes()
    assert json.loads((tmp_path / "baseline.json").read_text(encoding="utf-8"))["roc_auc"] > 0


def test_a_run_on_the_shipped_data_gives_the_baseline(outputs: Path) -> None:
    found, known = (
        json.loads(path.read_text(encoding="utf-8")) for path in (outputs / "metrics.json", PROJECT / "baseline.json")
    )
    assert found == pytest.approx(known, rel=1e-4)


def test_a_card_without_a_section_for_metrics_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the lines"):
        artifacts.fill_card("# A card\n", {"roc_auc": 0.5})
