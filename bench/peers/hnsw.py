#!/usr/bin/python3
"""The ten nearest of 2,000 rows among 20,000 others: scikit-learn's brute force, since Debian has no approximate index. Score: the share of true neighbours found."""
import os
import sys

sys.path.insert(0, os.environ["HONE_PEERS"])
from peerlib import THREADS, main, result, task, timed  # noqa: E402

ROWS, QUERIES, K = 20_000, 2_000, 10


def _brute(d):
    from sklearn.neighbors import NearestNeighbors
    m = NearestNeighbors(n_neighbors=K, algorithm="brute", n_jobs=THREADS)
    fit_s, _ = timed(lambda: m.fit(d.X[:ROWS]))
    predict_s, _ = timed(lambda: m.kneighbors(d.X[-QUERIES:]))
    return result("sklearn", fit_s, predict_s, 1.0, "recall", (ROWS, d.X.shape[1]))


@task("hnsw", "lowrank")
def hnsw(d):  # 500 columns of rank 30
    return _brute(d)


@task("hnsw_blobs", "blobs_16d")
def hnsw_blobs(d):  # 16 columns
    return _brute(d)


if __name__ == "__main__":
    raise SystemExit(main())
