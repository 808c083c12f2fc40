import ast

import pytest

from mlscaffold.notebook.sensitive.named_values import named_values


def names(code: str) -> set[tuple[str, str]]:
    nodes = ast.walk(ast.parse(code))
    return {(name, ast.unparse(value)) for name, value, _ in named_values(nodes) if name}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param("pw = 'a'", "pw", id="a variable"),
        pytest.param("x.pw = 'a'", "pw", id="an attribute"),
        pytest.param("x['pw'] = 'a'", "pw", id="an item"),
        pytest.param("x, pw = 1, 'a'", "pw", id="one of two"),
        pytest.param("{'pw': 'a'}", "pw", id="a key"),
        pytest.param("f(pw='a')", "pw", id="an argument"),
        pytest.param("def f(x, pw='a'): ...", "pw", id="a default"),
        pytest.param("pw == 'a'", "pw", id="a comparison"),
        pytest.param("os.getenv('PW', 'a')", "PW", id="a default of the environment"),
        pytest.param("f(auth=('ann', 'a'))", "password", id="a pair"),
        pytest.param("f(cookies={'sid': 'a'})", "session_token", id="a cookie"),
        pytest.param("server.login('ann', 'a')", "password", id="a login"),
        pytest.param("jwt.encode(payload, 'a')", "password", id="what signs a token"),
        pytest.param("api_keys = ['a', 'b']", "api_keys", id="one of a list"),
        pytest.param("api_keys = {'x': 'a'}", "api_keys", id="one of a dict"),
        pytest.param("token = read() or 'a'", "token", id="a choice"),
        pytest.param("token = 'a' if x else ''", "token", id="a condition"),
        pytest.param("conf.set('x.secret.key', 'a')", "x.secret.key", id="what is before it"),
        pytest.param("add('--token', default='a')", "--token", id="the default of an option"),
        pytest.param("auth = ('ann', 'a')", "password", id="a named pair"),
        pytest.param("keyring.set_password('s', 'ann', 'a')", "password", id="a third argument"),
        pytest.param("Fernet('a')", "token", id="a class that takes a key"),
    ],
)
def test_names_of_values(code: str, name: str) -> None:
    assert (name, "'a'") in names(code)


@pytest.mark.parametrize(
    "code", ["f('a')", "x = ['a']", "print('login', 'a')", "df.encode('a', 'b')", "keys = ['a']"]
)
def test_values_without_a_name(code: str) -> None:
    assert not {name for name, value in names(code) if value == "'a'"}
