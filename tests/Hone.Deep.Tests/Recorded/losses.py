"""Losses with each of their options, and their gradients, in doubles."""
import torch
from recorder import Recorder
from torch.nn import functional as F

torch.manual_seed(21)
record = Recorder("losses")


def case(name, f, *inputs, **more):
    """f(*inputs) with its gradients by those inputs that float and want one; results that are no numbers are weighted by g."""
    leaves = [x.clone().requires_grad_() for x in inputs]
    y = f(*leaves)
    g = torch.linspace(0.5, 1.5, max(1, y.numel()), dtype=torch.float64).reshape(y.shape)
    y.backward(g)
    record(name, y=y, g=g, **{f"x{i}": x for i, x in enumerate(leaves)}, **{f"d{i}": x.grad for i, x in enumerate(leaves)}, **more)


def normal(*shape):
    return torch.randn(shape, dtype=torch.float64)


x, c, w, p = normal(6, 5) * 2, torch.tensor([0, 4, 2, -100, 1, 2]), torch.rand(5, dtype=torch.float64) + 0.1, F.softmax(normal(6, 5), -1)
seq, cseq = normal(2, 3, 5), torch.randint(0, 5, (2, 3))
for r in ("mean", "sum", "none"):
    case(f"ce_{r}", lambda x: F.cross_entropy(x, c, reduction=r), x, c=c)
    case(f"ce_weights_{r}", lambda x: F.cross_entropy(x, c, w, reduction=r), x, c=c, w=w)
    case(f"ce_smooth_{r}", lambda x: F.cross_entropy(x, c, label_smoothing=0.2, reduction=r), x, c=c)
    c2 = c.clamp(min=0)
    case(f"ce_all_{r}", lambda x: F.cross_entropy(x, c2, w, label_smoothing=0.2, ignore_index=2, reduction=r), x, c=c2, w=w)
    case(f"ce_sequence_{r}", lambda x: F.cross_entropy(x.permute(0, 2, 1), cseq, reduction=r), seq, c=cseq)
    case(f"ce_probabilities_{r}", lambda x, p: F.cross_entropy(x, p, reduction=r), x, p)
    case(f"ce_probabilities_all_{r}", lambda x, p: F.cross_entropy(x, p, w, label_smoothing=0.3, reduction=r), x, p, w=w)
    y01 = torch.rand(6, 5, dtype=torch.float64)
    hard = (y01 > 0.5).double()
    case(f"bce_{r}", lambda x: F.binary_cross_entropy_with_logits(x, y01, reduction=r), x, t=y01)
    case(f"bce_positive_{r}", lambda x: F.binary_cross_entropy_with_logits(x, y01, pos_weight=3 * w, reduction=r), x, t=y01, w=3 * w)
    case(f"bce_weight_{r}", lambda x: F.binary_cross_entropy_with_logits(x, y01, weight=w, reduction=r), x, t=y01, w=w)

    def focal(x, gamma=2, alpha=0.25):
        ce, s = F.binary_cross_entropy_with_logits(x, hard, reduction="none"), torch.sigmoid(x)
        loss = ce * (1 - (s * hard + (1 - s) * (1 - hard))) ** gamma
        loss = loss if alpha is None else loss * (alpha * hard + (1 - alpha) * (1 - hard))
        return {"mean": loss.mean, "sum": loss.sum, "none": lambda: loss}[r]()
    case(f"focal_{r}", focal, x, t=hard)
    case(f"focal_gamma_{r}", lambda x: focal(x, 1.5, None), x, t=hard)
    t = normal(6, 5)
    case(f"mse_{r}", lambda x: F.mse_loss(x, t, reduction=r), x, t=t)
    case(f"mae_{r}", lambda x: F.l1_loss(x, t, reduction=r), x, t=t)
    case(f"huber_{r}", lambda x: F.huber_loss(x, t, delta=0.7, reduction=r), x, t=t)
    case(f"smooth_l1_{r}", lambda x: F.smooth_l1_loss(x, t, beta=0.4, reduction=r), x, t=t)
    q, target = F.log_softmax(x, -1), p.clone()
    target[0, 1] = 0

    def kl(q, t, log=False):
        loss = F.kl_div(q, t, reduction="none", log_target=log).sum(-1)
        return {"mean": loss.mean, "sum": loss.sum, "none": lambda: loss}[r]()
    case(f"kl_{r}", lambda q: kl(q, target), q, t=target)
    case(f"kl_log_{r}", lambda q: kl(q, p.log(), True), q, t=p.log())
    labels = c.clamp(min=0)
    case(f"multi_margin_{r}", lambda x: F.multi_margin_loss(x, labels, reduction=r), x, c=labels)
    case(f"multi_margin_all_{r}", lambda x: F.multi_margin_loss(x, labels, p=2, margin=0.6, weight=w, reduction=r), x, c=labels, w=w)
    a, b, n = normal(5, 4), normal(5, 4), normal(5, 4)
    case(f"triplet_{r}", lambda a, b, n: F.triplet_margin_loss(a, b, n, reduction=r), a, b, n)
    case(f"triplet_swap_{r}", lambda a, b, n: F.triplet_margin_loss(a, b, n, margin=2, swap=True, reduction=r), a, b, n)
    sign = torch.tensor([1, -1, -1, 1, -1])
    case(f"cosine_{r}", lambda a, b: F.cosine_embedding_loss(a, b, sign, reduction=r), a, b, s=sign)
    case(f"cosine_margin_{r}", lambda a, b: F.cosine_embedding_loss(a, b, sign, margin=0.1, reduction=r), a, b, s=sign)
    logs = F.log_softmax(normal(8, 3, 4), -1)
    lab, il, tl = torch.tensor([[1, 2, 2, 3], [3, 1, 1, 1], [2, 3, 1, 2]]), torch.tensor([8, 6, 4]), torch.tensor([4, 2, 4])

    # By scores before the softmax: PyTorch's gradient by the logarithms takes for granted that they came from one.
    scores = normal(8, 3, 4)
    case(f"ctc_{r}", lambda s: F.ctc_loss(F.log_softmax(s, -1), lab, il, tl, reduction=r), scores, c=lab)
    case(f"ctc_blank_{r}", lambda s: F.ctc_loss(F.log_softmax(s, -1), (lab - 1) % 3, il, tl, blank=3, reduction=r), scores, c=(lab - 1) % 3)
    short = torch.tensor([8, 2, 4])
    case(f"ctc_short_{r}", lambda s: F.ctc_loss(F.log_softmax(s, -1), lab, short, torch.tensor([4, 3, 4]), zero_infinity=True, reduction=r), scores, c=lab)
record.save()
