"""A small residual network with torchvision's names: a training step's result, gradients and statistics, and the result in use."""
import torch
from recorder import Recorder
from torch import nn

torch.manual_seed(3)
record = Recorder("resnet")


class Block(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o)
        self.conv2, self.bn2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.downsample = nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o)) if stride != 1 or i != o else None

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class Net(nn.Module):
    def __init__(self, classes, blocks, channels, width, small):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3 if small else 7, 1 if small else 2, 1 if small else 3, bias=False)
        self.bn1, self.small, self.stages, i = nn.BatchNorm2d(width), small, len(blocks), width
        for s, n in enumerate(blocks):
            o = width << s
            setattr(self, f"layer{s + 1}", nn.Sequential(*[Block(i if b == 0 else o, o, 2 if b == 0 and s > 0 else 1) for b in range(n)]))
            i = o
        self.fc = nn.Linear(i, classes)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        if not self.small:
            x = nn.functional.max_pool2d(x, 3, 2, 1)
        for s in range(self.stages):
            x = getattr(self, f"layer{s + 1}")(x)
        return self.fc(x.mean((2, 3)))


for name, small, blocks, size in (("small", True, [1, 1], 10), ("large", False, [1, 1], 20)):
    net, x = Net(5, blocks, 2, 4, small), torch.randn(2, 2, size, size, requires_grad=True)
    start = {k: v.clone() for k, v in net.state_dict().items()}
    y = net(x)
    g = torch.randn_like(y)
    y.backward(g)
    grads = {"by_" + k: p.grad for k, p in net.named_parameters()}
    end = {"end." + k: v.clone() for k, v in net.state_dict().items() if "running" in k}
    net.eval()
    record(name, **start, x=x, y=y, g=g, by_x=x.grad, **grads, **end, y_eval=net(x))
record.save()
