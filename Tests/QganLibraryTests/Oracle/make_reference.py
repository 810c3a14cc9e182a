"""Writes reference.json: what PyTorch computes for the builtins of QganLibrary, in double precision.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0+cpu numpy
    venv/bin/python make_reference.py

The tests read the JSON only. Values are rounded to 12 digits after the point, inputs to 3.
"""
import json
import math
import pathlib
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

warnings.filterwarnings("ignore")
torch.set_default_dtype(torch.float64)
torch.manual_seed(7)
BATCH = 3


def draw(*shape, low=-2.0, high=2.0):
    return torch.round((torch.rand(*shape) * (high - low) + low) * 1000) / 1000


def tensor(t):
    t = t.detach()
    return {"shape": list(t.shape), "values": [round(v, 12) for v in t.flatten().tolist()]}


cases = []


def case(name, layer, arguments, inputs, output, mode="training", variables=None, after=None, inner=None):
    """`inputs` and `output` are batched; variables are those of the layer, by PyTorch's names."""
    entry = {
        "name": name, "layer": layer, "arguments": arguments, "mode": mode, "output": tensor(output),
        "inputs": [tensor(x) for x in inputs],
        "variables": {k: tensor(v) for k, v in (variables or {}).items()},
        "after": {k: tensor(v) for k, v in (after or {}).items()},
    }
    if inner:
        entry["inner"] = inner
    cases.append(entry)


def module(name, layer, arguments, m, shape, mode="training", after=(), low=-2.0, high=2.0):
    """One use of the module `m`, with random weights and running statistics."""
    for key, p in m.named_parameters():
        p.data = draw(*p.shape, low=0.5 if key == "weight" and p.dim() == 1 else -1, high=1.5)
    for key, b in m.named_buffers():
        if key.startswith("running"):
            b.data = draw(*b.shape, low=0.5, high=1.5)
    m.train(mode == "training")
    variables = {k: v.clone() for k, v in m.state_dict().items() if k != "num_batches_tracked"}
    x = draw(BATCH, *shape, low=low, high=high)
    y = m(x)
    case(name, layer, arguments, [x], y, mode, variables, {k: m.state_dict()[k] for k in after})


# Layers with weights.
module("dense", "dense", {"units": 3}, nn.Linear(4, 3), [4])
module("dense of rows, no bias", "dense", {"units": 2, "bias": False}, nn.Linear(3, 2, bias=False), [2, 3])
module("conv2d", "conv2d", {"channels": 3, "kernel": 3}, nn.Conv2d(2, 3, 3), [2, 5, 4])
module("conv2d stride padding", "conv2d", {"channels": 2, "kernel": 3, "stride": 2, "padding": 1},
       nn.Conv2d(1, 2, 3, 2, 1), [1, 5, 6])
module("conv2d rectangles", "conv2d",
       {"channels": 2, "kernel": [3, 2], "stride": [1, 2], "padding": [2, 1], "dilation": [2, 1], "bias": False},
       nn.Conv2d(2, 2, (3, 2), (1, 2), (2, 1), (2, 1), bias=False), [2, 5, 4])
module("conv2d groups", "conv2d", {"channels": 4, "kernel": 2, "groups": 2}, nn.Conv2d(4, 4, 2, groups=2),
       [4, 3, 3])
module("conv2d depthwise dilated", "conv2d",
       {"channels": 6, "kernel": 3, "groups": 3, "dilation": 2, "padding": 2},
       nn.Conv2d(3, 6, 3, groups=3, dilation=2, padding=2), [3, 4, 4])
module("conv2d same", "conv2d", {"channels": 2, "kernel": 4, "padding": "same"},
       nn.Conv2d(2, 2, 4, padding="same"), [2, 4, 5])
module("conv2d same dilated", "conv2d", {"channels": 1, "kernel": [2, 3], "dilation": [3, 2], "padding": "same"},
       nn.Conv2d(1, 1, (2, 3), dilation=(3, 2), padding="same"), [1, 5, 5])
