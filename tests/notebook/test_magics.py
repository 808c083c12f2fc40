"""Cells become Python: each row is a cell, its Python, and the kind of its change."""

from __future__ import annotations

import ast
import contextlib
import io
from pathlib import Path

import pytest

from mlscaffold.notebook.cells import Cell, Notebook
from mlscaffold.notebook.magics import NotebookNames, notebook_names, to_python, to_python_cells

SHELL = NotebookNames(frozenset({"url", "data", "i", "out"}), frozenset({"out"}))
RUN = "import subprocess; subprocess.run({}, shell=True, check=False)"
READ = (
    "import subprocess; {} = "
    "subprocess.run({}, shell=True, check=False, capture_output=True, text=True).stdout.splitlines()"
)


def python(source: str, number: int = 3) -> str:
    return to_python(Cell("code", source, number), SHELL).source


CHANGED = {
    "a setting of the notebook is dropped": ("%matplotlib inline\nimport a", "\nimport a", "dropped"),
    "extensions are dropped": ("%load_ext autoreload\n%autoreload 2", "\n", "dropped"),
    "config is dropped": ("%config InlineBackend.figure_format = 'retina'\nx = 1", "\nx = 1", "dropped"),
    "display precision is dropped": ("%precision 3", "", "dropped"),
    "a list of names is dropped": ("%whos", "", "dropped"),
    "a help question after a name is dropped": ("df.head?", "", "dropped"),
    "a help question before a name is dropped": ("?df\nx = 1", "\nx = 1", "dropped"),
    "a source question is dropped": ("x = 1\ndf.head??", "x = 1\n", "dropped"),
    "a help question with a wildcard is dropped": ("np.*load*?", "", "dropped"),
    "a timeit line is dropped": ("%timeit f(x)\ny = 2", "\ny = 2", "dropped"),
    "a timeit cell is dropped": ("%%timeit\nx = 1\ny = 2", "\n\n", "dropped"),
    "a timed assignment stays": ("%time x = f(1)", "x = f(1)", "rewritten"),
    "a timed expression stays": ("%time model.fit(X, y)", "model.fit(X, y)", "rewritten"),
    "a timed loop stays": ("%time for i in x: f(i)", "for i in x: f(i)", "rewritten"),
    "a timed shell command runs": ("%time !wget a", RUN.format('"wget a"'), "rewritten"),
    "an assigned timing stays": ("x = %time f()", "x = f()", "rewritten"),
    "a profiled statement stays": ("%prun -s cumulative x = f(2)", "x = f(2);", "rewritten"),
    "a timed cell stays": ("%%time\nx = f()\nx", "\nx = f()\nx", "rewritten"),
    "a timed cell below blank lines stays": ("\n\n%%time\nx = 1", "\n\n\nx = 1", "rewritten"),
    "cell magics nest": ("%%time\n%%capture\nx = 1", "\n\nx = 1", "rewritten"),
    "a magic in a timed cell is dropped": ("%%time\n%matplotlib inline\nx = 1", "\n\nx = 1", "rewritten"),
    "a cell magic below a comment": ("# slow\n%%time\nx = 1", "# slow\n\nx = 1", "dropped"),
    "captured output that is never read": (
        "%%capture hidden\nf()",
        'with __import__("contextlib").redirect_stdout(__import__("io").StringIO()):\n    f()',
        "rewritten",
    ),
    "hidden output": (
        "%%capture\nprint(1)\nx = 1",
        'with __import__("contextlib").redirect_stdout(__import__("io").StringIO()):\n    print(1)\n    x = 1',
        "rewritten",
    ),
    "a hidden cell that only defines a function": (
        "%%capture\ndef f():\n    print(1)",
        "\ndef f():\n    print(1)",
        "rewritten",
    ),
    "a hidden cell that only imports": ("%%capture\nimport os", "\nimport os", "rewritten"),
    "pylab becomes its imports": (
        "%pylab --no-import-all",
        ("import numpy; import numpy as np; import matplotlib; from matplotlib import mlab, pylab, pyplot; "
        "from matplotlib import pyplot as plt"),
        "rewritten",
    ),
    "a change of folder": ("%cd ../data", 'import os; os.chdir("../data")', "rewritten"),
    "a change to a folder in quotes": ("%cd '/my data'", 'import os; os.chdir("/my data")', "rewritten"),
    "a change to a folder of the notebook": ("%cd {data}", "import os; os.chdir(f'{data}')", "rewritten"),
    "a change to the home folder": ("%cd", 'import os; os.chdir(os.path.expanduser("~"))', "rewritten"),
    "a change without its percent sign": ("cd data", 'import os; os.chdir("data")', "rewritten"),
    "an environment variable set": ("%env A=b c", 'import os; os.environ["A"] = "b c"', "rewritten"),
    "an environment variable set by a blank": ("%env A b", 'import os; os.environ["A"] = "b"', "rewritten"),
    "an environment variable read": ("x = %env HOME", 'import os; x = os.environ["HOME"]', "rewritten"),
    "the working folder read": ("x = %pwd", "import os; x = os.getcwd()", "rewritten"),
    "inspection of files is dropped": ("!ls -l data | head\nx = 1", "\nx = 1", "dropped"),
    "inspection with two marks is dropped": ("!!ls", "", "dropped"),
    "inspection without its mark is dropped": ("ls", "", "dropped"),
    "inspection into /dev/null is dropped": ("!nvidia-smi > /dev/null 2>&1", "", "dropped"),
    "inspection of versions is dropped": ("!python --version && git log && pip freeze", "", "dropped"),
    "a download runs": ("!wget -q http://a/b.csv", RUN.format('"wget -q http://a/b.csv"'), "rewritten"),
    "inspection that writes runs": ("!echo a > b.txt", RUN.format('"echo a > b.txt"'), "rewritten"),
    "a pipe into a writer runs": ("!cat a | tee b", RUN.format('"cat a | tee b"'), "rewritten"),
    "a command with a name": ("!wget $url -O $HOME/a", RUN.format("f'wget {url} -O $HOME/a'"), "rewritten"),
    "a command with an expression": ("!echo {i + 1} > a", RUN.format("f'echo {i + 1} > a'"), "rewritten"),
    "braces of another language": (
        "!awk '{print $1}' f > g",
        RUN.format("\"awk '{print $1}' f > g\""),
        "rewritten",
    ),
    "a command over two lines": (
        "!wget a \\\n  -O b\nx = 1",
        RUN.format('"wget a    -O b"') + "\n\nx = 1",
        "rewritten",
    ),
    "a command in a function": (
        "def f(url):\n    !wget $url\n    return 1",
        f"def f(url):\n    {RUN.format(chr(102) + repr('wget {url}'))}\n    return 1",
        "rewritten",
    ),
    "a command not in English": ("!curl é\nx = 'ü'", RUN.format('"curl é"') + "\nx = 'ü'", "rewritten"),
    "output that is read": ("files = !ls data", READ.format("files", '"ls data"'), "rewritten"),
    "output that is read over two lines": (
        "a = !ls \\\n  b\nc = 1",
        READ.format("a", '"ls    b"') + "\n\nc = 1",
        "rewritten",
    ),
    "output in a loop's head": (
        "for f in get_ipython().getoutput('ls'):\n    print(f)",
        ('for f in __import__("subprocess").run("ls", shell=True, check=False, capture_output=True, text=True)'
        ".stdout.splitlines():\n    print(f)"),
        "rewritten",
    ),
    "a file that is written": (
        "%%writefile a.py\nx = 1\ny = '\\n'",
        ('from pathlib import Path; Path("a.py").write_text("""\\\nx = 1\ny = \'\\\\n\'\\n"""'
        ', encoding="utf-8")'),
        "rewritten",
    ),
    "a file that is appended to": (
        "%%writefile -a a.txt\nmore",
        'with open("a.txt", "a", encoding="utf-8") as file: file.write("""\\\nmore\\n""")',
        "rewritten",
    ),
    "a shell cell runs": (
        "%%bash\nls\nwget a",
        'import subprocess; subprocess.run(["bash", "-c", """\\\nls\nwget a\\n"""], check=True)',
        "rewritten",
    ),
    "a shell cell that only inspects is dropped": ("%%bash\nls\npwd", "\n\n", "dropped"),
    "an auto-called function": ("/f x y", "f(x, y)", "rewritten"),
    "an auto-quoted call": (",f a b", 'f("a", "b")', "rewritten"),
    "an auto-quoted line": (";f a b", 'f("a b")', "rewritten"),
    "prompts of a pasted session": (">>> x = 1\n>>> y = 2", "x = 1\ny = 2", "rewritten"),
    "the author's own call of a magic": ("get_ipython().magic('matplotlib inline')", "", "dropped"),
    "an exported script's magic": ("get_ipython().run_line_magic('matplotlib', 'inline')", "", "dropped"),
    "the author's own command beside code": ("get_ipython().system('ls'); y = 2", "pass; y = 2", "dropped"),
    "a call over two lines": ("get_ipython().system(\n    'ls')\ny = 2", "\n\ny = 2", "dropped"),
    "a check for Colab": ("c = 'colab' in str(get_ipython())", "c = 'colab' in str(None)", "rewritten"),
    "a block that becomes empty": ("if c:\n    %matplotlib inline", "if c:\n    pass", "dropped"),
    "a block of two magics": ("if c:\n    !ls\n    !pwd", "if c:\n    pass\n", "dropped"),
    "a block that keeps code": ("if c:\n    !ls\n    x = 1", "if c:\n\n    x = 1", "dropped"),
    "a value that exists only in a notebook": ("r = %timeit -o f()\ny = 1", "\ny = 1", "skipped"),
    "another file that is run": ("%run other.py\ny = 1", "\ny = 1", "skipped"),
    "an unknown magic": ("%foo x\ny = 1", "\ny = 1", "skipped"),
    "an unknown cell magic": ("%%foo\nbar baz", "\n", "skipped"),
    "a cell in another language": ("%%R\nx <- 1", "\n", "skipped"),
    "a web cell": ("%%html\n<b>bold</b>", "\n", "dropped"),
    "line ends of other kinds in a shell cell": (
        "%%bash\nwget 'a\u2028b'",
        'import subprocess; subprocess.run(["bash", "-c", """\\\nwget \'a\u2028b\'\\n"""], check=True)',
        "rewritten",
    ),
    "a page break above a cell magic": ("\x0c\n%%time\nx = 1", "\n\nx = 1", "rewritten"),
    "a reset": ("%reset -f\nx = 1", "\nx = 1", "review"),
    "stored values": ("%store x", "", "review"),
    "restored values": ("%store -r x", "", "skipped"),
    "system packages": ("!sudo apt-get install -y graphviz", "", "review"),
}  # fmt: skip

