"""An output shows personal data: e-mail addresses, phone numbers, card, bank account or social security numbers.

The notebook goes where the data must not go: into version control, into a code review, to a colleague.
Clear the output (nbstripout does so on every commit), and show counts or made-up rows instead. Check digits
are verified; a single address, and addresses such as `john@example.com`, are not reported.
"""

from mlscaffold.notebook.sensitive.personal_patterns import personal_data
from mlscaffold.rules.notebook.secret_output import printing, texts
from mlscaffold.rules.rule import LintTarget, Rule, Violation, Violations, cases, explanation

_CERTAIN = frozenset({"card numbers", "bank account numbers"})
_SEVERAL = 3  # fewer may be the author's address, or numbers that happen to have the same format
_GENERATORS = frozenset({"faker", "mimesis", "pydbgen", "sdv"})  # of fictitious people


def _check(file: LintTarget) -> Violations:
    if file.index.roots & _GENERATORS:
        return
    for cell in file.code:
        found: dict[str, set[str]] = {}
        for text in texts(cell):
            for kind, value in personal_data(text):
                found.setdefault(kind, set()).add(value)
        if _is_enough(found):
            listed = ", ".join(f"{kind} ({len(values)})" for kind, values in sorted(found.items()))
            advice = "clear it, and show counts or made-up rows instead"
            yield Violation(cell.number, 1, 1, f"an output shows what looks like {listed}: {advice}")


def _is_enough(found: dict[str, set[str]]) -> bool:
    """Return whether this is more than an author's address or a number that happens to look like one."""
    return len(found) > 1 or bool(found.keys() & _CERTAIN) or any(len(v) >= _SEVERAL for v in found.values())


RULE = Rule(
    **explanation(__doc__),
    code="MLS112",
    name="personal-output",
    level="explore",
    severity="error",
    check=_check,
    notebooks_only=True,
    source="https://gdpr-info.eu/art-4-gdpr/",
    flagged=cases(
        printing(
            "print(row)  # flagged: card numbers (1)", "jane.roe@acme.com 212-555-0187 4111 1111 1111 1111\n"
        ),
        printing("df.head()  # flagged: addresses (3)", "a.b@mail.acme.com\nc.d@acme.org\ne.f@acme.com\n"),
        printing("print(iban)  # flagged: account", "GB82 WEST 1234 5698 7654 32"),
        printing("print(row)  # flagged: social", "219-09-1234 (212) 555-0187"),
    ),
    kept=cases(
        printing("from faker import Faker\nprint(Faker().profile())", "jane.roe@acme.com 212-555-0187\n"),
        printing("print(row)", "john@example.com jane@example.org joe@example.net 1-2-3"),
        printing("help(f)", "Author: A. Body <a.body@acme.org>"),
        printing("print(x)", "0.4111111111111111 4111111111111112 2020-01-02 12:30"),
        printing("print(x)", "4111 1111 1111 1112  123-45-6789  GB00 WEST 1234 5698 7654 32"),
        printing("print(x)", "100-200-3000\n[[1234 5678]\n [8765 4321]]"),
    ),
)
