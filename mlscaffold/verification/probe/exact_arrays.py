"""Describes numpy arrays by their bytes, so that two runs can be compared."""

from __future__ import annotations

import hashlib
from typing import Any

RELATIVE = 1e-7
"""Relative tolerance of floats in a proof.

A float has 16 digits. Another order of summation or another math library costs the last 2 to 6 of them, while another
row, seed or parameter shows in the first 6.
"""
SHORT_FLOATS = frozenset({"float16", "float32", "complex64", ">f2", ">f4", ">c8"})
EXACT_BYTES = 200_000_000  # bytes of an array that is kept whole: 25 million floats, about what a laptop's memory can hold twice
EXACT_ITEMS = 2_000_000  # objects of an array that are described: ten seconds of work
EXACT_PICKS = 4096  # items kept of a larger array, beside its digest: they show an example of what differs


def places(length: int, count: int) -> list[int]:
    """Return up to so many places of a sequence, evenly spread."""
    if length <= count:
        return list(range(length))
    return sorted({round(step * (length - 1) / (count - 1)) for step in range(count)})


def describe_array(values: Any, inner: Any) -> dict[str, Any]:
    """Return a numpy array by its bytes.

    Args:
        values: the array.
        inner: describes an object in it.
    """
    head = {"kind": "array", "dtype": str(values.dtype), "shape": list(values.shape)}
    if values.dtype.names:  # the bytes of records have random gaps
        return head | {"fields": {name: describe_array(values[name], inner) for name in values.dtype.names}}
    flat = values.reshape(-1)
    if values.dtype.kind == "O":
        cut = {"cut": EXACT_ITEMS} if flat.size > EXACT_ITEMS else {}
        return head | cut | {"rows": [inner(item) for item in flat[places(flat.size, EXACT_ITEMS)].tolist()]}
    return head | _content(flat)


def _content(flat: Any) -> dict[str, Any]:
    """Return the bytes of an array; of a very large one a digest and some of its items."""
    if flat.nbytes <= EXACT_BYTES:
        return {"data": flat.tobytes()}
    step = EXACT_BYTES // flat.itemsize or 1  # in parts: a copy of all of it may not fit into the memory
    digest = hashlib.sha256()
    for start in range(0, flat.size, step):
        digest.update(flat[start : start + step].tobytes())
    picked = flat[places(flat.size, EXACT_PICKS)].tobytes()
    return {"data": picked, "digest": digest.hexdigest()}
