"""Attention of PyTorch, with gradients: python3 tests/Hone.Deep.Tests/Recorded/attention.py"""
import torch
from recorder import Recorder
from torch import nn
from torch.nn import functional as F

record = Recorder("attention")
torch.manual_seed(1)
f64 = torch.float64


def plain(q, k, v, seen, added=None):
    s = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
    if added is not None:
        s = s + added
    return torch.softmax(s.masked_fill(~seen, float("-inf")), -1) @ v


def case(name, shape_q, shape_k, width_v, seen, added=None):
    q, k = torch.randn(*shape_q, dtype=f64).requires_grad_(), torch.randn(*shape_k, dtype=f64).requires_grad_()
    v = torch.randn(*shape_k[:3], width_v, dtype=f64).requires_grad_()
    y = plain(q, k, v, seen, added)
    g = torch.randn_like(y)
    y.backward(g)
    more = {} if added is None else {"added": added}
    record(name, q=q, k=k, v=v, g=g, y=y, q_grad=q.grad, k_grad=k.grad, v_grad=v.grad, **more)


case("plain", (2, 2, 5, 4), (2, 2, 7, 4), 3, torch.ones(5, 7, dtype=torch.bool))
case("causal", (1, 2, 6, 4), (1, 2, 6, 4), 4, torch.ones(6, 6, dtype=torch.bool).tril())
case("causal_later", (1, 2, 3, 4), (1, 2, 6, 4), 4, torch.ones(3, 6, dtype=torch.bool).tril(3))
lengths = torch.tensor([7, 3])
case("lengths", (2, 1, 5, 4), (2, 1, 7, 4), 3, (torch.arange(7) < lengths[:, None]).view(2, 1, 1, 7))
case("added", (2, 2, 3, 4), (2, 2, 5, 4), 3, torch.ones(3, 5, dtype=torch.bool), torch.randn(2, 3, 5, dtype=f64))


def module(name, m, g_shape, *inputs, **options):
    inputs = [x.requires_grad_() for x in inputs]
    y = m(*inputs, **options)
    y = y[0] if isinstance(y, tuple) else y
    g = torch.randn(g_shape, dtype=y.dtype)
    y.backward(g)
    record(name, y=y, g=g, **{"x%d" % i: x for i, x in enumerate(inputs)}, **{"x%d_grad" % i: x.grad for i, x in enumerate(inputs)},
           **{"state." + k: v for k, v in m.state_dict().items()}, **{"grad." + k: v.grad for k, v in m.named_parameters()})


def fill(m):
    for p in m.parameters():
        nn.init.normal_(p, 0, 0.3)
    return m


causal = torch.ones(5, 5, dtype=torch.bool).triu(1)
padding = torch.tensor([[False] * 5, [False, False, False, True, True]])
x, memory = torch.randn(2, 5, 8), torch.randn(2, 4, 8)
module("mha_self", fill(nn.MultiheadAttention(8, 2, batch_first=True)), (2, 5, 8), x.clone(), x.clone(), x.clone())
m = fill(nn.MultiheadAttention(8, 2, batch_first=True, bias=False))
module("mha_cross", m, (2, 5, 8), x.clone(), memory.clone(), memory.clone() * 0.7)
module("mha_causal", fill(nn.MultiheadAttention(8, 4, batch_first=True)), (2, 5, 8), x.clone(), x.clone(), x.clone(), attn_mask=causal)
module("mha_padding", fill(nn.MultiheadAttention(8, 4, batch_first=True)), (2, 5, 8), x.clone(), x.clone(), x.clone(), key_padding_mask=padding)

for name, options in {"post_relu": dict(activation="relu", norm_first=False), "pre_gelu": dict(activation="gelu", norm_first=True)}.items():
    module("encoder_layer_" + name, fill(nn.TransformerEncoderLayer(8, 2, 12, 0.0, batch_first=True, **options)), (2, 5, 8), x.clone(), src_mask=causal)
    module("decoder_layer_" + name, fill(nn.TransformerDecoderLayer(8, 2, 12, 0.0, batch_first=True, **options)), (2, 5, 8), x.clone(), memory.clone(), tgt_mask=causal)
layer = nn.TransformerEncoderLayer(8, 2, 6, 0.0, batch_first=True)
module("encoder", fill(nn.TransformerEncoder(layer, 2, nn.LayerNorm(8), enable_nested_tensor=False)), (2, 5, 8), x.clone(), src_key_padding_mask=padding)
layer = nn.TransformerDecoderLayer(8, 2, 6, 0.0, batch_first=True)
module("decoder", fill(nn.TransformerDecoder(layer, 1, nn.LayerNorm(8))), (2, 5, 8), x.clone(), memory.clone(), tgt_mask=causal)
record.save()
