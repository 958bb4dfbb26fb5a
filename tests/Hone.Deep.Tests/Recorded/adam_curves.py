"""Losses of 200 steps of Adam in single precision: an MLP, a CNN, an LSTM and a Transformer, all small, each on one batch."""
import torch
from recorder import Recorder
from torch import nn, optim
from torch.nn import functional as F

torch.manual_seed(8)
record = Recorder("adam_curves")


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.rnn, self.out = nn.Embedding(9, 6), nn.LSTM(6, 10, batch_first=True), nn.Linear(10, 9)

    def forward(self, x):
        return self.out(self.rnn(self.embed(x))[0])


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.pos = nn.Embedding(9, 12), nn.Parameter(0.02 * torch.randn(10, 12))
        self.blocks = nn.ModuleList(nn.TransformerEncoderLayer(12, 2, 24, 0.0, "gelu", batch_first=True, norm_first=True) for _ in range(2))
        self.norm, self.out = nn.LayerNorm(12), nn.Linear(12, 9)
        self.register_buffer("mask", torch.triu(torch.full((10, 10), float("-inf")), 1), persistent=False)

    def forward(self, x):
        h = self.embed(x) + self.pos
        for b in self.blocks:
            h = b(h, self.mask)
        return self.out(self.norm(h))


symbols = torch.randint(0, 9, (5, 11))
CASES = {
    "mlp": (nn.Sequential(nn.Linear(12, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 4)), torch.randn(32, 12), torch.randint(0, 4, (32,))),
    "cnn": (nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(24, 5)),
            torch.randn(16, 1, 8, 8), torch.randint(0, 5, (16,))),
    "lstm": (Lstm(), symbols[:, :-1], symbols[:, 1:]),
    "transformer": (Transformer(), symbols[:, :-1], symbols[:, 1:]),
}
for name, (model, x, y) in CASES.items():
    start = {k: v.clone() for k, v in model.state_dict().items()}
    opt, losses = optim.Adam(model.parameters(), 3e-3), []
    for _ in range(200):
        opt.zero_grad()
        out = model(x)
        loss = F.cross_entropy(out.reshape(-1, out.shape[-1]), y.reshape(-1))
        loss.backward()
        opt.step()
        losses.append(loss.item())
    print(name, losses[0], losses[-1])
    record(name, x=x, y=y, losses=torch.tensor(losses), **{f"start.{k}": v for k, v in start.items()})
record.save()
