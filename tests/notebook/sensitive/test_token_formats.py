import pytest

from mlscaffold.notebook.sensitive.token_formats import anchors, formatted_tokens, token_formats
from tests.hardening.planted import TOKENS, Draw

IN_THE_TABLE = (
    "GitHub Linear Shopify Grafana Vault DigitalOcean Figma RubyGems Docker age Notion Postman".split()
)


@pytest.mark.parametrize("service", IN_THE_TABLE)
def test_a_key_has_the_format_of_its_service(service: str) -> None:
    key = TOKENS[service](Draw(service))
    assert key in {value for _, value in formatted_tokens(f"x = '{key}'", anchors())}


@pytest.mark.parametrize(
    "text",
    [
        "github_pat_of_ann",
        "lin_api_key",
        "the local secret pattern of password identified",
        "https://hooks.slack.com/services/TEAM",
        "dp.merge(left, right)",
        "a.public.key and a.local.file",
        "sk-learn",
    ],
)
def test_similar_texts_have_none(text: str) -> None:
    assert list(formatted_tokens(text, anchors())) == []


def test_each_format_has_a_fixed_text() -> None:
    assert all(one.anchors and min(map(len, one.anchors)) > 2 for one in token_formats())
    assert set(anchors()) == {anchor for one in token_formats() for anchor in one.anchors}


def test_encoded_files_are_not_searched() -> None:
    key = "ghp_" + "x7Kq2mZp9RtV4bNc8WsL1dFg6HjY3aQe5uTo"
    assert list(formatted_tokens("A1b2" * 600 + key.replace("_", "+"), anchors())) == []
