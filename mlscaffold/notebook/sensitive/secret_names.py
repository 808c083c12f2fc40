"""Judges by its name and its look whether a text is a secret."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache
from typing import Literal

Strength = Literal["password", "key", "weak"]

PASSWORDS = ("password", "passwd", "passphrase", "pwd", "passwort", "contraseña", "contrasena", "senha")
KEYS = (
    *(
        "secret",
        "apikey",
        "api_key",
        "app_key",
        "access_key",
        "account_key",
        "auth_key",
        "client_key",
        "consumer_key",
    ),
    *(
        "encryption_key",
        "license_key",
        "master_key",
        "private_key",
        "service_key",
        "signing_key",
        "subscription_key",
    ),
    *("access_token", "api_token", "auth_token", "bearer_token", "bot_token", "oauth_token", "refresh_token"),
    *("sas_token", "session_token", "credential", "accesskey", "secretkey", "privatekey", "authtoken"),
)
WEAK = ("key", "token", "auth", "authorization", "bearer", "pass", "pw", "pat")
WORDS = (
    *(
        "passw",
        "passphrase",
        "pwd",
        "contrase",
        "senha",
        "secret",
        "key",
        "token",
        "credential",
        "auth",
        "bearer",
        "login",
    ),
    *("_pass", "pass_", "pass=", "pass =", "_pw", "pw=", "pw ="),
)
_ABOUT = frozenset(
    (
        "attribute attr col cols column columns count counts dim dims embedding embeddings embed encoder env error errors expiry "
        "expires feature features field fields file filename folder format func function hash hashes header headers hint "
        "id ids idx index input label labels len length limit list manager map mask max message min model name names "
        "num number pad param params parser path pattern policy position positions prefix prompt regex reset rule size "
        "strength suffix text title ttl type types uri url usage validator var variable version vocab"
    ).split(" ")
)
_MEANINGLESS = frozenset(
    (
        "a account access admins an any api app auth aws azure bearer bot client code credential credentials data database "
        "db default dev empty env google here hidden huggingface id insert is key keys login my none null of openai our "
        "pass passphrase passwd password passwords paste prod pwd put secret secrets service sk some string str sample "
        "test the this token tokens undefined unknown user username value var your yours bool int float object category"
    ).split(" ")
)
_PLACEHOLDER = re.compile(
    r"^[\W_]*$|your[-_ .]?|x{4}|\.{3}|…|\*{3}|^<|>$|^\[.*\]$|\{\{|\$\{|\$\(|%\(|%s|^\{.*\}$|^\$\w+$|example|placeholder|change[-_ ]?me"
    r"|redacted|dummy|fake|todo|(?:^|[-_ ])(?:insert|enter|replace|paste)[-_ ]|^(.)\1*$|^0+$|1234567890abcdef|^abc123$",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(
    r"\s|^(?:\.{0,2}|~)/|^[A-Za-z]:\\|^\w+://[^@]*$|\.(?:json|txt|csv|pem|ya?ml|ini|toml|env|pkl|py|ipynb|key|cfg)$|^os\.|\(.*\)$"
    r"|^<\w+>$|^[A-Z]+(?:_[A-Z]+)+$",
)


def words(name: str) -> list[str]:
    """Return the words of a name in lower case: `dbPassword_2` gives `db`, `password`."""
    apart = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return [
        word.lower() for part in re.split(r"[^A-Za-zÀ-ÿ0-9]+", apart) if (word := part.strip("0123456789"))
    ]


@cache
def strength(name: str) -> Strength | None:
    """Return what a name says of its value.

    Args:
        name: the name of a variable, an argument, a key, or an environment variable.

    Returns:
        password: any text may be the secret; key: a text that is no plain word; weak: only one that looks random;
        None: nothing secret, such as `password_column` or `token_count`.
    """
    parts = words(name)
    joined = "_".join(parts)
    for kind, phrases in (("password", PASSWORDS), ("key", KEYS), ("weak", WEAK)):
        for phrase in phrases:
            found = re.search(rf"(?:^|_){phrase}s?(?:_|$)", joined)
            if found and not _ABOUT.intersection(joined[found.end() :].split("_")):
                return kind  # type: ignore[return-value]  # the three kinds of Strength
    return None


def is_secret(value: str, strength: Strength, *, strict: bool = False) -> bool:
    """Tell whether a value is a secret.

    Args:
        value: the text.
        strength: what its name says.
        strict: its name may be one of a column or a word of a sentence, so that plain words are no secrets.

    Returns:
        Whether it is.
    """
    if is_placeholder(value) or _NO_SECRET.search(value):
        return False
    if strength == "weak":
        return looks_random(value)
    if strength == "key":
        return (
            len(value) >= 8 and not _is_plain(value) and re.search(r"\d{4}-\d\d|^[\d.,:%-]+$", value) is None
        )
    return len(value) >= (6 if strict else 3) and not (
        strict and (_is_plain(value) or not re.search("[A-Za-z]", value))
    )


def is_placeholder(value: str) -> bool:
    """Tell whether a text only stands where a secret belongs, such as `YOUR_API_KEY` or `<token>`."""
    told = words(value)
    return bool(_PLACEHOLDER.search(value) or (told and _MEANINGLESS.issuperset(told)))


def looks_random(value: str) -> bool:
    """Tell whether a text looks as if a machine had drawn it."""
    if len(value) < 16 or not re.fullmatch(r"[\w+/=.~-]+", value):
        return False
    if not (re.search(r"\d", value) and re.search(r"[A-Za-z]", value)) or re.search(r"[a-z]{7,}[_.-]", value):
        return False
    return _entropy(value) >= 3.0


def _is_plain(value: str) -> bool:
    """Tell whether a text is a word or a name: letters of one case, with underscores or hyphens, perhaps a number last."""
    return bool(
        re.fullmatch(r"[A-ZÀ-Þ]?[a-zà-ÿ]+(?:[-_ ][a-zà-ÿ]+)*[-_]?\d?|[A-Z]+(?:[-_][A-Z]+)*[-_]?\d?", value)
    )


def _entropy(value: str) -> float:
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
