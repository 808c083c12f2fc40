"""Secrets with a known format: keys of well-known services, private keys, passwords in URLs, headers and commands."""

import base64
import binascii
import json
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any

from mlscaffold.notebook.sensitive.command_secrets import command_secrets
from mlscaffold.notebook.sensitive.secret_names import is_placeholder, is_scrambled, looks_random
from mlscaffold.notebook.sensitive.token_formats import ENCODED, anchors, formatted_tokens

ANCHORS = (
    *("AKIA", "ASIA", "ABIA", "ACCA", "A3T", "sk-", "sk_", "rk_", "AccountKey=", "eyJ", "-us", "_authToken"),
    *(
        "PRIVATE KEY",
        "PuTTY-User-Key",
        "gsk_",
        "nvapi-",
        "lsv2_",
        "r8_",
        "AKC",
        "cloudant.com",
        "softlayer",
        "twilio",
    ),
    *("Twilio", "discord"),
)
"""Fixed texts of formats that token_formats.tsv does not have."""
_RUN = re.compile(r"[\w-]{24,}")
"""Every key without a fixed text has a row of letters and digits that is longer than those in names."""
_DIGIT = re.compile(r"\d")
_URL = re.compile(r"\w+://[^\s:/@'\"{}<>]*:(?P<password>[^\s/@'\"{}<>\0]+)@[\w.\[{\0-]")
_CONNECTION = re.compile(
    r"\b(?:host|dbname|database|user|uid|user id|server|data source)\s*=[^\n,()]{1,200}?[\s;](?:pwd|password)\s*=\s*"
    r"(?P<password>[^;'\"{}\s\0,()]{3,})",
    re.IGNORECASE,
)
_QUERY = re.compile(
    r"[?&;](?:[\w-]*(?:signature|token|secret|api[_-]?key|subscription-key|password)|sig|key|code|auth)=(?P<key>[\w%+/=.~-]{16,})",
    re.IGNORECASE,
)
_SCHEMES = ("bearer", "basic", "token", "apikey")
_HEADER = re.compile(rf"\b(?P<scheme>{'|'.join(_SCHEMES)})\s+(?P<key>[\w+/=.~-]{{8,}})", re.IGNORECASE)
_COOKIE = re.compile(r"\bcookies?\b['\"]?\s*[:=]\s*['\"{]?(?P<pairs>[^\n]{8,})", re.IGNORECASE)
_COOKIE_VALUE = re.compile(r"(?:=|['\"]\s*:\s*['\"])(?P<key>[\w%+/.~:-]{16,}=*)")
_URL_USER = re.compile(r"\w+://(?P<key>[\w-]{16,})(?::x-oauth-basic)?@[\w.]")
_AFTER_WORD = re.compile(
    r"\b(?:password|passwd|pwd|pw|passphrase|(?!resourcekey)[\w-]*key|[\w-]*token|[\w-]*secret)\b[^\n]{0,20}?[\s=:'\"`](?P<key>[\w+/-]{20,}=*)",
    re.IGNORECASE,
)
"""A word, and shortly after it a random text: in sentences, comments and arguments of commands."""
_WORD_BEFORE = re.compile(
    r"(?:password|passwd|pwd|pw|passphrase|key|token|secret)\b[^\n]{0,20}?[\s=:'\"`][\w+/-]{20}"
)
"""What each such text has in lower case: found without reading whole words backwards, and so five times as fast."""
_WEB_TOKEN = re.compile(r"(?<![\w-])eyJ[\w-]{8,}={0,2}(?:\.[\w-]*={0,2}){2,4}(?![\w-])")
_UNKNOWN_SERVICE = re.compile(
    r"(?<![\w/.-])[A-Za-z][A-Za-z0-9]{1,11}(?:[_-][a-z0-9]{1,5}){0,2}[_-](?P<random>[A-Za-z0-9]{28,})(?![\w/.-])"
)
"""A prefix as services give their keys, and letters and digits as random as those: 28 or more, as 160 bits need."""
UNKNOWN = "key of a service"
"""The kind of a key that no format describes."""
_SKIPPED = frozenset({"Artifactory Credentials", "Basic Auth Credentials", "JSON Web Token"})
"""Detectors that our own patterns replace, because they are too broad or end too early."""
_WHOLE_SECRET = 12
"""Characters. A shorter match of a detector is a prefix of the key: no service issues keys as short as that."""
_FEWEST_CHARACTERS = 6
"""Different characters. Random keys of 16 characters or more have at least that many (99.995 % of 20 000 draws of hex
digits); `xxxxxx` and rows of zeros have fewer."""


