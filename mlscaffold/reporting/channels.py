"""The channels of a proof in words: what was compared of each, what differs, and what was not compared."""

from collections.abc import Iterator, Sequence

from mlscaffold.reporting.markdown import cells, codes, count
from mlscaffold.results.proof import Channel, Compared, Proof, TextProof, ValueProof, Verdict

MOST_NAMES = 8  # names in a sentence: about two lines of text; the tables list all
EMPTY = {
    "values": "The notebook keeps no values.",
    "text": "The notebook prints and shows nothing.",
    "files": "The notebook writes no files.",
    "figures": "The notebook shows no figures.",
    "command": "",
}
NOUNS = {"values": "value", "files": "file", "figures": "figure"}
PLACES = (("output", "of stages"), ("local", "local"), ("end", "at the notebook's end"))


def some(names: Sequence[str]) -> str:
    """Return names as code, shortened if there are many."""
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{codes(names[:MOST_NAMES])}{more}"


def joined(parts: Sequence[str]) -> str:
    """Return parts of a sentence with commas and `and`."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def amount_of(channel: Channel, verdict: Verdict) -> int:
    """Return how many items of a channel have a verdict; of text, lines are counted."""
    found = channel.with_verdict(verdict)
    return sum(one.lines if isinstance(one, TextProof) else 1 for one in found)


def channel_text(channel: Channel) -> str:
    """Return the verdicts of a channel with their numbers, such as `12 equal, 1 unstable`."""
    if channel.name == "command":
        item = channel.items[0]
        return item.why or "it ends with status 0, and logs and writes the same"
    if channel.verdict == "empty":
        return EMPTY[channel.name].rstrip(".")
    numbers = [(amount_of(channel, verdict), verdict) for verdict, number in channel.counts if number]
    is_text = channel.name == "text"
    text = ", ".join(
        f"{count(number, 'line') if is_text else number} {verdict}" for number, verdict in numbers
    )
    return f"{text} ({places})" if (places := _places(channel.items)) else text


def _places(items: Sequence[Compared]) -> str:
    """Return where values were compared, with their numbers."""
    values = [item for item in items if isinstance(item, ValueProof)]
    found = ((sum(value.where == where for value in values), text) for where, text in PLACES)
    return ", ".join(f"{number} {text}" for number, text in found if number)


def equal_parts(proof: Proof) -> tuple[str, ...]:
    """Return what is equal, with numbers: `12 values`, `3 of 4 figures`."""
    found = []
    for channel in proof.channels:
        number = amount_of(channel, "equal")
        total = sum(amount_of(channel, verdict) for verdict, _ in channel.counts)
        noun = "line" if channel.name == "text" else NOUNS.get(channel.name, "")
        if noun and number:
            named = count(total, noun) + (" of text" if channel.name == "text" else "")
            found.append(named if number == total else f"{number} of {named}")
    return tuple(found)


def named_parts(proof: Proof, verdict: Verdict) -> tuple[str, ...]:
    """Return what has a verdict, by name: ``the value `x` ``, `the text of cells 3-5`."""
    return tuple(_named(channel, verdict) for channel in proof.channels if channel.with_verdict(verdict))


def _named(channel: Channel, verdict: Verdict) -> str:
    items = channel.with_verdict(verdict)
    if channel.name == "command":
        return "the command"
    if channel.name == "text":
        numbers = [item.cell for item in items]
        return "the text of " + (cells(numbers) if all(numbers) else "the project alone")
    names = list(dict.fromkeys(item.name for item in items))
    return f"the {channel.name if len(names) > 1 else NOUNS[channel.name]} {some(names)}"


def differences(proof: Proof) -> Iterator[tuple[str, Compared]]:
    """Yield what differs or was not compared, with the name of its channel: what differs first."""
    wanted: tuple[Verdict, ...] = ("differs", "not compared")
    for verdict in wanted:
        for channel in proof.channels:
            yield from ((channel.name, item) for item in channel.with_verdict(verdict))
