"""Secrets in the arguments of shell commands: `curl -u`, `sshpass -p`, `mysql -p`, and variables set before a command."""

import re
from collections.abc import Iterator

from mlscaffold.notebook.sensitive.secret_names import is_placeholder

_VALUE = r"(?P<quote>['\"]?)(?P<key>[^\s'\"$`{}<>\0|;&]{3,})(?P=quote)(?![^\s'\"|;&)\]},])"
"""A value of three characters or more, as short as passwords may be, which no variable of the shell or of Python gives."""
_BLANK = r"(?:\s+|['\"],\s*(?=['\"]))"
"""What is between an argument and its value, in a line of the shell and in a list of Python."""
_LINE = r"\b[^\n|;]{0,300}?"  # between the command and its option: longer than usual lines
_COMMANDS: tuple[tuple[str, str], ...] = (
    (
        rf"\b(?:curl|https?\s){_LINE}['\"\s](?:-u|-U|--user|--proxy-user|-a|--auth){_BLANK}['\"]?[^\s:'\"$]*:",
        "password",
    ),
    (rf"\b(?:curl|https?\s){_LINE}['\"\s]-u['\"]?(?=[^\s'\"-])[^\s:'\"$]+:", "password"),
    (r"\bsshpass['\"]?,?\s*['\"]?-p['\"]?,?\s*", "password"),
    (rf"\b(?:mysql\w*|mariadb\w*|mycli){_LINE}['\"\s]-p(?=\S)", "password"),
    (rf"\b(?:7z|7za|7zr){_LINE}['\"\s]-p(?=\S)", "password"),
    (rf"\b(?:unzip|zip|unrar|rar){_LINE}['\"\s]-P{_BLANK}?", "password"),
    (
        rf"\b(?:docker\s+login|podman\s+login|az|oc|mongo\w*|redis-cli|sqlcmd|snowsql|ldapsearch|sqoop){_LINE}['\"\s](?:-p|-P|-a|-w){_BLANK}",
        "password",
    ),
    (rf"\bsmbclient{_LINE}['\"\s]-U{_BLANK}['\"]?[^\s%'\"]+%", "password"),
    (rf"\b(?:openssl|gpg|keytool){_LINE}\bpass:", "password"),
    (
        r"\becho\s+-?n?\s*(?=['\"]?\S+['\"]?\s*\|\s*(?:sudo\s+-S|docker\s+login|\S*\s*--password-stdin))",
        "password",
    ),
    (
        r"\b(?:IDENTIFIED\s+(?:WITH\s+\S+\s+)?(?:BY|AS)|(?:USER|ROLE|LOGIN)\s+\S+\s+(?:WITH\s+)?(?:ENCRYPTED\s+)?PASSWORD\s*=?)\s+(?=')",
        "password",
    ),
)
_FIRST_WORDS = re.compile(
    r"curl|https?\s|sshpass|mysql|mariadb|mycli|7z|zip|rar\b|docker|podman|\baz\b|\boc\b|mongo|redis-cli|sqlcmd|snowsql|ldapsearch"
    r"|sqoop|smbclient|openssl|gpg|keytool|\becho\b|identified|password"
)
"""In text in lower case: a search that ignores case takes three times as long."""
_PATTERNS = tuple(
    (re.compile(start + _VALUE, re.IGNORECASE if "IDENTIFIED" in start else 0), kind)
    for start, kind in _COMMANDS
)


def command_secrets(text: str) -> Iterator[tuple[str, str]]:
    """Yield the secrets in the arguments of commands, each with its kind."""
    if not _FIRST_WORDS.search(text.lower()):
        return
    for line in text.splitlines():
        if _FIRST_WORDS.search(line.lower()):
            for pattern, kind in _PATTERNS:
                yield from (
                    (kind, match["key"]) for match in pattern.finditer(line) if _is_value(match["key"])
                )


def _is_value(key: str) -> bool:
    """Return whether a value is a secret, not a placeholder, a path, an option or a port."""
    return not is_placeholder(key) and re.match(r"[-/~.%@]|[\d.:]+$|\w+=", key) is None
