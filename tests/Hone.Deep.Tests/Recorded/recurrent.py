"""Recurrent networks of PyTorch, with gradients: python3 tests/Hone.Deep.Tests/Recorded/recurrent.py"""
import torch
from recorder import Recorder
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

record = Recorder("recurrent")
torch.manual_seed(1)


def case(name, kind, lengths=None, states=False, **options):
    m = kind(3, 5, batch_first=True, **options).double()
    layers = m.num_layers * (2 if m.bidirectional else 1)
    x = torch.randn(4, 6, 3, dtype=torch.float64).requires_grad_()
    start = [torch.randn(layers, 4, 5, dtype=torch.float64).requires_grad_() for _ in range(2 if kind is nn.LSTM else 1)] if states else []
    given = x if lengths is None else pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    y, last = m(given, (tuple(start) if kind is nn.LSTM else start[0]) if states else None)
    if lengths is not None:
        y, _ = pad_packed_sequence(y, batch_first=True, total_length=6)
    last = list(last) if kind is nn.LSTM else [last]
    g, g_last = torch.randn_like(y), [torch.randn_like(s) for s in last]
    torch.autograd.backward([y, *last], [g, *g_last])
    record(name, x=x, y=y, g=g, x_grad=x.grad, **{"last%d" % i: s for i, s in enumerate(last)}, **{"g_last%d" % i: s for i, s in enumerate(g_last)},
           **{"start%d" % i: s for i, s in enumerate(start)}, **{"start%d_grad" % i: s.grad for i, s in enumerate(start)},
           **{"state." + k: v for k, v in m.state_dict().items()}, **{"grad." + k: v.grad for k, v in m.named_parameters()})


case("lstm", nn.LSTM)
case("lstm_deep", nn.LSTM, num_layers=2, bidirectional=True, states=True)
case("lstm_lengths", nn.LSTM, lengths=[6, 2, 5, 1], bidirectional=True, states=True)
case("gru", nn.GRU, states=True)
case("gru_lengths", nn.GRU, lengths=[3, 6, 1, 4], num_layers=2, bidirectional=True)
case("gru_no_bias", nn.GRU, bias=False)
case("rnn", nn.RNN, states=True, bidirectional=True)
case("rnn_relu", nn.RNN, nonlinearity="relu", lengths=[3, 6, 1, 4])
record.save()
