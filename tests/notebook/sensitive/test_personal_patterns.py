from __future__ import annotations

import pytest

from mlscaffold.notebook.sensitive.personal_patterns import iban, luhn, personal_data


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("write to jane.roe@acme.com now", "e-mail addresses", id="an address"),
        pytest.param("call 212-555-0187", "phone numbers", id="a number with hyphens"),
        pytest.param("call (212) 555-0187", "phone numbers", id="a number with parentheses"),
        pytest.param("call +49 30 1234 5678", "phone numbers", id="a number with a country"),
        pytest.param("pay 4111 1111 1111 1111", "card numbers", id="a card"),
        pytest.param("pay 5500-0000-0000-0004", "card numbers", id="a card with hyphens"),
        pytest.param("ssn 219-09-1234", "social security numbers", id="a social security number"),
        pytest.param("to GB82 WEST 1234 5698 7654 32", "bank account numbers", id="an account"),
        pytest.param("iban DE89370400440532013000", "bank account numbers", id="an account without blanks"),
    ],
)
def test_personal_data(text: str, kind: str) -> None:
    assert [found for found, _ in personal_data(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("john@example.com joe@mail.example.org", id="addresses of examples"),
        pytest.param("support@acme.com noreply@github.com", id="addresses of no person"),
        pytest.param("pay 4111 1111 1111 1112", id="a card whose check digit is wrong"),
        pytest.param("0.4111 1111 1111 1111", id="decimals"),
        pytest.param("iban DE89370400440532013001", id="an account whose check digits are wrong"),
        pytest.param("2020-01-02 2020-01-0312", id="dates"),
        pytest.param("[1234 5678 9012 3456]", id="an array"),
        pytest.param("000-12-3456 666-12-3456 123-45-6789", id="no social security numbers"),
        pytest.param("v1.2+cu117 3-12-2020", id="versions"),
        pytest.param("+0.1234 +12 -1234", id="signed numbers"),
    ],
)
def test_no_personal_data(text: str) -> None:
    assert list(personal_data(text)) == []


def test_check_digits() -> None:
    assert luhn("4111 1111 1111 1111")
    assert not luhn("4111 1111 1111 1112")
    assert not luhn("0000 0000 0000 0000")
    assert iban("GB82WEST12345698765432")
    assert not iban("GB82WEST12345698765433")
