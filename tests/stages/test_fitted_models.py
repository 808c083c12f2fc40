from __future__ import annotations

import pytest

from mlscaffold.stages.fitted_models import fits_of
from tests.stages.notebooks import analysed, running

READ = "import pandas as pd\ndf = pd.read_csv('a.csv')\nX, y = df[['a']], df.b"
TORCH = (
    "import torch\nfrom torch import nn\nx = torch.arange(4.0).unsqueeze(1)\ny = 2 * x\nx_train = x[:2]",
    "model = nn.Linear(1, 1)\nloss_fn = nn.MSELoss()\noptimizer = torch.optim.SGD(model.parameters(), lr=0.1)",
    (
        "for epoch in range(3):\n    predicted = model(x)\n    loss = loss_fn(predicted, y)\n    optimizer.zero_grad()\n"
        "    loss.backward()\n    optimizer.step()"
    ),
)
NET = (
    "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(1, 1)\n"
    "    def forward(self, x):\n        return self.a(x)\n"
)
STEPS = "def train(net, data, opt):\n    loss = ((net(data) - data) ** 2).mean()\n    loss.backward()\n    opt.step()"
FITTED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "two statements": ((READ, "from sklearn.svm import SVC\nm = SVC()\nm.fit(X, y)"), ("m",)),
    "chained": ((READ, "from sklearn.svm import SVC\nm = SVC().fit(X, y)"), ("m",)),
    "a chained pipeline": (
        (READ, "from sklearn.pipeline import make_pipeline\nfrom sklearn.svm import SVC\nm = make_pipeline(SVC()).fit(X, y)"),
        ("m",),
    ),
    "two in one statement": (
        (READ, "from sklearn.svm import SVC, SVR\na, b = SVC().fit(X, y), SVR().fit(X, y)"),
        ("a", "b"),
    ),
    "bound again to itself": ((READ, "from sklearn.svm import SVC\nm = SVC()\nm = m.fit(X, y)"), ("m",)),
    "a function that returns it": (
        (READ, "from sklearn.svm import SVC\ndef train(X, y):\n    m = SVC()\n    m.fit(X, y)\n    return m", "best = train(X, y)"),
        ("best",),
    ),
    "a function that returns it with more": (
        (
            READ,
            "from sklearn.svm import SVC\ndef train(X, y):\n    m = SVC().fit(X, y)\n    return m, m.score(X, y)",
            "best, score = train(X, y)",
        ),
        ("best",),
    ),
    "a function that fits its argument": (
        (READ, "from sklearn.svm import SVC\ndef train(m, X, y):\n    m.fit(X, y)", "m = SVC()\ntrain(m, X, y)"),
        ("m",),
    ),
    "a booster": ((READ, "import lightgbm as lgb\nm = lgb.train({}, lgb.Dataset(X, y))"), ("m",)),
    "the results of statsmodels": (
        (READ, "from statsmodels.tsa.arima.model import ARIMA\nmodel = ARIMA(y, order=(1, 1, 0))\nfit = model.fit()"),
        ("fit",),
    ),
    "the results of a formula": ((READ, "import statsmodels.formula.api as smf\nres = smf.ols('b ~ a', df).fit()"), ("res",)),
    "a model of an unknown library": ((READ, "from x import Model\nm = Model()\nm.fit(X, y)"), ("m",)),
    "the results of an unknown library": (
        (READ, "from x import Model\nm = Model(y)\nr = m.fit()", "a = r.forecast(3)"),
        ("r",),
    ),
    "a history of an unknown library": (
        (READ, "from x import Model\nm = Model()\nh = m.fit(X, y)", "a = m.predict(X)\nb = h.loss"),
        ("m",),
    ),
    "keras": (
        (READ, "from keras import Sequential\nm = Sequential()\nm.compile()\nhistory = m.fit(X, y)"),
        ("m",),
    ),
    "prophet": ((READ, "from prophet import Prophet\nm = Prophet()\nm.fit(df)"), ("m",)),
    "the best of a search": (
        (READ, ("from sklearn.model_selection import GridSearchCV\nfrom sklearn.svm import SVC\n"
         "s = GridSearchCV(SVC(), {'C': [1]})\ns.fit(X, y)"), "best = s.best_estimator_\nbest.score(X, y)"),
        ("s", "best"),
    ),
    "a loop whose model is used afterwards": (
        (READ, "from sklearn.svm import SVC\nfor c in [1, 2]:\n    m = SVC(C=c)\n    m.fit(X, y)", "p = m.predict(X)"),
        ("m",),
    ),
    "passes over the data": (
        (READ, "from sklearn.linear_model import SGDClassifier\nm = SGDClassifier()", "for i in range(3):\n    m.partial_fit(X, y)"),
        ("m",),
    ),
    "a loop of torch": (TORCH, ("model",)),
    "a module of the notebook": (
        ("import torch\nfrom torch import nn\nx = torch.ones(3, 1)", NET, STEPS,
         "net = Net()\nopt = torch.optim.Adam(net.parameters())", "for i in range(3):\n    train(net, x, opt)"),
        ("net",),
    ),
}  # fmt: skip
NOT_FITTED: dict[str, tuple[str, ...]] = {
    "a scaler": (
        READ,
        "from sklearn.preprocessing import StandardScaler\ns = StandardScaler()\nX = s.fit_transform(X)",
    ),
    "components": (READ, "from sklearn.decomposition import PCA\np = PCA()\np.fit(X)"),
    "a model that is not fitted": (READ, "from sklearn.svm import SVC\nm = SVC()"),
    "a specification": (READ, "from statsmodels.api import OLS\nm = OLS(y, X)"),
    "no name": (READ, "from sklearn.svm import SVC\nprint(SVC().fit(X, y).score(X, y))"),
    "a list of models": (READ, "from sklearn.svm import SVC\nms = []\nms.append(SVC().fit(X, y))"),
    "one of each pass": (
        READ,
        "from sklearn.svm import SVC\nfor c in [1, 2]:\n    m = SVC(C=c)\n    m.fit(X, y)\n    print(m.score(X, y))",
    ),
    "a forecast of each pass": (
        READ,
        (
            "from statsmodels.tsa.arima.model import ARIMA\nout = []\nfor t in range(3):\n    m = ARIMA(y[:t])\n"
            "    r = m.fit()\n    out.append(r.forecast())"
        ),
    ),
    "a sampler": (READ, "from imblearn.over_sampling import SMOTE\ns = SMOTE()\nX, y = s.fit_resample(X, y)"),
    "axes": (
        READ,
        (
            "import matplotlib.pyplot as plt\nfrom scipy.cluster import hierarchy\nfig, ax = plt.subplots()\n"
            "hierarchy.dendrogram(hierarchy.complete(X), ax=ax)"
        ),
    ),
    "cross-validation": (
        READ,
        (
            "from sklearn.model_selection import cross_val_score\nfrom sklearn.svm import SVC\nm = SVC()\n"
            "s = cross_val_score(m, X, y)"
        ),
    ),
    "tensors": ("import torch\nw = torch.ones(2, requires_grad=True)", "l = (w ** 2).sum()\nl.backward()"),
    "a module that only predicts": (TORCH[0], "model = nn.Linear(1, 1)", "p = model(x)"),
}


@pytest.mark.parametrize(("cells", "expected"), FITTED.values(), ids=FITTED)
def test_models(cells: tuple[str, ...], expected: tuple[str, ...]) -> None:
    found = [name for stage in analysed(*cells).stages for name in stage.models]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("cells", NOT_FITTED.values(), ids=NOT_FITTED)
def test_no_models(cells: tuple[str, ...]) -> None:
    assert [name for stage in analysed(*cells).stages for name in stage.models] == []


def test_cells_that_fit_without_a_name() -> None:
    cells = (
        "from sklearn.svm import SVC\nX, y = [[1], [2]], [0, 1]",
        "print(SVC().fit(X, y).score(X, y))",
        "a = 1",
    )
    assert fits_of(running(*cells)).attempts == (2,)