KEPT = {
    "plain code": "import a\nx = 1\n",
    "an empty cell": "",
    "a comment": "# only words",
    "a magic in a comment": "# %matplotlib inline\n# !pip install a",
    "a magic in a string": 'x = """\n%matplotlib inline\n!ls\n"""',
    "a remainder at the start of a line": "x = (7\n% 2)",
    "formatting": "print('%d' % 3)",
    "a question mark in a string": "x = 'why?'",
    "a question mark in a comment": "x = 1  # why?",
    "not equal": "x != y",
    "names of magics that the notebook binds": "i = 1\ntime = 2\ntime",
    "display": "display(df)\ndf",
    "the last value": "_ + __ + _3 + Out[3]",
    "top-level await": "x = await f()",
    "trailing blank lines": "x = 1\n\n\n",
    "windows folders": "x = 'C:\\\\Users'",
    "an invalid escape": "x = '\\d'",
    "a class with its own magic": "class A:\n    def magic(self): pass\nA().magic()",
    "a system call of another object": "import os\nos.system('ls')",
    "a walrus": "print(x := 1)",
    "a lambda": "f = lambda: 1",
    "match": "match x:\n    case 1:\n        y = 2",
    "non-ASCII names": "größe = 'é'",
    "a matrix product at the start of a line": "x = (a\n@ b)",
}


