import pytest

from mlscaffold.notebook.sensitive.text_secrets import has_hint, secrets_in_settings, secrets_in_text

KEY = "q7Rz2LxP9vT4mWc8Kd1Ys6Bn"


@pytest.mark.parametrize(
    "text",
    [
        "api_key: {}",
        '{{"password": "{}"}}',
        "tool --token {}",
        "The password is `{}`.",
        "Authorization: Bearer {}",
    ],
)
def test_secrets_by_the_words_before_them(text: str) -> None:
    assert [value for value, _ in secrets_in_text(text.format(KEY))] == [KEY]


@pytest.mark.parametrize("text", ["token: word", "the password column", "key = customer_id_2020", ""])
def test_words_are_none(text: str) -> None:
    assert list(secrets_in_text(text)) == []


def test_names_that_data_have_too() -> None:
    text = f'{{"key": "{KEY}", "api_key": "x{KEY}"}}'
    assert [value for value, _ in secrets_in_text(text)] == [KEY, f"x{KEY}"]
    assert [value for value, _ in secrets_in_text(text, weak=False)] == [f"x{KEY}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"host: db\npassword: {KEY}\n", [KEY], id="YAML"),
        pytest.param(f'{{"api_key": "{KEY}"}}', [KEY], id="JSON"),
        pytest.param(f"API_KEY={KEY}", [KEY], id="a line of a file"),
        pytest.param(f"see the api_key={KEY}", [], id="a sentence"),
    ],
)
def test_texts_in_the_form_of_settings(text: str, expected: list[str]) -> None:
    assert [value for value, _ in secrets_in_settings(text)] == expected


def test_the_quick_check() -> None:
    assert has_hint("my PASSWORD")
    assert not has_hint("df.head()")
