"""Writes augmentations.json: what the definitions of DiffAugment (Zhao et al. 2020, arXiv:2006.10738) and of torchvision's
horizontal flip give in PyTorch's operations, in double precision, for random numbers that are given.

    python3 -m venv venv && venv/bin/pip install torch==2.13.0+cpu numpy
    venv/bin/python make_augmentations.py

Draws are uniform numbers in [0, 1), one a sample; where the definition draws an integer below n, it is floor(n u). Pixels
are moved and cut by padding and indexing. Gradients are those of the sum of the result times `weights`.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(11)
BATCH = 4
cases = []


def tensor(t):
    t = t.detach()
    return {"shape": list(t.shape), "values": [round(v, 12) for v in t.flatten().tolist()]}


def whole(u, n):
    return torch.floor(u * n).long()


def brightness(x, u, most):
    return x + (2 * u - 1).view(-1, 1, 1, 1) * most


def saturation(x, u, most):
    mean = x.mean(dim=1, keepdim=True)
    return (x - mean) * (1 + (2 * u - 1) * most).view(-1, 1, 1, 1) + mean


def contrast(x, u, most):
    mean = x.mean(dim=[1, 2, 3], keepdim=True)
    return (x - mean) * (1 + (2 * u - 1) * most).view(-1, 1, 1, 1) + mean


def color(x, draws, brightness_=0.5, saturation_=1.0, contrast_=0.5):
    x = brightness(x, draws["brightness"], brightness_)
    x = saturation(x, draws["saturation"], saturation_)
    return contrast(x, draws["contrast"], contrast_)


def translation(x, draws, ratio=0.125):
    n, _, height, width = x.shape
    most_rows, most_columns = int(height * ratio + 0.5), int(width * ratio + 0.5)
    rows = whole(draws["rows"], 2 * most_rows + 1) - most_rows if most_rows else torch.zeros(n, dtype=torch.long)
    columns = (whole(draws["columns"], 2 * most_columns + 1) - most_columns if most_columns
               else torch.zeros(n, dtype=torch.long))
    padded = F.pad(x, [width, width, height, height])
    return torch.stack([
        padded[i, :, height + rows[i]:2 * height + rows[i], width + columns[i]:2 * width + columns[i]]
        for i in range(n)])


def cutout(x, draws, ratio=0.5):
    n, _, height, width = x.shape
    size = int(height * ratio + 0.5), int(width * ratio + 0.5)
    rows = whole(draws["rows"], height + 1 - size[0] % 2)
    columns = whole(draws["columns"], width + 1 - size[1] % 2)
    mask = torch.ones(n, height, width)
    for i in range(n):
        for a in range(size[0]):
            for b in range(size[1]):
                r = min(max(int(rows[i]) + a - size[0] // 2, 0), height - 1)
                c = min(max(int(columns[i]) + b - size[1] // 2, 0), width - 1)
                mask[i, r, c] = 0
    return x * mask[:, None]


def flip(x, draws, p=0.5):
    return torch.where((draws["mirrored"] < p).view(-1, 1, 1, 1), x.flip(3), x)


def case(name, function, names, shape, arguments=None, renamed=None):
    arguments = arguments or {}
    draws = {key: torch.rand(BATCH) for key in names}
    for i, key in enumerate(names):
        # The ends of the range, in another order for each name.
        draws[key][i % BATCH] = 0.0
        draws[key][(i + 1) % BATCH] = 1 - 2.0 ** -24
    x = (torch.rand(BATCH, *shape) * 2 - 1).mul(1000).round().div(1000).requires_grad_()
    y = function(x, draws, **{(renamed or {}).get(k, k): v for k, v in arguments.items()})
    weights = (torch.rand_like(y) * 2 - 1).mul(1000).round().div(1000)
    (y * weights).sum().backward()
    cases.append({
        "augmentation": name, "arguments": arguments, "images": tensor(x), "output": tensor(y),
        "draws": {k: [float(v) for v in d] for k, d in draws.items()}, "weights": tensor(weights),
        "gradient": tensor(x.grad)})


parts = {"brightness": "brightness_", "saturation": "saturation_", "contrast": "contrast_"}
case("color", color, ["brightness", "saturation", "contrast"], (3, 4, 5))
case("color", color, ["brightness", "saturation", "contrast"], (3, 4, 5),
     {"brightness": 0.25, "saturation": 0.5, "contrast": 0.75}, parts)
case("color", color, ["brightness", "saturation", "contrast"], (1, 4, 4))
for shape, ratio in [((3, 8, 8), None), ((1, 16, 9), None), ((2, 5, 6), 0.5), ((1, 4, 3), 1.0), ((2, 3, 9), None)]:
    case("translation", translation, ["rows", "columns"], shape, {"ratio": ratio} if ratio else {})
for shape, ratio in [((3, 8, 8), None), ((1, 7, 5), None), ((2, 6, 9), 0.3), ((1, 4, 4), 1.0), ((1, 8, 3), 0.25)]:
    case("cutout", cutout, ["rows", "columns"], shape, {"ratio": ratio} if ratio else {})
for shape, p in [((3, 4, 5), None), ((1, 3, 6), 0.25), ((1, 2, 1), 1.0), ((1, 2, 4), 0.0)]:
    case("flip", flip, ["mirrored"], shape, {} if p is None else {"p": p})

path = pathlib.Path(__file__).with_name("augmentations.json")
path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}))
