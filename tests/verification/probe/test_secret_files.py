"""Files with secrets are known by their names."""

from __future__ import annotations

import pytest

from mlscaffold.verification.probe.secret_files import holds_secrets

SECRETS = (
    ".env .env.local prod.env credentials.json google-credentials.json client_secret.json service-account.json "
    "token.json api_token.txt id_rsa key.pem server.key .netrc kaggle.json secrets/a.txt .aws/sso/cache/x.json "
    ".ssh/config passwords.txt db_password.yaml .kaggle/access .git-credentials secrets.toml auth.json token "
    "application_default_credentials.json"
).split()
DATA = (
    ".env.example people.csv tokens.txt keys.csv environment.yml data/secret_santa.csv keywords.txt monkey.json "
    "credentials.py token_counts.json config.json tokenizer.json author.json data/tokens/a.csv secretary.csv"
).split()


@pytest.mark.parametrize("path", SECRETS)
def test_a_file_with_secrets(path: str) -> None:
    assert holds_secrets(path)


@pytest.mark.parametrize("path", DATA)
def test_a_file_without_secrets(path: str) -> None:
    assert not holds_secrets(path)
