"""Shell commands of a notebook: installs become requirements, inspection is dropped, the rest runs as a subprocess."""

import re
import shlex
from dataclasses import dataclass
from pathlib import PurePosixPath

from mlscaffold.notebook.cells import ChangeKind
from mlscaffold.notebook.conversion import Conversion, interpolated

_INSPECTION = frozenset(
    "apropos arch awk cal cat clear date df dir dmesg du false file find free grep "
    "groups head hostname htop id ifconfig jobs jq jupyter less ll ls lsb_release lscpu lsmem "
    "lspci man md5sum more nl nproc nvcc nvidia-smi printenv ps pwd rocm-smi sha1sum "
    "sha256sum sleep sort stat sed tail top tree true type uname uniq uptime vmstat wc where "
    "whereis which who whoami xxd yes zcat".split()
)
_INSPECTION_SUBCOMMANDS = frozenset(
    "git:log git:status git:diff git:branch git:show git:remote git:rev-parse git:describe "
    "git:config conda:list conda:info conda:env conda:search conda:config "
    "kaggle:competitions-list gcloud:config aws:--version docker:ps docker:images".split()
)
_SYSTEM = frozenset("apt apt-get aptitude yum dnf apk brew snap choco dpkg".split())
_VERSION = (["--version"], ["-V"], ["--help"], ["-h"], ["version"])
_WRITES = {"sed": ("-i", "--in-place"), "sort": ("-o", "--output"), "find": ("-delete", "-exec", "-fprint")}
_SHELL_STATE = frozenset("cd pushd popd export alias set source unset history".split())
"""They change only the shell of their own line, which ends with it."""

_PYTHON = re.compile(r"^(?:python[\d.]*|\{sys\.executable\}|\$\{?sys\.executable\}?|py)$")
_PIP = re.compile(r"^pip[\d.]*$")
_CONDA = frozenset({"conda", "mamba", "micromamba"})
_OPTIONS_WITH_VALUE = frozenset(
    "-r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links -t "
    "--target --root --prefix -p --channel -n --name --progress-bar --trusted-host --python "
    "--src --cache-dir --timeout --platform --file --python-version --upgrade-strategy "
    "--global-option --only-binary --no-binary --log --proxy --retries".split()
)
_NAME = re.compile(r"^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?(?:\[[\w.,\s-]*\])?\s*(?:[<>=!~]=?=?.*)?$")
_INSTALLERS = frozenset({"pip", "wheel"})


@dataclass(frozen=True, slots=True)
class Install:
    """An install command: which tool, and its arguments after `install`."""

    conda: bool
    arguments: tuple[str, ...]


def command(text: str, names: frozenset[str]) -> Conversion:
    """Convert a command (without its `!`) whose output is only shown, in a notebook that binds `names`.

    It becomes requirements, nothing, or a call of `subprocess.run`.
    """
    parts = _commands(text)
    conversions = [_one(words) for words in parts]
    requirements = tuple(name for one in conversions for name in one.requirements)
    if not conversions:
        return Conversion("It contains no command.")
    if any(one.code for one in conversions):
        return _run(_without_installs(text, parts), names, conversions)
    notable = [one for one in conversions if one.kind != "dropped"] or conversions
    kind = next((one.kind for one in notable if one.kind == "review"), notable[0].kind)
    return Conversion(" ".join(dict.fromkeys(one.why for one in notable)), kind, requirements=requirements)


def output(text: str, names: frozenset[str]) -> Conversion:
    """Convert a command whose output lines are a value (`files = !ls`)."""
    code = f"{_call(interpolated(text, names), ', capture_output=True, text=True')}.stdout.splitlines()"
    return Conversion("subprocess reads the command's output.", "rewritten", code, ("import subprocess",))


def script(text: str, check: bool, shell: str = "bash", captured: str = "") -> Conversion:
    """Convert a cell of shell commands; the code has as many lines as the text and its header.

    Args:
        text: the body of the cell.
        check: whether a failure stops the notebook.
        shell: the shell that runs it.
        captured: the variable that holds its output, "" for none.
    """
    lines = text.removesuffix("\n").split("\n") if text else []
    conversions = [command(line, frozenset()) for line in lines]
    requirements = tuple(name for one in conversions for name in one.requirements)
    if not captured and not any(one.code for one in conversions):
        if requirements:
            return Conversion(
                "Its installs are now project requirements.", "moved", requirements=requirements
            )
        return Conversion("It only inspects the system.")
    remaining = (
        line if one.code or one.kind == "dropped" else ""
        for line, one in zip(lines, conversions, strict=True)
    )
    body = block("".join(f"{line}\n" for line in remaining))
    more = ", capture_output=True, text=True" if captured else ""
    code = f'subprocess.run(["{shell}", "-c", {body}], check={check}{more})'
    code = f"{captured} = {code}.stdout" if captured else code
    why = "The shell commands run as a subprocess."
    return Conversion(why, "rewritten", code, ("import subprocess",), requirements)


