#!/usr/bin/python3
"""Products and factorisations of dense and sparse matrices: numpy and scipy on OpenBLAS.

Each task makes its own numbers from a seed and repeats the work inside until a run takes
about 0.2 s; the time is that of one repetition. Results go into buffers that exist where
numpy allows it. The score is a mean that both sides can compare.
"""
import os
import sys
import time

sys.path.insert(0, os.environ["HONE_PEERS"])
import numpy as np  # noqa: E402  (peerlib restarts the interpreter before this matters)
from peerlib import main, result, task  # noqa: E402


def _repeat(work, seconds=0.2):
    """Seconds of one repetition, once warm."""
    work()
    start = time.perf_counter()
    work()
    once = time.perf_counter() - start
    count = max(1, int(seconds / max(once, 1e-7)))
    start = time.perf_counter()
    for _ in range(count):
        last = work()
    return (time.perf_counter() - start) / count, last


def _numbers(rows, columns, seed, dtype=np.float64):
    return np.random.default_rng(seed).uniform(-1, 1, (rows, columns)).astype(dtype)


def _definite(n):
    x = _numbers(2 * n, n, 1)
    return x.T @ x + np.eye(n)


def _register(name, make):
    @task(name)
    def run(d, make=make):
        work, peer, shape = make()
        seconds, score = _repeat(work)
        return result(peer, seconds, None, float(score() if callable(score) else score), "check", shape)


def _gemm(m, k, n, dtype):
    def make():
        a, b, c = _numbers(m, k, 1, dtype), _numbers(k, n, 2, dtype), np.empty((m, n), dtype)

        def work():
            np.matmul(a, b, out=c)
            return c.shape[0]
        return work, "numpy", (m, k, n)
    return make


for size in (64, 128, 256, 512, 1024, 2048):
    _register("sgemm_%d" % size, _gemm(size, size, size, np.float32))
    _register("dgemm_%d" % size, _gemm(size, size, size, np.float64))
_register("sgemm_64x784x128", _gemm(64, 784, 128, np.float32))
_register("sgemm_128x3072x768", _gemm(128, 3072, 768, np.float32))


def _gram():
    x, c = _numbers(20000, 500, 1), np.empty((500, 500))

    def work():
        np.matmul(x.T, x, out=c)  # numpy calls syrk here
        return c.shape[0]
    return work, "numpy", x.shape


_register("dsyrk_20000x500", _gram)


def _gemv(transposed):
    def make():
        a, v = _numbers(4000, 2000, 1), _numbers(1, 4000 if transposed else 2000, 2)[0]
        c = np.empty(2000 if transposed else 4000)

        def work():
            np.matmul(a.T if transposed else a, v, out=c)
            return c.shape[0]
        return work, "numpy", a.shape
    return make


_register("gemv", _gemv(False))
_register("gemv_transposed", _gemv(True))


def _batch():
    a, b, c = _numbers(2000 * 32, 32, 1).reshape(2000, 32, 32), _numbers(2000 * 32, 32, 2).reshape(2000, 32, 32), np.empty((2000, 32, 32))

    def work():
        np.matmul(a, b, out=c)
        return len(c)
    return work, "numpy", a.shape


_register("batch_2000x32", _batch)


def _cholesky(n):
    def make():
        from scipy.linalg import cholesky
        a = _definite(n)
        return (lambda: len(cholesky(a, lower=True))), "scipy", a.shape
    return make


def _lu(n):
    def make():
        from scipy.linalg import lu_factor
        a = _numbers(n, n, 1)
        return (lambda: len(lu_factor(a)[0])), "scipy", a.shape
    return make


def _solve(n):
    def make():
        from scipy.linalg import solve
        a, b = _numbers(n, n, 1), _numbers(n, 10, 2)
        return (lambda: len(solve(a, b))), "scipy", a.shape
    return make


def _solve_definite(n):
    def make():
        from scipy.linalg import cho_factor, cho_solve
        a, b = _definite(n), _numbers(n, 10, 2)
        return (lambda: len(cho_solve(cho_factor(a), b))), "scipy", a.shape
    return make


def _triangular(n):
    def make():
        from scipy.linalg import cholesky, solve_triangular
        t, b = cholesky(_definite(n), lower=True), _numbers(n, n, 2)
        return (lambda: len(solve_triangular(t, b, lower=True))), "scipy", t.shape
    return make


def _triangular_times(n):
    def make():
        from scipy.linalg.blas import dtrmm
        t = np.tril(_numbers(n, n, 1) / n)
        np.fill_diagonal(t, 1)
        # In the order of columns that the routine wants, so that it copies nothing but B.
        t, start, b = np.asfortranarray(t), np.asfortranarray(_numbers(n, n, 2)), np.empty((n, n), order="F")

        def work():
            np.copyto(b, start)
            return len(dtrmm(1.0, t, b, lower=1, overwrite_b=1))
        return work, "scipy", t.shape
    return make


def _inverse(n):
    def make():
        from scipy.linalg import inv
        a = _numbers(n, n, 1)
        return (lambda: len(inv(a))), "scipy", a.shape
    return make


def _qr(m, n):
    def make():
        from scipy.linalg import qr
        a = _numbers(m, n, 1)
        return (lambda: qr(a, mode="economic")[0].shape[0]), "scipy", a.shape  # Q and R
    return make


for size in (500, 1000, 2000):
    _register("cholesky_%d" % size, _cholesky(size))
    _register("lu_%d" % size, _lu(size))
    _register("solve_%d" % size, _solve(size))
    _register("qr_%d" % size, _qr(size, size))
_register("solve_definite_1000", _solve_definite(1000))
_register("trsm_1000", _triangular(1000))
_register("trmm_1000", _triangular_times(1000))
_register("inverse_1000", _inverse(1000))
_register("qr_2000x500", _qr(2000, 500))
_register("qr_20000x100", _qr(20000, 100))
_register("qr_200000x20", _qr(200000, 20))


def _sparse():
    from scipy.sparse import csr_matrix
    # Row i stores every column j with (7 i + 11 j) mod 97 == 0.
    first = -7 * pow(11, -1, 97) * np.arange(20000) % 97
    counts = (5000 - first + 96) // 97
    rows = np.repeat(np.arange(20000), counts)
    columns = np.repeat(first, counts) + 97 * (np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts))
    return csr_matrix((np.sin(rows + columns), (rows, columns)), shape=(20000, 5000))


def _csr(kind):
    def make():
        a = _sparse()
        if kind == "dense":
            b = _numbers(5000, 50, 1)
            return (lambda: len(a @ b)), "scipy", a.shape
        if kind == "transposed":
            b = _numbers(20000, 50, 1)
            t = a.T
            return (lambda: len(t @ b)), "scipy", a.shape
        v = _numbers(1, 5000, 1)[0]
        return (lambda: len(a @ v)), "scipy", a.shape
    return make


_register("csr_dense", _csr("dense"))
_register("csr_transposed_dense", _csr("transposed"))
_register("csr_vector", _csr("vector"))

if __name__ == "__main__":
    raise SystemExit(main())
