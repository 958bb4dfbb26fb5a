"""Ten steps of each optimiser with each of its options, on a small network in doubles. LAMB and Lion are not in PyTorch: they follow their papers' equations below."""
import torch
from recorder import Recorder
from torch import nn, optim

record = Recorder("optimizers")


class Lion(optim.Optimizer):  # Chen et al. 2023, program 1
    def __init__(self, params, lr, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                (b1, b2), lr = group["betas"], group["lr"]
                update = (b1 * m + (1 - b1) * p.grad).sign()
                p -= lr * (update + group["weight_decay"] * p)
                m.copy_(b2 * m + (1 - b2) * p.grad)


class Lamb(optim.Optimizer):  # You et al. 2020, algorithm 2, phi(z) = z
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                s = self.state[p]
                if not s:
                    s.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                (b1, b2), lr = group["betas"], group["lr"]
                s["t"] += 1
                s["m"].copy_(b1 * s["m"] + (1 - b1) * p.grad)
                s["v"].copy_(b2 * s["v"] + (1 - b2) * p.grad ** 2)
                r = (s["m"] / (1 - b1 ** s["t"])) / ((s["v"] / (1 - b2 ** s["t"])).sqrt() + group["eps"]) + group["weight_decay"] * p
                wn, rn = p.norm(), r.norm()
                p -= lr * (wn / rn if wn > 0 and rn > 0 else 1.0) * r


torch.manual_seed(5)
x, y = torch.randn(16, 4, dtype=torch.float64), torch.randint(0, 3, (16,))
start = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3)).double()
state = {k: v.clone() for k, v in start.state_dict().items()}
record("network", x=x, y=y, **state)

CASES = {
    "sgd": lambda p: optim.SGD(p, 0.1),
    "sgd_decay": lambda p: optim.SGD(p, 0.1, weight_decay=0.1),
    "sgd_momentum": lambda p: optim.SGD(p, 0.1, momentum=0.9),
    "sgd_dampening": lambda p: optim.SGD(p, 0.1, momentum=0.9, dampening=0.3, weight_decay=0.1),
    "sgd_nesterov": lambda p: optim.SGD(p, 0.1, momentum=0.9, nesterov=True, weight_decay=0.1),
    "adagrad": lambda p: optim.Adagrad(p, 0.1),
    "adagrad_all": lambda p: optim.Adagrad(p, 0.1, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.2, eps=1e-3),
    "rmsprop": lambda p: optim.RMSprop(p, 0.01),
    "rmsprop_alpha": lambda p: optim.RMSprop(p, 0.01, alpha=0.9, eps=1e-3, weight_decay=0.1),
    "rmsprop_centered": lambda p: optim.RMSprop(p, 0.01, centered=True),
    "rmsprop_momentum": lambda p: optim.RMSprop(p, 0.01, momentum=0.8),
    "rmsprop_both": lambda p: optim.RMSprop(p, 0.01, momentum=0.8, centered=True, weight_decay=0.1),
    "adam": lambda p: optim.Adam(p, 0.05),
    "adam_all": lambda p: optim.Adam(p, 0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1),
    "adam_amsgrad": lambda p: optim.Adam(p, 0.05, betas=(0.5, 0.6), amsgrad=True, weight_decay=0.1),
    "adamw": lambda p: optim.AdamW(p, 0.05, weight_decay=0.1),
    "adamw_amsgrad": lambda p: optim.AdamW(p, 0.05, betas=(0.5, 0.6), weight_decay=0.1, amsgrad=True),
    "lion": lambda p: Lion(p, 0.01),
    "lion_all": lambda p: Lion(p, 0.01, betas=(0.7, 0.8), weight_decay=0.1),
    "lamb": lambda p: Lamb(p, 0.05),
    "lamb_all": lambda p: Lamb(p, 0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.2),
    "lbfgs_search": lambda p: optim.LBFGS(p, 1, max_iter=4, line_search_fn="strong_wolfe"),
    "lbfgs_history": lambda p: optim.LBFGS(p, 1, max_iter=4, history_size=2, line_search_fn="strong_wolfe"),
    "lbfgs_plain": lambda p: optim.LBFGS(p, 0.3, max_iter=3),
    "lbfgs_evaluations": lambda p: optim.LBFGS(p, 0.5, max_iter=10, max_eval=4),
    "lbfgs_far": lambda p: optim.LBFGS(p, 30, max_iter=5, line_search_fn="strong_wolfe"),
    "clip_norm": lambda p: optim.SGD(p, 0.5),
    "clip_value": lambda p: optim.SGD(p, 0.5),
}
for name, make in CASES.items():
    model = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3)).double()
    model.load_state_dict(state)
    opt = make(model.parameters())
    losses, norms = [], []

    def closure():
        opt.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        return loss
    for _ in range(10):
        if name.startswith("lbfgs"):
            loss = opt.step(closure)
        else:
            loss = closure()
            if name == "clip_norm":
                norms.append(nn.utils.clip_grad_norm_(model.parameters(), 0.2).item())
            if name == "clip_value":
                nn.utils.clip_grad_value_(model.parameters(), 0.01)
            opt.step()
        losses.append(loss.item())
    record(name, losses=torch.tensor(losses, dtype=torch.float64), norms=torch.tensor(norms, dtype=torch.float64), **model.state_dict())

