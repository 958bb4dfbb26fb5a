#!/usr/bin/python3
"""Naive Bayes of scikit-learn."""
import os
import sys

sys.path.insert(0, os.environ["HONE_PEERS"])
import numpy as np  # noqa: E402
from peerlib import main, supervised, task  # noqa: E402


@task("gaussian_nb", "cls_dense")
def gaussian_nb(d):
    from sklearn.naive_bayes import GaussianNB
    return supervised("sklearn", GaussianNB(var_smoothing=1e-9), d, "accuracy")


@task("multinomial_nb", "cls_dense")
def multinomial_nb(d):  # counts: sizes, rounded half to even
    from sklearn.naive_bayes import MultinomialNB
    d.X, d.Xt = np.rint(np.abs(d.X)), np.rint(np.abs(d.Xt))
    return supervised("sklearn", MultinomialNB(alpha=1.0), d, "accuracy")


if __name__ == "__main__":
    raise SystemExit(main())
