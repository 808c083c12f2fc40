"""What personal data look like in text: addresses, phone numbers, cards, accounts; checked as far as digits can be checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@(?P<host>(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})(?![\w-])")
_PHONE = re.compile(
    r"(?<![\w.+/-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?(?:\d{2,4}[ .-]){2,4}\d{2,4}"
    r"|(?:\(\d{3}\) ?|\d{3}-)[2-9]\d{2}-\d{4})(?![\w./-]\d|\d)"
)
_CARD = re.compile(
    r"(?<![\w.-])(?:[3-6]\d{3}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d{2}([ -])\d{6}\2\d{5})(?![\w-]|\.\d)"
)
_SSN = re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_NO_PERSON = re.compile(
    r"(?:^|\.)(?:example|test|domain|localhost|email|mail|yourdomain|company)\.\w+$|\.(?:example|test|invalid|local)$"
    r"|noreply|python\.org$|anaconda\.com$|\.(?:png|jpg|py|csv|ipynb|so)$"
)
_SHARED_BOX = re.compile(
    r"^(?:info|support|help|admin|contact|noreply|no-reply|git|team|dev|security|user|name|you)@",
    re.IGNORECASE,
)
_HINTS = (
    ("-", re.compile(r"-\d{4}\b")),
    (" ", re.compile(r" \d{4} \d{4}\b")),
    ("@", re.compile(r"@[\w-]+\.")),
    ("+", re.compile(r"\+\d{1,3}[ .-]?[\d(]")),
    *((word, re.compile(r"\d{11}")) for word in ("iban", "IBAN", "account")),
)
_AROUND = 100  # characters: lines of HTML may be long
_SAMPLES = frozenset({"123-45-6789", "078-05-1120", "219-09-9999"})


def personal(text: str) -> Iterator[tuple[str, str]]:
    """Yield what looks like personal data in a text, each with its kind.

    Args:
        text: what an output shows.
    """
    for line in dict.fromkeys(_promising(text)):
        for kind, pattern, is_real in _KINDS:
            yield from ((kind, found[0]) for found in pattern.finditer(line) if is_real(found[0]))


def _promising(text: str) -> Iterator[str]:
    """Yield the lines that hold a hint, which is quicker to find than the data themselves."""
    for sign, hint in _HINTS:
        if sign not in text:
            continue
        for found in hint.finditer(text):
            start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
            yield text[
                max(start, found.start() - _AROUND) : min(
                    end if end >= 0 else len(text), found.end() + _AROUND
                )
            ]


def luhn(number: str) -> bool:
    """Say whether the check digit of a card's number is right."""
    digits = [int(letter) for letter in reversed(number) if letter.isdigit()]
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0 and len(set(digits)) > 1


def iban(number: str) -> bool:
    """Say whether the check digits of an account's number are right."""
    plain = number.replace(" ", "")
    if not 15 <= len(plain) <= 34:
        return False
    return int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def _is_person(address: str) -> bool:
    host = address.rpartition("@")[2].lower()
    return not _NO_PERSON.search(host) and not _SHARED_BOX.match(address)


def _is_phone(number: str) -> bool:
    return 7 <= sum(letter.isdigit() for letter in number) <= 15


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("e-mail addresses", _MAIL, _is_person),
    ("phone numbers", _PHONE, _is_phone),
    ("card numbers", _CARD, luhn),
    ("social security numbers", _SSN, lambda number: number not in _SAMPLES),
    ("bank account numbers", _IBAN, iban),
)
