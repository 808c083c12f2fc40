"""Python expressions in commands are filled in as by IPython."""

from __future__ import annotations

import pytest

from mlscaffold.notebook.conversion import interpolated

NAMES = frozenset({"url", "row", "i"})
VALUES = {"url": "u", "row": {"a": 5}, "i": 3}


@pytest.mark.parametrize(
    ("command", "expected"),
    {
        "no values": ("ls -l", "ls -l"),
        "a name after a dollar sign": ("get $url/$i", "get u/3"),
        "a name in braces": ("get {url}", "get u"),
        "an expression": ("n {i + 1} {len(url)}", "n 4 1"),
        "a quoted key": ("n {row['a']} \"x\"", 'n 5 "x"'),
        "a format": ("n {i:03d} {url!r}", "n 003 'u'"),
        "doubled braces": ("a {{b}} {i}", "a {b} 3"),
        "a doubled dollar sign": ("a $$url {i}", "a $url 3"),
        "a name of the shell": ("ls $HOME $url", "ls $HOME u"),
        "a name of the shell in braces": ("ls ${HOME} {url}", "ls ${HOME} {url}"),
        "a name that nothing binds": ("ls {nothing} $url", "ls {nothing} $url"),
        "a program of another language": ("awk '{print $1}' f", "awk '{print $1}' f"),
        "an open brace": ("echo { $url", "echo { $url"),
        "quotes and backslashes": ("echo \"a\\n\" 'b'", "echo \"a\\n\" 'b'"),
    }.values(),
)
def test_interpolated(command: str, expected: str) -> None:
    assert eval(interpolated(command, NAMES), dict(VALUES)) == expected
