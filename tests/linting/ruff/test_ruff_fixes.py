from __future__ import annotations

import json

import pytest

from mlscaffold.linting.ruff.ruff_fixes import fix_with_ruff
from tests.linting.project import notebook

NAMES = ("NPY201", "F401", "W605")


@pytest.mark.parametrize(
    ("before", "after", "fixes"),
    [
        pytest.param("import numpy as np\nx = np.NaN\n", "import numpy as np\nx = np.nan\n", 1, id="a name"),
        pytest.param(
            "import numpy as np\nx = [np.NaN, np.Inf]  # é np.NaN\n",
            "import numpy as np\nx = [np.nan, np.inf]  # é np.NaN\n",
            2,
            id="two names on a line",
        ),
        pytest.param(
            "import os\nimport sys\nprint(sys)\n", "import sys\nprint(sys)\n", 1, id="a removed line"
        ),
        pytest.param("x = 'é\\d'\n", "x = r'é\\d'\n", 1, id="after a letter of two bytes"),
        pytest.param(
            "import numpy as np\nx = np.nan\n", "import numpy as np\nx = np.nan\n", 0, id="nothing to fix"
        ),
        pytest.param("import os  # noqa\n", "import os  # noqa\n", 0, id="suppressed"),
        pytest.param("x = = 1\nimport os\n", "x = = 1\nimport os\n", 0, id="a file that cannot be parsed"),
    ],
)
def test_fixes_a_python_file(before: str, after: str, fixes: int) -> None:
    result = fix_with_ruff(before.encode(), "a.py", NAMES)
    assert (result.content.decode(), result.fixes) == (after, fixes)


def test_fixes_cells_and_nothing_else() -> None:
    before = json.loads(notebook("import numpy as np", "%matplotlib inline\nx = np.NaN", "y = np.Inf"))
    before["cells"].insert(1, {"cell_type": "markdown", "metadata": {}, "source": ["# np.NaN"]})
    content = json.dumps(before, indent=1).encode()
    result = fix_with_ruff(content, "a.ipynb", NAMES)
    expected = content.replace(b"x = np.NaN", b"x = np.nan").replace(b"y = np.Inf", b"y = np.inf")
    assert (result.content, result.fixes) == (expected, 2)


def test_no_rule_leaves_the_file() -> None:
    assert fix_with_ruff(b"import os\n", "a.py", ()).content == b"import os\n"
