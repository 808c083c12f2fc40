"""Shell commands of a notebook: installs become requirements, looks go, the rest runs as a subprocess."""

from __future__ import annotations

import re
import shlex
from pathlib import PurePosixPath

from mlscaffold.notebook.install import installs, requirements_of
from mlscaffold.notebook.interpolate import interpolated
from mlscaffold.notebook.piece import Kind, Piece, table

_LOOKS = frozenset(
    table(
        "apropos arch awk cal cat clear date df dir dmesg du echo false file find free grep "
        "groups head hostname htop id ifconfig jobs jq jupyter less ll ls lsb_release lscpu lsmem "
        "lspci man md5sum more nl nproc nvcc nvidia-smi printenv printf ps pwd rocm-smi sha1sum "
        "sha256sum sleep sort stat sed tail top tree true type uname uniq uptime vmstat wc where "
        "whereis which who whoami xxd yes zcat"
    )
)
_LOOKS_WITH = frozenset(
    table(
        "git:log git:status git:diff git:branch git:show git:remote git:rev-parse git:describe "
        "git:config conda:list conda:info conda:env conda:search conda:config "
        "kaggle:competitions-list gcloud:config aws:--version docker:ps docker:images"
    )
)
_SYSTEM = frozenset({"apt", "apt-get", "aptitude", "yum", "dnf", "apk", "brew", "snap", "choco", "dpkg"})
_PIP = re.compile(r"^pip[\d.]*$")
_VERSION = (["--version"], ["-V"], ["--help"], ["-h"], ["version"])
_WRITES = {"sed": ("-i", "--in-place"), "sort": ("-o", "--output"), "find": ("-delete", "-exec", "-fprint")}
_OWN = frozenset({"cd", "pushd", "popd", "export", "alias", "set", "source", "unset", "history"})


def command(text: str, names: frozenset[str]) -> Piece:
    """Say what becomes of a command whose output the notebook only shows.

    Args:
        text: the command, without its `!`.
        names: names that the notebook binds.

    Returns:
        What it becomes: requirements, nothing, or a call of `subprocess.run`.
    """
    parts = _commands(text)
    pieces = [_one(words) for words in parts]
    requirements = tuple(name for piece in pieces for name in piece.requirements)
    if not pieces:
        return Piece("It holds no command.")
    if any(piece.code for piece in pieces):
        return _run(_without_installs(text, parts), names, pieces)
    notable = [piece for piece in pieces if piece.kind != "dropped"] or pieces
    kind = next((piece.kind for piece in notable if piece.kind == "look"), notable[0].kind)
    return Piece(" ".join(dict.fromkeys(piece.why for piece in notable)), kind, requirements=requirements)


def output(text: str, names: frozenset[str]) -> Piece:
    """Say what becomes of a command whose output lines are a value (`files = !ls`)."""
    code = f"{_call(interpolated(text, names), ', capture_output=True, text=True')}.stdout.splitlines()"
    return Piece("A command's output is read by subprocess.", "rewritten", code, ("import subprocess",))


def script(text: str, check: bool, shell: str = "bash", captured: str = "") -> Piece:
    """Say what becomes of a cell of shell commands.

    Args:
        text: the body of the cell.
        check: whether a failure stops the notebook.
        shell: the shell that runs it.
        captured: the name that is given its output, "" for none.

    Returns:
        What it becomes; its code spans as many lines as the text and its header.
    """
    lines = text.removesuffix("\n").split("\n") if text else []
    pieces = [command(line, frozenset()) for line in lines]
    requirements = tuple(name for piece in pieces for name in piece.requirements)
    if not captured and not any(piece.code for piece in pieces):
        why = (
            "Its installs are requirements of the project now."
            if requirements
            else "It only looked at things."
        )
        return Piece(why, "moved" if requirements else "dropped", requirements=requirements)
    kept = (
        line if piece.code or piece.kind == "dropped" else ""
        for line, piece in zip(lines, pieces, strict=True)
    )
    body = block("".join(f"{line}\n" for line in kept))
    more = ", capture_output=True, text=True" if captured else ""
    code = f'subprocess.run(["{shell}", "-c", {body}], check={check}{more})'
    code = f"{captured} = {code}.stdout" if captured else code
    why = "The shell commands run as a subprocess."
    return Piece(why, "rewritten", code, ("import subprocess",), requirements)


def block(text: str) -> str:
    """Return the source of a string for lines of text: it spans one line more than the text has."""
    if not text:
        return '""'
    escaped = text.removesuffix("\n").replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""\\\n{escaped}\\n"""'


def _run(text: str, names: frozenset[str], pieces: list[Piece]) -> Piece:
    code = _call(interpolated(text.strip(), names))
    others = [piece for piece in pieces if not piece.code and piece.kind != "dropped"]
    whys = dict.fromkeys(["The shell command runs by subprocess.", *(piece.why for piece in others)])
    kind: Kind = "look" if any(piece.kind == "look" for piece in others) else "rewritten"
    requirements = tuple(name for piece in pieces for name in piece.requirements)
    return Piece(" ".join(whys), kind, code, ("import subprocess",), requirements)


def _without_installs(text: str, parts: list[list[str]]) -> str:
    raw = re.split(r"\s*(?:&&|;)\s*", text)
    if len(raw) != len(parts):
        return text
    kept = [line for line, words in zip(raw, parts, strict=True) if _one(words).kind == "dropped"]
    return " && ".join(kept) if len(kept) < len(raw) else text


def _call(source: str, more: str = "") -> str:
    return f"subprocess.run({source}, shell=True, check=False{more})"


def _one(words: list[str]) -> Piece:
    if words and words[0] == "sudo":
        words = words[1:]
    found = installs(words)
    if found:
        return requirements_of(found)
    name = PurePosixPath(words[0]).name if words else ""
    if name in _SYSTEM:
        return Piece("It installs system packages: install them where the project runs.", "look")
    if _redirects(words) or not _is_look(name, words):
        return Piece("", code=shlex.join(words))
    return Piece("It only looked at things.")


def _redirects(words: list[str]) -> bool:
    text = " ".join(words)
    return ">" in re.sub(r"\d?>+\s*/dev/null", "", text)


def _is_look(name: str, words: list[str]) -> bool:
    arguments = words[1:]
    if name in _LOOKS:
        return not any(word.startswith(_WRITES.get(name, ())) for word in arguments)
    if name in _OWN or _PIP.match(name) or arguments[:1] in _VERSION:
        return True
    if name.startswith(("python", "{sys.")) and arguments[:2] in (["-m", "pip"], ["-m", "site"]):
        return True
    return bool(arguments) and f"{name}:{arguments[0]}" in _LOOKS_WITH


def _commands(text: str) -> list[list[str]]:
    """Split a command line at `;`, `&&`, `||` and `|`."""
    lexer = shlex.shlex(text.replace("2>&1", ""), posix=True, punctuation_chars=";&|")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:
        return [["sh", "-c", text]]
    found: list[list[str]] = [[]]
    for word in words:
        if word and set(word) <= set(";&|"):
            found.append([])
        else:
            found[-1].append(word)
    return [_uncommented(part) for part in found if _uncommented(part)]


def _uncommented(words: list[str]) -> list[str]:
    comment = next((index for index, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:comment]
