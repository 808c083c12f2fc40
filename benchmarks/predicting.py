"""`predict` of a hardened project against bare pandas and scikit-learn: many rows of a file, and one row at a time.

usage: predicting.py [ROWS]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import median, spent

from mlscaffold.filesystem import writer
from mlscaffold.hardening.generate import Observations, generate
from mlscaffold.hardening.run_recorded_tests import without_recording
from mlscaffold.hardening.source import read
from mlscaffold.results.predict_outcome import PredictProof
from mlscaffold.stages.opt_outs import NOTHING

CELLS = (
    (
        "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\nfrom sklearn.preprocessing import StandardScaler\n"
        'rows = pd.read_csv("rows.csv")'
    ),
    (
        'mean = rows["income"].mean()\nrows["income"] = rows["income"].fillna(mean)\nrows["ratio"] = rows["income"] / rows["age"]\n'
        'X = pd.get_dummies(rows[["age", "income", "ratio", "city"]], dtype=float)\ny = rows["bought"]'
    ),
    "scaler = StandardScaler()\nX = scaler.fit_transform(X)",
    "model = LogisticRegression()\nmodel.fit(X, y)\nmodel.predict(X)",
)
BARE = """import pickle, sys
import pandas as pd
from sklearn.preprocessing import StandardScaler
mean, cities, scaler, model = pickle.load(open("bare.pkl", "rb"))
def answers(rows):
    rows = rows.copy()
    rows["income"] = rows["income"].fillna(mean)
    rows["ratio"] = rows["income"] / rows["age"]
    rows["city"] = pd.Categorical(rows["city"], categories=cities)
    X = scaler.transform(pd.get_dummies(rows[["age", "income", "ratio", "city"]], dtype=float))
    return X
def main(file, output):
    rows = pd.read_csv(file)
    X = answers(rows)
    rows["prediction"] = model.predict(X)
    rows[["probability_0", "probability_1"]] = model.predict_proba(X)
    rows.to_csv(output, index=False)
"""
SETUP = """import pickle
import pandas as pd
from buys import predict
p = predict.load()
f = p.features
pickle.dump((getattr(f, "income_mean", None) or getattr(f, "mean", None), ["Bonn", "Oslo", "Rome"], f.scaler, p.model), open("bare.pkl", "wb"))
"""
ONE = """import json, sys, time
import pandas as pd
sys.path.insert(0, ".")
import bare
from buys import predict
p = predict.load()
row = pd.read_csv("rows.csv").iloc[[3]]
def timed(function):
    function()
    times = []
    for _ in range(200):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return sorted(times)[len(times) // 2]
def alone():
    X = bare.answers(row)
    return bare.model.predict(X), bare.model.predict_proba(X)
print(json.dumps([timed(lambda: predict.predict(p, row)), timed(alone)]))
"""


def rows(count: int) -> str:
    """Return a file of rows."""
    cities = ("Bonn", "Rome", "Oslo")
    lines = (
        f"{n},{18 + n * 7 % 60},{'' if n % 13 == 0 else 10 + n * 31 % 900 / 10},{cities[n % 3]},note {n % 97},{int(n * 7 % 60 > 30)}"
        for n in range(count)
    )
    return "visitor,age,income,city,note,bought\n" + "\n".join(lines) + "\n"


def project(folder: Path) -> None:
    """Write a project into a folder, and run it."""
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
    notebook = {"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "buys.ipynb").write_text(json.dumps(notebook))
    (folder / "rows.csv").write_text(rows(300))
    proof = PredictProof(("age", "income", "city"), 300, "order", ("at once",))
    made = generate(read(folder / "buys.ipynb", ()), sys.executable, NOTHING, Observations(predict=proof))
    writer.write_files(without_recording(made).plan.files, folder / "out")
    run(folder / "out", "-m", "buys", "run")
    (folder / "out" / "rows.csv").write_text(rows(300))
    (folder / "out" / "bare.py").write_text(BARE)
    run(folder / "out", "-c", SETUP)


def run(folder: Path, *words: str) -> str:
    """Run Python in the project's folder, and return what it prints."""
    environment = os.environ | {"PYTHONPATH": str(folder / "src")}
    result = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        sys.exit(result.stderr)
    return result.stdout


def cost(folder: Path, source: str) -> tuple[float, float]:
    """Return CPU seconds and the peak of memory in MB of a program."""
    before = spent()
    peak = "\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    memory = run(folder, "-c", source + peak)
    return spent() - before, float(memory.splitlines()[-1])


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project(folder)
        out = folder / "out"
        (out / "big.csv").write_text(rows(count))
        ours = 'from buys._runtime.cli import main\nmain(["predict", "big.csv", "--output", "ours.csv"])'
        bare = 'import bare\nbare.main("big.csv", "bare.csv")'
        for label, source in (("predict", ours), ("bare", bare)):
            seconds, memory = cost(out, source)
            print(f"{label}: {seconds:.2f} CPU seconds, {memory:.0f} MB for {count} rows")
        same = (out / "ours.csv").read_text().splitlines()[:50] == (
            out / "bare.csv"
        ).read_text().splitlines()[:50]
        print(f"first answers equal: {same}")
        one = [json.loads(run(out, "-c", ONE)) for _ in range(3)]
        mine, theirs = (median(values) * 1000 for values in zip(*one, strict=True))
        print(f"one row: predict {mine:.2f} ms, bare {theirs:.2f} ms, {mine / theirs:.2f} times")


if __name__ == "__main__":
    main()
