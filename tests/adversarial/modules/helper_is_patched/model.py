"""A model."""


def kernel(v):
    return v + 1


def predict(v):
    return kernel(v) * 2


def fit(values):
    return [predict(v) for v in values]
