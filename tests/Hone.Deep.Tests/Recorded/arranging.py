"""What PyTorch gives for sorting, scans, scattering, arranging and einsum: python3 tests/Hone.Deep.Tests/Recorded/arranging.py"""
import numpy as np
import torch
from recorder import Recorder

torch.manual_seed(1)
record = Recorder("arranging")
double = dict(dtype=torch.float64)
x = torch.randn(3, 4, 5, **double)
few = torch.randint(0, 4, (6, 40)).to(torch.float64)

up, down, top = few.sort(stable=True, dim=1), few.sort(stable=True, dim=1, descending=True), x.topk(3, 1)
record("order", x=x, few=few, up=up[0], upAt=up[1], down=down[0], downAt=down[1], middle=x.sort(1)[0], top=top[0], topAt=top[1], low=x.topk(2, 2, largest=False)[0],
       most=x.max(1)[0], mostAt=x.max(1)[1], leastAt=x.argmin(2), median=torch.tensor(np.median(x.numpy(), 1)), quantile=x.quantile(0.3, 2), all=x.quantile(0.77))
zeros = x.clone()
zeros[0, 1], zeros[1, :2, 0], zeros[2, 3] = 0, 0, 0
def slope(f):
    y = zeros.clone().requires_grad_()
    f(y).square().sum().backward()
    return y.grad
record("cumulative", x=x, sum=x.cumsum(1), sums=x.cumsum(-1), product=x.cumprod(0), last=x.cumprod(2), whole=torch.arange(6).reshape(2, 3).cumsum(0), prod=x.prod(2), all=x.prod(),
       zeros=zeros, slopeProduct=slope(lambda y: y.prod(1)), slopeCumulative=slope(lambda y: y.cumprod(1)))
at, source = torch.tensor([[[2, 0], [1, 1]], [[0, 2], [2, 0]]]), torch.randn(2, 2, 2, **double)
record("scatter", x=x, at=at, source=source, gathered=x.gather(0, at), added=x.scatter_add(0, at, source), put=x.scatter(1, torch.tensor([[[3], [1]], [[0], [2]]]), source[:, :, :1]))
record("arrange", x=x, flip=x.flip(0, 2), tile=torch.tile(x, (2, 1, 1, 2)), short=torch.tile(x, (2,)), interleave=x.repeat_interleave(3, 1), counts=x.repeat_interleave(torch.tensor([1, 0, 2, 1]), 1),
       roll=x.roll(7, 2), back=x.roll(-1, 0), unfold=x.unfold(2, 3, 2), diagonal=x.diagonal(), above=x.diagonal(1, 2, 1), below=x.diagonal(-2, 0, 2), trace=x[0].trace(), outer=torch.outer(x[0, 0], x[0, :, 0]))
v = torch.tensor([-2.5, -1.5, -1.0, -0.7, -0.3, -0.0, 0.0, 0.2, 0.5, 0.9, 1.0, 1.5, 2.5, 30.0, 1e10, 700.0], **double)
record("functions", v=v, floor=v.floor(), ceil=v.ceil(), round=v.round(), trunc=v.trunc(), reciprocal=v[7:].reciprocal(), rsqrt=v[7:].rsqrt(), expm1=v[:13].expm1(), log2=v[7:].log2(), log10=v[7:].log10(),
       tan=v.tan(), asin=v[2:11].asin(), acos=v[2:11].acos(), atan=v.atan(), sinh=torch.cat([v[:14], v[15:]]).sinh(), cosh=torch.cat([v[:14], v[15:]]).cosh())

a, b, c, s = torch.randn(2, 3, 4, **double), torch.randn(2, 4, 5, **double), torch.randn(5, 3, **double), torch.randn(3, 3, 4, **double)
q, k = torch.randn(2, 3, 4, 5, **double), torch.randn(2, 6, 4, 5, **double)
one = torch.randn(2, 1, 4, **double)
record("operands", a=a, b=b, c=c, s=s, q=q, k=k, one=one)
for name, equation, operands in [
    ("products", "bij,bjk->bik", (a, b)), ("implied", "bij,bjk", (a, b)), ("scrambled", "bij, bjk -> kbi", (a, b)), ("summed", "bij,bjk->", (a, b)), ("chain", "bij,bjk,ki->bi", (a, b, c)),
    ("diagonal", "iij->ij", (s,)), ("trace", "iij", (s,)), ("diagonal and one", "iij,bij->bj", (s, a)), ("transposed", "cba", (a,)), ("attention", "bqhd,bkhd->bhqk", (q, k)), ("ellipsis", "...ij,...jk->...ik", (a, b)),
    ("stretched", "...j,bkj->b...k", (one, a)), ("outer", "ij,k->ikj", (c, c[0])), ("inner", "ij,ij->i", (c, c)), ("dot", "ij,ij->", (c, c)), ("alone", "bij->i", (a,)), ("four", "bij,bjk,ki,i->b", (a, b, c, c[0])),
    ("ellipsis in the middle", "b...d,b...d->...b", (q, q))]:
    record("einsum " + name, result=torch.einsum(equation, *operands))
record.save()
