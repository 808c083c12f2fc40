"""Files that are no notebook are refused with a message, and never with another error."""

from __future__ import annotations

import re

import pytest

from mlscaffold.errors import MlscaffoldError
from mlscaffold.notebook.read import parse_json
from tests.hostile.bad_contents import GOOD, contents

CONTENTS = dict(contents())


def outcome(content: bytes) -> str:
    try:
        parse_json(content, "bad.ipynb")
    except MlscaffoldError as error:
        return str(error)
    return "read"


def test_a_good_file_is_read() -> None:
    assert [cell.source for cell in parse_json(GOOD, "good.ipynb").cells] == ["x = 1\nprint(x)"]


@pytest.mark.parametrize("name", CONTENTS)
def test_a_bad_file_is_read_or_refused(name: str) -> None:
    assert re.fullmatch(r"read|bad\.ipynb: .+[.?]", outcome(CONTENTS[name]))
