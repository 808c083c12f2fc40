"""Sections of Markdown documents, and whether they have content."""

import re
from dataclasses import dataclass
from pathlib import Path

MIN_WORDS = 8
"""A section with fewer words gives no instructions that could be followed; chosen by judgement."""
_EMPTY = re.compile(
    r"^(?:to be (?:named|done|written|filled in)|todo|tbd|\.{3}|…|n/?a|fixme)[.:]?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its text, up to the next heading of its level or above.

    Args:
        title: the heading.
        line: its line.
        text: the text below it.
    """

    title: str
    line: int
    text: str

    @property
    def anchor(self) -> str:
        """The heading as a link's fragment: in lower case, with `-` for spaces."""
        return re.sub(r"[^\w\- ]", "", self.title.lower()).strip().replace(" ", "-")

    @property
    def has_content(self) -> bool:
        """Whether it has more than headings, comments and placeholders."""
        lines = re.sub(r"<!--.*?-->", "", self.text, flags=re.DOTALL).splitlines()
        lines_of_text = [line.strip(" -*|") for line in lines if not line.lstrip().startswith("#")]
        return sum(len(line.split()) for line in lines_of_text if not _EMPTY.match(line)) >= MIN_WORDS


def sections(text: str) -> tuple[Section, ...]:
    """Return the sections of a Markdown text; comments in code blocks are no headings."""
    lines = text.splitlines()
    heads, fenced = [], False
    for number, line in enumerate(lines):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        if not fenced and (found := re.match(r"(#{1,6})\s+(.+?)\s*#*$", line)):
            heads.append((number, len(found[1]), found[2]))
    result = []
    for index, (number, depth, title) in enumerate(heads):
        end = next((at for at, other, _ in heads[index + 1 :] if other <= depth), len(lines))
        result.append(Section(title, number + 1, "\n".join(lines[number + 1 : end])))
    return tuple(result)


def find_section(root: Path, place: str) -> tuple[str, str]:
    """Find a section.

    Args:
        root: the project's folder.
        place: `docs/runbook.md#drift`.

    Returns:
        Its place and "", or "" and what is wrong.
    """
    path, _, anchor = place.partition("#")
    if not anchor:
        return "", f"{place} has no heading: write {path}#the-heading"
    try:
        text = (root / path).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return "", f"{path} does not exist"
    section = next((found for found in sections(text) if found.anchor == anchor.lower()), None)
    if section is None:
        return "", f"{path} has no heading #{anchor}"
    if not section.has_content:
        return "", f"{path}:{section.line} is empty"
    return f"{path}:{section.line}, {section.title}", ""
