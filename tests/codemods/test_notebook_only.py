"""Code that works only in a notebook is removed or replaced."""

from __future__ import annotations

from typing import Any

import pytest

from tests.codemods.applying import apply, kinds

NAME = "notebook-only"
KNOWN: dict[str, Any] = {"rebound": frozenset({"files"})}
CHANGED: dict[str, tuple[str, str]] = {
    "the import of display is removed": (
        "from IPython.display import display, HTML\n",
        "from IPython.display import HTML\n",
    ),
    "the complete import is removed": ("from IPython.display import clear_output, display\n", ""),
    "a call of the shell": ('get_ipython().run_line_magic("matplotlib", "inline")\n', ""),
    "the shell as a value": ("ip = get_ipython()\n", "ip = None\n"),
    "a setting of the shell": ('InteractiveShell.ast_node_interactivity = "all"\n', ""),
    "a setting of figures in notebooks": ('set_matplotlib_formats("retina")\n', ""),
    "clearing the output in a function": (
        "def f():\n    # clean\n    clear_output(wait=True)\n",
        "def f():\n    # clean\n    pass\n",
    ),
    "constant HTML": ('display(HTML("<b>"))\n', ""),
    "a frame as HTML": ("display(HTML(df.to_html()))\n", 'logger.info("%s", df)\n'),
    "values as Markdown": ('display(Markdown(f"**{x}**"))\n', 'logger.info("**%s**", x)\n'),
    "an image": ('Image(filename="a.png")\n', ""),
    "a progress bar of widgets": ("from tqdm.notebook import tqdm\n", "from tqdm import tqdm\n"),
    "a progress bar of widgets, old": (
        "from tqdm import tqdm_notebook\n",
        "from tqdm import tqdm as tqdm_notebook\n",
    ),
    "a progress bar of widgets, renamed": (
        "from tqdm import tqdm_notebook as tqdm, trange\n",
        "from tqdm import tqdm, trange\n",
    ),
    "a progress bar of widgets, as a module": ("import tqdm.notebook as tq\n", "import tqdm as tq\n"),
    "an import of Colab": ("from google.colab import drive, files\n", ""),
    "an import of Colab beside another": ("import google.colab, sys\n", "import sys\n"),
    "a drive of Colab": ('drive.mount("/content")\n', ""),
    "Python 2": ("from __future__ import print_function, division\n", ""),
    "Python 2 beside something newer": (
        "from __future__ import annotations, division\n",
        "from __future__ import annotations\n",
    ),
}
KEPT: dict[str, str] = {
    "IPython itself, which other statements may use": "import IPython\n",
    "a renamed display": "from IPython.display import display as show\n",
    "a class of IPython.display, which other statements may use": "from IPython.display import Image\n",
    "an image that is assigned": 'picture = Image("a.png")\n',
    "an image of another library": 'Image.open("a.png")\n',
    "a display of data, which print-to-logging handles": "display(df)\n",
    "display of another object": "node.display(x)\n",
    "the shell where its absence is expected": "try:\n    get_ipython().x()\nexcept NameError:\n    pass\n",
    "the plain progress bar": "from tqdm import tqdm\n",
    "the automatic progress bar": "from tqdm.auto import tqdm\n",
    "a relative module called display": "from . import display\n",
    "a name that the notebook bound itself": "files.upload()\n",
    "a file uploaded as a value": "uploaded = google_files.upload()\n",
    "an input": 'name = input("who?")\n',
    "postponed annotations": "from __future__ import annotations\n",
    "an attribute called display": "x = model.display\n",
    "another setting": "pd.options.display.max_rows = 20\n",
    "text about Colab": 'x = "google.colab"\n',
    "an open file": "files.close()\n",
    "a star": "from IPython.display import *\n",
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_changed(before: str, after: str) -> None:
    assert apply(NAME, before, **KNOWN) == after


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_kept(source: str) -> None:
    assert apply(NAME, source, **KNOWN) == source


@pytest.mark.parametrize(
    "source",
    [
        'name = input("who?")',
        "uploaded = files.upload()",
        "files.download(x)",
        "ip = get_ipython()",
        "import google.colab",
    ],
)
def test_manual_changes_need_a_review(source: str) -> None:
    assert kinds(NAME, source) == ["review"]
