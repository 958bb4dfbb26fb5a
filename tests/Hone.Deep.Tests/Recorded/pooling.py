"""Pooling of images and sequences, with gradients, in doubles."""
import torch
from recorder import Recorder
from torch.nn import functional as F

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
record = Recorder("pooling")


def case(name, f, size, *args, **options):
    x = torch.randn(*size, requires_grad=True)
    y = f(x, *args, **options)
    g = torch.randn_like(y)
    record(name, x=x, y=y, g=g, by_x=torch.autograd.grad(y, x, g)[0])


case("max", F.max_pool2d, (2, 3, 6, 8), 2)
case("max_odd", F.max_pool2d, (2, 2, 7, 5), 2)
case("max_overlap", F.max_pool2d, (2, 2, 7, 7), 3, stride=2, padding=1)
case("max_uneven", F.max_pool2d, (1, 2, 9, 8), (2, 3), stride=(3, 1), padding=(1, 0), dilation=(2, 1))
case("max_ceiling", F.max_pool2d, (1, 2, 6, 7), 3, stride=2, padding=1, ceil_mode=True)
case("max_ceiling_left_out", F.max_pool2d, (1, 1, 5, 5), 2, stride=3, padding=1, ceil_mode=True)
case("max_1d", F.max_pool1d, (2, 3, 9), 3, stride=2, padding=1)
case("average", F.avg_pool2d, (2, 3, 6, 8), 2)
case("average_padding", F.avg_pool2d, (2, 2, 7, 6), (3, 2), stride=2, padding=1)
case("average_inside", F.avg_pool2d, (2, 2, 7, 6), 3, stride=2, padding=1, count_include_pad=False)
case("average_ceiling", F.avg_pool2d, (1, 2, 6, 7), 3, stride=2, padding=1, ceil_mode=True)
case("average_1d", F.avg_pool1d, (2, 3, 9), 3, stride=2, padding=1)
case("adaptive_average", F.adaptive_avg_pool2d, (2, 3, 7, 5), (3, 2))
case("adaptive_average_grows", F.adaptive_avg_pool2d, (1, 2, 2, 3), (4, 3))
case("adaptive_max", F.adaptive_max_pool2d, (2, 3, 7, 5), (3, 2))
record.save()
