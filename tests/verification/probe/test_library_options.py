"""Options that stages set are put back before they run again."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd

from mlscaffold.verification.probe.library_options import options, set_options


def test_options_are_put_back() -> None:
    before = options()
    pd.set_option("display.precision", 2)
    np.set_printoptions(precision=3)
    mpl.rcParams["lines.linewidth"] = 7
    assert options() != before
    set_options(before)
    assert pd.get_option("display.precision") == before["pandas display.precision"]
    assert np.get_printoptions()["precision"] == before["numpy precision"]
    assert mpl.rcParams["lines.linewidth"] == before["matplotlib lines.linewidth"]
    assert pd.get_option("display.max_columns") == 20
