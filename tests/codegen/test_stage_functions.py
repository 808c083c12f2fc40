from __future__ import annotations

import ast

import pytest

from tests.stages.notebooks import READ, TRAINED, functions

PLT = "import matplotlib.pyplot as plt\n"
TABLE: dict[str, tuple[tuple[str, ...], str, list[str]]] = {
    "a last value that a later stage reads": (
        TRAINED,
        "def load_people(people_csv: Path) -> pd.DataFrame:",
        ["return pd.read_csv(people_csv)"],
    ),
    "a last value that no stage reads": (
        ("total = 1",),
        "def compute_total() -> int:",
        ["total = 1", "logger.debug('total:\\n%s', total)", "return total"],
    ),
    "two results": (
        ("a = [1]\nb = [2]",),
        "def compute_a() -> tuple[list[Any], list[Any]]:",
        ["a = [1]", "b = [2]", "return (a, b)"],
    ),
    "no result": (("print(1)",), "def explore_data() -> None:", ["logger.info('%s', 1)"]),
    "a change of its input": (
        (READ, "df.head()", "df['x'] = df.age * 2", PLT + "plt.hist(df.x)\nplt.title('Ages')"),
        "def add_x(df: pd.DataFrame) -> pd.DataFrame:",
        ["df = df.copy()", "df['x'] = df.age * 2", "return df"],
    ),
    "a name bound in one branch only": (
        ("import os\nif os.getcwd():\n    found = 1",),
        "def compute_found() -> Any:",
        ["found = None", "if os.getcwd():\n    found = 1", "return found"],
    ),
    "a plot": (
        (PLT + "plt.plot([1])\nplt.title('Ages')",),
        "def plot_ages() -> None:",
        ["plt.plot([1])", "plt.title('Ages')", "save_figures('ages')"],
    ),
    "a plot that is displayed": (
        (PLT + "plt.plot([1])\nplt.title('Ages')\nplt.show()",),
        "def plot_ages() -> None:",
        ["plt.plot([1])", "plt.title('Ages')", "save_figures('ages')"],
    ),
    "an empty list": (
        ("rows = []\nfor i in range(2):\n    rows.append(i)\nmany = len(rows)\nfew = many",),
        "def compute_few() -> int:",
        [
            "rows: list[Any] = []",
            "for i in range(2):\n    rows.append(i)",
            "many = len(rows)",
            "few = many",
            "logger.debug('few:\\n%s', few)",
            "return few",
        ],
    ),
    "waiting": (
        ("import asyncio\nawait asyncio.sleep(0)",),
        "async def compute_values() -> None:",
        ["log_value(logger, 'await asyncio.sleep(0)', await asyncio.sleep(0))"],
    ),
    "a global": (
        ("count = 0\ndef add():\n    global count\n    count += 1\nadd()\ntotal = [count]",),
        "def compute_total() -> list[Any]:",
        [
            "count = 0",
            "def add():\n    nonlocal count\n    count += 1",
            "add()",
            "total = [count]",
            "logger.debug('total:\\n%s', total)",
            "return total",
        ],
    ),
    "a clash with a builtin": (
        ("width = sum([1])\nsum = [width]",),
        "def compute_sum() -> list[Any]:",
        ["width = sum([1])", "sum_ = [width]", "logger.debug('sum_:\\n%s', sum_)", "return sum_"],
    ),
}


@pytest.mark.parametrize(("cells", "head", "body"), TABLE.values(), ids=TABLE)
def test_the_function_of_a_stage(cells: tuple[str, ...], head: str, body: list[str]) -> None:
    by_name = functions(*cells)
    name = head.split("def ")[1].split("(", maxsplit=1)[0]
    assert name in by_name
    node = ast.parse(by_name[name]).body[0]
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    assert by_name[name].split("\n")[0] == head
    assert [ast.unparse(part) for part in node.body] == body


def test_lines_inside_strings_keep_their_indentation() -> None:
    by_name = functions('text = """one\n  two\n"""\nprint(text)')
    assert any("'one\\n  two\\n'" in text or '"""one\n  two\n"""' in text for text in by_name.values())
