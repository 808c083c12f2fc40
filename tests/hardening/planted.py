"""Secrets of many kinds, generated, each planted where notebooks have them."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase + string.digits
LOWER = string.ascii_lowercase + string.digits


@dataclass(frozen=True)
class Planted:
    """A secret in a notebook or beside it.

    Args:
        secrets: texts that must not be found anywhere.
        code: code cells.
        markdown: Markdown cells.
        output: a text that the first cell has printed.
        metadata: metadata of the notebook.
        files: files beside the notebook.
        variables: environment variables.
    """

    secrets: tuple[str, ...]
    code: tuple[str, ...] = ()
    markdown: tuple[str, ...] = ()
    output: str = ""
    metadata: Mapping[str, object] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


class Draw:
    """Draws random texts."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def text(self, length: int, letters: str = LETTERS) -> str:
        """Return a random text that has all kinds of its letters."""
        while True:
            found = "".join(self.random.choice(letters) for _ in range(length))
            if length < 8 or all(set(found) & set(kind) for kind in _kinds(letters)):
                return found

    def encoded(self, length: int) -> str:
        """Return random bytes in base64 for URLs, without padding."""
        return base64.urlsafe_b64encode(self.random.randbytes(length)).decode().rstrip("=")


def _kinds(letters: str) -> list[str]:
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    return [kind for kind in kinds if set(kind) & set(letters)]


