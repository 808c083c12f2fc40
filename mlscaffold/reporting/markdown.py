"""Markdown: code, prose and tables, with the special characters of foreign text escaped."""

import re
from collections.abc import Iterable, Sequence

LONGEST = 100  # characters of code in a table: about one line of a formatted module
SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")


def code(text: str) -> str:
    """Return a piece of code as one span, shortened to a line; "" for nothing."""
    line = shortened(text)
    if not line:
        return ""
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", line)), default=0))
    gap = " " if "`" in (line[0], line[-1]) else ""
    return f"{fence}{gap}{line}{gap}{fence}"


def codes(texts: Iterable[str]) -> str:
    """Return pieces of code with commas between them."""
    return ", ".join(code(text) for text in texts)


def shortened(text: str, most: int = LONGEST) -> str:
    """Return a text as one line of limited length."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 3]}..."


def prose(text: str) -> str:
    """Return a text as one line whose only markup is code spans."""
    line = " ".join(text.split())
    found, end = [], 0
    for span in SPAN.finditer(line):
        found += [_plain(line[end : span.start()]), span[0]]
        end = span.end()
    return "".join([*found, _plain(line[end:])])


def _plain(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([*`\[\]\\]|(?<!\w)_|_(?!\w))", r"\\\1", text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; each row has as many texts as the head."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_entry, line))} |" for line in lines)


def _entry(text: str) -> str:
    """Escape bars, which end an entry even in code, unless a single backslash is before them."""
    return re.sub(r"\\+(?=\|)", lambda match: f"{match[0]} ", text.replace("\n", " ")).replace("|", "\\|")


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 cell`, `2 cells`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def ranges(numbers: Iterable[int]) -> str:
    """Return numbers in order, consecutive ones as a range: `1-3, 7`."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in found)


def cells(numbers: Iterable[int]) -> str:
    """Return `cell 3` or `cells 1-3, 7`."""
    known = set(numbers)
    return f"{'cell' if len(known) == 1 else 'cells'} {ranges(known)}"
