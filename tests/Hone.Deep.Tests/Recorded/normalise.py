"""Layer normalisation and embedding of PyTorch, with gradients: python3 tests/Hone.Deep.Tests/Recorded/normalise.py"""
import torch
from recorder import Recorder
from torch.nn import functional as F

record = Recorder("normalise")
torch.manual_seed(1)


def leaf(*shape, dtype=torch.float64):
    return torch.randn(*shape, dtype=dtype).requires_grad_()


for name, dtype in (("doubles", torch.float64), ("floats", torch.float32)):
    x, w, b, g = leaf(2, 3, 19, dtype=dtype), leaf(19, dtype=dtype), leaf(19, dtype=dtype), torch.randn(2, 3, 19, dtype=dtype)
    y = F.layer_norm(x, (19,), w, b)
    y.backward(g)
    record("layer_norm_" + name, x=x, weight=w, bias=b, g=g, y=y, x_grad=x.grad, weight_grad=w.grad, bias_grad=b.grad)

x, w, b, g = leaf(4, 3, 5), leaf(3, 5), leaf(3, 5), torch.randn(4, 3, 5, dtype=torch.float64)
y = F.layer_norm(x, (3, 5), w, b, 1e-2)
y.backward(g)
record("layer_norm_two_axes", x=x, weight=w, bias=b, g=g, y=y, x_grad=x.grad, weight_grad=w.grad, bias_grad=b.grad)

table, places, g = leaf(7, 5), torch.tensor([[0, 3, 3], [6, 2, 3]]), torch.randn(2, 3, 5, dtype=torch.float64)
y = F.embedding(places, table, padding_idx=2)
y.backward(g)
record("embedding", weight=table, places=places, g=g, y=y, weight_grad=table.grad)
record.save()
