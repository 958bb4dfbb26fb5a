import torch
from recorder import Recorder
from torch.nn import functional as F

torch.manual_seed(11)
record = Recorder("activations")
CASES = {
    "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
    "elu": lambda x: F.elu(x, 0.7),
    "softplus": F.softplus,
    "softplus_3": lambda x: F.softplus(x, beta=3.0),
    "hard_tanh": lambda x: F.hardtanh(x, -0.5, 2.0),
    "relu6": F.relu6,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softmax": lambda x: F.softmax(x, 0),
    "log_softmax": lambda x: F.log_softmax(x, -1),
}
for dtype in (torch.float64, torch.float32):
    for name, f in CASES.items():
        x = torch.cat([torch.randn(4, 7, dtype=dtype) * 3, torch.tensor([[0, 1, -1, 9, -9, 1e-3, -1e-3]], dtype=dtype)]).requires_grad_()
        y = f(x)
        g = torch.randn_like(y)
        y.backward(g)
        record(f"{name}_{str(dtype)[-2:]}", x=x, y=y, g=g, dx=x.grad)
for name, channels, shape in (("one", 1, (3, 4)), ("channels", 4, (3, 4)), ("positions", 4, (2, 4, 5))):
    x, w = torch.randn(shape, dtype=torch.float64, requires_grad=True), torch.rand(channels, dtype=torch.float64, requires_grad=True)
    y = F.prelu(x, w)
    g = torch.randn_like(y)
    y.backward(g)
    record(f"prelu_{name}", x=x, w=w, y=y, g=g, dx=x.grad, dw=w.grad)
record.save()