for size in (5, 6):
    # PyTorch refuses "same" with a stride: the odd pixel at the end, as TensorFlow and EfficientNet pad.
    w, b, x = draw(2, 1, 3, 3), draw(2), draw(BATCH, 1, size, size)
    total = max(0, (math.ceil(size / 2) - 1) * 2 + 3 - size)
    pad = (total // 2, total - total // 2) * 2
    case(f"conv2d same stride {size}", "conv2d", {"channels": 2, "kernel": 3, "stride": 2, "padding": "same"}, [x],
         F.conv2d(F.pad(x, pad), w, b, stride=2), variables={"weight": w, "bias": b})
module("conv_transpose2d", "conv_transpose2d", {"channels": 2, "kernel": 3}, nn.ConvTranspose2d(3, 2, 3),
       [3, 2, 3])
module("conv_transpose2d stride padding", "conv_transpose2d",
       {"channels": 2, "kernel": 4, "stride": 2, "padding": 1}, nn.ConvTranspose2d(1, 2, 4, 2, 1), [1, 3, 2])
module("conv_transpose2d all", "conv_transpose2d",
       {"channels": 4, "kernel": [3, 2], "stride": [2, 3], "padding": [1, 0], "output_padding": [1, 2], "groups": 2,
        "dilation": [1, 2], "bias": False},
       nn.ConvTranspose2d(2, 4, (3, 2), (2, 3), (1, 0), (1, 2), 2, False, (1, 2)), [2, 3, 2])
running = ("running_mean", "running_var")
module("batch_norm", "batch_norm", {}, nn.BatchNorm2d(2), [2, 3, 2], after=running)
module("batch_norm of vectors", "batch_norm", {"eps": 1e-3, "momentum": 0.3}, nn.BatchNorm1d(3, 1e-3, 0.3), [3],
       after=running)
module("batch_norm plain", "batch_norm", {"affine": False}, nn.BatchNorm2d(2, affine=False), [2, 2, 2],
       after=running)
module("batch_norm evaluation", "batch_norm", {}, nn.BatchNorm2d(2), [2, 2, 2], mode="evaluation", after=running)
module("layer_norm", "layer_norm", {}, nn.LayerNorm([2, 3]), [2, 3])
module("layer_norm last", "layer_norm", {"axes": 1, "eps": 1e-2}, nn.LayerNorm([4], eps=1e-2), [2, 4])
module("instance_norm", "instance_norm", {}, nn.InstanceNorm2d(2), [2, 3, 2])
module("instance_norm affine", "instance_norm", {"affine": True}, nn.InstanceNorm2d(2, affine=True), [2, 2, 2])
module("group_norm", "group_norm", {"groups": 2}, nn.GroupNorm(2, 4), [4, 2, 3])
m = nn.Embedding(5, 3)
m.weight.data = draw(5, 3)
labels = torch.tensor([[0, 4], [2, 2], [1, 3]])
case("embedding", "embedding", {"count": 5, "size": 3}, [labels.double()], m(labels), variables={"weight": m.weight})

for name, arguments, make, shape in (
        ("dense", {"units": 3}, lambda: nn.Linear(4, 3), [4]),
        ("conv2d", {"channels": 3, "kernel": 2}, lambda: nn.Conv2d(2, 3, 2), [2, 3, 3]),
        ("conv_transpose2d", {"channels": 2, "kernel": 2}, lambda: nn.ConvTranspose2d(3, 2, 2), [3, 2, 2])):
    for mode, steps in (("training", 1), ("training", 2), ("evaluation", 1)):
        m = nn.utils.spectral_norm(make(), n_power_iterations=steps)
        m.weight_orig.data, m.bias.data = draw(*m.weight_orig.shape), draw(*m.bias.shape)
        m.train(mode == "training")
        names = {"weight": "weight_orig", "bias": "bias", "weight_u": "weight_u", "weight_v": "weight_v"}
        before = {k: m.state_dict()[v].clone() for k, v in names.items()}
        x = draw(BATCH, *shape)
        y = m(x)
        case(f"spectral_norm {name} {mode} {steps}", "spectral_norm", {"power_iterations": steps}, [x], y, mode,
             before, {k: m.state_dict()[k] for k in ("weight_u", "weight_v")},
             inner={"layer": name, "arguments": arguments})

# Layers without weights.
module("upsample", "upsample", {"factor": 2}, nn.Upsample(scale_factor=2), [2, 2, 3])
module("upsample bilinear", "upsample", {"factor": 2, "mode": "bilinear"},
       nn.Upsample(scale_factor=2, mode="bilinear"), [1, 3, 2])
module("upsample bilinear 3 by 2", "upsample", {"factor": [3, 2], "mode": "bilinear"},
       nn.Upsample(scale_factor=(3, 2), mode="bilinear"), [1, 3, 4])
module("upsample corners", "upsample", {"factor": [2, 3], "mode": "bilinear", "align_corners": True},
       nn.Upsample(scale_factor=(2, 3), mode="bilinear", align_corners=True), [2, 3, 2])
module("pixel_shuffle", "pixel_shuffle", {"factor": 2}, nn.PixelShuffle(2), [8, 2, 3])
module("avg_pool2d", "avg_pool2d", {"kernel": 2}, nn.AvgPool2d(2), [2, 5, 4])
module("avg_pool2d padding", "avg_pool2d", {"kernel": [3, 2], "stride": [2, 1], "padding": [1, 1]},
       nn.AvgPool2d((3, 2), (2, 1), (1, 1)), [1, 4, 3])
module("avg_pool2d without padding", "avg_pool2d",
       {"kernel": 3, "stride": 2, "padding": 1, "count_include_pad": False},
       nn.AvgPool2d(3, 2, 1, count_include_pad=False), [1, 4, 5])
module("max_pool2d", "max_pool2d", {"kernel": 2}, nn.MaxPool2d(2), [2, 4, 5])
module("max_pool2d all", "max_pool2d", {"kernel": 3, "stride": [2, 1], "padding": 1, "dilation": [1, 2]},
       nn.MaxPool2d(3, (2, 1), 1, (1, 2)), [1, 5, 6])
module("adaptive_avg_pool2d", "adaptive_avg_pool2d", {"size": [2, 3]}, nn.AdaptiveAvgPool2d((2, 3)), [2, 5, 4])
module("adaptive_avg_pool2d larger", "adaptive_avg_pool2d", {"size": 4}, nn.AdaptiveAvgPool2d(4), [1, 3, 2])
x = draw(BATCH, 2, 3, 2)
case("global_average_pool", "global_average_pool", {}, [x], x.mean((2, 3)))
case("global_max_pool", "global_max_pool", {}, [x], x.amax((2, 3)))
for name, m in (("relu", nn.ReLU()), ("relu6", nn.ReLU6()), ("elu", nn.ELU()), ("gelu", nn.GELU()),
                ("silu", nn.SiLU()), ("tanh", nn.Tanh()), ("sigmoid", nn.Sigmoid()), ("softplus", nn.Softplus())):
    module(name, name, {}, m, [7], low=-9, high=9)
module("gelu tanh", "gelu", {"approximate": "tanh"}, nn.GELU(approximate="tanh"), [7], low=-5, high=5)
module("elu alpha", "elu", {"alpha": 0.7}, nn.ELU(0.7), [7])
module("leaky_relu", "leaky_relu", {"slope": 0.2}, nn.LeakyReLU(0.2), [7])
module("softmax", "softmax", {}, nn.Softmax(-1), [2, 4])
module("softmax first axis", "softmax", {"axis": 0}, nn.Softmax(1), [3, 2], low=-90, high=90)
module("log_softmax", "log_softmax", {}, nn.LogSoftmax(-1), [5], low=-90, high=90)
module("dropout evaluation", "dropout", {"p": 0.5}, nn.Dropout(), [5], mode="evaluation")

# Losses: the value, and for wgan_gp the gradients of a small critic's weights.
losses = []
real, fake = draw(BATCH, 1, low=-3, high=3), draw(BATCH, 1, low=-3, high=3)
one, zero = torch.ones(BATCH, 1), torch.zeros(BATCH, 1)
bce = F.binary_cross_entropy_with_logits
for name, d, g in (
        ("bce", bce(real, one) + bce(fake, zero), bce(fake, one)),
        ("lsgan", (F.mse_loss(real, one) + F.mse_loss(fake, zero)) / 2, F.mse_loss(fake, one) / 2),
        ("hinge", F.relu(1 - real).mean() + F.relu(1 + fake).mean(), -fake.mean()),
        ("wgan", fake.mean() - real.mean(), -fake.mean())):
    losses.append({"loss": name, "real": tensor(real), "fake": tensor(fake), "discriminator": d.item(),
                   "generator": g.item()})

critic = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 1))
for p in critic.parameters():
    p.data = draw(*p.shape, low=-1, high=1)
