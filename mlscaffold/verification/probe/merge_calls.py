"""Keeps the calls that two runs agree on, and moves their tables into recordings."""

from __future__ import annotations

from typing import Any

UNSTABLE = "it is not the same in two runs"

Entry = dict[str, Any]


def merge_calls(first: list[Entry], second: list[Entry]) -> tuple[list[Entry], dict[str, Any]]:
    """Return the facts of functions and classes, and the recordings of their tables by file.

    Args:
        first: the functions and classes as one run observed them, as `replay_calls.py` writes them.
        second: the same of the other run.
    """
    twins = {one["name"]: one["tests"] for one in second}
    facts, recordings = [], {}
    for one in first:
        tests = [test for test in one["tests"] if test in twins.get(one["name"], [])]
        values = _Values()
        merged = {
            **one,
            "why": UNSTABLE if one["tests"] and not tests else one["why"],
            "file": ".".join(filter(None, (one["module"], one["name"]))),
            "tests": [_life(test, values) if one["is_class"] else _call(test, values) for test in tests],
        }
        facts.append(merged)
        if values.inputs or values.outputs:
            recordings[merged["file"]] = {"inputs": values.inputs, "outputs": values.outputs, "shown": {}}
    return facts, recordings


class _Values:
    """The tables of a file, by name."""

    def __init__(self) -> None:
        self.inputs: dict[str, Any] = {}
        self.outputs: dict[str, Any] = {}

    def argument(self, entry: Entry, name: str) -> Entry:
        """Return the reference to an argument; equal ones are stored once."""
        if "value" not in entry:
            return entry
        source = {"from": "", "value": entry["value"]}
        key = next((key for key, other in self.inputs.items() if other == source), None)
        if key is None:
            key = _free(name, self.inputs)
            self.inputs[key] = source
        return {"stored": key}

    def result(self, entry: Any, name: str) -> Any:
        """Return the reference to a result."""
        if not entry or "described" not in entry:
            return entry
        key = _free(name, self.outputs)
        self.outputs[key] = entry["described"]
        return {"recorded": key}


def _free(name: str, used: dict[str, Any]) -> str:
    names = (name if number == 1 else f"{name}_{number}" for number in range(1, len(used) + 2))
    return next(one for one in names if one not in used)


def _call(call: Entry, values: _Values) -> Entry:
    names = [
        *call["names"],
        *(f"argument_{place + 1}" for place in range(len(call["names"]), len(call["arguments"]))),
    ]
    changed = (
        [place, values.result(entry, f"{names[place] if isinstance(place, int) else place}_after")]
        for place, entry in call["changed"]
    )
    return {
        **call,
        "arguments": [values.argument(entry, name) for entry, name in zip(call["arguments"], names)],
        "keywords": {name: values.argument(entry, name) for name, entry in call["keywords"].items()},
        "result": values.result(call["result"], "result"),
        "changed": list(changed),
    }


def _life(life: Entry, values: _Values) -> Entry:
    return {
        **life,
        "made": _call({**life["made"], "result": None}, values),
        "steps": [_call(step, values) for step in life["steps"]],
        "state": values.result(life["state"], "state"),
    }
