import ast
import os

import pytest

from mlscaffold.notebook.sensitive.secret_literals import SecretLiteral, secret_literals

KEY = "q7Rz2LxP9vT4mWc8Kd1Ys6Bn"
OTHER = "Zx81-4kLm-99Qw-77Ty-aB3c"


def replaced(source: str) -> str:
    """Put the replacements in place, from the last to the first."""
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    starts = [sum(len(line) for line in lines[:number]) for number in range(len(lines) + 1)]
    code = source.encode()
    for literal in reversed(secret_literals(ast.parse(source))):
        start, end = (
            starts[literal.line - 1] + literal.column,
            starts[literal.end_line - 1] + literal.end_column,
        )
        code = code[:start] + literal.replacement.encode() + code[end:]
    return code.decode()


def test_a_literal_has_its_place_and_its_variable() -> None:
    assert secret_literals(ast.parse(f"x = 1\napi_key = '{KEY}'")) == (
        SecretLiteral(2, 10, 2, 12 + len(KEY), KEY, "key", "API_KEY", 'os.environ["API_KEY"]'),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"apiKey = '{KEY}'", 'apiKey = os.environ["API_KEY"]', id="named for the variable"),
        pytest.param(f"f(password='{KEY}')", 'f(password=os.environ["PASSWORD"])', id="named for the argument"),
        pytest.param(f"pwd = '{KEY}'", 'pwd = os.environ["PASSWORD"]', id="not a variable of the shell"),
        pytest.param(f"key = '{KEY}'", 'key = os.environ["API_KEY"]', id="too plain a name"),
        pytest.param(f"os.environ['X_KEY'] = '{KEY}'", "os.environ['X_KEY'] = os.environ[\"X_KEY\"]", id="the environment"),
        pytest.param(f"f(auth=('ann', '{KEY}'))", "f(auth=('ann', os.environ[\"PASSWORD\"]))", id="a pair"),
        pytest.param(f"f(pwd=b'{KEY}')", 'f(pwd=os.environ["PASSWORD"].encode())', id="bytes"),
        pytest.param("s = 'AKIA" + "IOSFODNN7QW3RTYU'", 's = os.environ["AWS_ACCESS_KEY_ID"]', id="named for its kind"),
        pytest.param(
            f"DATABASE_URL = 'mysql://ann:{KEY}@host/db'",
            "DATABASE_URL = f\"mysql://ann:{os.environ['PASSWORD']}@host/db\"",
            id="a part of a text",
        ),
        pytest.param(
            f"h = {{'Authorization': 'Bearer {KEY}'}}",
            "h = {'Authorization': f\"Bearer {os.environ['API_KEY']}\"}",
            id="a part of a header",
        ),
        pytest.param(f"f('é', password='{KEY}')", "f('é', password=os.environ[\"PASSWORD\"])", id="columns count bytes"),
        pytest.param(
            f"password = '{KEY}'\nf('{KEY}')",
            'password = os.environ["PASSWORD"]\nf(os.environ["PASSWORD"])',
            id="the same secret elsewhere",
        ),
        pytest.param(
            f"password = '{KEY}'\npassword = '{OTHER}'",
            'password = os.environ["PASSWORD"]\npassword = os.environ["PASSWORD_2"]',
            id="two secrets of one name",
        ),
        pytest.param(f"password = ('{KEY[:9]}'\n  '{KEY[9:]}')", 'password = (os.environ["PASSWORD"])', id="over two lines"),
    ],
)  # fmt: skip
def test_replaced(before: str, after: str) -> None:
    assert ast.dump(ast.parse(replaced(before))) == ast.dump(ast.parse(after))


@pytest.mark.parametrize(
    "source",
    [
        "url = f'mysql://ann:" + KEY + "@{host!r:>10}/{db}'",
        "url = 'mysql://ann:" + KEY + "@host/{db}\\n\"quoted\" it\\'s'",
        "password = f'{KEY}'",
        "url = b'redis://:" + KEY + "@host'",
    ],
)
def test_replaced_code_has_the_same_value(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for literal in secret_literals(ast.parse(source)):
        monkeypatch.setenv(literal.variable, literal.value)
    before: dict[str, object] = {"os": os, "host": "h", "db": "d", "KEY": "k"}
    after = dict(before)
    exec(source, before)
    exec(replaced(source), after)
    assert before["url" if "url" in before else "password"] == after["url" if "url" in after else "password"]
    assert KEY not in replaced(source)


def test_a_docstring_only_loses_its_secret() -> None:
    after = replaced(f'def f():\n    """Use redis://:{KEY}@host."""\n')
    assert KEY not in after
    assert ast.get_docstring(ast.parse(after).body[0]) == "Use redis://:<PASSWORD>@host."  # type: ignore[arg-type]


def test_one_secret_has_one_variable_over_all_cells() -> None:
    first = secret_literals(ast.parse(f"password = '{KEY}'"))
    second = secret_literals(ast.parse(f"f('{KEY}')\npassword = '{OTHER}'"), first)
    assert [literal.variable for literal in second] == ["PASSWORD", "PASSWORD_2"]


@pytest.mark.parametrize(
    "source",
    ["x = 'text'", "password = ask()", "key: str", "def f(a, /, b=1, *, c, d=2): ...", "f(**k)", "{**a}"],
)
def test_no_literal(source: str) -> None:
    assert secret_literals(ast.parse(source)) == ()
