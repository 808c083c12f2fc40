"""Edits that change what can be observed of a project, as people and their agents make them by mistake."""

from __future__ import annotations

from tests.verification.verify_edits.edit import Edit, replaced

PEOPLE, FLATS = "who_buys", "flat_rents"

CHANGING = (
    Edit("constant", PEOPLE, replaced("preparation.py", (">= 18", ">= 21")), "prepare_data/df"),
    Edit(
        "mean for median",
        PEOPLE,
        replaced("preparation.py", ('["income"].median()', '["income"].mean()')),
        "prepare_data/df",
    ),
    Edit(
        "rows no longer dropped",
        PEOPLE,
        replaced("preparation.py", ('df.drop_duplicates(subset="visitor")', "df")),
        "prepare_data/df",
    ),
    Edit(
        "order of rows",
        PEOPLE,
        replaced("preparation.py", ('subset="visitor")', 'subset="visitor").sort_values("age")')),
        "prepare_data/df",
    ),
    Edit(
        "seed", PEOPLE, replaced("config.py", ("seed: int = 0", "seed: int = 1")), "split_train_test/X_train"
    ),
    Edit(
        "unused part of a default",
        PEOPLE,
        replaced("config.py", ("max_iter: int = 500", "max_iter: int = 501")),
        "train_logistic_regression/model",
    ),
    Edit("unit", PEOPLE, replaced("features.py", ("/ 1000", "/ 100")), "build_features/df"),
    Edit("logarithm", PEOPLE, replaced("features.py", ("np.log1p", "np.log")), "build_features/df"),
    Edit("dtype", PEOPLE, replaced("features.py", ("dtype=float", "dtype=int")), "build_features/X"),
    Edit(
        "train and test swapped",
        PEOPLE,
        replaced(
            "training.py",
            ("return X_train, X_test, y_train, y_test", "return X_test, X_train, y_test, y_train"),
        ),
        "split_train_test/X_train",
    ),
    Edit(
        "another metric",
        PEOPLE,
        replaced(
            "evaluation.py",
            ("accuracy = accuracy_score(", "accuracy = balanced_accuracy_score("),
            ("import accuracy_score,", "import balanced_accuracy_score,"),
        ),
        "evaluate_model/accuracy",
    ),
    Edit(
        "text of a message",
        PEOPLE,
        replaced("training.py", ('"%s rows to train, %s to test"', '"%s rows for training, %s to test"')),
        "text",
    ),
    Edit("message lost", PEOPLE, replaced("data.py", ('    logger.info("%s", df.shape)\n', "")), "text"),
    Edit(
        "precision of a file",
        PEOPLE,
        replaced("export.py", ("probabilities.round(4)", "probabilities.round(3)")),
        "save_scores/scores",
    ),
    Edit("name of a file", PEOPLE, replaced("config.py", ('"scores.csv"', '"score.csv"')), "scores_csv"),
    Edit(
        "value changed by a later stage",
        PEOPLE,
        replaced("export.py", ("    scores.to_csv", '    df["seen"] = True\n    scores.to_csv')),
        "build_features/df",
    ),
    Edit(
        "order of columns",
        FLATS,
        replaced(
            "training.py",
            (
                '["size_m2", "rooms", "floor", "district", "age"]',
                '["rooms", "size_m2", "floor", "district", "age"]',
            ),
        ),
        "split_train_test/X_train",
    ),
    Edit(
        "label of a figure", FLATS, replaced("plots.py", ('    plt.ylabel("euros a month")\n', "")), "figure"
    ),
    Edit(
        "join on fewer rows",
        "merging_files",
        replaced(
            "features.py",
            ('merge(customers, on="customer", how="left")', 'merge(customers[:2], on="customer")'),
        ),
        "build_merge/features",
    ),
    Edit(
        "off by one",
        "text_files",
        replaced("analysis.py", ("most_common(1)", "most_common(2)")),
        "compute_poem/common",
    ),
)
