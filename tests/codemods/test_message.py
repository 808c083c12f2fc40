"""Log messages have the printed text."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from typing import Any

import pytest

from tests.codemods.applying import apply

FOLDED = {
    "a text without values": ('print("100%", "done")', 'logger.info("100% done")'),
    "a per cent sign before a value": ('print("100%:", x)', 'logger.info("100%%: %s", x)'),
    "a text between values": ('print(x, "of", y)', 'logger.info("%s of %s", x, y)'),
    "a separator": ('print("x", x, y, sep=", ")', 'logger.info("x, %s, %s", x, y)'),
    "a separator with a per cent sign": ('print(x, y, sep="%")', 'logger.info("%s%%%s", x, y)'),
    "a separator of unknown text": ("print(x, y, sep=s)", "logger.info(s.join(map(str, (x, y))))"),
    "None as a separator": ("print(x, y, sep=None)", 'logger.info("%s %s", x, y)'),
    "other quotes": ("""print('a"b', "it's", x)""", """logger.info('a"b it\\'s %s', x)"""),
    "a raw text": (r'print(r"\d", x)', r'logger.info(r"\d %s", x)'),
    "a raw text that cannot take the next": (r"""print(r"\d", 'a"b')""", r"""logger.info("\\d a\"b")"""),
    "an octal escape before a digit": (r'print("\1", "2", sep="")', r'logger.info("\x012")'),
    "a text in two parts": ('print("a" "b:", x)', 'logger.info("a" "b: %s", x)'),
    "plain fields": ('print(f"x {x} {{y}} 100%")', 'logger.info("x %s {y} 100%%", x)'),
    "plain fields in two parts": ('print("a" f"b{x}", y)', 'logger.info("a" "b%s %s", x, y)'),
    "a tuple in a field": ('print(f"{x, y}")', 'logger.info("%s", (x, y))'),
    "a formatted field": ('print(f"{z:.2f}")', 'logger.info(f"{z:.2f}")'),
    "a formatted field beside a value": ('print(f"{z:.2f}", y)', 'logger.info("%s %s", f"{z:.2f}", y)'),
    "an f-string without fields": ('print(f"none")', 'logger.info("none")'),
    "per cent with one value": ('print("%d of %%" % x)', 'logger.info("%d of %%", x)'),
    "per cent with a tuple": ('print("%d, %.1f" % (x, z))', 'logger.info("%d, %.1f", x, z)'),
    "per cent with a tuple by name": ('print("%d %d" % pair, y)', 'logger.info("%d %d %s", *pair, y)'),
    "per cent with keys": ('print("%(k)s" % d)', 'logger.info("%(k)s", d)'),
    "per cent with keys beside a value": ('print("%(k)s" % d, x)', 'logger.info("%s %s", "%(k)s" % d, x)'),
    "per cent with a computed width": ('print("%*d" % (3, x))', 'logger.info("%*d" % (3, x))'),
    "a format call": ('print("x {}".format(x))', 'logger.info("x {}".format(x))'),
    "a ruler": ('print("=" * 6)', 'logger.info("=" * 6)'),
    "a sum of texts": ("print(s + 'b')", "logger.info(s + 'b')"),
    "values of a list": ("print(*pair)", 'logger.info(" ".join(map(str, pair)))'),
    "values of a list after a text": ('print("x", *pair)', 'logger.info("x %s", " ".join(map(str, pair)))'),
    "a generator": (
        "print(v for v in pair) if 0 else None",
        'logger.info("%s", (v for v in pair)) if 0 else None',
    ),
    "a dictionary": ("print(d)", 'logger.info("%s", d)'),
    "bytes": ('print(b"x")', 'logger.info("%s", b"x")'),
}
VALUES: dict[str, Any] = {"x": 3, "y": [1, "a%s"], "z": 2.5, "s": "-%d-", "pair": (1, 2), "d": {"k": "v"}}


@pytest.mark.parametrize(("before", "after"), FOLDED.values(), ids=FOLDED.keys())
def test_the_template(before: str, after: str) -> None:
    assert apply("print-to-logging", before) == after


class _Recorder:
    """A logger that formats as logging does."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def info(self, text: str, *values: Any) -> None:
        from logging import LogRecord

        self.lines.append(LogRecord("", 0, "", 0, text, values, None).getMessage())


@pytest.mark.parametrize("before", [before for before, _ in FOLDED.values()], ids=FOLDED.keys())
def test_the_log_has_the_printed_text(before: str) -> None:
    printed, logger = io.StringIO(), _Recorder()
    with redirect_stdout(printed):
        exec(before, dict(VALUES))
    exec(apply("print-to-logging", before), VALUES | {"logger": logger})
    assert logger.lines == re.findall(r".+", printed.getvalue())


FILES = {
    "a value": ("print(x, file=f)", 'f.write(f"{x}\\n")'),
    "a text": ('print("a {", file=f)', 'f.write("a {\\n")'),
    "a text and values": ('print("a {", x, z, file=f)', 'f.write(f"a {{ {x} {z}\\n")'),
    "texts": ('print("a {", "b", file=f)', 'f.write("a { b\\n")'),
    "a value with quotes": ('print("a", d["k"], file=f)', 'f.write("{} {}\\n".format("a", d["k"]))'),
    "an f-string": ('print(f"a {x}", file=f, end="")', 'f.write(f"a {x}")'),
    "an end": ('print(x, file=f, end=";")', 'f.write(f"{x};")'),
    "nothing": ("print(file=f)", 'f.write("\\n")'),
    "values of a list": (
        "print(*pair, x, sep='{', file=f)",
        'f.write("{".join(map(str, (*pair, x))) + "\\n")',
    ),
    "flush": ("print(x, file=f, flush=True)", 'f.write(f"{x}\\n")'),
}


@pytest.mark.parametrize(("before", "after"), FILES.values(), ids=FILES.keys())
def test_a_file_gets_the_printed_text(before: str, after: str) -> None:
    printed, written = io.StringIO(), io.StringIO()
    exec(before, VALUES | {"f": printed})
    exec(after, VALUES | {"f": written})
    assert apply("print-to-logging", before, types=(("f", "file"),)) == after
    assert written.getvalue() == printed.getvalue()