def may_hold_known(text: str) -> bool:
    """Return whether a text may contain a secret of a known format: a quick test before the search."""
    return any(one in text for one in _fixed_texts()) or has_long_run(text)


def fixed_texts_in(text: str, among: Iterable[str] | None = None) -> frozenset[str]:
    """Return the fixed texts of formats that a text has.

    Args:
        text: the text.
        among: those of a text of which it is a part, None for all.
    """
    if among is not None:
        return frozenset(one for one in among if one in text)
    words = "\n".join(
        set(text.split())
    )  # each once: tables repeat theirs, and there are almost 200 fixed texts
    return frozenset(one for one in _fixed_texts() if one in (text if " " in one else words))


@cache
def _fixed_texts() -> tuple[str, ...]:
    return tuple(dict.fromkeys(("://", *ANCHORS, *anchors())))


def has_long_run(text: str) -> bool:
    """Return whether a text has a row of letters and digits as long as a key, with a digit in it."""
    return any(_DIGIT.search(run) for run in _RUN.findall(text))


def known_secrets(text: str, fixed: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield the secrets of a known format in a text, each with its kind, such as `GitHub Token`.

    Args:
        text: the text.
        fixed: what `fixed_texts_in` returns for it, if that is known.
    """
    yield from _passwords(text)
    yield from command_secrets(text)
    yield from _in_headers(text)
    fixed = fixed_texts_in(text) if fixed is None else fixed
    if not fixed and not has_long_run(text):
        return
    rest = text
    for kind, found in dict.fromkeys(_formatted(text, fixed)):
        if _stands_alone(found, text) and _varied(found):
            rest = rest.replace(found, "")
            yield kind, found
    yield from (("JSON Web Token", token) for token in (_web_tokens(text) if "eyJ" in fixed else ()))
    for line in rest.splitlines():
        if _likely().search(line):
            yield from _known_services(line)


def _formatted(text: str, fixed: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what has the format of a key, by the patterns here and by those of the table with one of the fixed texts."""
    short = ENCODED.sub(" ", text)
    for kind, pattern in _own():
        yield from ((kind, found) for found in pattern.findall(short))
    yield from formatted_tokens(short, fixed)
    for match in _UNKNOWN_SERVICE.finditer(short):
        if looks_random(match["random"]) and _has_both_cases(match["random"]):
            yield UNKNOWN, match[0]


def _has_both_cases(text: str) -> bool:
    """Return whether a text has small and capital letters and digits; hashes, which are data, have not."""
    return all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", r"\d"))


def _web_tokens(text: str) -> Iterator[str]:
    """Yield the JSON Web Tokens in a text, signature included: their header is JSON and names an algorithm."""
    for match in _WEB_TOKEN.finditer(text):
        head = match[0].partition(".")[0].rstrip("=")
        try:
            header = json.loads(base64.urlsafe_b64decode(f"{head}==="))  # more padding than needed is ignored
        except (ValueError, binascii.Error):
            continue
        if isinstance(header, dict) and {"alg", "enc", "typ"} & header.keys():
            yield match[0]


def _passwords(text: str) -> Iterator[tuple[str, str]]:
    """Yield the passwords in URLs and in connection strings, and the keys in the queries of URLs."""
    yield from passwords_in_urls(text)
    if "password" in text.lower() or "pwd" in text.lower():
        found = (match["password"] for match in _CONNECTION.finditer(text))
        yield from (("password in a connection string", one) for one in found if not is_placeholder(one))
    users = _URL_USER.finditer(text) if "://" in text and "@" in text else ()
    yield from (("key in a URL", match["key"]) for match in users if looks_random(match["key"]))
    if _WORD_BEFORE.search(text.lower()):
        found = (match["key"] for match in _AFTER_WORD.finditer(text))
        yield from (("key", one) for one in found if is_scrambled(one) and not is_placeholder(one))
    if "=" in text:
        keys = (match["key"] for match in _QUERY.finditer(text))
        yield from (("key in a URL", key) for key in keys if _is_random(key))


def passwords_in_urls(text: str) -> Iterator[tuple[str, str]]:
    """Yield the passwords in URLs, each with its kind."""
    if "://" in text and "@" in text:
        found = (match["password"] for match in _URL.finditer(text))
        yield from (("password in a URL", one) for one in found if not is_placeholder(one))


def _in_headers(text: str) -> Iterator[tuple[str, str]]:
    """Yield the secrets in the headers of requests: tokens, users with passwords in base64, cookies."""
    lower = text.lower()
    for match in _HEADER.finditer(text) if any(scheme in lower for scheme in _SCHEMES) else ():
        basic = match["scheme"].lower() == "basic"
        if _is_credentials(match["key"]) if basic else _is_random(match["key"]):
            yield ("password" if basic else "token"), match["key"]
    for match in _COOKIE.finditer(text) if "cookie" in lower else ():
        for found in _COOKIE_VALUE.finditer(match["pairs"]):
            if _is_random(found["key"]):
                yield "cookie", found["key"]


def cookie_secrets(text: str) -> Iterator[str]:
    """Yield the secrets in the value of a header `Cookie`."""
    yield from (found["key"] for found in _COOKIE_VALUE.finditer(text) if _is_random(found["key"]))


def _is_random(key: str) -> bool:
    return looks_random(re.sub(r"%[0-9A-Fa-f]{2}", "", key)) and not is_placeholder(key)


def _is_credentials(encoded: str) -> bool:
    """Return whether a text is a user and a password in base64."""
    try:
        user, colon, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (ValueError, binascii.Error):
        return False
    return bool(colon and password) and (user + password).isprintable() and not is_placeholder(password)


@cache
def _likely() -> re.Pattern[str]:
    return re.compile(
        r"(?:A3T\w|AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}|(?<![A-Za-z0-9])[sr]k[-_](?=[\w-]*\d)[\w-]{16}|gh[a-z]_\w{30}|gl[a-z]+-[\w-]{20}|GR1348941"
        r"|xox[a-z]-\d|hooks\.slack|AccountKey=|[0-9a-z]{32}-us\d|_authToken|SG\.[\w-]{20}|pypi-AgE|sq0csp-"
        r"|\d{8,10}:[\w-]{35}|PRIVATE KEY|PuTTY|cloudant\.com|softlayer|[A-Z]{2}[a-z0-9]{32}|[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27}"
    )


@cache
def _own() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns = (
        (
            "private key",
            r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[^-]{16,}(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----)?",
        ),
        ("API key", r"(?<![\w-])(?:sk|rk)[-_](?:[a-z0-9]+[-_])*[A-Za-z0-9_-]{20,}"),
        ("GitHub token", r"github_pat_\w{22,}"),
        ("Google API key", r"AIza[0-9A-Za-z_-]{35}"),
        ("Google token", r"(?:GOCSPX-|ya29\.)[\w-]{20,}"),
        ("Hugging Face token", r"hf_[A-Za-z0-9]{30,}"),
        ("API key", r"(?:gsk_|nvapi-|lsv2_(?:pt|sk)_|xai-|r8_|tvly-|pplx-|dckr_pat_)[\w-]{24,}"),
        ("Artifactory key", r"AKC[a-zA-Z0-9]{40,}"),
    )
    return tuple((kind, re.compile(pattern)) for kind, pattern in patterns)


def _known_services(line: str) -> Iterator[tuple[str, str]]:
    """Yield the findings of detect-secrets' detectors; only their offline part is used."""
    for detector in _detectors():
        for found in _whole(detector, line):
            if _stands_alone(found, line) and _varied(found):
                yield str(detector.secret_type), found


def _whole(detector: Any, line: str) -> Iterator[str]:
    """Yield the whole secrets that a detector finds; some detectors return a prefix only."""
    for found in detector.analyze_string(line):
        if len(found) >= _WHOLE_SECRET:
            yield found
        else:
            matches = (match[0] for pattern in detector.denylist for match in pattern.finditer(line))
            yield from (match for match in matches if found in match)


@cache
def _detectors() -> tuple[Any, ...]:
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    from detect_secrets.plugins.base import RegexBasedDetector

    classes: dict[str, Any] = get_mapping_from_secret_type_to_class()
    kinds = (kind for kind in sorted(classes) if kind not in _SKIPPED and not kind.startswith("Public IP"))
    return tuple(classes[kind]() for kind in kinds if issubclass(classes[kind], RegexBasedDetector))


def _stands_alone(found: str, text: str) -> bool:
    """Return whether a match is not part of something longer, such as an encoded image."""
    start = text.find(found)
    around = text[max(start - 1, 0) : start] + text[start + len(found) :][:1]
    return not re.search(r"[A-Za-z0-9+]", around) if found[:1].isalnum() else True


def _varied(found: str) -> bool:
    return (
        len(set(found)) >= _FEWEST_CHARACTERS
        and (" " in found or re.search(r"\d", found) is not None)
        and not is_placeholder(found)
    )
