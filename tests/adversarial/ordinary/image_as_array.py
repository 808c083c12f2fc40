# %% [markdown]
# # An image as an array

# %%
import numpy as np

height, width = 32, 32
yy, xx = np.mgrid[:height, :width]
image = np.exp(-((xx - 16) ** 2 + (yy - 12) ** 2) / 40)
print("RESULT brightest", np.unravel_index(image.argmax(), image.shape)[0].item(), image.max())

# %% [markdown]
# ## Noise

# %%
rng = np.random.default_rng(0)
noisy = image + rng.normal(0, 0.1, image.shape)
print("RESULT noise", (noisy - image).std().round(3))

# %% [markdown]
# ## Filter

# %%
def blur(picture, size=3):
    """Return the mean over a square around each pixel."""
    padded = np.pad(picture, size // 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    return windows.mean(axis=(2, 3))


smooth = blur(noisy)
print("RESULT error", ((smooth - image) ** 2).mean().round(4))

# %% [markdown]
# ## Edges

# %%
gy, gx = np.gradient(smooth)
edges = np.hypot(gx, gy)
print("RESULT edge pixels", int((edges > 0.08).sum()))

# %% [markdown]
# ## Threshold

# %%
mask = smooth > 0.5
print("RESULT area", int(mask.sum()), "width", int(mask.any(axis=0).sum()))
