"""Source of the tests of functions and classes from their recorded calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlscaffold.codegen.stage_tests import RESERVED, TestFunction, join_words, text

ORDINALS = ("", "another_", "a_third_")  # as many instances of a class as `call_log.py` chooses
PLAIN = re.compile(r"[\w ,;!'\"=-]*")  # the text of an exception that is a pattern as it is
PYTEST_NAMES = frozenset({"request", "monkeypatch", "tmp_path", "capsys", "caplog"})
"""Fixtures of pytest, which no parameter of a test may be called."""

Call = Mapping[str, Any]


def call_tests(fact: Mapping[str, Any]) -> tuple[TestFunction, ...]:
    """Return the tests of a function or class.

    Args:
        fact: its calls, as `merge_calls.py` writes them.
    """
    if not fact["tests"] or fact["name"].lower().startswith("test") or fact["name"] in RESERVED:
        return ()
    return tuple(_class_tests(fact) if fact["is_class"] else _function_tests(fact))


def used_names(fact: Mapping[str, Any], tests: Sequence[TestFunction], homes: Mapping[str, str]) -> set[str]:
    """Return the functions and classes of the project that tests use."""
    words = {word for test in tests for line in test.lines for word in re.findall(r"[A-Za-z_]\w*", line)}
    words |= {word for test in tests for word in re.findall(r"[A-Za-z_]\w*", test.decorator)}
    return {fact["name"].partition(".")[0]} | (words & homes.keys())


def _function_tests(fact: Mapping[str, Any]) -> Iterator[TestFunction]:
    name = fact["name"]
    calls = fact["tests"]
    rows = _same_form([call for call in calls if _is_row(call, name)])
    if len(rows) > 1:
        calls = [call for call in calls if call not in rows]
        yield _table(name, rows)
    if calls:
        lines = [line for call in calls for line in _Call(fact, call).lines()]
        suffix = "_in_other_cases" if len(rows) > 1 else ""
        protects = f"{_code(name)} does what it did in the recorded run."
        yield _test(f"test_{_flat(name)}{suffix}", protects, lines, name)


def _test(name: str, protects: str, lines: Sequence[str], of: str) -> TestFunction:
    stored = any("recorded." in line for line in lines)
    return TestFunction(name, protects, tuple(lines), of, parameters="recorded: Recorded" if stored else "")


def _code(name: str) -> str:
    return f"`{name}`"


def _flat(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace(".", "_").lower().strip("_")


# Tables of calls


def _is_row(call: Call, name: str) -> bool:
    """Return whether a call fits into a table: literals only, and nothing but a result."""
    values = [*call["arguments"], *call["keywords"].values()]
    result = call["result"] or {}
    fixtures = RESERVED | PYTEST_NAMES | {"expected", name.partition(".")[0]}
    return (
        bool(values)
        and all("source" in value for value in values)
        and "source" in result
        and not call["changed"]
        and len(call["names"]) == len(call["arguments"])
        and not fixtures.intersection((*call["names"], *call["keywords"]))
    )


def _same_form(calls: Sequence[Call]) -> list[Call]:
    """Return the calls with the commonest parameters, and with numbers or with other results."""
    forms = [(tuple(call["names"]), tuple(call["keywords"]), _is_number(call)) for call in calls]
    commonest = max(forms, key=forms.count, default=None)
    found = [call for call, form in zip(calls, forms, strict=True) if form == commonest]
    if not any(call["result"].get("approx") for call in found):
        found = [
            call for call, form in zip(calls, forms, strict=True) if commonest and form[:2] == commonest[:2]
        ]
        found = [call for call in found if not call["result"].get("approx")]
    return found


def _is_number(call: Call) -> bool:
    return re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", call["result"]["source"]) is not None


def _table(name: str, rows: Sequence[Call]) -> TestFunction:
    words = (*rows[0]["names"], *rows[0]["keywords"])
    approx = any(call["result"].get("approx") for call in rows)
    names = ", ".join(text(word) for word in (*words, "expected"))
    lines = [f"        ({', '.join((*_sources(call), call['result']['source']))})," for call in rows]
    decorator = "\n".join(("@pytest.mark.parametrize(", f"    ({names}),", "    [", *lines, "    ],", ")"))
    columns = list(zip(*((*_sources(call), call["result"]["source"]) for call in rows), strict=True))
    parameters = ", ".join(
        f"{word}: {_type(column)}" for word, column in zip((*words, "expected"), columns, strict=True)
    )
    arguments = ", ".join((*rows[0]["names"], *(f"{word}={word}" for word in rows[0]["keywords"])))
    wanted = "pytest.approx(expected)" if approx else "expected"
    protects = f"{_code(name)} gives the recorded results."
    body = (f"assert {name}({arguments}) == {wanted}",)
    return TestFunction(
        f"test_{_flat(name)}", protects, body, name, parameters=parameters, decorator=decorator
    )


def _sources(call: Call) -> list[str]:
    return [value["source"] for value in (*call["arguments"], *call["keywords"].values())]


def _type(sources: Sequence[str]) -> str:
    """Return the annotation of a column: its type if it has one that is plain."""
    kinds = {_kind(source) for source in sources}
    if kinds == {"int", "float"}:
        return "float"
    return kinds.pop() if len(kinds) == 1 else "Any"


def _kind(source: str) -> str:
    if source in ("True", "False"):
        return "bool"
    if source[:1] in "'\"":
        return "str"
    if re.fullmatch(r"-?\d+", source):
        return "int"
    return "float" if re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", source) else "Any"


# Calls, one after the other


class _Call:
    """Writes one call.

    Args:
        fact: the function or class.
        call: the call.
        target: what is called, as source.
    """

    def __init__(self, fact: Mapping[str, Any], call: Call, target: str = "") -> None:
        self.file, self.call = str(fact["file"]), call
        self.target = target or str(call["target"])
        self.changed: dict[Any, Any] = dict(call["changed"])
        self.variables: dict[Any, str] = {}

    def lines(self) -> Iterator[str]:
        """Yield the statements that call it, and compare what it gives and changes."""
        for place in self.changed:
            variable = self.call["names"][place] if isinstance(place, int) else place
            self.variables[place] = f"{variable}_argument" if variable in RESERVED else variable
        places = [*enumerate(self.call["arguments"]), *self.call["keywords"].items()]
        for place, variable in self.variables.items():
            yield f"{variable} = {self.value(dict(places)[place])}"
        yield from self.asserted(self.expression())
        for place, result in self.changed.items():
            yield from compared(self.variables[place], result, self.file)

    def value(self, entry: Mapping[str, Any]) -> str:
        """Return an argument as source."""
        if "source" in entry:
            return str(entry["source"])
        return f'recorded.argument({text(entry["stored"])}, of="{self.file}")'

    def expression(self) -> str:
        """Return the call as source."""
        words = [
            self.variables.get(place) or self.value(entry)
            for place, entry in enumerate(self.call["arguments"])
        ]
        words += [
            f"{name}={self.variables.get(name) or self.value(entry)}"
            for name, entry in self.call["keywords"].items()
        ]
        return f"{self.target}({', '.join(words)})"

    def asserted(self, expression: str) -> Iterator[str]:
        """Yield the call with what it has to give."""
        if self.call["error"]:
            name, message = self.call["error"]
            yield f"with pytest.raises({name}{_match(message)}):"
            yield f"    {expression}"
        elif self.call["result"] == {"source": "None"} and (self.changed or "." in self.target):
            yield expression
        else:
            yield from compared(expression, self.call["result"], self.file)


def _match(message: str) -> str:
    if not message:
        return ""
    return f", match={text(message)}" if PLAIN.fullmatch(message) else f", match=re.escape({text(message)})"


def compared(expression: str, result: Mapping[str, Any], file: str) -> Iterator[str]:
    """Yield the comparison of a value with the recorded one."""
    if "self" in result:
        yield expression
    elif "recorded" in result:
        yield f'recorded.check("{file}", {result["recorded"]}={expression})'
    elif "nan" in result:
        yield f"assert math.isnan({expression})"
    elif "vars" in result:
        yield f"assert vars({expression}) == {_wanted(result['vars'], result)}"
    elif result["source"] in ("True", "False"):
        yield f"assert {expression}" if result["source"] == "True" else f"assert not {expression}"
    else:
        is_none = result["source"] == "None"
        yield (
            f"assert {expression} is None"
            if is_none
            else f"assert {expression} == {_wanted(result['source'], result)}"
        )


def _wanted(source: str, result: Mapping[str, Any]) -> str:
    return f"pytest.approx({source})" if result.get("approx") else source


# Instances of classes


def _class_tests(fact: Mapping[str, Any]) -> Iterator[TestFunction]:
    for ordinal, life in zip(ORDINALS, fact["tests"], strict=False):
        lines = list(_life(fact, life))
        methods = [_code(name) for name in dict.fromkeys(step["target"] for step in life["steps"]) if name]
        what = join_words(methods) or "its attributes"
        protects = f"{_code(fact['name'])} does what it did in the recorded run: {what}."
        yield _test(f"test_{ordinal}{_flat(fact['name'])}", protects, lines, fact["name"])


def _life(fact: Mapping[str, Any], life: Mapping[str, Any]) -> Iterator[str]:
    """Yield the statements that make an instance, call its methods and look at it."""
    variable = _flat(fact["name"])
    variable = "instance" if variable in RESERVED or variable == fact["name"] else variable
    made = _Call(fact, {**life["made"], "changed": [], "error": None})
    yield f"{variable} = {made.expression()}"
    for step in life["steps"]:
        yield from _Call(fact, step, f"{variable}.{step['target']}".rstrip(".")).lines()
    for look, result in life["looks"]:
        shown = f"{variable}{look}" if look.startswith(".") else f"{look}({variable})"
        yield from compared(shown, result, fact["file"])
    if life["state"] and life["state"].get("source") != "{}":
        state = life["state"]
        yield from compared(variable if "recorded" in state else f"vars({variable})", state, fact["file"])
