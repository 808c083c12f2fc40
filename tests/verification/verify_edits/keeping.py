"""Edits that keep what a project computes, as people and their agents make them."""

from __future__ import annotations

from tests.verification.verify_edits.edit import Edit, appended, renamed, replaced, together

PEOPLE, FLATS = "who_buys", "flat_rents"

TIDY_CITY = '''def tidy_city(name):
    """Return `name.strip().title()`.

    Source: who_buys.ipynb, cell 5.
    """
    return name.strip().title()


'''
SPLIT = """    df["city"] = df["city"].apply(tidy_city)
    df = df.drop_duplicates(subset="visitor").reset_index(drop=True)
"""
SECOND_HALF = f'''    return df


def tidy_people(df: pd.DataFrame) -> pd.DataFrame:
    """Tidy the cities, and drop repeated visitors."""
    df = df.copy()
{SPLIT}'''
HELPER = '''def log_of_visits(df: pd.DataFrame) -> pd.Series:
    """Return the logarithm of the visits."""
    return np.log1p(df["visits"])


def build_features('''
CITIES = '''"""Cities."""


def tidy_city(name: str) -> str:
    """Return a city's name without spaces around it."""
    return name.strip().title()
'''
PREPARE_IN_LOAD = """    return prepare_data(df)
"""
LOOP = """    sse: list[Any] = []
    for k in range(1, 5):
        km = KMeans(n_clusters=k, n_init=n_init, random_state=seed)
        km.fit(points[["x", "y"]])
        sse.append(km.inertia_)
"""
COMPREHENSION = """    grid = points[["x", "y"]]
    sse: list[Any] = [
        KMeans(n_clusters=k, n_init=n_init, random_state=seed).fit(grid).inertia_
        for k in range(1, 5)
    ]
"""
PIVOT = """    pivot = merged.pivot_table(
        index="city", columns="month", values="amount", aggfunc="sum", fill_value=0
    )
    summary = by_city.reset_index()
    best = pivot.sum(axis=1).idxmax()
"""
NO_PIVOT = """    summary = by_city.reset_index()
    best = (
        merged.pivot_table(
            index="city", columns="month", values="amount", aggfunc="sum", fill_value=0
        )
        .sum(axis=1)
        .idxmax()
    )
"""
SCORES = """    accuracy = accuracy_score(y_test, predictions)
    auc = roc_auc_score(y_test, probabilities)
"""
REORDERED = """    auc = roc_auc_score(y_test, probabilities)
    accuracy = accuracy_score(y_test, predictions)
"""
SPLIT_STAGES = """    Stage(
        training.split_train_test, outputs=("X_train", "X_test", "y_train", "y_test")
    ),
    Stage(
        training.train_logistic_regression,
        outputs=("X_test_scaled", "model"),
        models=("model",),
    ),
"""
ONE_STAGE = """    Stage(
        training.split_and_train,
        outputs=("X_train", "X_test", "y_train", "y_test", "X_test_scaled", "model"),
        models=("model",),
    ),
"""
ONE_FUNCTION = '''

def split_and_train(
    X: pd.DataFrame, y: pd.Series, test_size: float, seed: int, regularization: float, max_iter: int
) -> tuple[Any, ...]:
    """Split the data and train the model."""
    X_train, X_test, y_train, y_test = split_train_test(X, y, test_size, seed)
    scaled, model = train_logistic_regression(X_test, X_train, y_train, regularization, max_iter)
    return X_train, X_test, y_train, y_test, scaled, model
'''
BARS = """    for name in ["a", "b"]:
        df[df["g"] == name]["v"].plot.bar()
        plt.title(f"bars of {name}")
        save_figures("plots_in_loop_show")
"""
BARS_IN_FUNCTION = """    for name in ["a", "b"]:
        plot_bars(df, name)
"""
PLOT_BARS = '''

def plot_bars(df: pd.DataFrame, name: str) -> None:
    """Plot the values of a group."""
    df.loc[df["g"] == name, "v"].plot.bar()
    plt.title("bars of " + name)
    save_figures("plots_in_loop_show")
'''

