"""Convolutions, one- and two-dimensional, plain and transposed, with their gradients, in doubles."""
import torch
from recorder import Recorder
from torch.nn import functional as F

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
record = Recorder("convolution")


def case(name, f, x, w, b, **options):
    x, w = (torch.randn(*size, requires_grad=True) for size in (x, w))
    b = torch.randn(b, requires_grad=True) if b else None
    y = f(x, w, b, **options)
    g = torch.randn_like(y)
    tensors = {"x": x, "weight": w} | ({"bias": b} if b is not None else {})
    back = torch.autograd.grad(y, list(tensors.values()), g)
    record(name, **tensors, y=y, g=g, **{"by_" + n: t for n, t in zip(tensors, back)})


C, T, C1, T1 = F.conv2d, F.conv_transpose2d, F.conv1d, F.conv_transpose1d
case("plain", C, (2, 3, 6, 7), (4, 3, 3, 3), 4)
case("padding", C, (2, 2, 5, 6), (3, 2, 3, 3), 3, padding=1)
case("stride", C, (2, 2, 7, 8), (3, 2, 3, 3), 3, stride=2, padding=1)
case("uneven", C, (2, 2, 9, 8), (3, 2, 2, 5), 0, stride=(3, 2), padding=(0, 3), dilation=(2, 1))
case("dilation", C, (1, 2, 9, 9), (2, 2, 3, 3), 2, padding=2, dilation=(2, 3))
case("groups", C, (2, 4, 5, 5), (6, 2, 3, 3), 6, padding=1, groups=2)
case("depthwise", C, (2, 3, 6, 5), (3, 1, 3, 3), 3, stride=2, groups=3)
case("one_by_one", C, (2, 5, 4, 4), (3, 5, 1, 1), 3)
case("one_by_one_stride", C, (2, 5, 5, 4), (3, 5, 1, 1), 0, stride=2)
case("window_above_image", C, (1, 2, 2, 3), (2, 2, 5, 5), 2, padding=2)
case("stride_above_window", C, (1, 2, 8, 8), (3, 2, 2, 2), 3, stride=3)
case("one_channel", C, (3, 1, 8, 8), (4, 1, 3, 3), 4, padding=1)
case("one_image", C, (2, 6, 6), (3, 2, 3, 3), 3)
case("many_channels", C, (1, 20, 3, 4), (3, 20, 3, 3), 3, padding=1)
case("transposed", T, (2, 3, 4, 5), (3, 2, 3, 3), 2)
case("transposed_stride", T, (2, 3, 4, 3), (3, 2, 3, 3), 2, stride=2, padding=1, output_padding=1)
case("transposed_uneven", T, (1, 4, 3, 4), (4, 2, 2, 3), 4, stride=(3, 2), padding=(0, 1), output_padding=(1, 0), dilation=(1, 2), groups=2)
case("conv1d", C1, (2, 3, 9), (4, 3, 3), 4, stride=2, padding=2, dilation=2)
case("conv1d_groups", C1, (2, 4, 8), (4, 2, 4), 0, groups=2)
case("conv1d_transposed", T1, (2, 3, 5), (3, 2, 4), 2, stride=3, padding=1, output_padding=2, dilation=1)
record.save()
