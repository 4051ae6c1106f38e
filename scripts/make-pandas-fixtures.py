"""Writes what pandas and numpy say of one small table to test/learn/features/fixtures/pandas.json.

Run with Debian's python3-pandas: /usr/bin/python3 scripts/make-pandas-fixtures.py
"""

import json
import math
import os

import numpy as np
import pandas as pd

ROWS = 240
WINDOW = 7

rng = np.random.default_rng(20261123)
group = np.array(["a", "b", "c"])[rng.integers(0, 3, ROWS)]
value = np.round(100 + np.cumsum(rng.normal(0, 1.5, ROWS)), 4)
value[rng.random(ROWS) < 0.04] = np.nan
tied = rng.integers(0, 6, ROWS).astype(float)
tied[60:75] = 3.0
frame = pd.DataFrame({"group": group, "value": value, "tied": tied})


def each(column, function):
    """The function of each group's series, back in the table's order of rows."""
    return frame.groupby("group")[column].transform(function)


def slope(window):
    return np.polyfit(np.arange(len(window)), window, 1)[0]


answers = {}
for column in ["value", "tied"]:
    rolling = {
        "rollingSum": lambda s: s.rolling(WINDOW).sum(),
        "rollingMean": lambda s: s.rolling(WINDOW).mean(),
        "rollingDeviation": lambda s: s.rolling(WINDOW).std(),
        "rollingMin": lambda s: s.rolling(WINDOW).min(),
        "rollingMax": lambda s: s.rolling(WINDOW).max(),
        "rollingRank": lambda s: s.rolling(WINDOW).rank(pct=True),
        "rollingSlope": lambda s: s.rolling(WINDOW).apply(slope, raw=True),
        "exponentialMeanSpan": lambda s: s.ewm(span=9).mean(),
        "exponentialMeanHalfLife": lambda s: s.ewm(halflife=3).mean(),
        "exponentialMeanRecursive": lambda s: s.ewm(alpha=0.2, adjust=False).mean(),
        "lag": lambda s: s.shift(2),
        "difference": lambda s: s.diff(2),
        "percentChange": lambda s: s.pct_change(2, fill_method=None),
        "logReturn": lambda s: np.log(s.where(s > 0) / s.shift(2).where(s.shift(2) > 0)),
        "rank": lambda s: s.rank(),
        "rankFraction": lambda s: s.rank(pct=True),
        "forwardFill": lambda s: s.ffill(limit=1),
    }
    answers[column] = {name: each(column, function) for name, function in rolling.items()}

decisions = pd.DataFrame({"time": np.sort(rng.integers(0, 1000, 80)), "key": rng.choice(["x", "y", "z"], 80)})
facts = pd.DataFrame({"time": np.sort(rng.integers(0, 1000, 60)), "key": rng.choice(["x", "y"], 60)})
facts["fact"] = np.arange(60.0)
merged = {
    "latest": pd.merge_asof(decisions, facts, on="time", by="key")["fact"],
    "recent": pd.merge_asof(decisions, facts, on="time", by="key", tolerance=50)["fact"],
    "strict": pd.merge_asof(decisions, facts, on="time", by="key", allow_exact_matches=False)["fact"],
}

train = value[:120]
quartiles = np.nanpercentile(train, [25, 50, 75])
span = np.nanmax(train) - np.nanmin(train)
scaled = {
    "standard": (value - np.nanmean(train)) / np.nanstd(train),
    "robust": (value - quartiles[1]) / (quartiles[2] - quartiles[0]),
    "min-max": (value - np.nanmin(train)) / span,
    "min-max-symmetric": (value - np.nanmin(train)) / span * 2 - 1,
}


def plain(values):
    """A list for JSON, which has neither NaN (null here) nor infinity (text here)."""
    return [plain_number(v) for v in np.asarray(values).tolist()]


def plain_number(value):
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")


document = {
    "made": {"pandas": pd.__version__, "numpy": np.__version__, "script": "scripts/make-pandas-fixtures.py"},
    "window": WINDOW,
    "group": group.tolist(),
    "input": {"value": plain(value), "tied": plain(tied)},
    "answers": {c: {n: plain(a) for n, a in named.items()} for c, named in answers.items()},
    "asOf": {
        "decisions": {"time": plain(decisions["time"]), "key": decisions["key"].tolist()},
        "facts": {"time": plain(facts["time"]), "key": facts["key"].tolist()},
        "answers": {name: plain(column) for name, column in merged.items()},
    },
    "scaled": {"trainRows": 120, **{name: plain(column) for name, column in scaled.items()}},
}
path = os.path.join(os.path.dirname(__file__), "..", "test", "learn", "features", "fixtures", "pandas.json")
with open(path, "w", encoding="utf-8") as file:
    json.dump(document, file, separators=(",", ":"), allow_nan=False)
    file.write("\n")