KEEPING = (
    Edit("local variable renamed", PEOPLE, renamed("predictions", "predicted", "evaluation.py")),
    Edit(
        "stage split in two",
        PEOPLE,
        together(
            replaced("preparation.py", (SPLIT, SECOND_HALF)),
            replaced(
                "pipeline.py",
                (
                    'preparation.prepare_data, outputs=("df",)),',
                    'preparation.prepare_data, outputs=("df",)),\n    Stage(preparation.tidy_people, outputs=("df",)),',
                ),
            ),
        ),
    ),
    Edit(
        "two stages merged: the second called by the first",
        PEOPLE,
        together(
            replaced(
                "data.py",
                ("    return df\n", PREPARE_IN_LOAD),
                ("import pandas as pd\n", "import pandas as pd\n\nfrom .preparation import prepare_data\n"),
            ),
            replaced(
                "pipeline.py",
                ('    Stage(preparation.prepare_data, outputs=("df",)),\n', ""),
                (", preparation,", ","),
            ),
        ),
    ),
    Edit(
        "two stages merged: both called by a new one",
        PEOPLE,
        together(appended("training.py", ONE_FUNCTION), replaced("pipeline.py", (SPLIT_STAGES, ONE_STAGE))),
    ),
    Edit(
        "helper extracted",
        PEOPLE,
        replaced(
            "features.py",
            ("def build_features(", HELPER),
            ('= np.log1p(df["visits"])\n    features', "= log_of_visits(df)\n    features"),
        ),
    ),
    Edit(
        "function moved to a new module",
        PEOPLE,
        together(
            appended("cities.py", CITIES),
            replaced(
                "preparation.py",
                (
                    TIDY_CITY,
                    "",
                ),
                ("import pandas as pd\n", "import pandas as pd\n\nfrom .cities import tidy_city\n"),
            ),
        ),
    ),
    Edit("pure lines reordered", PEOPLE, replaced("evaluation.py", (SCORES, REORDERED))),
    Edit(
        "f-string to arguments", PEOPLE, replaced("evaluation.py", ('f"auc: {auc:.3f}"', '"auc: %.3f", auc'))
    ),
    Edit(
        "docstring and types",
        PEOPLE,
        replaced(
            "preparation.py",
            ("def tidy_city(name):", "def tidy_city(name: str) -> str:"),
            ("    We drop children", "    Children go"),
        ),
    ),
    Edit("stage renamed", PEOPLE, renamed("evaluate_model", "score_model", "evaluation.py", "pipeline.py")),
    Edit(
        "output renamed",
        PEOPLE,
        renamed("X_test_scaled", "scaled_rows", "training.py", "evaluation.py", "pipeline.py"),
    ),
    Edit(
        "apply replaced by methods of text",
        PEOPLE,
        replaced("preparation.py", ('df["city"].apply(tidy_city)', 'df["city"].str.strip().str.title()')),
    ),
    Edit(
        "constant extracted",
        PEOPLE,
        replaced("preparation.py", (">= 18", ">= ADULT"), ("logger =", "ADULT = 18\nlogger =")),
    ),
    Edit(
        "columns assigned at once",
        FLATS,
        replaced(
            "preparation.py",
            ('flats["age"] = 2024 - flats["built"]', 'flats = flats.assign(age=2024 - flats["built"])'),
        ),
    ),
    Edit(
        "keyword arguments",
        FLATS,
        replaced(
            "evaluation.py", ("r2_score(y_test, estimated)", "r2_score(y_true=y_test, y_pred=estimated)")
        ),
    ),
    Edit(
        "function instead of method",
        "merging_files",
        replaced("features.py", ("orders.merge(customers,", "pd.merge(orders, customers,")),
    ),
    Edit("local variable inlined", "merging_files", replaced("features.py", (PIVOT, NO_PIVOT))),
    Edit("comprehension for loop", "clustering", replaced("training.py", (LOOP, COMPREHENSION))),
    Edit(
        "sorted by key for items",
        "text_files",
        replaced(
            "analysis.py",
            (
                "for word, n in sorted(counts.items()):",
                "for word in sorted(counts):\n            n = counts[word]",
            ),
        ),
    ),
    Edit(
        "plot moved to a function",
        "plots_in_a_loop",
        together(replaced("plots.py", (BARS, BARS_IN_FUNCTION)), appended("plots.py", PLOT_BARS)),
    ),
)
