# %% [markdown]
# # Compare

# %%
import numpy as np
import pandas as pd

first = np.array([1.0, 2.0, 3.0])
second = first + 1e-9
np.testing.assert_allclose(first, second)
pd.testing.assert_series_equal(pd.Series(first), pd.Series(second))
print("RESULT equal", np.array_equal(first, second), np.allclose(first, second))

# %% [markdown]
# ## Norms

# %%
norms = [float(np.abs(v).sum()) for v in (first, second)]
print("RESULT norms", round(norms[0], 6))

# %% [markdown]
# ## What differs is counted

# %%
differing = 0
for scale in (1e-9, 1e-3, 1.0):
    try:
        np.testing.assert_array_almost_equal(first, first + scale)
    except AssertionError:
        differing += 1
print("RESULT differing", differing)

# %% [markdown]
# ## Frames

# %%
frame = pd.DataFrame({"a": first})
other = frame.assign(a=frame["a"].astype("float32"))
try:
    pd.testing.assert_frame_equal(frame, other)
except AssertionError as error:
    print("RESULT", str(error).splitlines()[0])
pd.testing.assert_frame_equal(frame, other, check_dtype=False)
print("RESULT checked", differing + 1)
