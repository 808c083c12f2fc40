"""Code that Python refuses, each in another way, or takes only with effort."""

from __future__ import annotations

ERRORS = (
    "def f(:", "x = (1", "x = 1)", "x = [1}", "if True:\nx = 1", "  x = 1", "if x:\n\ty = 1\n        z = 1", "x = 'a",
    'x = """a', "f'{x'", "f'{}'", "f'{x!z}'", "x = 1 +", "1 = x", "f() = 1", "x + 1 = 2", "None = 1", "del f()", "return 1",
    "yield 1", "break", "continue", "def f():\n    nonlocal x", "x = 1\nglobal x", "def f(a, a): pass", "f(a=1, a=2)",
    "f(**a, *b)", "def f(a=1, b): pass", "for x in: pass", "import", "from . import *", "from x import", "class: pass",
    "lambda: (yield)", "async x", "await", "x = 0777", "x = 1__0", "x = 0b2", "x = 1e", "x = '\\N{no such}'", "b'é'",
    "x = '\\x1'", "print 1", "exec 'x'", "raise E, 'x'", "x <> 1", "`x`", "?", "$", "x = 5 5", "else: pass", "try: pass",
    "try: pass\nexcept: pass\nexcept E: pass", "with: pass", "match x:\n    case a: pass\n    case b: pass", "*a = 1",
    "*a, *b = c", "x: int: str", "(x, y): int", "@\ndef f(): pass", "from __future__ import braces", "x = y :=1", "...=1",
    "x = '\\'", "\\", "x = 1 \\ y", "def f():", "{**a for a in b}", "[*a for a in b]", "a, b += 1", "f(x for x in y, 1)",
    "del", "assert", "not", "type X = ", "class A(x for x in y): pass", "async def f(): [await x for", "x = 0xg",
)  # fmt: skip
"""One cell each."""
MAGICS = (
    "%", "%%", "%%bash", "%%nosuch\nx", "!", "!!", "%run", "%run ", "%load_ext", "%timeit", "x = %", "x = !", "%%time",
    "%%writefile\nx", "%%capture\n", "?x?", "%matplotlib nosuch", "%%sql\nselect", "!ls {", "%cd", "%env A", "%%python2\nprint 1",
    "get_ipython().magic(", "%alias", "!rm -rf $", "%%R\nx <- 1", "%%html\n<", "%store -r", "; ls", ", f a b", "/f 1",
)  # fmt: skip
HEAVY = {
    "parentheses": "x = " + "(" * 150 + "1" + ")" * 150,
    "too many parentheses": "x = " + "(" * 5_000 + "1" + ")" * 5_000,
    "too many brackets": "x = " + "[" * 5_000 + "]" * 5_000,
    "too many blocks": "".join("    " * i + "if x:\n" for i in range(150)) + "    " * 150 + "y = 1",
    "100 blocks less one": "".join("    " * i + "if 1:\n" for i in range(99)) + "    " * 99 + "y = 1",
    "many minus signs": "x = " + "-" * 20_000 + "1",
    "many nots": "x = " + "not " * 20_000 + "1",
    "a long sum": "x = " + " + ".join(["1"] * 20_000),
    "a chain of attributes": "x = y" + ".a" * 20_000,
    "a chain of calls": "x = y" + "()" * 10_000,
    "a chain of indices": "x = y" + "[0]" * 10_000,
    "a number of many digits": "x = " + "9" * 10_000,
    "a power": "x = 9 ** 9 ** 9 ** 9",
    "a repeated text": "x = 'a' * 10 ** 12",
    "many f-strings": "x = " + "f'{" * 100 + "1" + "}'" * 100,
    "one long line": "x = '" + "a" * 3_000_000 + "'",
    "many lines": "x = 1\n" * 20_000,
    "many empty lines": "x = 1" + "\n" * 500_000,
    "a long name": "a" * 100_000 + " = 1",
    "many names": ", ".join(f"a{i}" for i in range(5_000)) + " = x",
    "many arguments": "f(" + ", ".join(f"a{i}=1" for i in range(5_000)) + ")",
    "many decorators": "@d\n" * 3_000 + "def f(): pass",
    "many conditions": "x = " + "1 if y else " * 1_000 + "0",
    "many lambdas": "x = " + "lambda: " * 1_000 + "0",
    "many backslashes": "x = 1 " + "+ \\\n 1 " * 5_000,
    "many comments": "# a\n" * 100_000 + "x = 1",
    "many spaces": " " * 1_000_000 + "\nx = 1",
    "a magic with a long line": "!echo " + "a" * 1_000_000,
}