@pytest.mark.parametrize(("source", "expected", "kind"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(source: str, expected: str, kind: str) -> None:
    cell = to_python(Cell("code", source, 3), SHELL)
    assert cell.failure is None
    assert cell.source == expected
    assert cell.source.count("\n") == source.count("\n")
    ast.parse(cell.source)
    assert kind in {change.kind for change in cell.changes}
    for change in cell.changes:
        assert change.location.cell == 3
        assert change.what in source.replace("\\\n", "\\")
        assert change.why.endswith(".")


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    cell = to_python(Cell("code", source, 3), SHELL)
    assert (cell.source, cell.changes, cell.requirements, cell.failure) == (source, (), (), None)


@pytest.mark.parametrize("source", [row[1] for row in CHANGED.values()], ids=CHANGED.keys())
def test_a_converted_cell_stays(source: str) -> None:
    assert python(source) == source


def test_lines_of_changes_count_from_the_cell_with_its_magics() -> None:
    cell = to_python(Cell("code", "\n%%time\nx = 1\n\n%matplotlib inline\n!ls", 2))
    assert [change.location.line for change in cell.changes] == [2, 5, 6]


def test_a_timed_shell_command_is_reported_in_both_steps() -> None:
    cell = to_python(Cell("code", "%time !wget a", 2))
    assert [change.kind for change in cell.changes] == ["rewritten", "rewritten"]


@pytest.mark.parametrize(
    ("source", "expected"),
    {
        "one name": ("!pip install a", ("a",)),
        "a percent sign": ("%pip install a", ("a",)),
        "no mark at all": ("pip install a", ("a",)),
        "under a condition": ("if c:\n    !pip install a", ("a",)),
        "where an import fails": ("try:\n    import a\nexcept ImportError:\n    !pip install a", ("a",)),
        "in a shell cell": ("%%bash\npip install a\nls", ("a",)),
        "in a hidden cell": ("%%capture\n!pip install a", ("a",)),
        "in front of a command": ("!pip install a && wget b", ("a",)),
        "several lines": ("!pip install a\n!pip install b", ("a", "b")),
        "by the author's own call": ("get_ipython().system('pip install a')", ("a",)),
    }.values(),
)
def test_installs_become_requirements(source: str, expected: tuple[str, ...]) -> None:
    cell = to_python(Cell("code", source, 1))
    assert cell.requirements == expected
    assert "pip" not in cell.source
    ast.parse(cell.source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("df.head();", True),
        ("df.head(); # quiet", True),
        ("df.head();\n# done\n", True),
        ("df.head()\n;", True),
        ("%%time\ndf.head();", True),
        ("%%capture\ndf.head()", True),
        ("df.head()\n%matplotlib inline", True),
        ("df.head()\n!wget a", True),
        ("%prun f(x)", True),
        ("df.head()", False),
        ("a; df.head()", False),
        ("df.head()  # no; really", False),
        ("'a;'", False),
        ("%time f(x)", False),
        ("%%time\nf(x)", False),
        ("f(x);\ndf", False),
    ],
)
def test_silent(source: str, expected: bool) -> None:
    assert to_python(Cell("code", source, 1)).silent is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("await f()", True),
        ("async for x in f():\n    print(x)", True),
        ("async with f() as x:\n    pass", True),
        ("x = [y async for y in f()]", True),
        ("if a:\n    x = await f()", True),
        ("%time x = await f()", True),
        ("async def f():\n    await g()", False),
        ("x = 'await'", False),
    ],
)
def test_awaits(source: str, expected: bool) -> None:
    assert to_python(Cell("code", source, 1)).awaits is expected


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("x = 1\nprint 'a'", 2, "Python 2: print"),
        ("exec 'a'", 1, "Python 2: exec"),
        ("try:\n    f()\nexcept A, e:\n    g()", 3, "Python 2: except"),
        ("x = 0777", 1, "Python 2: an octal"),
        ("%matplotlib inline\n\nprint 'a'", 3, "Python 2: print"),
        ("%%time\n\nprint 'a'", 3, "Python 2: print"),
        ("x = (1,\n", 1, "never closed"),
        ("x = 1\ny = = 2", 2, "invalid syntax"),
        ("x = 1\nreturn x", 2, "'return' outside function"),
        ("%time x = ", 1, "invalid syntax"),
        ("x = 'a\0b'", 1, "null"),
    ],
)
def test_a_cell_that_cannot_be_parsed(source: str, line: int, words: str) -> None:
    cell = to_python(Cell("code", source, 7))
    assert cell.source == ""
    assert cell.failure is not None
    assert cell.failure.status == 1
    assert (cell.failure.location and (cell.failure.location.cell, cell.failure.location.line)) == (7, line)
    assert words in cell.failure.what


