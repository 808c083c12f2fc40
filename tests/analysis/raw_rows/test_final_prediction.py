"""Which question to a model is the notebook's final one."""

from __future__ import annotations

from tests.analysis.raw_rows.small import HEAD, MODEL, SPLIT, derived, refused


def test_the_question_that_is_asked_last_counts() -> None:
    two = "other = LogisticRegression()\nother.fit(X_train, y_train)\nother.score(X_test, y_test)\n"
    assert derived(HEAD + SPLIT + MODEL + two).model == "other"
    assert derived(HEAD + SPLIT + MODEL + "model.predict([[30, 2000]])\n").asked.source == "X_test"


def test_a_search_stands_for_its_best_model() -> None:
    best = "grid = Search()\ngrid.fit(X_train, y_train)\nbest = grid.best_estimator_\nbest.predict(X_test)"
    assert derived(HEAD + SPLIT + best).model == "best"


def test_models_of_a_function_are_known() -> None:
    train = "def train(a, b):\n    m = LogisticRegression()\n    m.fit(a, b)\n    return m\n"
    path = derived(HEAD + SPLIT + train + "model = train(X_train, y_train)\nmodel.score(X_test, y_test)")
    assert path.trained is not None
    assert path.trained.source == "X_train"


def test_a_question_inside_a_loop_is_refused() -> None:
    loop = "for m in [LogisticRegression()]:\n    m.fit(X_train, y_train)\n    m.score(X_test, y_test)\n"
    obstacle = refused(HEAD + SPLIT + loop)
    assert "inside of a loop" in obstacle.what
    assert obstacle.cure


def test_another_model_under_the_same_name_is_refused() -> None:
    later = "model = LogisticRegression(C=2)\nmodel.fit(X_train, y_train)\n"
    assert "after its final prediction" in refused(HEAD + SPLIT + MODEL + later).what


def test_what_asked_rows_of_another_file_teach_is_refused() -> None:
    other = 'new = pd.read_csv("new.csv")\nnew["age"] = new["age"].fillna(new["age"].mean())\nmodel.predict(new[["age", "income"]])\n'
    assert "other rows than the model was trained on" in refused(HEAD + SPLIT + MODEL + other).what
