"""Writes test/learn/metrics/fixtures/*.json: fixed inputs and the answers of scikit-learn and SciPy to them.

Run with a Python that has scikit-learn (Debian: python3-sklearn), from the top folder:
    python3 scripts/make-sklearn-fixtures.py
"""

import json
import math
import pathlib
import warnings

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
CLASSES = ["sell", "hold", "buy"]
SCORES = {"sell": -1.0, "hold": 0.0, "buy": 1.0}
FOLDER = pathlib.Path("test/learn/metrics/fixtures")


def classifier_case(name, actual, predicted, probabilities):
    actual = np.array(actual)
    predicted = np.array(predicted)
    probabilities = np.array(probabilities, dtype=float)
    codes = np.array([CLASSES.index(label) for label in actual])
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        actual, predicted, labels=CLASSES, zero_division=0
    )
    answers = {
        "accuracy": metrics.accuracy_score(actual, predicted),
        "balancedAccuracy": metrics.balanced_accuracy_score(actual, predicted),
        "matthewsCorrelation": metrics.matthews_corrcoef(actual, predicted),
        "cohensKappa": metrics.cohen_kappa_score(actual, predicted),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "support": support,
        "logLoss": metrics.log_loss(codes, probabilities, labels=[0, 1, 2]),
        "brierPerClass": [metrics.brier_score_loss(codes == c, probabilities[:, c]) for c in range(3)],
        "ordinalR2": metrics.r2_score([SCORES[a] for a in actual], [SCORES[p] for p in predicted]),
    }
    answers["brierScore"] = sum(answers["brierPerClass"])
    for average in ["macro", "weighted"]:
        answers[average] = metrics.precision_recall_fscore_support(
            actual, predicted, labels=CLASSES, average=average, zero_division=0
        )[:3]
    for by, normalize in [("counts", None), ("actual", "true"), ("predicted", "pred"), ("all", "all")]:
        matrix = metrics.confusion_matrix(actual, predicted, labels=CLASSES, normalize=normalize)
        answers["confusion" if by == "counts" else f"confusionBy{by.capitalize()}"] = matrix.ravel()
    answers["rocAuc"], answers["averagePrecision"], answers["curves"] = [], [], []
    answers["calibration"] = []
    for c in range(3):
        hit = codes == c
        one_sided = hit.all() or not hit.any()
        answers["rocAuc"].append(None if one_sided else metrics.roc_auc_score(hit, probabilities[:, c]))
        answers["averagePrecision"].append(
            None if one_sided else metrics.average_precision_score(hit, probabilities[:, c])
        )
        if not one_sided:
            false_rate, true_rate, thresholds = metrics.roc_curve(hit, probabilities[:, c], drop_intermediate=False)
            answers["curves"].append({"falsePositiveRate": false_rate[1:], "truePositiveRate": true_rate[1:], "thresholds": thresholds[1:]})
        else:
            answers["curves"].append(None)
        entry = {}
        for strategy in ["uniform", "quantile"]:
            frequency, mean = calibration_curve(hit, probabilities[:, c], n_bins=10, strategy=strategy)
            entry[strategy] = {"frequency": frequency, "mean": mean}
        answers["calibration"].append(entry)
    if all(value is not None for value in answers["rocAuc"]):
        answers["rocAucMacro"] = metrics.roc_auc_score(codes, probabilities, multi_class="ovr", average="macro")
        answers["rocAucWeighted"] = metrics.roc_auc_score(codes, probabilities, multi_class="ovr", average="weighted")
    write(name, {"classes": CLASSES, "actual": actual, "predicted": predicted, "probabilities": dict(zip(CLASSES, probabilities.T))}, answers)


def regression_case(name, actual, predicted):
    write(
        name,
        {"actual": actual, "predicted": predicted},
        {
            "meanAbsoluteError": metrics.mean_absolute_error(actual, predicted),
            "rootMeanSquaredError": math.sqrt(metrics.mean_squared_error(actual, predicted)),
            "r2": metrics.r2_score(actual, predicted),
        },
    )


