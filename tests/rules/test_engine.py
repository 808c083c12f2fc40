"""Comments suppress findings, for a line or for a file; other findings have their places in characters."""

from __future__ import annotations

import pytest

from mlscaffold.rules.data.windows_path import RULE
from mlscaffold.rules.engine import findings
from mlscaffold.rules.rule import Example

READ = "import pandas as pd\ndf = pd.read_csv('data\\\\d.csv')"


@pytest.mark.parametrize(
    "comment", ["# noqa", "# noqa: MLS304", "# NOQA: E501, MLS304", "# noqa: E501 MLS304"]
)
def test_a_comment_suppresses_the_findings_of_its_line(comment: str) -> None:
    assert findings(Example(f"{READ}  {comment}").target(), [RULE]) == ()


@pytest.mark.parametrize("comment", ["# noqa: E501", "# a note", "# mlscaffold: noqa: MLS301"])
def test_other_comments_do_not(comment: str) -> None:
    assert len(findings(Example(f"{READ}  {comment}").target(), [RULE])) == 1


@pytest.mark.parametrize("comment", ["# mlscaffold: noqa", "# mlscaffold: noqa: MLS304"])
def test_a_comment_suppresses_the_findings_of_its_file(comment: str) -> None:
    assert findings(Example(f"{READ}\n# %%\n{comment}").target(), [RULE]) == ()


def test_columns_count_characters() -> None:
    source = "import pandas as pd\nä = pd.read_csv('data\\\\d.csv')"
    (finding,) = findings(Example(source).target(), [RULE])
    assert (finding.cell, finding.line, finding.column) == (1, 2, 5)


def test_a_rule_for_notebooks_is_not_applied_to_python_files() -> None:
    from mlscaffold.rules.notebook.rerun_unsafe import RULE as RERUN

    source = "import pandas as pd\ndf = pd.read_csv('a.csv')\n# %%\ndf = df.drop(columns='a')"
    assert findings(Example(source).target("a.ipynb"), [RERUN])
    assert findings(Example(source, plain=True).target("a.py"), [RERUN]) == ()
