from __future__ import annotations

import pytest

from mlscaffold.migrations.error_messages import ErrorMessage, nested, parse_error, public_name


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(
            "ModuleNotFoundError: No module named 'a.b'", ErrorMessage("missing", "", "a.b"), id="a module"
        ),
        pytest.param(
            "ImportError: cannot import name 'x' from 'a.b' (/c.py)",
            ErrorMessage("missing", "a.b", "x"),
            id="a name",
        ),
        pytest.param(
            "AttributeError: module 'a' has no attribute 'x'",
            ErrorMessage("missing", "a", "x"),
            id="in a module",
        ),
        pytest.param(
            "AttributeError: 'A' object has no attribute 'x'",
            ErrorMessage("attribute", "A", "x"),
            id="of an object",
        ),
        pytest.param(
            "AttributeError: type object 'A' has no attribute 'x'",
            ErrorMessage("attribute", "A", "x"),
            id="of a type",
        ),
        pytest.param(
            "TypeError: A.f() got an unexpected keyword argument 'x'",
            ErrorMessage("keyword", "A.f", "x"),
            id="a keyword",
        ),
        pytest.param(
            "TypeError: got an unexpected keyword argument 'x'",
            ErrorMessage("keyword", "", "x"),
            id="of no function",
        ),
        pytest.param(
            "ValueError: Invalid parameter x for estimator A(y=1). Check",
            ErrorMessage("keyword", "A", "x"),
            id="a parameter",
        ),
        pytest.param(
            "TypeError: f() takes 1 positional argument but 2 were given",
            ErrorMessage("positional", "f"),
            id="a position",
        ),
        pytest.param(
            "TypeError: A.f() takes from 1 to 2 positional arguments but 3 positional arguments (and 1 keyword-only "
            "argument) were given",
            ErrorMessage("positional", "A.f"),
            id="a position, and keywords",
        ),
        pytest.param(
            "InvalidParameterError: The 'x' parameter of A must be an int. Got 'auto' instead.",
            ErrorMessage("value", "A", "x", "'auto'"),
            id="a value",
        ),
        pytest.param("ValueError: shapes do not fit", ErrorMessage("other"), id="anything else"),
        pytest.param(
            "ImportError: cannot import name 'x' from partially initialized module 'a' (most likely due to a circular "
            "import)",
            ErrorMessage("other"),
            id="modules that import each other",
        ),
        pytest.param(
            "ModuleNotFoundError: No module named 'a.b'; 'a' is not a package",
            ErrorMessage("other"),
            id="a file in the way",
        ),
        pytest.param("", ErrorMessage("other"), id="nothing"),
    ],
)
def test_parsed_messages(error: str, expected: ErrorMessage) -> None:
    assert parse_error(error) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("tensorflow._api.v2.train.Adam", "tensorflow.train.Adam", id="hidden parts"),
        pytest.param("tensorflow.keras.layers", "keras.layers", id="Keras through TensorFlow"),
        pytest.param("np.float_", "numpy.float_", id="a short name"),
        pytest.param("sklearn.svm", "sklearn.svm", id="nothing hidden"),
    ],
)
def test_the_public_name(name: str, expected: str) -> None:
    assert public_name(name) == expected


def test_errors_that_a_message_quotes_are_read_too() -> None:
    error = "ValueError: 5 fits failed:\nTraceback ...\na.b.MineError: The reason\nnot: an error"
    assert nested(error) == (error, "MineError: The reason")
