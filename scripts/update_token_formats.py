"""Writes the table of token formats from the rules of CredSweeper, which are maintained there.

usage: uv run --no-project --with pyyaml scripts/update_token_formats.py RULES VERSION

RULES is `credsweeper/rules/config.yaml` of the distribution `credsweeper`, VERSION its version. Only its rules are used:
it depends on pandas, onnxruntime and lxml, which is too much for a tool that reads notebooks. Kept are the rules of one
service each, whose keys have a fixed text in them; rules for words such as `password` are left out, as names of variables
say more than a line of text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).parent.parent / "mlscaffold/notebook/sensitive/token_formats.tsv"
SHORTEST = {"strong": 3, "moderate": 3, "weak": 4}
"""Characters of the fixed text, by the confidence of the rule: shorter ones are in every other encoded image."""
BY_WORDS = frozenset({"GeneralKeyword", "UrlCredentialsGroup"})
ENCODED_JSON = "eyJ"
"""How JSON in base64 begins. Only decoding it tells what it is; `secret_patterns.py` does that for JSON Web Tokens."""
LEFT_OUT = frozenset(
    {"BASE64 Private Key", "Dropbox API secret (long term)", "X App-Only Authentication Bearer Token"}
    | {"Basic Authorization", "NTLM Token"}
)
"""Certificates, rows of zero bytes and other encoded text look the same; what an encoded user and password is, decoding tells."""
HEAD = """\
# Formats of keys and tokens, from the rules of CredSweeper {version} (https://github.com/Samsung/CredSweeper).
# Copyright (c) 2021 SAMSUNG, MIT License: see token_formats.LICENSE. Written by scripts/update_token_formats.py: do not edit.
# Columns, tab separated: kind, fixed texts of which a key has one (separated by blanks), pattern whose group `value` is the key.
"""


def rows(rules: list[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the table."""
    for rule in rules:
        anchors = rule.get("required_substrings") or [""]
        if (
            rule["type"] == "pattern"
            and rule["severity"] != "info"
            and "code" in rule["target"]
            and str(rule["filter_type"]) not in BY_WORDS
            and rule["name"] not in LEFT_OUT
            and min(map(len, anchors)) >= SHORTEST[rule["confidence"]]
            and not any(anchor.startswith(ENCODED_JSON) or " " in anchor for anchor in anchors)
        ):
            for pattern in rule["values"]:
                if "value" in re.compile(pattern).groupindex and not re.search(r"[\t\n]", pattern):
                    yield rule["name"], " ".join(anchors), pattern


def main() -> None:
    """Write the table."""
    rules = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    lines = ["\t".join(row) + "\n" for row in rows(rules)]
    TABLE.write_text(HEAD.format(version=sys.argv[2]) + "".join(lines), encoding="utf-8")
    print(f"{len(lines)} formats")


if __name__ == "__main__":
    main()
