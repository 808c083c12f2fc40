from __future__ import annotations

import pytest

from mlscaffold.linting.declared import of_environment, of_project, of_requirements


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("pandas", {"pandas": ""}, id="name alone"),
        pytest.param("Scikit_Learn == 1.5.0  # why", {"scikit-learn": "==1.5.0"}, id="pinned, commented"),
        pytest.param(
            "numpy>=1.26,<3 ; python_version > '3.9'", {"numpy": ">=1.26,<3"}, id="bounds and marker"
        ),
        pytest.param("dask[dataframe]~=2024.1", {"dask": "~=2024.1"}, id="extra"),
        pytest.param("a @ https://x.org/a.whl", {"a": "@ https://x.org/a.whl"}, id="address"),
        pytest.param(
            "git+https://x.org/a#egg=my_tool", {"my-tool": "@ git+https://x.org/a#egg=my_tool"}, id="egg"
        ),
        pytest.param("torch==2.0 --hash=sha256:abc", {"torch": "==2.0"}, id="hash"),
        pytest.param("torch==2.0 \\\n    --hash=sha256:abc", {"torch": "==2.0"}, id="hash on the next line"),
        pytest.param("# pandas", {}, id="comment"),
        pytest.param("-r other.txt", {}, id="option"),
        pytest.param("--index-url https://x.org", {}, id="index"),
        pytest.param("", {}, id="empty"),
        pytest.param("https://x.org/a.whl", {}, id="address without a name"),
    ],
)
def test_reads_requirements(line: str, found: dict[str, str]) -> None:
    assert of_requirements(line.split("\n")) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param('[project]\ndependencies = ["pandas>=2"]', {"pandas": ">=2"}, id="dependencies"),
        pytest.param("[project]\ndependencies = []", {}, id="none are needed"),
        pytest.param('[project.optional-dependencies]\nml = ["torch"]', {"torch": ""}, id="extra"),
        pytest.param(
            '[dependency-groups]\ndev = ["pytest", {include-group = "x"}]',
            {"pytest": ""},
            id="group that includes",
        ),
        pytest.param(
            '[tool.poetry.dependencies]\npython = "^3.11"\npandas = "^2"\nb = {version = "1"}\nc = "*"',
            {"pandas": "^2", "b": "1", "c": ""},
            id="poetry",
        ),
        pytest.param('[tool.poetry.group.dev.dependencies]\nx = "1"', {"x": "1"}, id="group of poetry"),
        pytest.param("[tool.ruff]\nline-length = 100", None, id="tools only"),
        pytest.param('[project]\nname = "a"\ndynamic = ["dependencies"]', None, id="declared elsewhere"),
        pytest.param("[project", None, id="no TOML"),
    ],
)
def test_reads_projects(text: str, found: dict[str, str] | None) -> None:
    assert of_project(text) == found


def test_reads_environments() -> None:
    text = (
        "name: x\nchannels:\n  - conda-forge\ndependencies:\n  - python=3.11\n  - numpy=1.26  # why\n"
        "  - conda-forge::scikit-learn>=1.4\n  - 'dask'\n  - pip:\n    - shap==0.44\nprefix: /x\n"
    )
    assert of_environment(text) == {"numpy": "==1.26", "scikit-learn": ">=1.4", "dask": "", "shap": "==0.44"}
