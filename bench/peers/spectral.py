#!/usr/bin/python3
"""Eigenvalues and singular values by scipy and numpy (LAPACK on OpenBLAS).

Both sides make the same numbers from a counter. A run repeats the work until it takes about 0.2 s; the time is
that of one repetition. The score is the largest eigenvalue or singular value.
"""
import os
import sys
import time

sys.path.insert(0, os.environ["HONE_PEERS"])
import numpy as np  # noqa: E402
import scipy.linalg  # noqa: E402
from peerlib import main, result, task  # noqa: E402


def _numbers(rows, columns):
    """From -1 to 1: splitmix64 of the entry's number."""
    with np.errstate(over="ignore"):
        z = (np.arange(1, rows * columns + 1, dtype=np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(11)).astype(np.float64) * (2.0 / 9007199254740992.0) - 1.0).reshape(rows, columns)


def _register(name, shape, symmetric, work):
    @task(name)
    def run(d):
        a = _numbers(*shape)
        if symmetric:
            a = a + a.T
        work(a)
        start = time.perf_counter()
        score = work(a)
        count = max(1, int(0.2 / (time.perf_counter() - start)))
        start = time.perf_counter()
        for _ in range(count):
            score = work(a)
        return result("scipy" if symmetric else "numpy", (time.perf_counter() - start) / count, None, float(score), "largest", shape)


for n in (200, 500, 1000, 2000):
    _register("eigh_%d" % n, (n, n), True, lambda a: scipy.linalg.eigh(a)[0][-1])
_register("eigvalsh_1000", (1000, 1000), True, lambda a: scipy.linalg.eigvalsh(a)[-1])
for m, n in ((200, 200), (500, 500), (1000, 300), (1000, 1000), (5000, 200)):
    _register("svd_%dx%d" % (m, n), (m, n), False, lambda a: np.linalg.svd(a, full_matrices=False)[1][0])

if __name__ == "__main__":
    raise SystemExit(main())
