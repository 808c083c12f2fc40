import base64
import json
from urllib.parse import quote

import pytest

from mlscaffold.notebook.sensitive.spellings import finder, places_of, redacted

SECRET = "q7/R z2'L\"xP9é"
PLAIN = "hunter2-9X"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SECRET, id="itself"),
        pytest.param(f"user ann, {SECRET}!", id="a part of a text"),
        pytest.param(repr(SECRET), id="as Python writes it"),
        pytest.param(json.dumps({"a": SECRET}), id="as JSON writes it"),
        pytest.param(json.dumps({"a": SECRET}, ensure_ascii=False), id="as JSON writes it, in UTF-8"),
        pytest.param(f"https://ann:{quote(SECRET, safe='')}@host", id="in a URL"),
        pytest.param(SECRET.encode().hex(), id="in hex"),
        *(
            pytest.param(
                base64.b64encode(b"a" * n + SECRET.encode() + b":b").decode(), id=f"in base64 after {n}"
            )
            for n in range(4)
        ),
        pytest.param(base64.urlsafe_b64encode(f"ann:{SECRET}".encode()).decode(), id="in base64 for URLs"),
    ],
)
def test_a_secret_is_found_however_it_is_spelled(text: str) -> None:
    assert finder([SECRET])(text)
    assert not finder([SECRET])(redacted(text, [SECRET]))


@pytest.mark.parametrize(
    "text", ["", "hunter", "hunter2", "HUNTER2-9X", base64.b64encode(b"hunter2-8X").decode()]
)
def test_other_texts_stay(text: str) -> None:
    assert redacted(text, [PLAIN]) == text
    assert not finder([PLAIN])(text)


def test_without_secrets_nothing_is_redacted() -> None:
    assert redacted("text", []) == "text"
    assert not finder([])("text")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("db://pg:pg@host", [(8, 10)]),
        ("pgql://pg:pg@pg", [(10, 12)]),
        ("pg", []),
    ],
)
def test_where_a_common_word_is_a_secret(text: str, places: list[tuple[int, int]]) -> None:
    def passwords(found: str) -> list[str]:
        return [found.partition("://")[2].partition(":")[2].partition("@")[0]]

    assert list(places_of(text, "pg", passwords)) == places