x, y, e = draw(BATCH, 4), draw(BATCH, 4), draw(BATCH, 1, low=0, high=1)
between = (e * x + (1 - e) * y).requires_grad_()
slope, = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
loss = critic(y).mean() - critic(x).mean() + 5 * ((slope.norm(dim=1) - 1) ** 2).mean()
gradients = torch.autograd.grad(loss, list(critic.parameters()), allow_unused=True)
penalty = {
    "lambda": 5, "realData": tensor(x), "fakeData": tensor(y), "draws": tensor(e), "loss": loss.item(),
    "weights": {k: tensor(p) for k, p in critic.named_parameters()},
    "gradients": {k: tensor(torch.zeros_like(p) if g is None else g)
                  for (k, p), g in zip(critic.named_parameters(), gradients)}}

supervised = []


def supervise(name, output, target, value):
    supervised.append({"loss": name, "output": tensor(output), "target": tensor(target), "values": tensor(value)})


output, labels = draw(BATCH, 4, low=-20, high=20), torch.tensor([3, 0, 2])
supervise("cross_entropy", output, labels.double(), F.cross_entropy(output, labels, reduction="none"))
soft = torch.softmax(draw(BATCH, 4), 1)
soft = torch.round(soft * 1000) / 1000
supervise("cross_entropy", output, soft, F.cross_entropy(output, soft, reduction="none"))
output, target = draw(BATCH, 2, 3), draw(BATCH, 2, 3)
supervise("mse", output, target, F.mse_loss(output, target, reduction="none").mean((1, 2)))
supervise("l1", output, target, F.l1_loss(output, target, reduction="none").mean((1, 2)))

