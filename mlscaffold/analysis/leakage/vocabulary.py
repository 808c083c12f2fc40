"""Names of libraries, classes, functions and methods by their effect on rows."""

from __future__ import annotations

import re
from functools import cache

from mlscaffold.analysis.metrics import compares_predictions

LIBRARIES = frozenset(
    "sklearn keras tensorflow torch xgboost lightgbm catboost imblearn sklearn_pandas autokeras fastai cuml skorch "
    "category_encoders feature_engine mlxtend tpot h2o surprise pyspark pycaret tflearn mxnet pytorch_lightning".split()
)
HARMLESS = frozenset(
    "LabelEncoder LabelBinarizer MultiLabelBinarizer OneHotEncoder OrdinalEncoder Normalizer PolynomialFeatures "
    "FunctionTransformer Binarizer HashingVectorizer DictVectorizer KernelCenterer MissingIndicator FeatureHasher "
    "ImageDataGenerator BinaryEncoder BaseNEncoder HashingEncoder".split()
)
PREPARES = re.compile(
    r"(Scaler|Imputer|Vectorizer|Encoder|Binarizer|Transformer|Normalizer|Discretizer|Selector|Features|Tokenizer|"
    r"Mapper|Union|Sampler|SMOTE\w*|ADASYN|TomekLinks|NearMiss|Decomposition|Embedding)$|"
    r"^(PCA|\w+PCA|TruncatedSVD|FastICA|NMF|FactorAnalysis|TSNE|UMAP|Isomap|Select\w+|Generic\w+Select|RFE|RFECV|"
    r"make_column_transformer|make_union|VarianceThreshold|TfidfTransformer|LatentDirichletAllocation|Sequential\w*Selector|Imputer|Preprocessor|"
    r"Normalization|TextVectorization|StringLookup|IntegerLookup|Discretization)$"
)
KEEPS_COLUMNS = re.compile(r"(Scaler|Imputer|Normalizer|PolynomialFeatures|PCA)$")
"""Names of steps whose output holds each of their columns, however changed."""
CLUSTERS = frozenset(
    "AffinityPropagation AgglomerativeClustering Birch DBSCAN FeatureAgglomeration KMeans MiniBatchKMeans MeanShift "
    "OPTICS SpectralClustering SpectralBiclustering SpectralCoclustering GaussianMixture HDBSCAN KModes KPrototypes "
    "BisectingKMeans IsolationForest OneClassSVM LocalOutlierFactor EllipticEnvelope NearestNeighbors".split()
)
OVERSAMPLERS = frozenset(
    "RandomOverSampler SMOTE SMOTENC SMOTEN ADASYN BorderlineSMOTE KMeansSMOTE SVMSMOTE SMOTEENN SMOTETomek".split()
)
SPLITTERS = frozenset(
    "KFold StratifiedKFold RepeatedKFold RepeatedStratifiedKFold ShuffleSplit StratifiedShuffleSplit GroupKFold "
    "StratifiedGroupKFold GroupShuffleSplit LeaveOneOut LeavePOut LeaveOneGroupOut TimeSeriesSplit PredefinedSplit".split()
)
SHUFFLING = frozenset({"ShuffleSplit", "StratifiedShuffleSplit"})
WRAPS = frozenset(
    "DataFrame Series DMatrix QuantileDMatrix Dataset TensorDataset DataLoader Pool Tensor LongTensor FloatTensor Variable Index "
    "Categorical csr_matrix TextList Image GeoDataFrame Counter TaggedDocument TimeseriesGenerator".split()
)
REDUCERS = frozenset(
    "mean median mode std var max min sum quantile prod sem skew kurt kurtosis describe corr cov agg aggregate idxmax "
    "idxmin value_counts ptp nanmean nanmedian nanstd average percentile".split()
)
ARRAY_REDUCERS = frozenset(
    "mean median std var max min amax amin ptp percentile nanpercentile quantile nanquantile average nanmean nanmedian "
    "nanstd nanvar nanmax nanmin sum cov corrcoef histogram mode iqr count_nonzero".split()
)
SCALES = frozenset(
    "scale minmax_scale maxabs_scale robust_scale quantile_transform power_transform zscore boxcox yeojohnson qcut".split()
)
ASSOCIATIONS = frozenset(
    "chi2 f_classif f_regression mutual_info_classif mutual_info_regression r_regression".split()
)
"""Functions that rate columns by the target of all rows."""
CLEANERS = frozenset(
    "NearMiss TomekLinks EditedNearestNeighbours RepeatedEditedNearestNeighbours AllKNN CondensedNearestNeighbour "
    "OneSidedSelection NeighbourhoodCleaningRule InstanceHardnessThreshold ClusterCentroids".split()
)
"""Undersamplers that choose rows by comparing them with all others."""
TESTS = frozenset(
    "predict predict_proba predict_log_proba predict_classes decision_function predict_generator score evaluate "
    "evaluate_generator".split()
)
FEATURES = ("X", "x", "X_train", "data", "generator", "raw_documents", "texts")
SCORES = frozenset({"score", "evaluate", "evaluate_generator"})
DISPLAYS = frozenset("plt sns ax fig axes warnings display sys os px go logging matplotlib mpl time".split())
SHOWN = frozenset("head tail info describe plot hist boxplot show sample value_counts dtypes".split())
FITS = frozenset({"fit", "fit_generator", "partial_fit", "train_on_batch", "fit_one_cycle"})
TRANSFORMS = frozenset("transform texts_to_sequences texts_to_matrix sequences_to_matrix".split())
RESAMPLES = frozenset({"fit_resample", "fit_sample"})
FOLDED = frozenset({"cross_val_score", "cross_validate", "cross_val_predict"})
FROM_ESTIMATOR = frozenset(
    "plot_confusion_matrix plot_roc_curve plot_precision_recall_curve plot_det_curve from_estimator".split()
)
DESCRIPTIVE = frozenset({"PartialDependence", "DecisionBoundary", "partial_dependence"})
"""Displays of what a model has learned, which test nothing."""
LEARNED = frozenset(
    "feature_importances_ coef_ ranking_ support_ scores_ pvalues_ best_feature_mask_ feature_importance".split()
)
"""Attributes by which columns are chosen: statistics of the rows that an estimator was fitted on."""
STACKS = frozenset("concat vstack concatenate row_stack append r_ stack dstack chain".split())
IDENTIFIER = re.compile(
    r"(^|_|\b)(user|patient|customer|subject|client|session|person|player|member|household)_?(id|ids|number|no)?$",
    re.IGNORECASE,
)
PART_NAME = re.compile(r"(^|_)(train|test|valid|val|validation|dev|holdout)", re.IGNORECASE)
TRAINING = re.compile(r"(^|_)train", re.IGNORECASE)
VALIDATION = re.compile(r"(^|_)(val|valid|validation|dev)(_|$)", re.IGNORECASE)
ROWS_NAME = re.compile(
    r"(idx|index|indices|indexes|ind|mask|msk|train|test|rows|ids|perm|order|shuffle)", re.IGNORECASE
)


def is_harmless(name: str) -> bool:
    """Return whether a class learns nothing from its rows that could improve a test score."""
    return name in HARMLESS


@cache
def scores_predictions(name: str) -> bool:
    """Return whether a function compares predictions with labels."""
    return compares_predictions(name) and name not in FOLDED and not name[0].isupper()


@cache
def prepares(name: str) -> bool:
    """Return whether a class prepares data and is not the tested model."""
    return name in CLUSTERS or name in HARMLESS or bool(PREPARES.search(name))
