"""Small networks with random weights that PyTorch exports, with an input and what PyTorch gives for it: NAME.onnx and NAME.json.

    python3 tests/Hone.Onnx.Tests/Recorded/models.py
"""
import json
import math
import os
import warnings

import torch
from torch import nn
from torch.nn import functional as F

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))


def tensor(value):
    numbers = value.detach().reshape(-1).tolist()
    if value.dtype == torch.float32:
        numbers = [float(f"{x:.8g}") for x in numbers]
    return {"type": str(value.dtype).removeprefix("torch."), "shape": list(value.shape), "values": numbers}


def record(name, module, inputs, opset, dynamic=True, outputs=("y",)):
    module.eval()
    names = list(inputs)
    axes = {each: {0: "N"} for each in [*names, *outputs]} if dynamic is True else dynamic or None
    path = os.path.join(HERE, name + ".onnx")
    torch.onnx.export(module, tuple(inputs.values()), path, opset_version=opset, input_names=names, output_names=list(outputs), dynamic_axes=axes)
    with torch.no_grad():
        results = module(*inputs.values())
    results = results if isinstance(results, tuple) else (results,)
    with open(os.path.join(HERE, name + ".json"), "w") as file:
        json.dump({"source": f"PyTorch {torch.__version__}", "inputs": {k: tensor(v) for k, v in inputs.items()},
                   "outputs": {k: tensor(v) for k, v in zip(outputs, results)}}, file)
    print(name, os.path.getsize(path))


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(3)
        self.a = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.b = nn.Conv2d(8, 12, (3, 2), padding=(1, 0), dilation=(1, 2), groups=4)
        self.pool = nn.MaxPool2d(3, 2, padding=1)
        self.mean = nn.AvgPool2d(2, 2, ceil_mode=True)
        self.out = nn.Linear(12 * 2 * 2, 5)
        self.norm.running_mean.normal_()
        self.norm.running_var.uniform_(0.5, 2)

    def forward(self, x):
        x = self.pool(F.relu(self.a(self.norm(x))))
        x = self.mean(F.leaky_relu(self.b(x)))
        return F.log_softmax(self.out(x.flatten(1)), -1)


class Block(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        self.a, self.b = nn.Conv2d(i, o, 3, s, 1, bias=False), nn.Conv2d(o, o, 3, 1, 1, bias=False)
        self.na, self.nb = nn.BatchNorm2d(o), nn.BatchNorm2d(o)
        self.short = nn.Conv2d(i, o, 1, s) if i != o else nn.Identity()

    def forward(self, x):
        return F.relu(self.short(x) + self.nb(self.b(F.relu(self.na(self.a(x))))))


class Resnet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 5, 2, 2)
        self.body = nn.Sequential(Block(8, 8, 1), Block(8, 16, 2), Block(16, 24, 2))
        self.out = nn.Linear(24, 4)

    def forward(self, x):
        x = self.body(F.max_pool2d(F.relu(self.stem(x)), 2))
        return self.out(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1)
        self.b = nn.ConvTranspose2d(6, 4, 4, stride=2, padding=1, groups=2)
        self.norm = nn.GroupNorm(2, 6)
        self.instance = nn.InstanceNorm2d(4, affine=True)

    def forward(self, x):
        return torch.sigmoid(self.instance(self.b(F.silu(self.norm(self.a(x))))))


