#!/usr/bin/env python3
"""A 7 by 8 picture resampled, for SamplePreparerTests: by Pillow in mode F, cut to 0..255 as clean-fid does, and by
TensorFlow 1's rule (source position = index * scale, no antialiasing), written out.

    pip install numpy pillow && python3 resized.py > resized.json
"""
import json
import platform

import numpy as np
import PIL
from PIL import Image

k = np.arange(56)
picture = ((k * 37 + k * k * 11) % 256).astype(np.float32).reshape(7, 8)


def pillow(size, filter):
    out = np.asarray(Image.fromarray(picture, mode="F").resize((size, size), filter)).astype(float)
    return np.clip(out, 0, 255).ravel().tolist()


def tensorflow1(size):
    def axis(a, old):
        position = np.arange(size) * (old / size)
        low = np.floor(position).astype(int)
        high, part = np.minimum(low + 1, old - 1), position - low
        return a[low] * (1 - part)[:, None] + a[high] * part[:, None]

    return axis(axis(picture.astype(float), 7).T, 8).T.ravel().tolist()


sizes = (8, 13, 3)
print(json.dumps({
    "made_by": "resized.py, Python %s, numpy %s, Pillow %s" % (platform.python_version(), np.__version__, PIL.__version__),
    "bilinear": {str(s): pillow(s, Image.BILINEAR) for s in sizes},
    "bicubic": {str(s): pillow(s, Image.BICUBIC) for s in sizes},
    "bilinear (TensorFlow 1)": {str(s): tensorflow1(s) for s in sizes},
}))
