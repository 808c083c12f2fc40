"""Whether a value is a secret, by its name and its characters."""

import math
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Literal

Strength = Literal["password", "key", "weak"]
"""How much a name says about its value. password: any text may be the secret; key: any text but a plain word;
weak: only a text that looks random."""

# The shortest secrets. By judgement: so low that short real passwords are found, so high that codes and abbreviations
# are not; where the name is less certain, the value has to be longer.
SHORTEST_PASSWORD = 3
SHORTEST_PASSWORD_IN_TEXT = 6  # where the name may be a column's or a word of a sentence
SHORTEST_KEY = 8  # no service that we know issues shorter keys
SHORTEST_RANDOM = (
    16  # 8 bytes in hex; shorter texts have too few characters to tell random ones from identifiers
)
LEAST_ENTROPY = 3.0
"""Bits per character. 86 % of random 16-digit hex numbers and 99.99 % of 32-digit ones have at least that (20 000 draws
of each); repetitive names such as `value_1_value_2_value` have less."""

PASSWORDS = tuple("password passwd passphrase pwd pgpassword passwort contraseña contrasena senha".split())
KEYS = tuple(
    "secret apikey api_key app_key access_key account_key auth_key client_key consumer_key encryption_key "
    "license_key master_key private_key service_key signing_key subscription_key access_token api_token auth_token "
    "bearer_token bot_token oauth_token refresh_token sas_token session_token credential accesskey secretkey "
    "privatekey authtoken".split()
)
WEAK = ("key", "token", "auth", "authorization", "bearer", "pass", "pw", "pat", "signature", "sig")
HINTS = (
    *"passw passphrase pwd contrase senha secret key token credential auth bearer login cookie".split(),
    *(
        "_pass",
        "pass_",
        "pass=",
        "pass =",
        "_pw",
        "pw=",
        "pw =",
        "basic ",
        "curl ",
        "sshpass",
        "unzip ",
        "mysql",
        "sig=",
    ),
)
"""Every name of a secret, and every command with one, contains one of these: quicker to search for than the names themselves."""
# Words before `key` that make it the key of data: `partition_key`, `s3_key`, `sort_key`.
_OF_DATA = frozenset(
    (
        "alternate bucket business cache candidate column composite customer data dedup dict doc document feature foreign "
        "group grouping hash idempotency index item join json lookup map merge natural object order param partition primary "
        "record registry route routing row s3 sample shard sort sorting sorted state storage surrogate table time unique user"
    ).split(" ")
)
# Words after a secret's name that make it the name of something else: `password_column`, `token_count`.
_ABOUT = frozenset(
    (
        "attribute attr col cols column columns count counts dim dims embedding embeddings embed encoder env error errors expiry "
        "expires feature features field fields file filename folder format func function hash hashes header headers hint "
        "id ids idx index input label labels len length limit list manager map mask max message min model name names "
        "num number pad param params parser path pattern policy position positions prefix prompt regex reset rule size "
        "strength suffix text title ttl type types uri url usage validator var variable version vocab"
    ).split(" ")
)
# A value that consists of these only is a placeholder: `your_api_key`, `my-secret-token`.
_MEANINGLESS = frozenset(
    (
        "a account access admins an any api app auth aws azure bearer bot client code credential credentials data database "
        "db default dev empty env google here hidden huggingface id insert is key keys login my none null of openai our "
        "pass passphrase passwd password passwords paste prod pwd put secret secrets service sk some string str sample "
        "test the this token tokens undefined unknown user username value var your yours bool int float object category"
    ).split(" ")
)
_PLACEHOLDER = re.compile(
    r"^[\W_]*$|your[-_ .]?|x{4}|\.{3}|…|\*{3}|^<|>$|^\[.*\]$|\{\{|\$\{|\$\(|%\(|%s|^\{.*\}$|^\{[A-Za-z_][\w.]*[\[(]|^\$\w+$|example|placeholder|change[-_ ]?me"
    r"|redacted|dummy|fake|todo|(?:^|[-_ ])(?:insert|enter|replace|paste)[-_ ]|^(.)\1*$|^0+$|1234567890abcdef|^abc123$",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(
    r"\s|^(?:\.{0,2}|~)/|^[A-Za-z]:\\|^\w+://[^@]*$|^arn:|^alias/|\.(?:json|txt|csv|pem|ya?ml|ini|toml|env|pkl|py|ipynb|key|cfg)$|^os\.|\(.*\)$"
    r"|^<\w+>$|^[A-Z]+(?:_[A-Z]+)+$",
)

_NUMBER = re.compile(r"[\d.,:/ -]+")
_WORD_OR_NUMBER = re.compile(
    r"[A-Z]?[a-zà-ÿ]+|[A-Z]{1,5}|[vV]?\d+[a-zA-Z]?|[A-Z]?[a-z]+\d{1,3}|[a-z]+\d[a-z]+"
)
DISTINCT = 6  # characters: shorter texts occur in other texts by chance
DISTINCT_WORD = 12  # of a single word or number: few words are longer, and none of them is a common password


def words(name: str) -> list[str]:
    """Return the words of a name in lower case: `dbPassword_2` gives `db`, `password`."""
    apart = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    parts = (part.strip("0123456789") for part in re.split(r"[^A-Za-zÀ-ÿ0-9]+", apart))
    return [part.lower() for part in parts if part]


@cache
def strength(name: str) -> Strength | None:
    """Return how much a name says about its value, None for a name such as `password_column` or `token_count`."""
    parts = words(name)
    joined = "_".join(parts)
    for kind, phrases in (("password", PASSWORDS), ("key", KEYS), ("weak", WEAK)):
        for phrase in phrases:
            found = re.search(rf"(?:^|_){phrase}s?(?:_|$)", joined)
            if found and not _ABOUT.intersection(joined[found.end() :].split("_")):
                if (
                    kind == "weak"
                    and phrase == "key"
                    and _OF_DATA.intersection(joined[: found.start() + 1].split("_"))
                ):
                    return None
                return kind  # type: ignore[return-value]  # the loop has the three values of Strength
    return None


def is_secret(value: str, strength: Strength, *, strict: bool = False) -> bool:
    """Return whether a value is a secret.

    Args:
        value: the text.
        strength: how much its name says.
        strict: its name may be a column's or a word of a sentence, so plain words are not secrets.
    """
    if " " in value and strength != "weak":
        return any(looks_random(part) for part in value.split())
    if is_placeholder(value) or _NO_SECRET.search(value):
        return False
    if strength == "weak":
        return looks_random(value)
    if strength == "key":
        date_or_number = re.search(r"\d{4}-\d\d|^[\d.,:%-]+$", value)
        plain = _is_plain(value) or is_structured(value)
        return len(value) >= SHORTEST_KEY and not plain and date_or_number is None
    if not strict:
        return len(value) >= SHORTEST_PASSWORD
    has_letters = re.search("[A-Za-z]", value) is not None
    return len(value) >= SHORTEST_PASSWORD_IN_TEXT and has_letters and not _is_plain(value)


def is_scrambled(value: str) -> bool:
    """Return whether small letters, capital letters and digits alternate as in random texts, not as in names."""
    kinds = ["a" if letter.islower() else "A" if letter.isupper() else "1" for letter in value]
    changes = sum(one != other for one, other in pairwise(kinds))
    # Two of three neighbours differ in random letters and digits, one of four in camelCase with numbers.
    return looks_random(value) and len(set(kinds)) > 2 and changes * 5 >= len(value) * 2


@cache
def is_distinctive(value: str) -> bool:
    """Return whether a secret is recognised wherever it occurs; `root` and `postgres` occur in other meanings, too."""
    if len(value) < DISTINCT or _NUMBER.fullmatch(value):
        return False
    return len(value) >= DISTINCT_WORD or re.fullmatch(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+", value) is None


def is_placeholder(value: str) -> bool:
    """Return whether a text is a placeholder for a secret, such as `YOUR_API_KEY` or `<token>`."""
    parts = words(value)
    return bool(_PLACEHOLDER.search(value) or (parts and _MEANINGLESS.issuperset(parts)))


def is_structured(value: str) -> bool:
    """Return whether a text consists of words and numbers: a version, a path, a model's or column's name such as `word2vec-300`."""
    parts = [part for part in re.split(r"[-_.:/#@+=,;|<>()\[\]]+", value) if part]
    return len(parts) > 1 and all(map(_WORD_OR_NUMBER.fullmatch, parts))


def looks_random(value: str) -> bool:
    """Return whether a text looks randomly generated."""
    if len(value) < SHORTEST_RANDOM or not re.fullmatch(r"[\w+/=.~-]+", value) or is_structured(value):
        return False
    if not (re.search(r"\d", value) and re.search(r"[A-Za-z]", value)) or re.search(r"[a-z]{7,}[_.-]", value):
        return False
    return _entropy(value) >= LEAST_ENTROPY


def _is_plain(value: str) -> bool:
    """Return whether a text is a word or a name: letters of one case with `_` or `-`, and at most one digit, the last."""
    return bool(
        re.fullmatch(r"[A-ZÀ-Þ]?[a-zà-ÿ]+(?:[-_ ][a-zà-ÿ]+)*[-_]?\d?|[A-Z]+(?:[-_][A-Z]+)*[-_]?\d?", value)
    )


def _entropy(value: str) -> float:
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
