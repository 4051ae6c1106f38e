"""scikit-learn's side of the bench (Debian: python3-sklearn). Jobs as in forest-peer.ts, and two more kinds:
{"kind": "version"} and {"kind": "export", "folder": ...}, which writes its data sets as data-file.ts reads them."""

import json
import resource
import sys
import time

import numpy as np
import sklearn
from sklearn import datasets
from sklearn.ensemble import RandomForestClassifier


def read(file):
    with open(file + ".json") as handle:
        sizes = json.load(handle)
    columns = np.fromfile(file, dtype="<f8").reshape(sizes["features"] + 1, sizes["rows"])
    return np.ascontiguousarray(columns[:-1].T), columns[-1].astype(np.int64)


def forest(job, seed):
    return RandomForestClassifier(
        n_estimators=job["trees"], max_depth=job["maxDepth"], n_jobs=job["threads"], random_state=seed
    )


def timed(job):
    x, y = read(job["file"])
    start = time.perf_counter()
    model = forest(job, 1).fit(x, y)
    trained = time.perf_counter()
    predicted = model.predict(x)
    end = time.perf_counter()
    return {
        "fitSeconds": trained - start,
        "predictSeconds": end - trained,
        "accuracy": float((predicted == y).mean()),
        "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }


def accuracies(job):
    x, y = read(job["file"])
    result = []
    for seed, fold_file in enumerate(job["foldFiles"]):
        fold_of = np.fromfile(fold_file, dtype=np.uint8)
        right, rows = 0, 0
        for fold in range(job["tested"]):
            inside = fold_of != fold
            model = forest(job, seed).fit(x[inside], y[inside])
            right += int((model.predict(x[~inside]) == y[~inside]).sum())
            rows += int((~inside).sum())
        result.append(right / rows)
    return result


def export(job):
    names = []
    for name in ["wine", "breast_cancer", "digits"]:
        data = getattr(datasets, "load_" + name)()
        file = job["folder"] + "/" + name + ".f64"
        np.vstack([data.data.T, data.target]).astype("<f8").tofile(file)
        sizes = {"rows": len(data.target), "features": data.data.shape[1], "classes": len(data.target_names)}
        with open(file + ".json", "w") as handle:
            json.dump(sizes, handle)
        names.append(name)
    return names


KINDS = {"version": lambda job: sklearn.__version__, "export": export, "time": timed, "folds": accuracies}
job = json.loads(sys.argv[1])
print(json.dumps(KINDS[job["kind"]](job)))
