import base64
import random
import string
import sys

import pytest

from mlscaffold.notebook.sensitive.secret_patterns import known_secrets

RANDOM = random.Random(7)


def drawn(length: int, letters: str = string.ascii_letters + string.digits) -> str:
    return "7" + "".join(RANDOM.choice(letters) for _ in range(length - 1))


SECRETS = {
    "Amazon": "AKIA" + "IOSFODNN7QW3RTYU",
    "OpenAI": "sk-" + "proj-" + drawn(40),
    "Anthropic": "sk-" + "ant-api03-" + drawn(60),
    "Stripe": "sk_" + "live_" + drawn(24),
    "GitHub": "ghp_" + drawn(36),
    "GitHub, the newer form": "github_" + "pat_" + drawn(40),
    "GitLab": "glpat-" + drawn(20),
    "Slack": "xox" + "b-123456789012-" + drawn(24, string.ascii_lowercase + string.digits),
    "Google": "AIza" + drawn(35),
    "Hugging Face": "hf_" + drawn(34),
    "Databricks": "dapi" + drawn(32, "0123456789abcdef"),
    "Groq": "gsk_" + drawn(50),
    "Telegram": "1234567890" + ":AA" + drawn(33),
    "SendGrid": "SG." + drawn(22) + "." + drawn(43),
}


@pytest.mark.parametrize("service", SECRETS)
@pytest.mark.parametrize("text", ["x = '{}'", "{}", "use {} for it", "https://host/path?key={}&q=1"])
def test_keys_of_services(service: str, text: str) -> None:
    secret = SECRETS[service]
    assert secret in {value for _, value in known_secrets(text.format(secret))}


def test_a_private_key_over_several_lines() -> None:
    key = f"-----BEGIN RSA PRIVATE KEY-----\n{drawn(64)}\n{drawn(64)}\n-----END RSA PRIVATE KEY-----"
    assert ("private key", key) in set(known_secrets(f"text\n{key}\nmore"))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("postgresql://ann:hunter2@db.example.com/shop", ["hunter2"], id="a database"),
        pytest.param("https://ann:p4ss%40x@host:8080/", ["p4ss%40x"], id="a web page"),
        pytest.param("redis://:f00-Bar9@10.0.0.1:6379", ["f00-Bar9"], id="no user"),
        pytest.param("postgresql://user:password@host/db", [], id="a placeholder"),
        pytest.param("postgresql://{user}:{password}@host/db", [], id="an f-string"),
        pytest.param("https://host:8080/path@2", [], id="a port"),
        pytest.param("https://host/a:b@c", [], id="a colon in the path"),
        pytest.param("https://medium.com/@ann/a-post", [], id="a user in the path"),
    ],
)
def test_passwords_in_addresses(url: str, expected: list[str]) -> None:
    assert [value for _, value in known_secrets(url)] == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "#sk-container-id-1 div.sk-toggleable__label-arrow:before", id="styles of scikit-learn's HTML"
        ),
        pytest.param("task-oriented-dialogue-systems-2024-edition", id="hyphenated words"),
        pytest.param("risk_assessment_of_customers_in_2024_by_region", id="words with underscores"),
        pytest.param("AKIAIOSFODNN7EXAMPLE", id="the example of the manual"),
        pytest.param("sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", id="a placeholder"),
        pytest.param("ghp_" + "0" * 36, id="nothing but zeros"),
        pytest.param("2f7b6c1e9d0a4b8c2f7b6c1e9d0a4b8c2f7b6c1e", id="a hash"),
        pytest.param("-----BEGIN PUBLIC KEY-----", id="a public key"),
        pytest.param("the words PRIVATE KEY alone", id="words"),
    ],
)
def test_similar_texts_are_no_secrets(text: str) -> None:
    assert list(known_secrets(text)) == []


def test_encoded_images_hold_no_secret() -> None:
    image = base64.b64encode(random.Random(1).randbytes(300_000)).decode()
    assert list(known_secrets(image)) == []


def test_texts_without_a_hint_do_not_load_the_detectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "detect_secrets.core.plugins.util", None)
    assert (
        list(known_secrets("df = pd.read_csv('https://host/data.csv')\nsk_model = 1\nxlabel = 'risk-level'"))
        == []
    )