# Optimizers: the weight after each of five steps.
optimizers = []
for name, make, arguments in (
        ("sgd", torch.optim.SGD, {"lr": 0.1}),
        ("sgd", torch.optim.SGD, {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.05}),
        ("sgd", torch.optim.SGD, {"lr": 0.1, "momentum": 0.8, "nesterov": True}),
        ("adam", torch.optim.Adam, {}),
        ("adam", torch.optim.Adam, {"lr": 0.01, "betas": [0.5, 0.9], "eps": 1e-6, "weight_decay": 0.1}),
        ("adamw", torch.optim.AdamW, {}),
        ("adamw", torch.optim.AdamW, {"lr": 0.02, "betas": [0.0, 0.9], "weight_decay": 0.2}),
        ("rmsprop", torch.optim.RMSprop, {}),
        ("rmsprop", torch.optim.RMSprop, {"lr": 0.02, "alpha": 0.8, "momentum": 0.7, "weight_decay": 0.1}),
        ("adadelta", torch.optim.Adadelta, {}),
        ("adadelta", torch.optim.Adadelta, {"lr": 0.5, "rho": 0.8, "eps": 1e-4, "weight_decay": 0.1})):
    w = nn.Parameter(draw(4))
    start, steps, grads = tensor(w), [], []
    o = make([w], **arguments)
    for _ in range(5):
        w.grad = draw(4)
        grads.append(tensor(w.grad))
        o.step()
        steps.append(tensor(w))
    optimizers.append(
        {"optimizer": name, "arguments": arguments, "start": start, "gradients": grads, "weights": steps})

