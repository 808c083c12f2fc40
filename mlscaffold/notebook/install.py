"""What pip and conda lines install."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from mlscaffold.notebook.piece import Piece, table

_PYTHON = re.compile(r"^(?:python[\d.]*|\{sys\.executable\}|\$\{?sys\.executable\}?|py)$")
_PIP = re.compile(r"^pip[\d.]*$")
_CONDA = frozenset({"conda", "mamba", "micromamba"})
_VALUED = frozenset(
    table(
        "-r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links -t "
        "--target --root --prefix -p --channel -n --name --progress-bar --trusted-host --python "
        "--src --cache-dir --timeout --platform --file --python-version --upgrade-strategy "
        "--global-option --only-binary --no-binary --log --proxy --retries"
    )
)
_CONDA_CHANNEL = frozenset({"-c", "--channel"})
_NAME = re.compile(r"^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?(?:\[[\w.,\s-]*\])?\s*(?:[<>=!~]=?=?.*)?$")
_TOOLS = frozenset({"pip", "wheel"})


@dataclass(frozen=True, slots=True)
class Install:
    """An install line: which tool, and its arguments after `install`."""

    conda: bool
    arguments: tuple[str, ...]


def installs(words: list[str]) -> Install | None:
    """Return what an install line holds, None for any other command."""
    if words and _PYTHON.match(PurePosixPath(words[0]).name) and words[1:2] == ["-m"]:
        words = words[2:]
    if words[:2] == ["uv", "pip"]:
        words = words[1:]
    if words[:2] == ["uv", "add"]:
        return Install(False, tuple(words[2:]))
    if len(words) < 2:
        return None
    tool = PurePosixPath(words[0]).name
    if tool in _CONDA and "install" in words[1:3]:
        return Install(True, tuple(word for word in words[1:] if word != "install"))
    options = [word for word in words[1:] if not word.startswith("-")]
    if _PIP.match(tool) and options[:1] == ["install"]:
        return Install(False, tuple(words[words.index("install") + 1 :]))
    if tool == "easy_install":
        return Install(False, tuple(words[1:]))
    return None


def requirements_of(install: Install) -> Piece:
    """Say what an install line becomes: requirements of the project, or a line for a person to look at."""
    found: list[str] = []
    unclear: list[str] = []
    arguments = iter(install.arguments)
    for word in arguments:
        if word in _VALUED or (install.conda and word in _CONDA_CHANNEL):
            value = next(arguments, "")
            unclear += [f"{word} {value}"] if word in {"-r", "--requirement", "--file"} else []
        elif word in {"-e", "--editable"}:
            unclear.append(f"{word} {next(arguments, '')}")
        elif word.startswith(("-r", "--requirement=")) and word != "-r":
            unclear.append(word)
        elif word in {">", ">>", "2>", "&>"}:
            next(arguments, "")
        elif not word.startswith(("-", ">", "2>")):
            requirement = _requirement(word, install.conda)
            (found if requirement else unclear).append(requirement or word)
    kept = tuple(name for name in found if name not in _TOOLS)
    if unclear:
        why = f"The project's requirements do not take over {', '.join(unclear)}: add what it installs."
        return Piece(why, "look", requirements=kept)
    urls = [name for name in kept if " @ " in name]
    if urls:
        why = f"The install is a requirement now; check that the name is right: {', '.join(urls)}."
        return Piece(why, "look", requirements=kept)
    return Piece("The install is a requirement of the project now.", "moved", requirements=kept)


def _requirement(word: str, conda: bool) -> str:
    if re.match(r"^(?:git|hg|svn|bzr)\+|^https?://", word):
        return _from_url(word)
    if " @ " in word:
        return word
    if conda:
        word = re.sub(
            r"^(?:[\w-]+::)?([\w.-]+)=(?!=)([\w.*]+)(?:=\S+)?$", r"\1==\2", word.rsplit("::", maxsplit=1)[-1]
        )
    is_path = "/" in word or word.endswith((".whl", ".gz", ".zip"))
    return word if not is_path and _NAME.match(word) else ""


def _from_url(url: str) -> str:
    egg = re.search(r"[#&]egg=([\w.-]+)", url)
    if egg:
        return f"{egg[1]} @ {url.split('#', maxsplit=1)[0]}"
    repository = re.match(r"^git\+[^#@]*?(?:[^/@]*@)?[^#@]*/([\w.-]+?)(?:\.git)?(?:@[^#]*)?/?(?:#.*)?$", url)
    return f"{repository[1]} @ {url}" if repository else ""
