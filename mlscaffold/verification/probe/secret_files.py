"""Files that hold secrets, by their names: of keys and credentials, and `.env`."""

import os
import re

SECRET_FILE = re.compile(
    r"^\.env(?!\.(?:example|sample|template)$)|\.env$|^\.(?:netrc|pgpass|pypirc|npmrc|boto|s3cfg|my\.cnf|git-credentials|htpasswd)$"
    r"|^_netrc$|^kaggle\.json$|^secrets\.(?:toml|ya?ml|json|ini)$|^(?:[\w-]+[-_.])?auth\.json$|^application_default_credentials\.json$"
    r"|(?:credential|secret|passw|private[-_]?key|service[-_]?account)[^/]*\.(?:json|ya?ml|ini|toml|cfg|conf|txt|env)$"
    r"|^(?:[\w-]+[-_.])?token(?:\.(?:json|txt|pickle|pkl|ya?ml))?$|^(?:credentials|secrets)$"
    r"|^id_(?:rsa|dsa|ecdsa|ed25519)|\.(?:pem|p12|pfx|jks|keystore|ppk|kdbx)$|^(?:\w+[-_])?key\.(?:json|txt)$|\.key$",
    re.IGNORECASE,
)
"""Names of files that hold secrets."""
SECRET_FOLDER = re.compile(
    r"^(?:\.?secrets?|\.?credentials?|\.ssh|\.aws|\.azure|\.gnupg|\.kube|\.docker|\.kaggle|\.databrickscfg|gcloud)$",
    re.IGNORECASE,
)


def holds_secrets(path: str) -> bool:
    """Return whether a file is one that holds secrets, by its name or its folders."""
    *folders, name = re.split(r"[/\\]", os.fspath(path))
    return SECRET_FILE.search(name) is not None or any(map(SECRET_FOLDER.match, folders))
