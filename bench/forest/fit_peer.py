"""scikit-learn's and XGBoost's side of the peers' bench (Debian: python3-sklearn python3-xgboost). Takes a job as
fit-job.ts has it; {"library": ..., "version": true} answers with the version."""

import json
import sys
import time

import numpy as np

job = json.loads(sys.argv[1])


def model(is_regression):
    forest = job["learner"] == "forest"
    depth = job["maxDepth"] or None
    if job["library"] == "scikit-learn":
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        kind = RandomForestRegressor if is_regression else RandomForestClassifier
        return kind(n_estimators=job["trees"], max_depth=depth, n_jobs=job["threads"], random_state=job["seed"])
    import xgboost

    common = dict(tree_method="hist", n_jobs=job["threads"], random_state=job["seed"], n_estimators=job["trees"])
    if forest:
        kind = xgboost.XGBRFRegressor if is_regression else xgboost.XGBRFClassifier
        share = 1.0 if is_regression else np.sqrt(sizes["features"]) / sizes["features"]
        # Without a limit it takes 20 minutes for 16,000 rows of heavy tails.
        return kind(max_depth=depth or 12, colsample_bynode=share, **common)
    kind = xgboost.XGBRegressor if is_regression else xgboost.XGBClassifier
    return kind(max_depth=depth, learning_rate=0.1, **common)


if job.get("version"):
    name = "sklearn" if job["library"] == "scikit-learn" else job["library"]
    print(json.dumps(__import__(name).__version__))
    sys.exit(0)

with open(job["file"] + ".json") as handle:
    sizes = json.load(handle)
columns = np.fromfile(job["file"], dtype="<f8").reshape(sizes["features"] + 1, sizes["rows"])
x, y = np.ascontiguousarray(columns[:-1].T), columns[-1]
is_regression = sizes["classes"] == 0
if not is_regression:
    y = y.astype(np.int64)
n = job["trainRows"]
learner = model(is_regression)
start = time.perf_counter()
learner.fit(x[:n], y[:n])
fitted = time.perf_counter()
predicted = learner.predict(x[n:])
end = time.perf_counter()
truth = y[n:]
if is_regression:
    score = 1 - ((truth - predicted) ** 2).sum() / ((truth - truth.mean()) ** 2).sum()
else:
    score = np.mean([(predicted[truth == c] == c).mean() for c in np.unique(truth)])
print(json.dumps({"fitSeconds": fitted - start, "predictSeconds": end - fitted, "score": float(score)}))