def write(name, inputs, answers):
    text = json.dumps(
        {"madeBy": f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}", "inputs": inputs, "answers": answers},
        default=plain,
        allow_nan=True,
    ).replace("NaN", "null")
    (FOLDER / f"{name}.json").write_text(text + "\n")


def plain(value):
    return value.tolist() if isinstance(value, np.ndarray) else value.item()


def softmax(scores):
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True)


def drawn(seed, rows, skew, sharpness):
    """Rows whose probabilities know something of the label, and a skewed class balance."""
    random = np.random.default_rng(seed)
    codes = random.choice(3, size=rows, p=skew)
    scores = random.normal(size=(rows, 3)) + sharpness * np.eye(3)[codes]
    probabilities = softmax(scores)
    return [CLASSES[c] for c in codes], [CLASSES[c] for c in probabilities.argmax(axis=1)], probabilities


FOLDER.mkdir(parents=True, exist_ok=True)
classifier_case("typical", *drawn(1, 300, [0.3, 0.4, 0.3], 1.0))
classifier_case("skewed", *drawn(2, 200, [0.05, 0.9, 0.05], 0.5))

actual, predicted, probabilities = drawn(3, 150, [0.3, 0.4, 0.3], 1.0)
tied = np.round(probabilities * 4) / 4
tied[:, 1] = np.maximum(0, 1 - tied[:, 0] - tied[:, 2])
tied = tied / tied.sum(axis=1, keepdims=True)
classifier_case("tied-scores", actual, predicted, tied)

# Probabilities on the edges of the bins, as products and as decimals, in rows that miss a sum of 1 by a little.
on_edges = [[(7 if i % 2 else 0.7 * 10) * 0.1, 0.3 if i % 3 else 3 * 0.1, 0.0] for i in range(30)]
on_edges += [[0.1 * (i % 4), 0.6, 0.4 - 0.1 * (i % 4)] for i in range(30)]
on_edges = np.abs(np.array(on_edges))
on_edges[::5] *= 1 + 4e-6
classifier_case("bin-edges", actual[:60], predicted[:60], on_edges)

classifier_case("never-predicted", actual, ["buy" if label == "sell" else label for label in predicted], probabilities)
absent = [("hold" if label == "sell" else label) for label in actual]
classifier_case("absent-class", absent, predicted, probabilities)
classifier_case("certain", actual, predicted, np.eye(3)[[CLASSES.index(label) for label in predicted]])
classifier_case("perfect", actual, actual, np.eye(3)[[CLASSES.index(label) for label in actual]])
classifier_case("one-class-each", ["hold"] * 20, ["buy"] * 20, np.tile([0.2, 0.3, 0.5], (20, 1)))
classifier_case("same-single-class", ["hold"] * 20, ["hold"] * 20, np.tile([0.2, 0.5, 0.3], (20, 1)))

random = np.random.default_rng(4)
target = random.normal(100, 15, size=250)
regression_case("regression", target, target * 0.8 + random.normal(20, 5, size=250))
regression_case("regression-constant", np.full(10, 3.0), np.linspace(1, 5, 10))
regression_case("regression-constant-exact", np.full(10, 3.0), np.full(10, 3.0))

probabilities = [1e-300, 1e-12, 1e-5, 0.025, 0.075, 0.2, 0.5, 0.6, 0.925, 0.975, 0.995, 1 - 1e-12]
write("normal-quantile", {"probabilities": probabilities}, {"quantiles": stats.norm.ppf(probabilities)})

trials = [(0, 1), (1, 1), (0, 10), (10, 10), (3, 10), (61, 100), (4999, 10000)]
intervals = [
    [*stats.binomtest(successes, count).proportion_ci(confidence_level=level, method="wilson")]
    for successes, count in trials
    for level in [0.9, 0.95, 0.99]
]
write("wilson", {"trials": trials, "levels": [0.9, 0.95, 0.99]}, {"intervals": intervals})

degrees = [2, 2.5, 3, 5, 8.25, 20, 100, 1e6]
levels = [0.95, 0.975, 0.995]
quantiles = [stats.t.ppf(level, v) for v in degrees for level in levels]
write("student-quantile", {"degrees": degrees, "probabilities": levels}, {"quantiles": quantiles})
