"""What PyTorch gives for operations on tensors: python3 tests/Hone.Deep.Tests/Recorded/operations.py"""
import torch
from recorder import Recorder

torch.manual_seed(1)
record = Recorder("operations")
double = dict(dtype=torch.float64)
x, y = torch.randn(3, 4, 5, **double), torch.randn(3, 2, 5, **double)

record("join", x=x, y=y, concat=torch.cat([x, y], 1), stack=torch.stack([x, -x], 2))
record("split", x=x, **{f"part{i}": part for i, part in enumerate(x.split(2, -1))}, **{f"sized{i}": part for i, part in enumerate(x.split([1, 3], 1))},
       **{f"chunk{i}": part for i, part in enumerate(x.chunk(3, 2))})
rows = torch.tensor([3, 0, 0, 2])
record("select", x=x, rows=rows, taken=x.index_select(1, rows), hot=torch.nn.functional.one_hot(rows, 5).to(torch.float64))
mask = x > 0.3
other = y[:, :1] > 0
record("masks", x=x, y=y, mask=mask, other=other, both=mask & other, either=mask | other, one=mask ^ other, none=~mask, filled=x.masked_fill(other, -2.5),
       any=mask.any(2), all=mask.any(), every=(x > -1).all(1), tril=x.tril(), triu=x.triu(2), low=x.tril(-1))
powers = torch.tensor([0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, 3.0, 10.1, float("inf"), -float("inf"), float("nan")], **double)
bases = torch.tensor([0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 0.3, -0.3, 1e-310, 1e300, float("inf"), -float("inf"), float("nan")], **double)
record("powers", # As bits, since JSON has no infinities.
       bases=bases.view(torch.int64), powers=powers.view(torch.int64), table=(bases[:, None] ** powers).view(torch.int64), cube=x ** 3, root=x.abs() ** 0.5, odd=x.abs() ** -1.3,
       whole=torch.tensor([-3, 0, 2]) ** 5, clamped=x.clamp(-0.5, 0.75), least=x.clamp(min=0.1))
record("statistics", x=x, logsumexp=x.logsumexp(1), all=x.logsumexp((0, 1, 2)), variance=x.var(2), biased=x.var(0, unbiased=False), deviation=x.std(1, keepdim=True), spread=x.std(),
       norm=x.norm(dim=1), one=x.norm(1, dim=2), three=x.norm(3), largest=x.norm(float("inf"), dim=0), least=x.norm(-float("inf"), dim=0), some=x.relu().norm(0, dim=1))
record.save()