def _json64(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


TOKENS: dict[str, Callable[[Draw], str]] = {
    "Amazon": lambda d: "AKIA" + d.text(16, string.ascii_uppercase + "234567"),
    "GitHub": lambda d: "ghp_" + d.text(36),
    "GitHub, fine-grained": lambda d: f"github_pat_{d.text(22)}_{d.text(59)}",
    "GitLab": lambda d: "glpat-" + d.text(20),
    "Slack bot": lambda d: f"xoxb-{d.text(12, string.digits)}-{d.text(12, string.digits)}-{d.text(24)}",
    "Slack hook": lambda d: (
        f"https://hooks.slack.com/services/T{d.text(8, UPPER)}/B{d.text(8, UPPER)}/{d.text(24)}"
    ),
    "Hugging Face": lambda d: "hf_" + d.text(34),
    "OpenAI": lambda d: f"sk-proj-{d.text(74)}T3BlbkFJ{d.text(74)}",
    "Anthropic": lambda d: f"sk-ant-api03-{d.text(93)}AA",
    "Google": lambda d: "AIza" + d.text(35),
    "Google OAuth": lambda d: "GOCSPX-" + d.text(28),
    "Stripe": lambda d: "sk_live_" + d.text(24),
    "Twilio": lambda d: "SK" + d.text(32, HEX),
    "SendGrid": lambda d: f"SG.{d.text(22)}.{d.text(43)}",
    "Mailchimp": lambda d: d.text(32, HEX) + "-us12",
    "npm": lambda d: "npm_" + d.text(36),
    "PyPI": lambda d: "pypi-AgEIcHlwaS5vcmc" + d.text(80),
    "Databricks": lambda d: "dapi" + d.text(32, HEX),
    "Telegram": lambda d: f"{d.text(10, '123456789')}:AA{d.text(33)}",
    "Discord": lambda d: f"M{d.text(23)}.{d.text(6)}.{d.text(27)}",
    "DigitalOcean": lambda d: "dop_v1_" + d.text(64, HEX),
    "Shopify": lambda d: "shpat_" + d.text(32, HEX),
    "Linear": lambda d: "lin_api_" + d.text(40),
    "Groq": lambda d: f"gsk_{d.text(20)}WGdyb3FY{d.text(24)}",
    "Grafana": lambda d: f"glsa_{d.text(32)}_{d.text(8, HEX)}",
    "Vault": lambda d: "hvs." + d.text(96),
    "Notion": lambda d: f"ntn_{d.text(11, string.digits)}{d.text(35)}",
    "Postman": lambda d: f"PMAK-{d.text(24, HEX)}-{d.text(34, HEX)}",
    "age": lambda d: "AGE-SECRET-KEY-1" + d.text(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"),
    "Docker": lambda d: "dckr_pat_" + d.text(27),
    "xAI": lambda d: "xai-" + d.text(80),
    "Figma": lambda d: "figd_" + d.text(40),
    "RubyGems": lambda d: "rubygems_" + d.text(48, HEX),
    "a service that nobody knows": lambda d: "zq1_live_" + d.text(40),
    "JSON Web Token": lambda d: (
        f"{_json64({'alg': 'HS256', 'typ': 'JWT'})}.{_json64({'sub': 'jane', 'iat': 1516239022})}.{d.encoded(32)}"
    ),
    "private key": lambda d: "\n".join(
        ["-----BEGIN RSA PRIVATE KEY-----", d.text(64), d.text(64), "-----END RSA PRIVATE KEY-----"]
    ),
}
"""Formats that services give their keys; the code says nothing of them."""

PASSWORD = Callable[[str], Planted]
BY_CODE: dict[str, Callable[[str], str]] = {
    "an assignment": lambda s: f"db_password = '{s}'",
    "an argument": lambda s: f"open_it = lambda **k: 1\nopen_it(host='db', password='{s}')",
    "a dict": lambda s: f"settings = {{'api_key': '{s}', 'n': 1}}",
    "a default": lambda s: f"def connect(host, secret_key='{s}'):\n    return host",
    "a pair": lambda s: f"fetch = lambda **k: 1\nfetch(auth=('ann', '{s}'))",
    "the environment": lambda s: f"import os\nos.environ['SHOP_TOKEN'] = '{s}'",
    "a comparison": lambda s: f"password = input\nif password == '{s}':\n    print('in')",
    "Amazon's second key": lambda s: f"aws_secret_access_key = '{s}'",
    "a URL": lambda s: f"url = 'postgresql://ann:{s}@db.local/shop'",
    "the query of a URL": lambda s: f"url = 'https://api.local/v1/rows?limit=5&api_key={s}'",
    "a connection string": lambda s: f"cs = 'DRIVER={{x}};SERVER=db;UID=sa;PWD={s};'",
    "a header": lambda s: f"headers = {{'Authorization': 'Bearer {s}'}}",
    "another header": lambda s: f"headers = {{'X-Api-Key': '{s}'}}",
    "a cookie": lambda s: f"headers = {{'Cookie': 'theme=dark; sessionid={s}'}}",
    "cookies": lambda s: f"fetch = lambda **k: 1\nfetch(cookies={{'sid': '{s}'}})",
    "JSON in a text": lambda s: f'import json\nc = json.loads(\'{{"api_key": "{s}"}}\')',
    "YAML in a text": lambda s: f'text = """\nhost: db\npassword: {s}\n"""',
    "a comment": lambda s: f"x = 1  # old api_key: '{s}'",
    "a docstring": lambda s: f'def f():\n    """Use password={s} for it."""\n    return 1',
    "a sum": lambda s: f"token = '{s[:9]}' + '{s[9:]}'",
    "a sum of named pieces": lambda s: (
        f"a = '{s[:16]}'\nb = '{s[16:]}'\nurl = 'https://x.local/?access_token=' + a + b"
    ),
    "a join": lambda s: f"api_key = ''.join(['{s[:9]}', '{s[9:]}'])",
    "a format": lambda s: f"api_key = '{s[:9]}%s' % '{s[9:]}'",
    "another format": lambda s: f"api_key = '{{}}{{}}'.format('{s[:9]}', '{s[9:]}')",
    "an f-string": lambda s: f"host = 'db'\nurl = f'mysql://ann:{s}@{{host}}/x'",
    "bytes": lambda s: f"unzip = lambda **k: 1\nunzip(pwd=b'{s}')",
    "lines of a text": lambda s: f"api_key = ('{s[:9]}'\n           '{s[9:]}')",
    "a magic": lambda s: f"%env SHOP_API_KEY={s}",
    "export": lambda s: f"!export SHOP_TOKEN={s}",
    "curl -u": lambda s: f"!curl -s -u ann:{s} https://api.local/rows",
    "a header of curl": lambda s: f'!curl -s -H "Authorization: Bearer {s}" https://api.local/rows',
    "sshpass": lambda s: f"!sshpass -p {s} ssh ann@host.local ls",
    "mysql -p": lambda s: f"!mysql -u root -p{s} shop",
    "an option": lambda s: f"!tool login --token {s}",
    "git clone": lambda s: f"!git clone https://ann:{s}@git.local/a/b.git",
    "a cell of the shell": lambda s: f"%%bash\nexport PGPASSWORD={s}\npsql -h db.local",
    "a written file": lambda s: f"%%writefile .env\nSHOP_TOKEN={s}",
    "a process": lambda s: (
        f"import subprocess\nrun = lambda a: subprocess.run(a)\nif 0:\n    run(['sshpass', '-p', '{s}', 'ssh', 'host'])"
    ),
}
"""Code in which a random text is a secret because of what is around it."""


def _url(signature: str) -> str:
    return f"https://acct.blob.core.windows.net/c/f.csv?sv=2022-11-02&ss=b&se=2030-01-01T00:00:00Z&sp=rl&sig={signature}%3D"


def _elsewhere(draw: Draw) -> dict[str, Planted]:
    """Return secrets in other places than Python literals."""
    s = draw.text
    storage, signed = base64.b64encode(draw.random.randbytes(64)).decode(), s(43)
    amazon, basic = s(64, HEX), f"ann:{s(14)}"
    hidden, key, cell = "ghp_" + s(36), "hf_" + s(34), "glpat-" + s(20)
    service = json.dumps({"type": "service_account", "private_key": TOKENS["private key"](draw)})
    found = {
        "Azure storage": Planted(
            (storage,),
            (f"cs = 'DefaultEndpointsProtocol=https;AccountName=a;AccountKey={storage};EndpointSuffix=x'",),
        ),
        "a shared access signature": Planted((signed,), (f"url = '{_url(signed)}'",)),
        "a signed URL of Amazon": Planted(
            (amazon,),
            (f"url = 'https://b.s3.amazonaws.com/f.csv?X-Amz-Expires=900&X-Amz-Signature={amazon}'",),
        ),
        "basic authentication": Planted(
            (basic, base64.b64encode(basic.encode()).decode()),
            (f"headers = {{'Authorization': 'Basic {base64.b64encode(basic.encode()).decode()}'}}",),
        ),
        "base64": Planted(
            (hidden, base64.b64encode(hidden.encode()).decode()),
            (
                f"import base64\nx = base64.b64decode('{base64.b64encode(hidden.encode()).decode()}').decode()",
            ),
        ),
        "hex": Planted((key, key.encode().hex()), (f"x = bytes.fromhex('{key.encode().hex()}').decode()",)),
        "backwards": Planted((cell, cell[::-1]), (f"x = '{cell[::-1]}'[::-1]",)),
    }
    for name, text in {
        "a sentence": "The password is `{}`, ask Ann.",
        "a block of code": "Set it first:\n\n```\nexport API_KEY={}\n```",
        "a link": "[rows](https://ann:{}@api.local/rows)",
    }.items():
        value = s(22)
        found[f"Markdown: {name}"] = Planted((value,), markdown=(text.format(value),))
    for name, text in {
        "a line": "api_key: {}\n",
        "a header": "Authorization: Bearer {}\n",
        "a URL": "at mysql://ann:{}@db/x\n",
    }.items():
        value = s(26)
        found[f"output: {name}"] = Planted((value,), ("print(1)",), output=text.format(value))
    value = "ghp_" + s(36)
    found["metadata"] = Planted((value,), ("x = 1",), metadata={"colab": {"token": value}})
    value = s(30)
    found["a module"] = Planted(
        (value,),
        ("import shop_helper\nshop_helper.rows()",),
        files={
            "shop_helper.py": f'"""Rows."""\n\nAPI_KEY = "{value}"\n\n\ndef rows():\n    return len(API_KEY)\n'
        },
    )
    for name, text in {
        ".env": "SHOP_TOKEN={}\n",
        "credentials.json": '{{"token": "{}"}}',
        "token.txt": "{}\n",
        "kaggle.json": '{{"username": "ann", "key": "{}"}}',
        "client_secret_7.json": '{{"installed": {{"client_secret": "{}"}}}}',
        "settings.yaml": "db:\n  host: db\n  password: {}\n",
        "config.ini": "[db]\npassword = {}\n",
    }.items():
        value = s(28)
        found[f"file {name}"] = Planted(
            (value,), (f"text = open('{name}').read()\nsize = len(text)",), files={name: text.format(value)}
        )
    found["a key file with any name"] = Planted(
        (json.loads(service)["private_key"].split("\n")[1],),
        ("import json\nn = len(json.load(open('shop-7f3a.json')))",),
        files={"shop-7f3a.json": service},
    )
    value = "ghp_" + s(36)
    found["a table"] = Planted(
        (value,),
        ("import csv\nrows = list(csv.reader(open('users.csv')))\nn = len(rows)",),
        files={"users.csv": f"name,note\nann,{value}\nbob,x\n"},
    )
    value = s(33)
    found["a column of a table"] = Planted(
        (value,),
        ("import csv\nrows = list(csv.reader(open('keys.csv')))\nn = len(rows)",),
        files={"keys.csv": f"name,api_key\nann,{value}\nbob,{s(33)}\n"},
    )
    return found


def planted(seed: str = "planted") -> dict[str, Planted]:
    """Return secrets of all kinds, by what they are."""
    draw = Draw(seed)
    found = {f"format: {name}": _of_format(make(draw)) for name, make in TOKENS.items()}
    for name, code in BY_CODE.items():
        value = draw.text(32)
        pieces = (value[9:], value[:16]) if "sum" in name or "join" in name or "format" in name else ()
        found[f"code: {name}"] = Planted((value, *pieces), (code(value),))
    return found | _elsewhere(draw)


def _of_format(secret: str) -> Planted:
    return Planted((secret.split("\n")[1] if "\n" in secret else secret,), (f"x = {secret!r}\nn = len(x)",))


def write(folder: Path, items: Mapping[str, Planted], name: str = "shop") -> Path:
    """Write a notebook with secrets and the files beside it, and return its path.

    Args:
        folder: its folder.
        items: the secrets.
        name: the notebook's name.
    """
    cells: list[dict[str, object]] = []
    metadata: dict[str, object] = {}
    for number, one in enumerate(items.values()):
        outputs = [{"output_type": "stream", "name": "stdout", "text": one.output}] if one.output else []
        cells += [_cell("markdown", text, f"m{number}{n}") for n, text in enumerate(one.markdown)]
        code = [_cell("code", text, f"c{number}{n}") for n, text in enumerate(one.code)]
        cells += [{**cell, "execution_count": None, "outputs": outputs} for cell in code]
        metadata |= one.metadata
        for path, text in one.files.items():
            (folder / path).write_text(text, encoding="utf-8")
    cells.append(
        {
            **_cell("code", "total = sum(range(4))\nprint(total)", "end"),
            "execution_count": None,
            "outputs": [],
        }
    )
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def _cell(kind: str, source: str, name: str) -> dict[str, object]:
    return {"cell_type": kind, "id": name, "metadata": {}, "source": source}