def test_captured_output_is_text_of_the_notebooks_own_python() -> None:
    cells = (
        Cell("code", "%%capture out\nprint('''a\nb''')\nx = 1", 1),
        Cell("code", "out.show()\ny = out.stdout + out.stderr", 2),
    )
    found = to_python_cells(Notebook("n", "n.ipynb", cells))
    assert [cell.source.count("\n") for cell in found] == [3, 1]
    values: dict[str, object] = {}
    shown = io.StringIO()
    exec(found[0].source, values)
    with contextlib.redirect_stdout(shown):
        exec(found[1].source, values)
    assert (values["x"], values["y"], shown.getvalue()) == (1, "a\nb\n", "a\nb\n")


def test_a_captured_cell_without_statements_binds_its_name() -> None:
    values: dict[str, object] = {}
    exec(python("%%capture out\n!pip install a\n# done"), values)
    assert "out" in values


def test_a_written_file_is_the_body_of_its_cell(tmp_path: Path) -> None:
    body = 'x = """a\\n"""\n\ny = "\\""\n'
    exec(python(f"%%writefile {tmp_path}/a.py\n{body}"), {})
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == body


def test_names_of_all_cells_are_collected_for_a_command() -> None:
    cells = (
        Cell("code", "%matplotlib inline\nurl = 1\nimport a.b\ndef f(argument): pass", 1),
        Cell("code", "%%time\nfor row in x:\n    pass", 2),
        Cell("code", "print 'python 2'", 3),
        Cell("code", "!wget $url", 4),
    )
    assert notebook_names(cells).names == {"url", "a", "f", "argument", "row"}


def test_no_names_are_collected_without_a_command() -> None:
    assert notebook_names((Cell("code", "%matplotlib inline\nx = 1", 1),)) == NotebookNames()


def test_a_name_of_the_notebook_is_no_magic() -> None:
    cells = (Cell("code", "who = 1", 1), Cell("code", "who", 2))
    assert to_python_cells(Notebook("n", "n.ipynb", cells))[1].source == "who"
