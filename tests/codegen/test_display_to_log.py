from __future__ import annotations

import pytest

from mlscaffold.codegen.display_to_log import procedures, to_log_call
from tests.stages.notebooks import READ, running, traced

DF = READ + "\n"
LOGGED: dict[str, tuple[str, str]] = {
    "a preview": (DF + "df.head()", 'logger.debug("df.head():\\n%s", df.head())'),
    "a variable": ("a = [1]\na", 'logger.debug("a:\\n%s", a)'),
    "a number": ("a = 1\na", 'logger.debug("a: %s", a)'),
    "a metric": ("acc = 0.5\nacc", 'logger.info("acc: %s", acc)'),
    "a shape": (DF + "df.shape", 'logger.debug("df.shape: %s", df.shape)'),
    "a tuple": ("a = [1]\na, 2", 'logger.debug("(a, 2):\\n%s", (a, 2))'),
    "quotes and a percent sign": ("a = {}\na['5%']", "logger.debug(\"a['5%%']:\\n%s\", a['5%'])"),
    "a comment before it": ("a = [1]\n# look\na", '# look\nlogger.debug("a:\\n%s", a)'),
    "a frame as text": (DF + "df.to_csv()", 'logger.info("df.to_csv():\\n%s", df.to_csv())'),
    "a call that changes a value": (
        "from x import f\na = [1]\nf(a.append(2))",
        'result = f(a.append(2))\nlog_value(logger, "f(a.append(2))", result)',
    ),
    "a value that is taken out": (
        "a = [1]\na.pop()",
        'result = a.pop()\nlog_value(logger, "a.pop()", result)',
    ),
    "a name that is in use": (
        "result = [1]\nresult.pop()",
        'shown = result.pop()\nlog_value(logger, "result.pop()", shown)',
    ),
    "a chain in parentheses": (
        "a = [[1]]\n(\n    a\n    .pop()\n)",
        'result = (a\n    .pop())\nlog_value(logger, "a.pop()", result)',
    ),
    "a call in parentheses": (
        "from x import f\na = [1]\n(f\n(a.append(2)))",
        'result = (f\n(a.append(2)))\nlog_value(logger, "f(a.append(2))", result)',
    ),
    "a module that is moved": (
        "from torch import nn\nm = nn.Linear(1, 1)\nm.to('cpu')",
        "m.to('cpu')\nlog_value(logger, \"m.to('cpu')\", m)",
    ),
    "weights that are loaded": (
        "from torch import nn\nm = nn.Linear(1, 1)\nm.load_state_dict({})",
        'result = m.load_state_dict({})\nlog_value(logger, "m.load_state_dict({})", result)',
    ),
    "an object of the notebook that is closed": (
        "class A:\n    def close(self):\n        self.x = 1\n        return self.x\na = A()\na.close()",
        'result = a.close()\nlog_value(logger, "a.close()", result)',
    ),
    "a draw": (
        "import numpy as np\nrng = np.random.default_rng(1)\nrng.integers(9)",
        'result = rng.integers(9)\nlog_value(logger, "rng.integers(9)", result)',
    ),
    "a draw by an unknown generator": (
        "from x import pool\na = [1]\npool.shuffle(a)",
        'result = pool.shuffle(a)\nlog_value(logger, "pool.shuffle(a)", result)',
    ),
    "a function that prints and returns": (
        "def f():\n    print(1)\n    return 2\nf()",
        'log_value(logger, "f()", f())',
    ),
    "a function that nobody knows": ("from x import f\nf('5%')", "log_value(logger, \"f('5%')\", f('5%'))"),
    "what an option was before": (
        "import numpy as np\na = 1\nnp.seterr(all='ignore')",
        "logger.info(\"np.seterr(all='ignore'):\\n%s\", np.seterr(all='ignore'))",
    ),
    "what a file returns": (
        "f = open('a', 'w')\nf.write('x')",
        "result = f.write('x')\nlog_value(logger, \"f.write('x')\", result)",
    ),
    "a long expression": (
        "a = [1]\na + [" + ", ".join(["1"] * 30) + "]",
        f'logger.debug("{("a + [" + "1, " * 30)[:57]}...:\\n%s", a + [{", ".join(["1"] * 30)}])',
    ),
}
KEPT: dict[str, str] = {
    "an assignment": "a = 1",
    "a print": "print(1)",
    "a connection that is closed": "import sqlite3\nc = sqlite3.connect('a')\nc.close()",
    "a file that is closed": "f = open('a')\nf.close()",
    "an array that is filled": "import numpy as np\na = np.zeros(3)\na.fill(1)",
    "weights that are saved": "import torch\na = 1\ntorch.save(a, 'a.pt')",
    "a seed": "import numpy as np\nnp.random.seed(1)",
    "a shuffle": "import numpy as np\na = np.zeros(3)\nnp.random.shuffle(a)",
    "a shuffle of a generator": "import numpy as np\nrng = np.random.default_rng(1)\na = np.zeros(3)\nrng.shuffle(a)",
    "a theme": "import seaborn as sns\na = 1\nsns.set_theme()",
    "a message": "from mlscaffold.project import logger\nlogger.info('a')",
    "nested prints": "from pprint import pprint\npprint([1])",
    "a plot": "import matplotlib.pyplot as plt\nplt.plot([1])",
    "a change": "a = [1]\na.append(2)",
    "a change by an unknown function": "from x import f\na = [1]\na.append(f(2))",
    "a file that is written": "import numpy as np\nimport os\nnp.save(os.path.join('a', 'b.npy'), [1])",
    "a frame that is written": DF + "df.to_csv('b.csv', index=False)",
    "fitting": "from sklearn.svm import SVC\nm = SVC()\nm.fit(X, y)",
}


@pytest.mark.parametrize(("cell", "expected"), LOGGED.values(), ids=LOGGED)
def test_a_shown_value_is_logged(cell: str, expected: str) -> None:
    unit = running(cell)[-1]
    assert to_log_call(unit, unit.traced.statement.source) == expected


@pytest.mark.parametrize("cell", KEPT.values(), ids=KEPT)
def test_other_statements_stay(cell: str) -> None:
    unit = running(cell)[-1]
    assert to_log_call(unit, unit.traced.statement.source) == unit.traced.statement.source


PROCEDURES: dict[str, tuple[str, set[str]]] = {
    "without a return": ("def f():\n    print(1)", {"f"}),
    "with an empty return": ("def f(x):\n    if x:\n        return\n    print(x)", {"f"}),
    "with a value": ("def f():\n    return 1", set()),
    "a generator": ("def f():\n    yield 1", set()),
    "with an inner function that returns": (
        "def f():\n    def g():\n        return 1\n    print(g())",
        {"f"},
    ),
    "defined again with a value": ("def f():\n    print(1)\ndef f():\n    return 1", set()),
    "bound again": ("def f():\n    print(1)\nf = len", set()),
    "decorated": ("import functools\n@functools.cache\ndef f():\n    print(1)", set()),
    "a class": ("class A:\n    pass", set()),
}


@pytest.mark.parametrize(("cell", "names"), PROCEDURES.values(), ids=PROCEDURES)
def test_functions_that_return_nothing(cell: str, names: set[str]) -> None:
    assert procedures(traced(cell).statements) == names


def test_a_call_of_a_function_that_returns_nothing_stays() -> None:
    unit = running("def f():\n    print(1)\nf()")[-1]
    assert to_log_call(unit, "f()", frozenset({"f"})) == "f()"


def test_the_label_is_the_notebooks_text() -> None:
    assert to_log_call(running("a = [1]\na")[-1], "b") == 'logger.debug("a:\\n%s", b)'
