from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from mlscaffold.plan import PlannedFile
from mlscaffold.reporting.html import html_report
from mlscaffold.results.hardening import Remark
from mlscaffold.results.proof import CellRun, Proof
from tests.reporting.proofs import buyers, differing, proven, stopped
from tests.reporting.small import NOWHERE, hardened

VOID = {"meta", "br", "img", "path", "rect"}
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


class Page(HTMLParser):
    """The tags of a page, and those that are not closed in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)


@pytest.mark.parametrize(
    "proof", [None, proven(), differing(), stopped()], ids=["none", "proven", "differs", "stops"]
)
def test_the_page_is_well_formed_and_its_links_have_targets(proof: Proof | None) -> None:
    page = Page(html_report(buyers(proof)))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    links = {str(a["href"])[1:] for tag, a in page.tags if tag == "a" and str(a["href"]).startswith("#")}
    assert (page.wrong, page.open) == ([], [])
    assert links <= set(ids)
    assert len(ids) == len(set(ids))


def test_text_of_the_notebook_is_never_markup() -> None:
    hardening = hardened(f"x = {HOSTILE!r}\nprint(x)")
    hardening = replace(
        hardening,
        title=HOSTILE,
        remarks=(Remark(f"`{HOSTILE}` {HOSTILE}"),),
        proof=replace(stopped(), cells=(CellRun(1, HOSTILE, HOSTILE, 1),), why_not_clean=HOSTILE),
    )
    page = Page(html_report(hardening))
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert not [a for _, a in page.tags if "onerror" in a]
    assert not [tag for tag, a in page.tags if tag == "img" and not str(a["src"]).startswith("data:")]


def test_no_other_page_is_loaded() -> None:
    page = Page(html_report(buyers(stopped())))
    assert not [tag for tag, a in page.tags if tag in {"link", "iframe"} or (tag == "script" and "src" in a)]


def test_without_a_run_nothing_is_claimed() -> None:
    text = html_report(buyers(None))
    assert "Not proven: nothing was run." in text
    assert 'id="proof"' not in text


def test_a_failure_has_its_cause_and_its_line() -> None:
    run = CellRun(7, "", "AttributeError: no append", 1)
    text = html_report(buyers(replace(stopped(), cells=(run,))))
    assert "pd.concat([df, other])" in text
    assert re.search(r'<span class="at">print\(df\.shape\)', text)


def test_code_is_next_to_its_cells() -> None:
    file = PlannedFile("src/buyers/data.py", b"import os\n\n\ndef load_people():\n    return 41 + 1\n")
    text = html_report(buyers(proven()), [file])
    assert text.count("return 41 + 1") == 1
    assert 'href="src/buyers/data.py"' in text


def test_equal_pictures_are_shown_once() -> None:
    other = replace(proven().figures[0], project=b"two", verdict="differs")
    assert html_report(buyers(proven())).count("<img ") == 1
    assert html_report(buyers(replace(proven(), figures=(other,)))).count("<img ") == 2


def test_unprintable_characters_are_escaped() -> None:
    hardening = replace(hardened("x = 1"), title="a\x1b[31m\ud800\u202e")
    text = html_report(hardening)
    assert r"a\ud800\u202e" in text
    assert text.encode()


def test_the_page_has_no_local_path_and_is_deterministic() -> None:
    text = html_report(buyers(differing()))
    assert html_report(buyers(differing())) == text
    assert str(NOWHERE) not in text
