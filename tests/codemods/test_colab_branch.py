"""Branches for Google Colab are removed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply

NAME = "colab-branch"
KNOWN: dict[str, Any] = {}
CHANGED: dict[str, tuple[str, str]] = {
    "the else branch stays, with comments": (
        "# lead\nif 'google.colab' in sys.modules:\n    x = 1\nelse:\n    # here\n    x = 2  # two\n",
        "# lead\n# here\nx = 2  # two\n",
    ),
    "no else branch": ("if 'google.colab' in sys.modules:\n    x = 1\n", ""),
    "in a block": ("if a:\n    if 'google.colab' in sys.modules:\n        x = 1\n", "if a:\n    pass\n"),
    "the shell's text": (
        "if 'google.colab' in str(get_ipython()):\n    x = 1\nelse:\n    x = 2\n",
        "x = 2\n",
    ),
    "the opposite, on one line": ("if 'google.colab' not in sys.modules: x = 1; y = 2\n", "x = 1\ny = 2\n"),
    "a negation": ("if not 'google.colab' in sys.modules:\n    x = 1\n", "x = 1\n"),
    "an elif": (
        "if a:\n    x = 1\nelif 'google.colab' in sys.modules:\n    x = 2\nelse:\n    x = 3\n",
        "if a:\n    x = 1\nelse:\n    x = 3\n",
    ),
    "followed by an elif": (
        "if 'google.colab' in sys.modules:\n    x = 2\nelif b:\n    x = 1\nelse:\n    x = 3\n",
        "if b:\n    x = 1\nelse:\n    x = 3\n",
    ),
    "the branch for notebooks, from which the results come": (
        "if get_ipython():\n    x = 1\nelse:\n    x = 2\n",
        "x = 1\n",
    ),
    "a try block that imports it": (
        "try:\n    import google.colab\n    IN_COLAB = True\nexcept:\n    IN_COLAB = False\n",
        "IN_COLAB = False\n",
    ),
    "an import that may fail": (
        "# why\ntry:\n    import empiricaldist\nexcept ImportError:\n    pass\n",
        "# why\nimport empiricaldist\n",
    ),
    "an import that may fail, the other error": (
        "try:\n    from a import b\nexcept (ImportError, ModuleNotFoundError):\n    pass\n",
        "from a import b\n",
    ),
}
KEPT: dict[str, str] = {
    "a flag": "IN_COLAB = 'google.colab' in sys.modules\n",
    "a condition on the flag": "if IN_COLAB:\n    x = 1\n",
    "another module": "if 'torch' in sys.modules:\n    x = 'colab'\n",
    "a condition with more to it": "if 'google.colab' in sys.modules and x:\n    y = 1\n",
    "a fallback": "try:\n    import x\nexcept ImportError:\n    x = None\n",
    "more than imports in the try": "try:\n    import x\n    x.f()\nexcept ImportError:\n    pass\n",
    "any error ignored": "try:\n    import x\nexcept Exception:  # not ImportError\n    pass\n",
    "an else after the import": "try:\n    import x\nexcept ImportError:\n    pass\nelse:\n    x.f()\n",
    "a finally after the import": "try:\n    import x\nexcept ImportError:\n    pass\nfinally:\n    f()\n",
    "two handlers": "try:\n    import x\nexcept ImportError:\n    pass\nexcept ValueError:\n    pass\n",
    "a named error": "try:\n    import google.colab\nexcept ImportError as error:\n    f(error)\n",
    "a probe of the shell in try": "try:\n    get_ipython()\n    x = 1\nexcept NameError:\n    x = 2\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source
