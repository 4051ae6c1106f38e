"""The nine example features in pandas, timed. Arguments: a folder of raw columns, repeats."""

import json
import os
import sys
import time

import numpy as np
import pandas as pd

folder, repeats = sys.argv[1], int(sys.argv[2])


def raw(name):
    return np.fromfile(os.path.join(folder, name), dtype=np.float64)


with open(os.path.join(folder, "symbol.txt"), encoding="utf-8") as file:
    symbol = file.read().split("\n")
frame = pd.DataFrame(
    {"symbol": symbol, "close": raw("close"), "volume": raw("volume"), "score": raw("score")}
)
WINDOW = 14
TREND = 7


def by_groupby_rolling():
    groups = frame.groupby("symbol", sort=False)

    def rolling(column, window, how):
        rolled = getattr(groups[column].rolling(window), how)()
        return rolled.droplevel(0).reindex(frame.index).to_numpy()

    trend = pd.Series(rolling("score", TREND, "mean"))
    return {
        "price": frame["close"].to_numpy(),
        "priceChange": groups["close"].pct_change(fill_method=None).to_numpy(),
        "priceMean": rolling("close", WINDOW, "mean"),
        "priceDeviation": rolling("close", WINDOW, "std"),
        "volume": frame["volume"].to_numpy(),
        "volumeChange": groups["volume"].pct_change(fill_method=None).to_numpy(),
        "volumeMean": rolling("volume", WINDOW, "mean"),
        "sentiment": frame["score"].to_numpy(),
        "sentimentTrend": trend.groupby(frame["symbol"], sort=False).diff(TREND).to_numpy(),
    }


def by_loop_over_groups():
    names = ["priceChange", "priceMean", "priceDeviation", "volumeChange", "volumeMean", "sentimentTrend"]
    out = {name: np.empty(len(frame)) for name in names}
    for rows in frame.groupby("symbol", sort=False).indices.values():
        close = pd.Series(frame["close"].to_numpy()[rows])
        volume = pd.Series(frame["volume"].to_numpy()[rows])
        score = pd.Series(frame["score"].to_numpy()[rows])
        out["priceChange"][rows] = close.pct_change(fill_method=None)
        out["priceMean"][rows] = close.rolling(WINDOW).mean()
        out["priceDeviation"][rows] = close.rolling(WINDOW).std()
        out["volumeChange"][rows] = volume.pct_change(fill_method=None)
        out["volumeMean"][rows] = volume.rolling(WINDOW).mean()
        out["sentimentTrend"][rows] = score.rolling(TREND).mean().diff(TREND)
    out["price"] = frame["close"].to_numpy()
    out["volume"] = frame["volume"].to_numpy()
    out["sentiment"] = frame["score"].to_numpy()
    return out


report = {"pandas": pd.__version__, "numpy": np.__version__, "ways": {}}
for name, way in [("groupby.rolling", by_groupby_rolling), ("loop over groups", by_loop_over_groups)]:
    seconds = []
    for _ in range(repeats):
        begun = time.perf_counter()
        result = way()
        seconds.append(time.perf_counter() - begun)
    report["ways"][name] = sorted(seconds)[len(seconds) // 2]
    for feature, values in result.items():
        np.asarray(values, dtype=np.float64).tofile(os.path.join(folder, f"{name}.{feature}.f64"))
print(json.dumps(report))
