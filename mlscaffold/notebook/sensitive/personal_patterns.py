"""Personal data in text: e-mail addresses, phone numbers, cards, accounts; check digits are checked."""

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
_IMPERSONAL_HOST = re.compile(
    r"(?:^|\.)(?:example|test|domain|localhost|email|mail|yourdomain|company)\.\w+$|\.(?:example|test|invalid|local)$"
    r"|noreply|python\.org$|anaconda\.com$|\.(?:png|jpg|py|csv|ipynb|so)$"
)
_SHARED_MAILBOX = re.compile(
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
_CONTEXT = 100
"""Characters searched before and after a hint: more than the longest match needs, and lines of HTML may be very long."""
_IBAN_LENGTHS = range(15, 35)  # 15 in Norway, and at most 34 (ISO 13616)
_PHONE_DIGITS = range(7, 16)  # from a local number to the longest number with a country code (ITU-T E.164)
_SAMPLES = frozenset({"123-45-6789", "078-05-1120", "219-09-9999"})


def personal_data(text: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and text of what looks like personal data in an output."""
    for line in dict.fromkeys(_candidate_lines(text)):
        for kind, pattern, is_real in _KINDS:
            yield from ((kind, found[0]) for found in pattern.finditer(line) if is_real(found[0]))


def _candidate_lines(text: str) -> Iterator[str]:
    """Yield the lines that contain a hint, which is quicker to find than the data themselves."""
    for sign, hint in _HINTS:
        if sign not in text:
            continue
        for found in hint.finditer(text):
            start = max(text.rfind("\n", 0, found.start()) + 1, found.start() - _CONTEXT)
            yield text[start : found.end() + _CONTEXT].partition("\n")[0]


def luhn(number: str) -> bool:
    """Return whether the check digit of a card number is right (the Luhn algorithm, ISO/IEC 7812-1)."""
    digits = [int(letter) for letter in reversed(number) if letter.isdigit()]
    # A doubled digit that has two digits counts as their sum, which is 9 less.
    total = sum(digits[::2]) + sum(2 * digit - 9 * (digit > 4) for digit in digits[1::2])
    # The sum has to be a multiple of 10; a row of equal digits is a placeholder.
    return total % 10 == 0 and len(set(digits)) > 1


def iban(number: str) -> bool:
    """Return whether the check digits of an account number are right (mod 97 is 1, ISO 7064)."""
    plain = number.replace(" ", "")
    if len(plain) not in _IBAN_LENGTHS:
        return False
    # ISO 13616: the first four characters move to the end, letters become 10 to 35.
    return int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def _is_person(address: str) -> bool:
    host = address.rpartition("@")[2].lower()
    return not _IMPERSONAL_HOST.search(host) and not _SHARED_MAILBOX.match(address)


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("e-mail addresses", _MAIL, _is_person),
    ("phone numbers", _PHONE, lambda number: sum(map(str.isdigit, number)) in _PHONE_DIGITS),
    ("card numbers", _CARD, luhn),
    ("social security numbers", _SSN, lambda number: number not in _SAMPLES),
    ("bank account numbers", _IBAN, iban),
)
