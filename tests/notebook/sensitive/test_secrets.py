import ast
import time

import pytest

from mlscaffold.notebook.sensitive.secret_literals import secret_literals
from mlscaffold.notebook.sensitive.secrets import (
    Secret,
    find_secrets,
    may_hold_secrets,
    redact,
)

KEY = "q7Rz2LxP9vT4mWc8Kd1Ys6Bn"


def values(text: str, *, python: bool = True) -> list[str]:
    return [secret.value for secret in find_secrets(text, python=python)]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(f"API_KEY = '{KEY}'", id="an assignment"),
        pytest.param(f"api_key: str = '{KEY}'", id="with a type"),
        pytest.param(f"user, password = 'ann', '{KEY}'", id="a tuple"),
        pytest.param(f"settings.secret_key = '{KEY}'", id="an attribute"),
        pytest.param(f"if (token := '{KEY}'): pass", id="a walrus"),
        pytest.param(f"connect(host, password='{KEY}')", id="an argument"),
        pytest.param(f"connect(host,\n        password='{KEY}')", id="an argument on its own line"),
        pytest.param(f"connect(auth=('ann', '{KEY}'))", id="a pair for authentication"),
        pytest.param(f"server.login('ann@host.org', '{KEY}')", id="a login"),
        pytest.param(f"config = {{'db_password': '{KEY}'}}", id="a dict"),
        pytest.param(f"headers = {{'Authorization': 'Bearer {KEY}'}}", id="a header"),
        pytest.param(f"os.environ['SERVICE_KEY'] = '{KEY}'", id="the environment"),
        pytest.param(f"os.environ.setdefault('SERVICE_TOKEN', '{KEY}')", id="the environment's default"),
        pytest.param(f"config['password'] = '{KEY}'", id="an item"),
        pytest.param(f"if password == '{KEY}': ok()", id="a comparison"),
        pytest.param(f"def connect(host, password='{KEY}'): ...", id="a default"),
        pytest.param(f"def connect(host, *, api_key='{KEY}'): ...", id="a default of a keyword"),
        pytest.param(f"engine = create_engine('mysql://ann:{KEY}@host/db')", id="an address"),
        pytest.param(
            f"engine = create_engine(f'mysql://ann:{KEY}@{{host}}/db')", id="an address in an f-string"
        ),
        pytest.param(
            f"connect('DRIVER={{SQL Server}};SERVER=host;UID=sa;PWD={KEY};')", id="a connection string"
        ),
        pytest.param(f"connect('host=db user=ann password={KEY}')", id="a connection string of PostgreSQL"),
        pytest.param(f"if remote:\n    !login --token {KEY}\npassword = 1", id="a command in a branch"),
        pytest.param(f"archive.extractall(pwd=b'{KEY}')", id="bytes"),
        pytest.param(f"# password = '{KEY}'", id="a comment"),
        pytest.param(f"x = 1  # the old api_key: '{KEY}'", id="a comment after code"),
        pytest.param(f"%env SERVICE_API_KEY={KEY}", id="a magic"),
        pytest.param(f"!mysql --password={KEY} < dump.sql", id="a shell command"),
        pytest.param(f"!login --token {KEY}", id="an option of a shell command"),
        pytest.param(f"print 'python 2'\npassword = '{KEY}'", id="code that cannot be parsed"),
        pytest.param(f'"""password: "{KEY}" """', id="a docstring"),
    ],
)
def test_in_code(code: str) -> None:
    assert values(code) == [KEY]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('password_column = "password"', id="the name of a column"),
        pytest.param('sns.lineplot(data=df, key="value")', id="an argument of a plot"),
        pytest.param('token = " "', id="a blank"),
        pytest.param('rows = sorted(rows, sort_key="age")', id="a key to sort by"),
        pytest.param("rows = sorted(rows, key=lambda row: row['name'])", id="a function as key"),
        pytest.param(
            'merged = left.merge(right, left_on="customer_key", right_on="key")', id="columns to join on"
        ),
        pytest.param(
            'df = df.rename(columns={"pwd": "password_hash", "token": "word"})', id="columns to rename"
        ),
        pytest.param(
            'dtype = {"password": "string", "token": "category", "secret": "float32"}', id="types of columns"
        ),
        pytest.param('df["password"] = "unknown"', id="a column to fill"),
        pytest.param('digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"', id="a hash of data"),
        pytest.param('row = {"id": "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"}', id="an identifier"),
        pytest.param('api_key = "YOUR_API_KEY"', id="a placeholder"),
        pytest.param('api_key = "xxxxxxxxxxxx"', id="crossed out"),
        pytest.param('token = "<token>"', id="in angle brackets"),
        pytest.param('api_key = ""', id="nothing"),
        pytest.param('api_key = os.environ["API_KEY"]', id="read from the environment"),
        pytest.param('api_key = os.getenv("API_KEY", "")', id="read with an empty default"),
        pytest.param('password = getpass("Password: ")', id="prompted for"),
        pytest.param(
            'tokenizer = Tokenizer(pad_token="<pad>", unk_token="[UNK]", oov_token="UNK")',
            id="tokens of a text",
        ),
        pytest.param('tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased")', id="a tokenizer"),
        pytest.param(
            'vectorizer = CountVectorizer(token_pattern=r"(?u)\\b\\w\\w+\\b")', id="a pattern of tokens"
        ),
        pytest.param('author = "Jane Austen 1813"', id="an author"),
        pytest.param('keys = ["alpha1beta2gamma3delta", "b"]', id="a list of keys"),
        pytest.param('key = "customer_lifetime_value_2020"', id="a column as key"),
        pytest.param('key = "2019-01-01 00:00:00"', id="a date as key"),
        pytest.param('plt.plot(x, y, label="password: strength", color="#a1b2c3")', id="a label"),
        pytest.param('url = "https://host/data.csv?key=value"', id="an address with a query"),
        pytest.param('secret_santa = ["ann", "bob"]', id="names"),
        pytest.param("# the password column is `col_2`", id="a comment on a column"),
        pytest.param("# passwords must have 8 to 16 characters", id="a comment in words"),
        pytest.param('print("token: %s" % token)', id="a format"),
        pytest.param('print(f"password: {password}")', id="an f-string"),
        pytest.param('credentials_path = "keys/service-account-7f3a.json"', id="a file"),
        pytest.param("connect(host=host, user=user, password=pw)", id="variables"),
        pytest.param("connect(host='db' , password=passwords['db'])", id="a variable's item"),
        pytest.param("!pip install --upgrade keyring tokenizers", id="names of libraries"),
        pytest.param("passengers = titanic[titanic['PassengerId'] > 100]", id="passengers"),
    ],
)
def test_no_secret_in_code(code: str) -> None:
    assert values(code) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"The password used to be `{KEY}`.", id="in a sentence"),
        pytest.param(f"api_key: {KEY}", id="a line of a file"),
        pytest.param(f'{{"password": "{KEY}"}}', id="JSON"),
        pytest.param(f"Connected to postgres://ann:{KEY}@host/db", id="an address"),
        pytest.param(f"Authorization: Bearer {KEY}", id="a header"),
    ],
)
def test_in_other_text(text: str) -> None:
    assert values(text, python=False) == [KEY]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The *secret* code for `datetime64` is `M8[ns]`.", id="a secret in prose"),
        pytest.param("key: value\ntoken: 12345\npassword: object", id="plain words and numbers"),
        pytest.param("| token | count |\n|---|---|\n| the | 10455 |", id="a table of tokens"),
        pytest.param("KeyError: 'customer_id_2020'", id="an error"),
        pytest.param(
            "<div id='sk-container-id-1' class='sk-top-container sk-toggleable__label-arrow'>",
            id="HTML of a model",
        ),
        pytest.param("Tokenization: breaking text into tokens", id="a heading"),
        pytest.param("Get your API key at https://host/keys and paste it below", id="an instruction"),
    ],
)
def test_no_secret_in_other_text(text: str) -> None:
    assert values(text, python=False) == []


