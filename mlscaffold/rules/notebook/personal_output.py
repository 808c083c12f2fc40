"""Personal data that an output shows."""

from __future__ import annotations

from collections.abc import Iterator

from mlscaffold.notebook.sensitive.personal_shapes import personal
from mlscaffold.rules.notebook.output_texts import texts
from mlscaffold.rules.rule import Example, LintTarget, Rule, Violation

_CERTAIN = frozenset({"card numbers", "bank account numbers"})
_SEVERAL = 3
_MAKERS = frozenset({"faker", "mimesis", "pydbgen", "sdv"})  # they make people up


def _check(file: LintTarget) -> Iterator[Violation]:
    if file.index.roots & _MAKERS:
        return
    for cell in file.code:
        found: dict[str, set[str]] = {}
        for text in texts(cell):
            for kind, value in personal(text):
                found.setdefault(kind, set()).add(value)
        if _is_enough(found):
            listed = ", ".join(f"{kind} ({len(values)})" for kind, values in sorted(found.items()))
            message = (
                f"an output shows what looks like {listed}: clear it, and show counts or made-up rows instead"
            )
            yield Violation(cell.number, 1, 1, message)


def _is_enough(found: dict[str, set[str]]) -> bool:
    """Say whether it is more than an author's address or a number that happens to look like one."""
    return len(found) > 1 or bool(found.keys() & _CERTAIN) or any(len(v) >= _SEVERAL for v in found.values())


def _printed(text: str) -> tuple[dict[str, object], ...]:
    return ({"output_type": "stream", "name": "stdout", "text": text},)


RULE = Rule(
    code="MLS112",
    name="personal-output",
    what="An output shows personal data: e-mail addresses, phone numbers, cards, accounts, social security numbers.",
    why=(
        "The notebook goes where the data may not: into version control, onto a review page, to a "
        "colleague. Clear the output (nbstripout does it at each commit), and show counts, or rows that are "
        "made up. Check digits are checked; one address alone, and addresses such as `john@example.com`, "
        "are not reported."
    ),
    level="explore",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="https://gdpr-info.eu/art-4-gdpr/",
    flagged=(
        Example(
            "# %%\nprint(row)  # flagged",
            outputs=((1, _printed("jane.roe@acme.com 212-555-0187 4111 1111 1111 1111\n")),),
            says="card numbers (1)",
        ),
        Example(
            "# %%\ndf.head()  # flagged",
            outputs=((1, _printed("a.b@mail.acme.com\nc.d@acme.org\ne.f@acme.com\n")),),
            says="addresses (3)",
        ),
        Example(
            "# %%\nprint(iban)  # flagged",
            outputs=((1, _printed("GB82 WEST 1234 5698 7654 32")),),
            says="account",
        ),
        Example(
            "# %%\nprint(row)  # flagged",
            outputs=((1, _printed("219-09-1234 (212) 555-0187")),),
            says="social",
        ),
    ),
    kept=(
        Example(
            "# %%\nfrom faker import Faker\nprint(Faker().profile())",
            outputs=((1, _printed("jane.roe@acme.com 212-555-0187\n")),),
        ),
        Example(
            "# %%\nprint(row)",
            outputs=((1, _printed("john@example.com jane@example.org joe@example.net 1-2-3")),),
        ),
        Example("# %%\nhelp(f)", outputs=((1, _printed("Author: A. Body <a.body@acme.org>")),)),
        Example(
            "# %%\nprint(x)", outputs=((1, _printed("0.4111111111111111 4111111111111112 2020-01-02 12:30")),)
        ),
        Example(
            "# %%\nprint(x)",
            outputs=((1, _printed("4111 1111 1111 1112  123-45-6789  GB00 WEST 1234 5698 7654 32")),),
        ),
        Example("# %%\nprint(x)", outputs=((1, _printed("100-200-3000\n[[1234 5678]\n [8765 4321]]")),)),
    ),
)
