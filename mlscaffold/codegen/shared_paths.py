"""Paths that must not become settings, because code reaches the same file in a way that no setting replaces."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mlscaffold.analysis.calls import ABSOLUTE
from mlscaffold.analysis.dataflow import Traced
from mlscaffold.codegen.path_mentions import Mention, Place, Template, mentions, with_pattern

CHANGES_FOLDER = frozenset({"os.chdir", "os.fchdir", "contextlib.chdir"})
LOOKS_AT_FOLDER = frozenset(
    "os.makedirs os.mkdir os.path.exists os.path.isdir os.path.isfile "
    "pathlib.Path.mkdir pathlib.Path.exists pathlib.Path.is_dir".split()
)
"""Functions that make a folder or see whether it is there, but not what is in it."""
TOKEN = re.compile(r"[^\s'\"`=:,;()<>|&]+")
URL = re.compile(r"\w+:/{2,3}")


@dataclass(frozen=True, slots=True)
class PathField:
    """A path that is to become a setting.

    Args:
        name: the setting's name.
        path: the path in the notebook.
        writes: whether the code writes it where the setting replaces it.
        places: the literals that it replaces.
    """

    name: str
    path: str
    writes: bool
    places: frozenset[Place]


def shared_paths(fields: Sequence[PathField], statements: Mapping[int, Traced]) -> frozenset[str]:
    """Return the names of the settings that must stay literals, so that one path is one file.

    Args:
        fields: the paths that are to become settings.
        statements: all statements of the notebook, functions and classes included, by number.
    """
    dropped: frozenset[str] = frozenset()
    if any(CHANGES_FOLDER & set(traced.effects.calls) for traced in statements.values()):
        dropped = frozenset(field.name for field in fields if not ABSOLUTE.match(field.path))
    while remaining := [field for field in fields if field.name not in dropped]:
        replaced = frozenset(place for field in remaining for place in field.places)
        others = _Others.of(tuple(mentions(statements, replaced)))
        found = frozenset(field.name for field in remaining if others.may_name(field))
        if not found:
            break
        dropped |= found
    return dropped


@dataclass(frozen=True, slots=True)
class _Others:
    """The texts of a notebook that stay.

    Args:
        mentions: the texts.
        whole: those that are known completely, as paths in their shortest form.
        writes: whether one of them may be a file that is written.
    """

    mentions: tuple[Mention, ...]
    whole: frozenset[str]
    writes: bool

    @classmethod
    def of(cls, found: tuple[Mention, ...]) -> _Others:
        known = frozenset(normal("".join(map(str, m.template))) for m in found if None not in m.template)
        writes = any(m.mode == "w" or (not m.mode and None in m.template) for m in found)
        return cls(found, known, writes)

    def may_name(self, field: PathField) -> bool:
        """Return whether one of the texts may name the file of a setting."""
        if ABSOLUTE.match(field.path) and not field.writes:
            return False
        return any(self._may_be(mention, field, normal(field.path)) for mention in self.mentions)

    def _may_be(self, mention: Mention, field: PathField, path: str) -> bool:
        text = "".join(piece or "" for piece in mention.template)
        if None not in mention.template and _is_text_of(mention, text, field, path):
            return True
        has_pattern = mention.mode != "w" and not re.search(r"\s", text)
        template = with_pattern(mention.template) if has_pattern else mention.template
        if None not in template:
            return False
        is_changed = field.writes or (mention.mode != "r" and self.writes and template == mention.template)
        return is_changed and is_path_like(mention, template) and self._matches(template, path)

    def _matches(self, template: Template, path: str) -> bool:
        """Return whether an incomplete text may name a file, or one in a folder."""
        text = re.sub(r"^(?:\./)+", "", "".join("\0" if piece is None else piece for piece in template))
        if not re.search(r"\w", text):
            return "/" in path and self.whole.issuperset(path.split("/"))
        pattern = ".*".join(map(re.escape, text.split("\0")))
        return re.fullmatch(pattern, path) is not None or text.startswith(f"{path}/")


def is_path_like(mention: Mention, template: Template) -> bool:
    """Return whether an incomplete text looks like a path: f"{a}_{b}" may be anything, f"{a}/{b}" and f"{a}.csv" not."""
    last = template[-1]
    return bool(mention.mode) or any(piece and "/" in piece for piece in template) or "." in (last or "")


def _is_text_of(mention: Mention, text: str, field: PathField, path: str) -> bool:
    """Return whether a whole text names a file, or what is in it, its folder or a command on it."""
    other = normal(text)
    if other == path or other.startswith(f"{path}/"):
        return True
    if other == "." or path.startswith(f"{other}/"):
        return field.writes and mention.function not in LOOKS_AT_FOLDER
    has_more = bool(re.search(r"\s", text) or URL.search(text))
    return has_more and path in {normal(token) for token in TOKEN.findall(URL.sub("", text))}


def normal(path: str) -> str:
    """Return a path in its shortest form, with slashes."""
    return posixpath.normpath(path.replace("\\", "/").strip() or ".")