def test_a_secret_has_its_line_and_kind() -> None:
    code = f"x = 1\n\npassword = '{KEY}'\nagain = '{KEY}'"
    assert find_secrets(code, python=True) == (Secret(KEY, "password", 3),)


def test_redaction_leaves_nothing_of_a_secret() -> None:
    code = "password = 'it\\'s\\tq7Rz'\nprint('it\\'s\\tq7Rz')"
    secrets = (Secret("it's\tq7Rz", "password", 1), Secret("q7", "password", 1))
    assert "q7Rz" not in redact(code, secrets)
    assert redact("tab it's\tq7Rz", secrets) == "tab <secret>"


def test_short_secrets_are_redacted_as_words_only() -> None:
    assert redact("root of rooted", (Secret("root", "password", 1),), "***") == "*** of rooted"


def test_longer_secrets_are_redacted_first() -> None:
    secrets = (Secret("hunter2", "password", 1), Secret("hunter2-extra", "password", 1))
    assert redact("hunter2-extra", secrets) == "<secret>"


def test_redacted_text_holds_no_secret() -> None:
    text = f"password = '{KEY}'\nurl = 'redis://:{KEY}x@h/0'"
    assert find_secrets(redact(text, find_secrets(text, python=True)), python=True) == ()


def test_a_long_notebook_without_secrets_is_fast() -> None:
    cell = (
        "import pandas as pd\ndf = pd.read_csv('data.csv')\nX = df.sort_values(by='key')\nprint(df.groupby('age')['fare'].mean())\n"
        * 4
    )
    find_secrets(cell, python=True)
    start = time.process_time()
    for number in range(100):
        find_secrets(f"{cell}x = {number}", python=True)
    assert time.process_time() - start < 0.5


def test_time_is_linear_in_the_length_of_a_line() -> None:
    line = "token" + "a1B2" * 50_000
    start = time.process_time()
    find_secrets(line, python=False)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "expected"), [("df.head()", False), ("pwd", True), ("AKIA", True), ("http://a", True)]
)
def test_the_quick_check(text: str, expected: bool) -> None:
    assert may_hold_secrets(text) is expected


def test_literals_are_those_of_the_module() -> None:
    assert secret_literals(ast.parse("x = 1")) == ()
