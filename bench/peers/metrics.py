#!/usr/bin/python3
"""Metrics of scikit-learn over many rows.

Both sides make the same numbers from a counter: a share from 0 to 1 for each row and class. A row is positive, or of
a class, by chance that grows with its share. The score is the metric itself.
"""
import os
import sys
import time

sys.path.insert(0, os.environ["HONE_PEERS"])
import numpy as np  # noqa: E402
from sklearn import metrics  # noqa: E402
from peerlib import main, result, task  # noqa: E402


def _shares(count, start):
    """From 0 to 1: splitmix64 of the entry's number."""
    with np.errstate(over="ignore"):
        z = (np.arange(1, count + 1, dtype=np.uint64) + np.uint64(start)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) / 9007199254740992.0


def _timed(name, work, shape):
    work()
    start = time.perf_counter()
    score = work()
    return result("sklearn", time.perf_counter() - start, None, float(score), name, shape)


def _two(rows):
    scores = _shares(rows, 0)
    return scores, (_shares(rows, rows) < scores).astype(np.int64)


def _many(rows, classes):
    p = _shares(rows * classes, 0).reshape(rows, classes) + 0.01
    p /= p.sum(axis=1, keepdims=True)
    draw = _shares(rows, rows * classes)
    return p, np.minimum((p.cumsum(axis=1) < draw[:, None]).sum(axis=1), classes - 1)


@task("roc_auc_1m")
def roc_auc(d):
    scores, y = _two(1_000_000)
    return _timed("auc", lambda: metrics.roc_auc_score(y, scores), (1_000_000,))


@task("average_precision_1m")
def average_precision(d):
    scores, y = _two(1_000_000)
    return _timed("ap", lambda: metrics.average_precision_score(y, scores), (1_000_000,))


@task("roc_auc_classes")
def roc_auc_classes(d):
    p, y = _many(200_000, 5)
    return _timed("auc", lambda: metrics.roc_auc_score(y, p, multi_class="ovr"), (200_000, 5))


@task("log_loss_classes")
def log_loss(d):
    p, y = _many(200_000, 5)
    return _timed("log_loss", lambda: metrics.log_loss(y, p, labels=np.arange(5)), (200_000, 5))


if __name__ == "__main__":
    raise SystemExit(main())
