#!/usr/bin/python3
"""Prediction of one row at a time by scikit-learn and xgboost: seconds for 1,000 calls with one row each."""
import os
import sys

sys.path.insert(0, os.environ["HONE_PEERS"])
from peerlib import THREADS, main, metric, result, task, timed  # noqa: E402

ROWS, TRAINED = 1000, 100_000


@task("boost_row_sklearn", "gbdt_1m")
def boost_row_sklearn(d):  # 100 trees of depth 6
    from sklearn.ensemble import HistGradientBoostingClassifier
    m = HistGradientBoostingClassifier(max_iter=100, max_depth=6, max_leaf_nodes=64, learning_rate=0.1, early_stopping=False, random_state=0)
    fit_s, _ = timed(lambda: m.fit(d.X[:TRAINED], d.y[:TRAINED]))
    predict_s, p = timed(lambda: [m.predict(d.Xt[i:i + 1])[0] for i in range(ROWS)])
    return result("sklearn", fit_s, predict_s, metric("accuracy", d.yt[:ROWS], p), "accuracy", (ROWS, d.X.shape[1]))


@task("boost_row_xgb", "gbdt_1m")
def boost_row_xgb(d):  # 100 trees of depth 6; in place, the fastest way that xgboost has for one row
    import numpy as np
    import xgboost as xgb
    p = dict(tree_method="hist", max_bin=256, learning_rate=0.1, objective="binary:logistic", nthread=THREADS, max_depth=6)
    fit_s, m = timed(lambda: xgb.train(p, xgb.DMatrix(d.X[:TRAINED], d.y[:TRAINED], nthread=THREADS), 100))
    m.set_param({"nthread": 1})
    predict_s, q = timed(lambda: [m.inplace_predict(d.Xt[i:i + 1])[0] for i in range(ROWS)])
    return result("xgboost", fit_s, predict_s, metric("accuracy", d.yt[:ROWS], np.array(q) > 0.5), "accuracy", (ROWS, d.X.shape[1]))


if __name__ == "__main__":
    raise SystemExit(main())
