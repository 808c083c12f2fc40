from __future__ import annotations

import pytest

from mlscaffold.migrations.error_messages import Fault, fault, nested, usual


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(
            "ModuleNotFoundError: No module named 'a.b'", Fault("missing", "", "a.b"), id="a module"
        ),
        pytest.param(
            "ImportError: cannot import name 'x' from 'a.b' (/c.py)",
            Fault("missing", "a.b", "x"),
            id="a name",
        ),
        pytest.param(
            "AttributeError: module 'a' has no attribute 'x'", Fault("missing", "a", "x"), id="in a module"
        ),
        pytest.param(
            "AttributeError: 'A' object has no attribute 'x'", Fault("attribute", "A", "x"), id="of an object"
        ),
        pytest.param(
            "AttributeError: type object 'A' has no attribute 'x'",
            Fault("attribute", "A", "x"),
            id="of a type",
        ),
        pytest.param(
            "TypeError: A.f() got an unexpected keyword argument 'x'",
            Fault("keyword", "A.f", "x"),
            id="a keyword",
        ),
        pytest.param(
            "TypeError: got an unexpected keyword argument 'x'",
            Fault("keyword", "", "x"),
            id="of no function",
        ),
        pytest.param(
            "ValueError: Invalid parameter x for estimator A(y=1). Check",
            Fault("keyword", "A", "x"),
            id="a parameter",
        ),
        pytest.param(
            "TypeError: f() takes 1 positional argument but 2 were given",
            Fault("positional", "f", count=2),
            id="a position",
        ),
        pytest.param(
            "TypeError: A.f() takes from 1 to 2 positional arguments but 3 positional arguments (and 1 keyword-only "
            "argument) were given",
            Fault("positional", "A.f", count=3),
            id="a position, and keywords",
        ),
        pytest.param(
            "InvalidParameterError: The 'x' parameter of A must be an int. Got 'auto' instead.",
            Fault("value", "A", "x", "'auto'"),
            id="a value",
        ),
        pytest.param("ValueError: shapes do not fit", Fault("other"), id="anything else"),
        pytest.param(
            "ImportError: cannot import name 'x' from partially initialized module 'a' (most likely due to a circular "
            "import)",
            Fault("other"),
            id="modules that import each other",
        ),
        pytest.param(
            "ModuleNotFoundError: No module named 'a.b'; 'a' is not a package",
            Fault("other"),
            id="a file in the way",
        ),
        pytest.param("", Fault("other"), id="nothing"),
    ],
)
def test_what_a_message_says(error: str, expected: Fault) -> None:
    assert fault(error) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("tensorflow._api.v2.train.Adam", "tensorflow.train.Adam", id="hidden parts"),
        pytest.param("tensorflow.keras.layers", "keras.layers", id="Keras through TensorFlow"),
        pytest.param("np.float_", "numpy.float_", id="a short name"),
        pytest.param("sklearn.svm", "sklearn.svm", id="nothing hidden"),
    ],
)
def test_the_usual_spelling(name: str, expected: str) -> None:
    assert usual(name) == expected


def test_errors_that_a_message_quotes_are_read_too() -> None:
    error = "ValueError: 5 fits failed:\nTraceback ...\na.b.MineError: The reason\nnot: an error"
    assert nested(error) == (error, "MineError: The reason")
