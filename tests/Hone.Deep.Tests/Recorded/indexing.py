"""What NumPy reads and writes by indices: python3 tests/Hone.Deep.Tests/Recorded/indexing.py

Each case is an expression of NumPy; the test holds the same in C#, in the same order.
"""
import numpy as np
import torch
from recorder import Recorder

record = Recorder("indexing")
x = np.arange(2 * 3 * 4 * 5, dtype=np.float64).reshape(2, 3, 4, 5)
m, m2, m3 = np.arange(2) == 1, (np.arange(12).reshape(3, 4) % 3) == 0, (np.arange(24).reshape(2, 3, 4) % 5) == 1
i, j, k = np.array([1, 0, -1]), np.array([[0], [2]]), np.array([0, 3, -2])
cases = {
    "position": np.s_[1], "positions": np.s_[-1, 0, 2, -5], "ranges": np.s_[:, 1:3, :-1], "steps": np.s_[..., ::2], "back": np.s_[:, ::-1, ::-2], "back within": None,
    "ellipsis": np.s_[..., 1], "between": np.s_[0, ..., 1:2], "new axes": np.s_[:, None, 0, ..., None],
    "rows": np.s_[:, i], "rows by position": np.s_[:, i, 0], "apart": np.s_[i, :, k], "apart by position": np.s_[0, :, k], "together": np.s_[:, i, k], "stretched": np.s_[:, j, k], "stretched apart": np.s_[:, j, ..., k],
    "mask": np.s_[m], "mask of two": np.s_[:, m2], "mask of three": np.s_[m3], "mask and rows": np.s_[m, :, np.array([2])], "mask and range": None, "new axis and rows": np.s_[:, None, i, 1:],
    "rows and back": np.s_[:, i, ::-1, 1:4], "none": np.s_[:, 1:1], "no rows": np.s_[np.zeros(0, dtype=np.int64)],
}
for name, at in cases.items():
    read = x[..., 1:4][..., ::-2] if name == "back within" else x[..., 1:3][:, m2] if name == "mask and range" else x[at]
    written = x.copy()
    value = -1 - np.arange(read.size, dtype=np.float64).reshape(read.shape)
    if name == "back within":
        written[..., 1:4][..., ::-2] = value
    elif name == "mask and range":
        written[..., 1:3][:, m2] = value
    else:
        written[at] = value
    record(name, read=torch.tensor(read.copy()), written=torch.tensor(written))
y = np.zeros(4)
y[np.array([1, 1, 2])] = np.array([5.0, 6.0, 7.0])
record("twice", written=torch.tensor(y), nonzero=torch.tensor(np.argwhere(m3)))
a, b = np.array([-7.5, 7.5, 7, -7, 0.0, 1e30]), np.array([2.0, -2.0, 3, 3, 5, 0.3])
record("division", floor=torch.tensor(a // b), rest=torch.tensor(a % b), wholes=torch.tensor(np.array([-7, 7, -7, 7, 6]) // np.array([3, -3, -3, 3, 2])), rests=torch.tensor(np.array([-7, 7, -7, 7, 6]) % np.array([3, -3, -3, 3, 2])))
record.save()