class Conv1(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv1d(3, 6, 4, 2, 1), nn.ConvTranspose1d(6, 2, 3, 2)

    def forward(self, x):
        return F.max_pool1d(self.b(F.elu(self.a(x))), 3, 2)


class Activations(nn.Module):
    def __init__(self):
        super().__init__()
        self.prelu = nn.PReLU(4, 0.3)

    def forward(self, x):
        parts = [F.gelu(x), F.gelu(x, approximate="tanh"), F.selu(x), F.softplus(x), F.hardsigmoid(x), F.hardswish(x), F.mish(x), x.clamp(-0.5, 1), self.prelu(x), F.softmax(x, 0),
                 torch.where(x > 0, x, x * x), x.abs().sqrt(), (x.abs() + 0.1) ** 1.7, x.cumsum(1), x.floor() + x.round(), torch.erf(x)]
        y = torch.cat(parts, 1)
        return y, y.argmax(1), y.topk(3, dim=1)[0], y[:, ::3].flip(1).std(1), torch.stack([y.max(1)[0], y.min(1)[0], y.logsumexp(1), y.norm(dim=1), y.prod(1)], 1)


class Recurrent(nn.Module):
    def __init__(self, kind, **settings):
        super().__init__()
        self.cells = kind(5, 7, **settings)
        self.out = nn.Linear(14 if settings.get("bidirectional") else 7, 3)

    def forward(self, x):
        y, state = self.cells(x)
        state = state if isinstance(state, tuple) else (state,)
        return (self.out(y), *state)


class Attention(nn.Module):
    def __init__(self, width, heads, causal):
        super().__init__()
        self.qkv, self.out, self.heads, self.causal = nn.Linear(width, 3 * width), nn.Linear(width, width), heads, causal

    def forward(self, x, mask=None):
        n, t, w = x.shape
        q, k, v = [y.view(n, t, self.heads, w // self.heads).transpose(1, 2) for y in self.qkv(x).chunk(3, -1)]
        scores = q @ k.transpose(-1, -2) / math.sqrt(w // self.heads)
        if self.causal:
            scores = scores.masked_fill(torch.ones(t, t).tril() == 0, float("-inf"))
        if mask is not None:
            scores = scores + (1 - mask[:, None, None, :].float()) * -10000.0
        return self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(n, t, w))


class Gpt(nn.Module):
    """The shape of GPT-2: positions, blocks with the norm first, tied output."""

    def __init__(self, vocabulary=23, width=16, heads=2, blocks=2, length=12):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList([nn.ModuleDict({"n1": nn.LayerNorm(width), "a": Attention(width, heads, True), "n2": nn.LayerNorm(width),
                                                   "up": nn.Linear(width, 4 * width), "down": nn.Linear(4 * width, width)}) for _ in range(blocks)])
        self.norm = nn.LayerNorm(width)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        for b in self.blocks:
            x = x + b["a"](b["n1"](x))
            h = b["up"](b["n2"](x))
            x = x + b["down"](0.5 * h * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (h + 0.044715 * torch.pow(h, 3.0)))))
        return self.norm(x) @ self.tokens.weight.t()


class Bert(nn.Module):
    """The shape of BERT: three embeddings, blocks with the norm last, a mask of padding, a pooler."""

    def __init__(self, vocabulary=31, width=16, heads=4, blocks=2, length=10):
        super().__init__()
        self.words, self.kinds = nn.Embedding(vocabulary, width), nn.Embedding(2, width)
        self.positions = nn.Embedding(length, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.blocks = nn.ModuleList([nn.ModuleDict({"a": Attention(width, heads, False), "n1": nn.LayerNorm(width), "up": nn.Linear(width, 32), "down": nn.Linear(32, width),
                                                    "n2": nn.LayerNorm(width)}) for _ in range(blocks)])
        self.pooler = nn.Linear(width, width)

    def forward(self, ids, kinds, mask):
        x = self.norm(self.words(ids) + self.kinds(kinds) + self.positions(torch.arange(ids.shape[1]).expand(ids.shape)))
        for b in self.blocks:
            x = b["n1"](x + b["a"](x, mask))
            x = b["n2"](x + b["down"](F.gelu(b["up"](x))))
        return x, torch.tanh(self.pooler(x[:, 0]))


def main():
    torch.manual_seed(3)
    record("cnn", Cnn(), {"x": torch.randn(2, 3, 13, 18)}, 11)
    record("resnet", Resnet(), {"x": torch.randn(2, 3, 20, 20)}, 13)
    record("decoder", Decoder(), {"x": torch.randn(2, 4, 5, 6)}, 17)
    record("conv1d", Conv1(), {"x": torch.randn(3, 3, 15)}, 9)
    record("activations", Activations(), {"x": torch.randn(3, 4)}, 15, outputs=("y", "most", "top", "deviation", "reduced"))
    names = ("y", "h", "c")
    time_first = {"x": {0: "T", 1: "N"}, "y": {0: "T", 1: "N"}, "h": {1: "N"}, "c": {1: "N"}}
    record("lstm", Recurrent(nn.LSTM, num_layers=2, bidirectional=True), {"x": torch.randn(6, 2, 5)}, 14, dynamic=time_first, outputs=names)
    record("gru", Recurrent(nn.GRU, bidirectional=True), {"x": torch.randn(6, 2, 5)}, 11, dynamic=time_first, outputs=names[:2])
    record("rnn", Recurrent(nn.RNN, nonlinearity="relu", batch_first=True), {"x": torch.randn(2, 6, 5)}, 9, dynamic={"x": {0: "N", 1: "T"}, "y": {0: "N", 1: "T"}, "h": {1: "N"}}, outputs=names[:2])
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(18, 3, 24, batch_first=True, norm_first=True, activation="gelu"), 2, enable_nested_tensor=False)
    for layer in encoder.layers:
        layer.activation_relu_or_gelu = 0    # with an odd number of heads, keeps to the operations that can be exported
    record("encoder", encoder, {"x": torch.randn(2, 5, 18)}, 16)
    both = {0: "N", 1: "T"}
    record("gpt2", Gpt(), {"ids": torch.randint(0, 23, (2, 9))}, 14, dynamic={"ids": both, "y": both})
    record("bert", Bert(), {"ids": torch.randint(0, 31, (2, 7)), "kinds": torch.randint(0, 2, (2, 7)), "mask": torch.tensor([[1] * 7, [1] * 4 + [0] * 3])}, 12,
           dynamic={"ids": both, "kinds": both, "mask": both, "y": both, "pooled": {0: "N"}}, outputs=("y", "pooled"))


main()
