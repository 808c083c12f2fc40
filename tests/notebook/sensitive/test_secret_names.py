import pytest

from mlscaffold.notebook.sensitive.secret_names import (
    Strength,
    is_distinctive,
    is_placeholder,
    is_scrambled,
    is_secret,
    is_structured,
    looks_random,
    strength,
    words,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dbPassword_2", ["db", "password"]),
        ("OPENAI_API_KEY", ["openai", "api", "key"]),
        ("aws-secret.key", ["aws", "secret", "key"]),
        ("HTTPToken", ["http", "token"]),
        ("", []),
    ],
)
def test_words_of_a_name(name: str, expected: list[str]) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("password", "password", id="a password"),
        pytest.param("DB_PASSWORD", "password", id="with a prefix"),
        pytest.param("password_prod2", "password", id="with a qualifier"),
        pytest.param("pwd", "password", id="short"),
        pytest.param("openai_api_key", "key", id="an API key"),
        pytest.param("apikey", "key", id="an API key in one word"),
        pytest.param("clientSecret", "key", id="in camel case"),
        pytest.param("aws_secret_access_key", "key", id="Amazon"),
        pytest.param("ACCESS_TOKEN", "key", id="an access token"),
        pytest.param("key", "weak", id="a key may be anything"),
        pytest.param("pad_token", "weak", id="a token may be a word"),
        pytest.param("Authorization", "weak", id="a header"),
        pytest.param("password_column", None, id="the name of a column"),
        pytest.param("token_count", None, id="a number"),
        pytest.param("secret_name", None, id="a name"),
        pytest.param("api_key_path", None, id="a path"),
        pytest.param("sort_keys_order_index", None, id="an index"),
        pytest.param("tokenizer", None, id="a longer word"),
        pytest.param("author", None, id="another word"),
        pytest.param("keyboard", None, id="a word that starts alike"),
        pytest.param("passenger_class", None, id="passengers"),
        pytest.param("monkey", None, id="a word that ends alike"),
    ],
)
def test_kind_of_a_name(name: str, expected: Strength | None) -> None:
    assert strength(name) == expected


@pytest.mark.parametrize(
    "value",
    ["", "  ", "YOUR_API_KEY", "your-key-here", "xxxx", "XXXXXXXX", "<token>", "...", "***", "{password}", "${TOKEN}", "$TOKEN",
     "changeme", "change-me", "password", "api_key", "insert key here", "Paste your token", "aaaaaaa", "00000", "example123",
     "AKIAIOSFODNN7EXAMPLE", "%(password)s", "[REDACTED]", "my_secret_key", "DB_PASSWORD", "None", "test", "hidden"],
)  # fmt: skip
def test_placeholders(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value", ["hunter2", "correct-horse", "Tr0ub4dor&3", "9f86d081884c7d659a2f", "postgres"]
)
def test_no_placeholders(value: str) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize(
    ("value", "kind", "strict", "expected"),
    [
        pytest.param("hunter2", "password", False, True, id="a short password"),
        pytest.param("postgres", "password", False, True, id="a word as a password"),
        pytest.param("20240611", "password", False, True, id="digits as a password"),
        pytest.param("postgres", "password", True, False, id="a word that may be a column"),
        pytest.param("hunter2-Tr0ub4dor", "password", True, True, id="no word, though it may be a column"),
        pytest.param("Enter the password:", "password", False, False, id="a sentence"),
        pytest.param("ab", "password", False, False, id="too short"),
        pytest.param("f3a9c1d27b", "key", False, True, id="a short key"),
        pytest.param("santa_claus", "key", False, False, id="a name in place of a key"),
        pytest.param("OPENAI_API_KEY", "key", False, False, id="the name of an environment variable"),
        pytest.param("MY_SERVICE_VARIABLE", "key", False, False, id="any name in capitals"),
        pytest.param("keys/service.json", "key", False, False, id="a file"),
        pytest.param("/run/secrets/service", "key", False, False, id="a path"),
        pytest.param("https://host/api/v2", "key", False, False, id="an address"),
        pytest.param("2024-05-06", "key", False, False, id="a date"),
        pytest.param("9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d", "weak", False, True, id="a random key"),
        pytest.param("value", "weak", False, False, id="a word"),
        pytest.param("customer_id_2020_01", "weak", False, False, id="a column"),
    ],
)
def test_whether_a_value_is_a_secret(value: str, kind: Strength, strict: bool, expected: bool) -> None:
    assert is_secret(value, kind, strict=strict) is expected


@pytest.mark.parametrize(
    "value", ["9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY77", "A1b2C3d4E5f6G7h8"]
)
def test_random_texts(value: str) -> None:
    assert looks_random(value)


@pytest.mark.parametrize(
    "value",
    ["short1", "bert-base-uncased-v2", "internationalization", "1234567890123456789", "a b c d e f 1 2 3 4"],
)
def test_texts_that_are_not_random(value: str) -> None:
    assert not looks_random(value)


@pytest.mark.parametrize(
    "value", ["word2vec-google-news-300", "apache-2.0", "raw/2024/01/a.csv", "ACC-000123"]
)
def test_structured_texts(value: str) -> None:
    assert is_structured(value)


@pytest.mark.parametrize("value", ["q7Rz2LxP9vT4", "Zx81-4kLm-99Qw", "word", "sk-a8Kd02mzQpLx7VnR"])
def test_texts_without_structure(value: str) -> None:
    assert not is_structured(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("hunter2-9X", True),
        ("correcthorsebattery", True),
        ("root", False),
        ("postgres", False),
        ("20240611", False),
        ("abc1", False),
    ],
)
def test_what_is_recognised_wherever_it_occurs(value: str, expected: bool) -> None:
    assert is_distinctive(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("q7Rz2LxP9vT4mWc8Kd1Ys6Bn", True),
        ("customerLifetimeValue2020Quarter1", False),
        ("9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d", False),
    ],
)
def test_letters_and_digits_that_alternate(value: str, expected: bool) -> None:
    assert is_scrambled(value) is expected
