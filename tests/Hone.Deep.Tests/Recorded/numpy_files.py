"""Files that NumPy wrote, as bytes: python3 tests/Hone.Deep.Tests/Recorded/numpy_files.py"""
import io
import numpy as np
import torch
from recorder import Recorder

record = Recorder("numpy_files")
def bytes_of(save, *a, **b):
    stream = io.BytesIO()
    save(stream, *a, **b)
    return torch.tensor(list(stream.getvalue()))
base = np.array([[0, 1, 2], [3, 100, 5]])
for kind in ["|b1", "|i1", "|u1", "<i2", ">i2", "<u2", "<i4", ">i4", "<u4", "<i8", ">u8", "<f2", "<f4", ">f4", "<f8", ">f8"]:
    array = (base - (0 if "u" in kind or "b" in kind else 3)).astype(kind)
    if "f" in kind:
        array = (array / 4).astype(kind)
    record(kind, file=bytes_of(np.save, array), value=torch.tensor(array.astype("<f8")))
record("fortran", file=bytes_of(np.save, np.asfortranarray(np.arange(24.0).reshape(2, 3, 4))), value=torch.arange(24.0, dtype=torch.float64).reshape(2, 3, 4))
record("scalar", file=bytes_of(np.save, np.float32(2.5)), value=torch.tensor(2.5))
record("vector", file=bytes_of(np.save, np.arange(4)), value=torch.arange(4))
record("empty", file=bytes_of(np.save, np.zeros((0, 3))), value=torch.zeros(0, 3))
record("archive", file=bytes_of(np.savez, a=np.arange(4), b=np.ones((2, 2), "<f4")))
record("compressed", file=bytes_of(np.savez_compressed, a=np.arange(4), b=np.ones((2, 2), "<f4")))
record("refused", object=bytes_of(np.save, np.array([None, 1]), allow_pickle=True), text=bytes_of(np.save, np.array(["ab"])), complex=bytes_of(np.save, np.array([1j])),
       record=bytes_of(np.save, np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")])), large=bytes_of(np.save, np.array([2 ** 63], dtype="<u8")), long=bytes_of(np.save, np.zeros(2, dtype=np.longdouble)))
record.save()
