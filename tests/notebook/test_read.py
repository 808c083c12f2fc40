"""Notebook files become cells, or one error with the reason."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.cells import Cell
from mlscaffold.notebook.read import cells_of_version_3, parse_notebook


def code(source: object, **more: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}


def notebook(*cells: dict[str, Any], **metadata: Any) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}).encode()


def kernel(name: str, language: str = "") -> dict[str, str]:
    return {"name": name, "display_name": name, **({"language": language} if language else {})}


def test_cells_keep_kind_number_id_tags_and_count() -> None:
    content = notebook(
        {"cell_type": "markdown", "source": ["# A\n", "b"], "metadata": {}},
        code(["x = 1\n", "y"], id="abc", execution_count=4, metadata={"tags": ["parameters"]}),
        {"cell_type": "raw", "source": "r", "metadata": {}},
        code(""),
    )
    found = parse_notebook(content, "folder/my.model.ipynb")
    assert (found.name, found.file, found.kernel) == ("my.model", "my.model.ipynb", "")
    assert found.cells == (
        Cell("markdown", "# A\nb", 0),
        Cell("code", "x = 1\ny", 1, "abc", ("parameters",), 4),
        Cell("raw", "r", 1),
        Cell("code", "", 2),
    )


@pytest.mark.parametrize(
    "source", ["x = 1\ny = 2", ["x = 1\n", "y = 2"], "x = 1\r\ny = 2", ["x = 1\r\n", "y = 2"], "x = 1\ry = 2"]
)
def test_sources_are_lists_or_strings_with_any_line_ends(source: object) -> None:
    assert parse_notebook(notebook(code(source)), "a.ipynb").code[0].source == "x = 1\ny = 2"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_beyond_ascii_and_byte_order_marks(encoding: str) -> None:
    text = json.dumps({"nbformat": 4, "metadata": {}, "cells": [code("größe = '価格'")]}, ensure_ascii=False)
    assert parse_notebook(text.encode(encoding), "a.ipynb").code[0].source == "größe = '価格'"


def test_half_a_character_does_not_reach_the_cells() -> None:
    source = parse_notebook(notebook(code("x = '\ud83d'")), "a.ipynb").code[0].source
    assert source == "x = '\ufffd'"


@pytest.mark.parametrize(
    "metadata",
    {
        "no metadata": {},
        "unknown kernel, python": {"kernelspec": kernel("conda-env-foo-py", "python")},
        "unknown kernel, no language": {"kernelspec": kernel("Python [default]")},
        "python 2": {"kernelspec": kernel("python2", "python"), "language_info": {"name": "python"}},
        "language from its info": {"kernelspec": kernel("mine"), "language_info": {"name": "Python"}},
        "broken metadata": {"kernelspec": None, "language_info": []},
    }.values(),
)
def test_kernels_that_are_read(metadata: dict[str, Any]) -> None:
    assert parse_notebook(notebook(code("x = 1"), **metadata), "a.ipynb").code


def test_nbformat_3() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Title"], "metadata": {}},
        {
            "cell_type": "code",
            "input": ["x = 1\n", "y"],
            "language": "python",
            "outputs": [],
            "prompt_number": 3,
        },
    ]
    sheet = {"cells": cells, "metadata": {}}
    data = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "a"}, "worksheets": [sheet]}
    found = parse_notebook(json.dumps(data).encode(), "a.ipynb")
    assert [(cell.kind, cell.source, cell.number) for cell in found.cells] == [
        ("markdown", "## Title", 0),
        ("code", "x = 1\ny", 1),
    ]
    assert found.code[0].execution_count == 3


V3_JULIA = {
    "nbformat": 3,
    "metadata": {},
    "worksheets": [{"cells": [{"cell_type": "code", "input": "x", "language": "julia", "outputs": []}]}],
}
REFUSED = {
    "empty": (b"", "empty"),
    "only blanks": (b" \n\t\n", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "empty"),
    "a web page": (b"\n\n<!DOCTYPE html>\n<html></html>", "web page"),
    "a git-lfs pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "git-lfs"),
    "no JSON": (b"hello", "not valid JSON (line 1, column 1"),
    "a file cut off": (notebook(code("x = 1"))[:-20], "not valid JSON"),
    "a file cut off between two values": (b'{"cells": [', "ends too early"),
    "a merge conflict": (b'{\n<<<<<<< HEAD\n"cells": []\n=======\n>>>>>>> b\n}', "merge conflict"),
    "a merge conflict on the first line": (b"<<<<<<< HEAD\n{}\n=======\n>>>>>>> b\n", "merge conflict"),
    "nested without end": (b"[" * 100_000, "nested too deeply"),
    "bytes of another encoding": ('{"cells": "é"}'.encode("latin-1"), "not utf-8"),
    "a list": (b"[1, 2]", "not a notebook"),
    "other JSON": (b'{"type": "FeatureCollection"}', "not a notebook"),
    "cells that are not objects": (b'{"nbformat": 4, "metadata": {}, "cells": [1]}', "entry 1 of its cells"),
    "cells that are no list": (b'{"nbformat": 4, "metadata": {}, "cells": {"a": 1}}', "nbformat cannot read"),
    "a format from the future": (b'{"nbformat": 99, "metadata": {}, "cells": []}', "nbformat cannot read"),
    "R": (notebook(code("x <- 1"), kernelspec=kernel("ir", "R")), "language is R"),
    "Julia": (notebook(code("x"), kernelspec=kernel("julia-1.9", "julia")), "language is julia"),
    "SAS": (notebook(code("x"), kernelspec=kernel("sas"), language_info={"name": "sas"}), "language is sas"),
    "Scala without kernel": (notebook(code("x"), language_info={"name": "scala"}), "language is scala"),
    "Julia in nbformat 3": (json.dumps(V3_JULIA).encode(), "language is julia"),
    "no cells": (notebook(), "no cells"),
    "markdown only": (notebook({"cell_type": "markdown", "source": "# A"}), "no code cells"),
    "empty code cells": (notebook(code(""), code(" \n")), "all code cells are empty"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(content: bytes, words: str) -> None:
    with pytest.raises(MlscaffoldError) as caught:
        parse_notebook(content, "folder/a.ipynb")
    assert words in caught.value.what
    assert caught.value.status == 2
    assert caught.value.where == "a.ipynb"
    assert "\n" not in str(caught.value)


def version_3(*cells: dict[str, Any]) -> dict[str, Any]:
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": list(cells)}],
    }


def code_of_version_3(*outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "language": "python",
        "collapsed": False,
        "input": ["x = 1\n", "x"],
        "prompt_number": 3,
        "metadata": {},
        "outputs": list(outputs),
    }


SHOWN = {"output_type": "pyout", "prompt_number": 3, "metadata": {}, "text": ["1"], "html": ["<b>1</b>"]}
FIGURE = {"output_type": "display_data", "metadata": {}, "png": "aWk=", "text": "<Figure>"}
PRINTED = {"output_type": "stream", "stream": "stderr", "text": ["a\n", "b"]}
ERROR = {"output_type": "pyerr", "ename": "KeyError", "evalue": "'a'", "traceback": ["t"]}


def by_nbformat(data: dict[str, Any]) -> list[dict[str, Any]]:
    upgraded = nbformat.reads(json.dumps(data), as_version=4)
    plain: list[dict[str, Any]] = json.loads(nbformat.writes(upgraded, split_lines=False))["cells"]
    return plain


def joined(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return "".join(value)
    if isinstance(value, list):
        return [joined(item) for item in value]
    return {key: joined(item) for key, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param(code_of_version_3(), id="code without output"),
        pytest.param(code_of_version_3(SHOWN), id="a value"),
        pytest.param(code_of_version_3(FIGURE), id="a figure"),
        pytest.param(code_of_version_3(PRINTED), id="printed text"),
        pytest.param(code_of_version_3(ERROR), id="an error"),
        pytest.param({"cell_type": "markdown", "metadata": {}, "source": ["a\n", "b"]}, id="text"),
        pytest.param({"cell_type": "heading", "level": 2, "metadata": {}, "source": "Data"}, id="heading"),
    ],
)
def test_version_3_is_read_as_by_nbformat(cell: dict[str, Any]) -> None:
    [ours] = cells_of_version_3(version_3(cell)) or []
    [theirs] = by_nbformat(version_3(cell))
    for key in ("cell_type", "source", "execution_count"):
        assert joined(ours.get(key)) == theirs.get(key)
    for mine, other in zip(ours.get("outputs", []), theirs.get("outputs", []), strict=True):
        text = {**other, "traceback": joined(other["traceback"])} if "traceback" in other else other
        assert joined(mine) == text


def test_unknown_kinds_of_output_are_kept() -> None:
    [cell] = cells_of_version_3(version_3(code_of_version_3({"output_type": ["x"]}, {}))) or []
    assert len(cell["outputs"]) == 2


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"nbformat": 4, "cells": []}, id="nbformat 4"),
        pytest.param({"nbformat": 2, "worksheets": []}, id="nbformat 2"),
        pytest.param({"nbformat": 3, "worksheets": {}}, id="worksheets that are no list"),
        pytest.param({"nbformat": 3, "worksheets": [{"cells": ["x"]}]}, id="a cell that is a text"),
        pytest.param({"nbformat": 3, "worksheets": [{}]}, id="a worksheet without cells"),
    ],
)
def test_nbformat_reads_other_structures(data: dict[str, Any]) -> None:
    assert cells_of_version_3(data) is None
