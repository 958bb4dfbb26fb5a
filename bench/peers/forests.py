#!/usr/bin/python3
"""Forests that the common peers' trees.py does not have: extra trees, regression, ten classes."""
import os
import sys

sys.path.insert(0, os.environ["HONE_PEERS"])
from peerlib import THREADS, main, supervised, task  # noqa: E402


@task("extra_trees", "trees_100k")
def extra_trees(d):
    from sklearn.ensemble import ExtraTreesClassifier
    return supervised("sklearn", ExtraTreesClassifier(50, min_samples_leaf=5, n_jobs=THREADS, random_state=0), d, "accuracy")


def _first(d, rows):
    d.X, d.y = d.X[:rows], d.y[:rows]
    return d


@task("forest_regressor", "reg_dense")
def forest_regressor(d):  # the first 30k of 300k rows, 100 columns
    from sklearn.ensemble import RandomForestRegressor
    return supervised("sklearn", RandomForestRegressor(20, min_samples_leaf=5, max_features=1 / 3, n_jobs=THREADS, random_state=0), _first(d, 30_000), "r2")


@task("extra_trees_regressor", "reg_dense")
def extra_trees_regressor(d):
    from sklearn.ensemble import ExtraTreesRegressor
    return supervised("sklearn", ExtraTreesRegressor(20, min_samples_leaf=5, max_features=1 / 3, n_jobs=THREADS, random_state=0), _first(d, 30_000), "r2")


@task("tree_regressor", "reg_dense")
def tree_regressor(d):
    from sklearn.tree import DecisionTreeRegressor
    return supervised("sklearn", DecisionTreeRegressor(min_samples_leaf=10, random_state=0), _first(d, 30_000), "r2")


@task("forest_classes", "knn_wide")
def forest_classes(d):  # ten classes, the first 30k of 100k rows, 64 columns
    from sklearn.ensemble import RandomForestClassifier
    return supervised("sklearn", RandomForestClassifier(50, min_samples_leaf=5, n_jobs=THREADS, random_state=0), _first(d, 30_000), "accuracy")


@task("tree_classes", "knn_wide")
def tree_classes(d):
    from sklearn.tree import DecisionTreeClassifier
    return supervised("sklearn", DecisionTreeClassifier(min_samples_leaf=10, random_state=0), _first(d, 30_000), "accuracy")


@task("extra_trees_classes", "knn_wide")
def extra_trees_classes(d):
    from sklearn.ensemble import ExtraTreesClassifier
    return supervised("sklearn", ExtraTreesClassifier(50, min_samples_leaf=5, n_jobs=THREADS, random_state=0), _first(d, 30_000), "accuracy")


if __name__ == "__main__":
    raise SystemExit(main())