# Rates of schedules at every step, as multiples of the initial one; PyTorch's warm-ups count from another place and are written out.
S = optim.lr_scheduler
SCHEDULES = {
    "step": lambda o: S.StepLR(o, 7, 0.3),
    "multi_step": lambda o: S.MultiStepLR(o, [3, 11, 20], 0.4),
    "exponential": lambda o: S.ExponentialLR(o, 0.93),
    "cosine": lambda o: S.CosineAnnealingLR(o, 30, 0.1),
    "cosine_restarts": lambda o: S.CosineAnnealingWarmRestarts(o, 6, 1, 0.05),
    "cosine_restarts_longer": lambda o: S.CosineAnnealingWarmRestarts(o, 4, 2),
    "one_cycle": lambda o: S.OneCycleLR(o, 1.0, 30, cycle_momentum=False),
    "one_cycle_all": lambda o: S.OneCycleLR(o, 1.0, 30, pct_start=0.5, div_factor=10, final_div_factor=20, cycle_momentum=False),
    "linear": lambda o: S.LinearLR(o, 0.2, 0.9, 12),
    "polynomial": lambda o: S.PolynomialLR(o, 25, 3) if hasattr(S, "PolynomialLR") else S.LambdaLR(o, lambda t: max(0.0, 1 - t / 25) ** 3),
    "warmup": lambda o: S.LinearLR(o, 1 / 8, 1.0, 7),
}
for name, make in SCHEDULES.items():
    o = optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    schedule = make(o)
    rates = []
    for _ in range(30):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        schedule.step()
    record(f"schedule_{name}", rates=torch.tensor(rates, dtype=torch.float64))
values = torch.tensor([3, 2, 2.1, 2, 1.9999, 1.5, 1.6, 1.7, 1.8, 1.5, 1.4, 5, 2, 2, 2, 2, 1.3, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.1, 1.1, 1.1, 1.1, 1.1], dtype=torch.float64)
for name, options in {"": dict(patience=2), "_absolute": dict(patience=1, threshold=0.2, threshold_mode="abs", factor=0.5), "_cooldown": dict(patience=1, cooldown=3, factor=0.5, min_lr=0.2),
                      "_max": dict(patience=2, mode="max", factor=0.3)}.items():
    o = optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
    schedule = S.ReduceLROnPlateau(o, **options)
    rates = []
    for value in values:
        schedule.step(value.item())
        rates.append(o.param_groups[0]["lr"])
    record(f"plateau{name}", values=values, rates=torch.tensor(rates, dtype=torch.float64))
record.save()
