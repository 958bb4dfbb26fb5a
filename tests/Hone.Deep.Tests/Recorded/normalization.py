"""Batch, group and instance normalisation, with gradients and running statistics, in doubles."""
import torch
from recorder import Recorder
from torch import nn

torch.manual_seed(2)
torch.set_default_dtype(torch.float64)
record = Recorder("normalization")


def case(name, layer, size, evaluate=False, steps=1):
    for p in layer.parameters():
        nn.init.normal_(p, 1.0)
    start = {k: v.clone() for k, v in layer.state_dict().items()}
    inputs = {}
    for step in range(steps):
        x = (torch.randn(*size) * 2 + 5).requires_grad_()
        inputs[f"x{step}"] = x
        y = layer(x)
    if evaluate:
        layer.eval()
        y = layer(x)
    g = torch.randn_like(y)
    by = [x, *layer.parameters()]
    back = torch.autograd.grad(y, by, g)
    names = ["x"] + [n for n, _ in layer.named_parameters()]
    record(name, **{f"start.{k}": v for k, v in start.items()}, **inputs, y=y, g=g,
           **{"by_" + n: t for n, t in zip(names, back)}, **{f"end.{k}": v for k, v in layer.state_dict().items()})


case("batch2d", nn.BatchNorm2d(3), (4, 3, 5, 6), steps=2)
case("batch2d_eval", nn.BatchNorm2d(3), (4, 3, 5, 6), True)
case("batch2d_small", nn.BatchNorm2d(3, momentum=0.3, eps=1e-3), (4, 3, 2, 1), steps=2)
case("batch2d_all", nn.BatchNorm2d(2, momentum=None), (3, 2, 3, 3), steps=3)
case("batch2d_plain", nn.BatchNorm2d(2, affine=False), (3, 2, 4, 3))
case("batch2d_own", nn.BatchNorm2d(2, track_running_stats=False), (3, 2, 4, 3), True)
case("batch1d_rows", nn.BatchNorm1d(5), (6, 5))
case("batch1d", nn.BatchNorm1d(3), (4, 3, 9))
case("group", nn.GroupNorm(2, 6), (3, 6, 4, 5))
case("group_rows", nn.GroupNorm(3, 6), (4, 6))
case("instance", nn.InstanceNorm2d(3, affine=True), (2, 3, 4, 5))
record.save()
