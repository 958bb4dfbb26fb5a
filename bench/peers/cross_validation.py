#!/usr/bin/python3
"""Cross-validation of scikit-learn: five runs of rows, one after another, each fit on all threads."""
import os
import sys

sys.path.insert(0, os.environ["HONE_PEERS"])
from peerlib import main, result, task, timed  # noqa: E402


@task("cross_val_boosting", "trees_100k")
def cross_val_boosting(d):
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import KFold, cross_val_score
    m = HistGradientBoostingClassifier(max_iter=50, max_leaf_nodes=31, learning_rate=0.1, max_bins=255,
                                       min_samples_leaf=20, early_stopping=False, random_state=0)
    seconds, scores = timed(lambda: cross_val_score(m, d.X, d.y, cv=KFold(5), scoring="accuracy", n_jobs=1))
    return result("sklearn", seconds, None, float(scores.mean()), "accuracy", d.X.shape)


if __name__ == "__main__":
    raise SystemExit(main())
