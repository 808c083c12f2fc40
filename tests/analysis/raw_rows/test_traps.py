"""Ways in which a notebook's preparation hides state, and traps: each is derived and equal, or refused for its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.raw_rows.replaying import replayed

pytest.importorskip("sklearn")

TARGET = 'y = (df["bought"] == "yes").astype(int)\n'
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
FIT = (
    "model = LogisticRegression(max_iter=500)\nmodel.fit(X_train, y_train)\ny_pred = model.predict(X_test)\n"
)
REST = f'df["income"] = df["income"].fillna(0)\n{TARGET}'
END = f'X = df[["age", "income"]]\n{SPLIT}{FIT}'
WHOLE = "model = LogisticRegression(max_iter=500).fit(X, y)\nmodel.predict(X)\n"

KEPT = {
    "a mean": f'df["income"] = df["income"].fillna(df["income"].mean())\n{TARGET}{END}',
    "a median in a variable": f"m = df.income.median()\ndf.income = df.income.fillna(m)\n{TARGET}{END}",
    "a mean of the rows of training": f'{TARGET}X = df[["age", "income"]]\n{SPLIT}m = X_train.mean()\n'
    f"X_train = X_train.fillna(m)\nX_test = X_test.fillna(m)\n{FIT}",
    "means of groups": f'{REST}means = df.groupby("city")["age"].mean()\ndf["mean"] = df["city"].map(means)\n'
    f'X = df[["age", "mean"]]\n{SPLIT}{FIT}',
    "a group's mean by transform": f'{REST}df["mean"] = df.groupby("city")["age"].transform("mean")\n'
    f'X = df[["age", "mean"]]\n{SPLIT}{FIT}',
    "a dictionary of groups in a loop": f'{REST}means = {{}}\nfor city in ["Bonn", "Rome", "Oslo"]:\n'
    f'    means[city] = df[df["city"] == city]["age"].mean()\ndf["mean"] = df["city"].map(means)\n'
    f'X = df[["age", "mean"]]\n{SPLIT}{FIT}',
    "columns of get_dummies": f'{REST}X = pd.get_dummies(df[["age", "city"]], drop_first=True)\n{SPLIT}{FIT}',
    "dummies joined to the rows": f'{REST}dummies = pd.get_dummies(df.city)\nX = pd.concat([df[["age"]], dummies], axis=1)\n{SPLIT}{FIT}',
    "one encoder fitted on two columns": f'{REST}le = LabelEncoder()\ndf["city"] = le.fit_transform(df["city"])\n'
    f'df["job"] = le.fit_transform(df["job"])\nX = df[["city", "job", "age"]]\n{SPLIT}{FIT}',
    "an encoder in a loop": f'{REST}for c in ["city", "job"]:\n    df[c] = LabelEncoder().fit_transform(df[c])\n'
    f'X = df[["city", "job", "age"]]\n{SPLIT}{FIT}',
    "a dictionary of encoders": f'{REST}encoders = {{}}\nfor c in ["city", "job"]:\n    encoders[c] = LabelEncoder()\n'
    f'    df[c] = encoders[c].fit_transform(df[c])\nX = df[["city", "job", "age"]]\n{SPLIT}{FIT}',
    "codes of categories": f'{REST}df["city"] = df["city"].astype("category").cat.codes\nX = df[["city", "age"]]\n{SPLIT}{FIT}',
    "bins of equal width": f'{REST}df["bin"] = pd.cut(df["age"], 4, labels=False)\nX = df[["bin", "income"]]\n{SPLIT}{FIT}',
    "bins with edges": f'{REST}df["bin"] = pd.cut(df["age"], [0, 30, 60, 100], labels=[0, 1, 2]).astype(int)\n'
    f'X = df[["bin", "income"]]\n{SPLIT}{FIT}',
    "bins of equal count": f'{REST}df["bin"] = pd.qcut(df["age"], 4, labels=False)\nX = df[["bin", "income"]]\n{SPLIT}{FIT}',
    "columns by their type": f'{REST}X = df.drop(columns=["price"]).select_dtypes(include="number")\n{SPLIT}{FIT}',
    "columns by a statistic": f'{TARGET}X = df[["age", "income"]]\nX = X.dropna(axis=1)\n{SPLIT}{FIT}',
    "scaling by hand": f'{REST}X = df[["age", "income"]]\nX = (X - X.min()) / (X.max() - X.min())\n{SPLIT}{FIT}',
    "scaling of an array": f"{REST}X = df[['age', 'income']].values\nX = (X - X.mean(axis=0)) / X.std(axis=0)\n{SPLIT}{FIT}",
    "columns by position": f"{REST}X = df.iloc[:, :2].values\nX = StandardScaler().fit_transform(X)\n{SPLIT}{FIT}",
    "a scaler after the split": f'{REST}X = df[["age", "income"]]\n{SPLIT}sc = StandardScaler()\n'
    f"X_train = sc.fit_transform(X_train)\nX_test = sc.transform(X_test)\n{FIT}",
    "a vectorizer of cleaned text": f"from sklearn.feature_extraction.text import TfidfVectorizer\n{TARGET}"
    f'df["words"] = df["words"].str.lower().str.replace("old", "")\nvec = TfidfVectorizer()\n'
    f'X = vec.fit_transform(df["words"])\n{SPLIT}{FIT}',
    "parts of a date": f'{REST}df["when"] = pd.to_datetime(df["when"])\ndf["year"] = df["when"].dt.year\n'
    f'df["month"] = df["when"].dt.month\nX = df[["year", "month", "age"]]\n{SPLIT}{FIT}',
    "rows that are dropped": f"df = df.dropna()\n{TARGET}{END}",
    "duplicates and outliers": f'{REST}df = df.drop_duplicates(subset="price")\nq = df["income"].quantile(0.9)\n'
    f'df = df[df["income"] < q]\n{TARGET}{END}',
    "the most frequent values": f'{REST}top = df["job"].value_counts().index[:2]\n'
    f'df["job"] = df["job"].where(df["job"].isin(top), "other")\nX = pd.get_dummies(df[["age", "job"]])\n{SPLIT}{FIT}',
    "a dictionary of replacements": f'{REST}df["city"] = df["city"].map({{"Bonn": 0, "Rome": 1, "Oslo": 2}})\n'
    f'X = df[["city", "age"]]\n{SPLIT}{FIT}',
    "a function for each row": f'def grade(row):\n    return row["age"] / 10 + (1 if row["city"] == "Rome" else 0)\n'
    f'{REST}df["grade"] = df.apply(grade, axis=1)\nX = df[["grade", "income"]]\n{SPLIT}{FIT}',
    "a function of the table": f'def prepare(table):\n    table = table.copy()\n    table["income"] = table["income"].fillna(table["income"].mean())\n'
    f'    return table[["age", "income"]]\n{TARGET}X = prepare(df)\n{SPLIT}{FIT}',
    "a table of the notebook joined": f'{REST}sizes = {{"Bonn": 3, "Rome": 28, "Oslo": 7}}\n'
    f'df["size"] = df["city"].map(sizes)\nX = df[["size", "age"]]\n{SPLIT}{FIT}',
    "transformers of columns": f'from sklearn.compose import ColumnTransformer\n{REST}X = df[["age", "city"]]\n{SPLIT}'
    f'ct = ColumnTransformer([("n", StandardScaler(), ["age"]), ("c", OneHotEncoder(), ["city"])])\n'
    f"X_train = ct.fit_transform(X_train)\nX_test = ct.transform(X_test)\n{FIT}",
    "a pipeline": f'from sklearn.pipeline import make_pipeline\n{REST}X = df[["age", "income"]]\n{SPLIT}'
    "model = make_pipeline(StandardScaler(), LogisticRegression())\nmodel.fit(X_train, y_train)\nmodel.predict(X_test)\n",
    "the best of a search": f'{REST}X = df[["age", "income"]]\n{SPLIT}grid = GridSearchCV(LogisticRegression(), {{"C": [1, 2]}})\n'
    "grid.fit(X_train, y_train)\nbest = grid.best_estimator_\nbest.predict(X_test)\n",
    "a logarithm of the target": 'df["income"] = df["income"].fillna(0)\ny = np.log1p(df["price"])\nX = df[["age", "income"]]\n'
    f"{SPLIT}model = LinearRegression()\nmodel.fit(X_train, y_train)\nprices = np.expm1(model.predict(X_test))\n",
    "encoded labels": f'{REST}le = LabelEncoder()\ny = le.fit_transform(df["bought"])\n{END}labels = le.inverse_transform(y_pred)\n',
    "a threshold": f"{REST}{END}p = model.predict_proba(X_test)[:, 1]\nlate = (p > 0.3).astype(int)\n",
    "the last model of a loop": (
        f'{REST}X = df[["age", "income"]]\n{SPLIT}for C in [1, 2]:\n    model = LogisticRegression(C=C).fit(X_train, y_train)\n'
        "    model.score(X_test, y_test)\nprint(model.coef_)\n"
    ),
    "typed rows only": f'{REST}X = df[["age", "income"]].values\nmodel = LogisticRegression(max_iter=500)\nmodel.fit(X, y)\n'
    "model.predict([[40, 30.0]])\n",
    "another model under the same name": f'{REST}X = df[["age"]]\nmodel = LogisticRegression()\nmodel.fit(X, y)\nmodel.score(X, y)\n'
    f'X = StandardScaler().fit_transform(df[["age", "income"]])\nmodel.fit(X, y)\nmodel.predict([[0.5, -1.0]])\n',
    "dropping the target from the rows": 'df["income"] = df["income"].fillna(0)\ndf["bought"] = df["bought"].map({"yes": 1, "no": 0})\n'
    f'X = df.drop(columns=["bought", "price", "city", "job", "when", "words"])\ny = df["bought"]\n{SPLIT}{FIT}',
    "clusters with a seed": f"from sklearn.cluster import KMeans\n{REST}X = df[['age', 'income']]\nkm = KMeans(3, random_state=0, n_init=2)\n"
    f"X = km.fit_transform(X)\n{SPLIT}{FIT}",
    "components without a random solver": f"from sklearn.decomposition import PCA\n{REST}X = df[['age', 'income']]\n"
    f"pca = PCA(n_components=1, svd_solver='full')\nX = pca.fit_transform(X)\n{SPLIT}{FIT}",
}
REFUSED = {
    "a scaler fitted again on held-out rows": (
        (
            f'{REST}X = df[["age", "income"]]\n{SPLIT}sc = StandardScaler()\nX_train = sc.fit_transform(X_train)\n'
            f"X_test = sc.fit_transform(X_test)\n{FIT}"
        ),
        "learns again from rows that the model was not trained on",
    ),
    "the target among the features": (
        f'df["bought"] = df["bought"].map({{"yes": 1, "no": 0}})\nX = df[["age", "bought"]]\ny = df["bought"]\n{SPLIT}{FIT}',
        "the features hold the target, column bought",
    ),
    "a lag": (
        f'{REST}df["before"] = df["income"].shift(1).fillna(0)\nX = df[["before", "age"]]\n{SPLIT}{FIT}',
        "`shift` needs other rows",
    ),
    "a rolling mean": (
        f'{REST}df["mean"] = df["income"].rolling(3, min_periods=1).mean()\nX = df[["mean", "age"]]\n{SPLIT}{FIT}',
        "`rolling` needs other rows",
    ),
    "a rank": (
        f'{REST}df["rank"] = df["age"].rank()\nX = df[["rank", "income"]]\n{SPLIT}{FIT}',
        "`rank` needs other rows",
    ),
    "the clock": (
        (
            f'from datetime import datetime\n{REST}df["days"] = (datetime.now() - pd.to_datetime(df["when"])).dt.days\n'
            f'X = df[["days", "age"]]\n{SPLIT}{FIT}'
        ),
        "depends on when it runs",
    ),
    "random values": (
        f'np.random.seed(0)\n{REST}df["noise"] = np.random.rand(len(df))\nX = df[["noise", "age"]]\n{SPLIT}{FIT}',
        "is random",
    ),
    "clusters without a seed": (
        (
            f"from sklearn.cluster import KMeans\n{REST}X = df[['age', 'income']]\nkm = KMeans(3, n_init=2)\n"
            f"X = km.fit_transform(X)\n{SPLIT}{FIT}"
        ),
        "is random",
    ),
    "a random split that is learned from": (
        (
            f'{REST}X = df[["age", "income"]]\nX_train, X_test, y_train, y_test = train_test_split(X, y)\nsc = StandardScaler()\n'
            f"X_train = sc.fit_transform(X_train)\nX_test = sc.transform(X_test)\n{FIT}"
        ),
        "learns from a random part of the rows",
    ),
    "rows for each pass of a loop": (
        (
            f'{REST}X = df[["age", "income"]]\n{SPLIT}for C in [1, 2]:\n    T = X_train * C\n    model = LogisticRegression().fit(T, y_train)\n'
            "    model.score(X_test * C, y_test)\nprint(model.coef_)\n"
        ),
        "is inside of a loop",
    ),
    "codes of factorize": (
        f'{REST}df["city"] = pd.factorize(df["city"])[0]\nX = df[["city", "age"]]\n{SPLIT}{FIT}',
        "`factorize`",
    ),
    "training and held-out rows below each other": (
        f'{REST}X = pd.concat([df[["age"]].iloc[:60], df[["age"]].iloc[60:]])\n{SPLIT}{FIT}',
        "puts tables below each other",
    ),
    "only cross-validation": (
        f'{REST}X = df[["age", "income"]]\ncross_val_score(LogisticRegression(), X, y)\n',
        "no question",
    ),
    "another model afterwards": (
        f'{REST}X = df[["age", "income"]]\n{WHOLE}model = LogisticRegression().fit(X[["age"]], y)\n',
        "changes `model` after its final prediction",
    ),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


DECODED = {
    "a logarithm of the target": "prices",
    "encoded labels": "labels",
    "a threshold": "late",
}
"""What is made of the answers."""


@pytest.mark.parametrize("name", KEPT)
def test_the_path_gives_what_the_model_had(name: str, folder: Path) -> None:
    more = f", {DECODED[name]} too" if name in DECODED else ""
    assert replayed(KEPT[name], folder) == f"equal{more}"


@pytest.mark.parametrize(("source", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_in_the_way_is_named(source: str, reason: str, folder: Path) -> None:
    assert reason in replayed(source, folder)


STORED = {
    "clusters without a seed": ("km",),
    "a random split that is learned from": ("sc",),
}


@pytest.mark.parametrize(("name", "outputs"), STORED.items(), ids=STORED)
def test_what_a_run_stores_is_not_learned_again(name: str, outputs: tuple[str, ...], folder: Path) -> None:
    assert replayed(REFUSED[name][0], folder, outputs) == "equal"
    made = (folder / "buys" / "row_features.py").read_text()
    assert f'results["{outputs[0]}"]' in made.replace("'", '"')
    assert "fit_features" not in made
