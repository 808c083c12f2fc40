"""The sources of cells are replaced, and every other character stays."""

from __future__ import annotations

import json

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.rewriting.file_text import (
    code_sources,
    line_before,
    line_end,
    lines_of,
    source_spans,
    with_ends_of,
    with_sources,
)

OTHERS = """{{"metadata": {{"cells": [1]}},
 "cells": [{{"cell_type": "markdown", "source": "old"}},
  {{"cell_type": "code", "outputs": [{{"source": "a"}}], "source": "{}"}}, {{"cell_type": "raw", "source": []}}],
 "x": 1e5}}"""
CHANGED = {
    "lines": (
        '{"cells": [{"cell_type": "code", "source": [\n   "a\\n",\n   "b\\n",\n   "c"\n  ]}]}',
        "a\nB\nB\nc",
        '{"cells": [{"cell_type": "code", "source": [\n   "a\\n",\n   "B\\n",\n   "B\\n",\n   "c"\n  ]}]}',
    ),
    "lines in one line": (
        '{"cells":[{"cell_type":"code","source":["a\\n","b"]}]}',
        "a\nb\nc",
        '{"cells":[{"cell_type":"code","source":["a\\n","b\\n","c"]}]}',
    ),
    "one line that becomes two": (
        '{"cells":[{"cell_type":"code","source":[\n  "a"\n ]}]}',
        "a\nb",
        '{"cells":[{"cell_type":"code","source":[\n  "a\\n",\n  "b"\n ]}]}',
    ),
    "lines that are all removed": (
        '{"cells": [{"cell_type": "code", "source": ["a"]}]}',
        "",
        '{"cells": [{"cell_type": "code", "source": []}]}',
    ),
    "a list with all lines in one text": (
        '{"cells": [{"cell_type": "code", "source": ["a\\nb"]}]}',
        "a\nc",
        '{"cells": [{"cell_type": "code", "source": ["a\\nc"]}]}',
    ),
    "one text": (
        '{"cells": [{"source": "a\\nb", "cell_type": "code"}]}',
        "a\n\nb",
        '{"cells": [{"source": "a\\n\\nb", "cell_type": "code"}]}',
    ),
    "escapes of lines that stay": (
        '{"cells": [{"source": "\\u003ca\\/\\ud83d\\ude00\\nb", "cell_type": "code"}]}',
        "<a/\U0001f600\nc",
        '{"cells": [{"source": "\\u003ca\\/\\ud83d\\ude00\\nc", "cell_type": "code"}]}',
    ),
    "letters written as numbers in a file of ASCII": (
        '{"cells": [{"source": "\\u00e9", "cell_type": "code"}]}',
        "éé",
        '{"cells": [{"source": "\\u00e9\\u00e9", "cell_type": "code"}]}',
    ),
    "letters written as they are": (
        '{"cells": [{"source": "é", "cell_type": "code"}]}',
        "éé",
        '{"cells": [{"source": "éé", "cell_type": "code"}]}',
    ),
    "carriage returns": (
        '{"cells": [{"source": ["a\\r\\n", "b\\r\\n", "c"], "cell_type": "code"}]}',
        "a\nB\nc",
        '{"cells": [{"source": ["a\\r\\n", "B\\r\\n", "c"], "cell_type": "code"}]}',
    ),
    "mixed line ends": (
        '{"cells": [{"source": "a\\nb\\r\\nc\\r\\nd", "cell_type": "code"}]}',
        "a\nb\nC\nd",
        '{"cells": [{"source": "a\\nb\\r\\nC\\r\\nd", "cell_type": "code"}]}',
    ),
    "backslashes before an n": (
        '{"cells": [{"source": ["a\\\\n\\\\\\n", "b"], "cell_type": "code"}]}',
        "a\\n\\\nB",
        '{"cells": [{"source": ["a\\\\n\\\\\\n", "B"], "cell_type": "code"}]}',
    ),
    "other cells before and after": (
        OTHERS.format("a"),
        "b",
        OTHERS.format("b"),
    ),
    "a repeated key": (
        '{"cells": [], "cells": [{"cell_type": "code", "source": "z", "source": "a"}]}',
        "b",
        '{"cells": [], "cells": [{"cell_type": "code", "source": "z", "source": "b"}]}',
    ),
}


@pytest.mark.parametrize(("before", "source", "after"), CHANGED.values(), ids=CHANGED)
def test_replaces_a_source(before: str, source: str, after: str) -> None:
    assert with_sources(before, {1: source}) == after
    assert code_sources(after)[0] == source


@pytest.mark.parametrize(("before", "source", "after"), CHANGED.values(), ids=CHANGED)
def test_an_equal_source_keeps_its_layout(before: str, source: str, after: str) -> None:
    assert with_sources(before, {1: code_sources(before)[0]}) == before
    assert with_sources(after, {1: source}) == after


def test_spans_are_those_of_the_values() -> None:
    text = json.dumps({"cells": [{"cell_type": "code", "source": ["a"]}, {"cell_type": "code"}]})
    found = source_spans(text)
    assert [text[span.start : span.end] if span else None for span in found] == ['["a"]', None]


def test_a_cell_without_source_is_refused() -> None:
    with pytest.raises(MlscaffoldError, match="cell 1"):
        with_sources('{"cells": [{"cell_type": "code"}]}', {1: "a"})


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n\nb", ["a\n", "\n", "b"]),
        ("a\r\nb\rc\n", ["a\r\n", "b\r", "c\n"]),
        ("\x0c\u2028", ["\x0c\u2028"]),
    ],
)
def test_lines_end_at_line_ends_only(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


def test_the_line_end_is_the_most_frequent_one() -> None:
    assert [line_end(text) for text in ("", "a\nb\r\nc\r\n", "a\r")] == ["\n", "\r\n", "\r"]


def test_new_lines_get_the_usual_line_end_and_others_keep_theirs() -> None:
    assert with_ends_of("a\nb\r\nc\r\n", "a\nx\ny\nc\n") == "a\nx\r\ny\r\nc\r\n"


def test_the_original_line_is_found() -> None:
    before, after = "a\nb\nc\nd", "n\na\nB1\nB2\nc\nd"
    assert [line_before(before, after, line) for line in range(2, 7)] == [1, 2, 2, 3, 4]
