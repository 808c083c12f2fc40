import ast

import pytest

from mlscaffold.notebook.sensitive.folded_texts import FoldedText, constants_of, folded_texts


def folded(code: str) -> list[FoldedText]:
    nodes = tuple(ast.walk(ast.parse(code)))
    return list(folded_texts(nodes, constants_of(nodes)))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        pytest.param("x = 'ab' + 'cd'", "abcd", id="a sum"),
        pytest.param("x = 'ab' + 'cd' + 'ef'", "abcdef", id="a longer sum"),
        pytest.param("x = ''.join(['ab', 'cd'])", "abcd", id="a join"),
        pytest.param("x = '-'.join(('ab', 'cd'))", "ab-cd", id="a join with something between"),
        pytest.param("x = 'ab%s' % 'cd'", "abcd", id="a format"),
        pytest.param("x = '%s%s' % ('ab', 'cd')", "abcd", id="a format of two"),
        pytest.param("x = '{}{}'.format('ab', 'cd')", "abcd", id="another format"),
        pytest.param("x = f'ab{\"cd\"}'", "abcd", id="an f-string"),
        pytest.param("a = 'ab'\nb = 'cd'\nx = a + b", "abcd", id="names of texts"),
        pytest.param("a = 'ab'\nx = f'{a}cd'", "abcd", id="a name in an f-string"),
        pytest.param("x = base64.b64decode('YWJjZA==').decode()", "abcd", id="base64"),
        pytest.param("x = base64.b64decode(b'YWJjZA==')", "abcd", id="bytes in base64"),
        pytest.param("x = bytes.fromhex('61626364')", "abcd", id="hex"),
        pytest.param("x = 'dcba'[::-1]", "abcd", id="backwards"),
    ],
)
def test_texts_that_code_puts_together(code: str, text: str) -> None:
    assert [one.text for one in folded(code)] == [text]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("x = 'ab' + read()", id="a call"),
        pytest.param("x = 1 + 2", id="numbers"),
        pytest.param("a = 'ab'\na = 'b'\nx = a + 'c'", id="a name with two values"),
        pytest.param("x = '%d' % 'a'", id="a format that fails"),
        pytest.param("x = '{1}'.format('a')", id="another one that fails"),
        pytest.param("x = f'{a!r}'", id="a conversion"),
        pytest.param("x = f'{a:>8}'", id="a width"),
        pytest.param("x = base64.b64decode('%%%')", id="no base64"),
        pytest.param("x = bytes.fromhex('zz')", id="no hex"),
        pytest.param("x = text[::-1]", id="an unknown text backwards"),
        pytest.param("x = ','.join(parts)", id="unknown parts"),
    ],
)
def test_other_code(code: str) -> None:
    assert folded(code) == []


def test_pieces_of_a_secret() -> None:
    [text] = folded("a = 'https://x?key='\nb = 'abcdef'\nc = 'ghi&n=1'\nurl = a + b + c")
    assert list(text.pieces("abcdefghi")) == ["abcdef", "ghi"]
    assert not text.inside


def test_the_time_for_a_long_sum_is_short() -> None:
    assert folded("x = a + " + " + ".join(["'ab'"] * 900)) == []
