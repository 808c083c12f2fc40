"""Secrets with a known format: keys of well-known services, private keys, passwords in URLs."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from mlscaffold.notebook.sensitive.secret_names import is_placeholder

ANCHORS = (
    *("AKIA", "ASIA", "ABIA", "ACCA", "A3T", "sk-", "sk_", "rk_", "ghp_", "gho_", "ghu_", "ghs_"),
    *("ghr_", "github_pat_", "glpat-", "gldt-", "glft-", "glsoat-", "glrt-", "GR1348941", "glcbt-"),
    *("glimt-", "glptt-", "glagent-", "gloas-", "xox", "hooks.slack.com", "AccountKey=", "eyJ", "-us"),
    *("_authToken", "SG.", "pypi-AgE", "sq0csp-", ":AA", "PRIVATE KEY", "PuTTY-User-Key", "AIza"),
    *("GOCSPX-", "ya29.", "hf_", "dapi", "npm_", "gsk_", "nvapi-", "lsv2_", "xai-", "r8_", "tvly-"),
    *("pplx-", "AKC", "cloudant.com", "softlayer", "twilio", "Twilio", "discord", "dckr_pat_"),
)
_URL = re.compile(r"\w+://[^\s:/@'\"{}<>]*:(?P<password>[^\s/@'\"{}<>\0]+)@[\w.\[{\0-]")
_CONNECTION = re.compile(
    r"\b(?:host|dbname|database|user|uid|user id|server|data source)\s*=[^\n,()]{1,200}?[\s;](?:pwd|password)\s*=\s*"
    r"(?P<password>[^;'\"{}\s\0,()]{3,})",
    re.IGNORECASE,
)
_SKIPPED = frozenset({"Artifactory Credentials", "Basic Auth Credentials"})
"""Detectors that our own patterns replace, because they are too broad."""
_WHOLE_SECRET = 12
"""Characters. A shorter match of a detector is a prefix of the key: no service issues keys as short as that."""
_FEWEST_CHARACTERS = 6
"""Different characters. Random keys of 16 characters or more have at least that many (99.995 % of 20 000 draws of hex
digits); `xxxxxx` and rows of zeros have fewer."""


def known_secrets(text: str) -> Iterator[tuple[str, str]]:
    """Yield the secrets of a known format in a text, each with its kind, such as `GitHub Token`."""
    yield from _passwords(text)
    if not any(anchor in text for anchor in ANCHORS):
        return
    rest = text
    for kind, pattern in _own():
        for found in dict.fromkeys(pattern.findall(text)):
            if _stands_alone(found, text) and _varied(found):
                rest = rest.replace(found, "")
                yield kind, found
    for line in rest.splitlines():
        if _likely().search(line):
            yield from _known_services(line)


def _passwords(text: str) -> Iterator[tuple[str, str]]:
    """Yield the passwords in URLs and in connection strings."""
    places: list[tuple[str, re.Match[str]]] = []
    if "://" in text and "@" in text:
        places += [("password in a URL", match) for match in _URL.finditer(text)]
    if "password" in text.lower() or "pwd" in text.lower():
        places += [("password in a connection string", match) for match in _CONNECTION.finditer(text)]
    for kind, match in places:
        if not is_placeholder(match["password"]):
            yield kind, match["password"]


@cache
def _likely() -> re.Pattern[str]:
    return re.compile(
        r"(?:A3T\w|AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}|(?<![A-Za-z0-9])[sr]k[-_](?=[\w-]*\d)[\w-]{16}|gh[a-z]_\w{30}|gl[a-z]+-[\w-]{20}|GR1348941"
        r"|xox[a-z]-\d|hooks\.slack|AccountKey=|eyJ[\w-]{8,}\.[\w-]+|[0-9a-z]{32}-us\d|_authToken|SG\.[\w-]{20}|pypi-AgE|sq0csp-"
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
        ("Databricks token", r"dapi[0-9a-f]{32}"),
        ("npm token", r"npm_[A-Za-z0-9]{36}"),
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
    return not re.search(r"[A-Za-z0-9+]", around) if found[0].isalnum() else True


def _varied(found: str) -> bool:
    return (
        len(set(found)) >= _FEWEST_CHARACTERS
        and (" " in found or re.search(r"\d", found) is not None)
        and not is_placeholder(found)
    )