# Schedules: factors of 12 steps, 3 an epoch.
schedules = []
TOTAL, EPOCH = 12, 3
for name, arguments, make, per_epoch in (
        ("constant", {}, lambda o: torch.optim.lr_scheduler.LambdaLR(o, lambda _: 1), False),
        ("linear", {"to": 0.25}, lambda o: torch.optim.lr_scheduler.LinearLR(o, 1, 0.25, TOTAL), False),
        ("cosine", {"to": 0.1}, lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, TOTAL, 0.1), False),
        ("step", {"every": 2, "factor": 0.3}, lambda o: torch.optim.lr_scheduler.StepLR(o, 2, 0.3), True),
        ("exponential", {"factor": 0.9}, lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9), True)):
    o = torch.optim.SGD([nn.Parameter(draw(1))], lr=1.0)
    s = make(o)
    factors = []
    for step in range(TOTAL):
        factors.append(o.param_groups[0]["lr"])
        o.step()
        if not per_epoch or (step + 1) % EPOCH == 0:
            s.step()
    schedules.append({"schedule": name, "arguments": arguments, "factors": [round(f, 12) for f in factors]})

# Starts of weights: the largest value and the deviation of many draws.
starts = []
for name, fill, arguments in (
        ("xavier_uniform", lambda w: nn.init.xavier_uniform_(w, 1.5), {"gain": 1.5}),
        ("xavier_normal", nn.init.xavier_normal_, {}),
        ("kaiming_uniform", nn.init.kaiming_uniform_, {}),
        ("kaiming_normal", lambda w: nn.init.kaiming_normal_(w, 0.2), {"slope": 0.2})):
    w = torch.empty(60, 40, 3, 3)
    fill(w)
    starts.append({"initializer": name, "arguments": arguments, "shape": list(w.shape),
                   "largest": w.abs().max().item(), "deviation": w.std().item()})
layer_starts = []
for name, m, arguments, shape in (
        ("dense", nn.Linear(200, 300), {"units": 300}, [200]),
        ("conv2d", nn.Conv2d(32, 64, 3, groups=2), {"channels": 64, "kernel": 3, "groups": 2}, [32, 8, 8]),
        ("conv_transpose2d", nn.ConvTranspose2d(32, 64, 3, groups=2), {"channels": 64, "kernel": 3, "groups": 2},
         [32, 8, 8]),
        ("embedding", nn.Embedding(300, 200), {"count": 300, "size": 200}, [1])):
    layer_starts.append({"layer": name, "arguments": arguments, "shape": shape,
                         "weight": list(m.weight.shape), "deviation": m.weight.std().item()})



# Resampling, on images that nothing random comes into.
def wave(channels, height, width):
    count = BATCH * channels * height * width
    x = torch.arange(count, dtype=torch.float64)
    return (torch.round(torch.sin(0.7 * x + 0.01 * x * x) * 2000) / 1000).reshape(BATCH, channels, height, width)


def tf1(x, size):
    """TensorFlow 1's resize_bilinear without corners: positions i * old / new in single precision."""
    for axis in (2, 3):
        old, new = x.shape[axis], size[axis - 2]
        position = torch.arange(new, dtype=torch.float32) * torch.tensor(old / new, dtype=torch.float32)
        low = position.long().clamp_max(old - 1)
        part = (position - low.float()).double().reshape([-1 if a == axis else 1 for a in range(4)])
        a, b = x.index_select(axis, low), x.index_select(axis, (low + 1).clamp_max(old - 1))
        x = a * (1 - part) + b * part
    return x


for shape, size in (((2, 3, 4), (5, 7)), ((1, 6, 5), (4, 2)), ((1, 3, 2), (3, 5)), ((1, 4, 7), (1, 11)), ((1, 1, 32), (1, 75))):
    x = wave(*shape)
    for method in ("bilinear", "bicubic"):
        for antialias in (False, True):
            case(f"resize {method} {antialias} {shape} {size}", "resize",
                 {"size": list(size), "method": method, "antialias": antialias}, [x],
                 F.interpolate(x, size, mode=method, align_corners=False, antialias=antialias))
    case(f"resize tf1 {shape} {size}", "resize", {"size": list(size), "method": "tf1_bilinear"}, [x], tf1(x, size))

path = pathlib.Path(__file__).with_name("reference.json")
with path.open("w") as file:
    json.dump({"torch": torch.__version__, "layers": cases, "losses": losses, "penalty": penalty,
               "supervised": supervised, "optimizers": optimizers, "schedules": schedules, "starts": starts,
               "layerStarts": layer_starts}, file, separators=(",", ":"))
    file.write("\n")
print(path.stat().st_size, "bytes")