def block(text: str) -> str:
    """Return the source of a string with lines of text: it has one line more than the text."""
    if not text:
        return '""'
    escaped = text.removesuffix("\n").replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""\\\n{escaped}\\n"""'


def _run(text: str, names: frozenset[str], conversions: list[Conversion]) -> Conversion:
    code = _call(interpolated(text.strip(), names))
    others = [one for one in conversions if not one.code and one.kind != "dropped"]
    whys = dict.fromkeys(["The shell command runs as a subprocess.", *(one.why for one in others)])
    kind: ChangeKind = "review" if any(one.kind == "review" for one in others) else "rewritten"
    requirements = tuple(name for one in conversions for name in one.requirements)
    return Conversion(" ".join(whys), kind, code, ("import subprocess",), requirements)


def _without_installs(text: str, parts: list[list[str]]) -> str:
    raw = re.split(r"\s*(?:&&|;)\s*", text)
    if len(raw) != len(parts):
        return text
    remaining = [line for line, words in zip(raw, parts, strict=True) if _one(words).kind == "dropped"]
    return " && ".join(remaining) if len(remaining) < len(raw) else text


def _call(source: str, more: str = "") -> str:
    return f"subprocess.run({source}, shell=True, check=False{more})"


def _one(words: list[str]) -> Conversion:
    if words and words[0] == "sudo":
        words = words[1:]
    install = install_of(words)
    if install:
        return requirements_of(install)
    name = PurePosixPath(words[0]).name if words else ""
    if name in _SYSTEM:
        return Conversion(
            "It installs system packages: install them on the machine that runs the project.", "review"
        )
    if _redirects(words) or not _is_inspection(name, words):
        return Conversion("", code=shlex.join(words))
    return Conversion("It only inspects the system.")


def _redirects(words: list[str]) -> bool:
    text = " ".join(words)
    return ">" in re.sub(r"\d?>+\s*/dev/null", "", text)


def _is_inspection(name: str, words: list[str]) -> bool:
    arguments = words[1:]
    if name in _INSPECTION:
        return not any(word.startswith(_WRITES.get(name, ())) for word in arguments)
    if name in _SHELL_STATE or _PIP.match(name) or arguments[:1] in _VERSION:
        return True
    if name.startswith(("python", "{sys.")) and arguments[:2] in (["-m", "pip"], ["-m", "site"]):
        return True
    return bool(arguments) and f"{name}:{arguments[0]}" in _INSPECTION_SUBCOMMANDS


def _commands(text: str) -> list[list[str]]:
    """Split a command line at `;`, `&&`, `||` and `|`."""
    lexer = shlex.shlex(text.replace("2>&1", ""), posix=True, punctuation_chars=";&|")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError:
        return [["sh", "-c", text]]
    parts: list[list[str]] = [[]]
    for word in words:
        if word and set(word) <= set(";&|"):
            parts.append([])
        else:
            parts[-1].append(word)
    return [_uncommented(part) for part in parts if _uncommented(part)]


def _uncommented(words: list[str]) -> list[str]:
    comment = next((index for index, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:comment]


def install_of(words: list[str]) -> Install | None:
    """Return the install that a command makes, None for any other command."""
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
    return Install(False, tuple(words[1:])) if tool == "easy_install" else None


def requirements_of(install: Install) -> Conversion:
    """Convert an install to requirements of the project, or to a line to review."""
    found: list[str] = []
    unclear: list[str] = []
    arguments = iter(install.arguments)
    for word in arguments:
        if word in _OPTIONS_WITH_VALUE:
            value = next(arguments, "")
            unclear += [f"{word} {value}"] if word in {"-r", "--requirement", "--file"} else []
        elif word in {"-e", "--editable"}:
            unclear.append(f"{word} {next(arguments, '')}")
        elif word.startswith(("-r", "--requirement=")):
            unclear.append(word)
        elif word in {">", ">>", "2>", "&>"}:
            next(arguments, "")
        elif not word.startswith(("-", ">", "2>")):
            requirement = _requirement(word, install.conda)
            (found if requirement else unclear).append(requirement or word)
    return _install_conversion(tuple(name for name in found if name not in _INSTALLERS), unclear)


def _install_conversion(names: tuple[str, ...], unclear: list[str]) -> Conversion:
    urls = [name for name in names if " @ " in name]
    if unclear:
        why = f"Not added to the project's requirements: {', '.join(unclear)}. Add what it installs."
    elif urls:
        why = f"The install is now a project requirement. Check its name: {', '.join(urls)}."
    else:
        why = "The install is now a project requirement."
    return Conversion(why, "review" if unclear or urls else "moved", requirements=names)


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
