"""Makes the files beside it with the programs whose formats they are: numpy 2.4.6, pillow 13.0.0, safetensors 0.8.0.

Run in this folder: python3 make_fixtures.py
"""
import gzip
import io
import json
import struct
import zlib

import numpy as np
from PIL import Image
from safetensors.numpy import save

# .npy: 2 x 3 x 2 of k / 4 - 1, in every number format, byte order and layout.
base = (np.arange(12).reshape(2, 3, 2) / 4 - 1)
whole = np.arange(12).reshape(2, 3, 2)
arrays = {}
for code in ["<f2", "<f4", "<f8", ">f2", ">f4", ">f8"]:
    arrays[code] = base.astype(code)
for code in ["|u1", "|i1", "<u2", "<i2", ">i2", "<u4", "<i4", ">i4", "<u8", "<i8", ">i8"]:
    arrays[code] = whole.astype(code)
arrays["bool"] = whole % 2 == 1
arrays["fortran"] = np.asfortranarray(base.astype("<f4"))
arrays["fortran_big"] = np.asfortranarray(base.astype(">f8"))
arrays["scalar"] = np.array(2.5, dtype="<f8")
out = {}
for name, array in arrays.items():
    stream = io.BytesIO()
    np.save(stream, array)
    out[name] = stream.getvalue().hex()
for version in [(2, 0), (3, 0)]:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, base.astype("<f4"), version=version)
    out[f"version{version[0]}"] = stream.getvalue().hex()
json.dump(out, open("npy.json", "w"), indent=0)

np.savez("stored.npz", train=base.astype("<f4"), labels=np.arange(2))
np.savez_compressed("deflated.npz", train=base.astype("<f4"), zeros=np.zeros((50, 40), "<f8"))

# safetensors
open("reference.safetensors", "wb").write(save(
    {"b": base.astype("<f4"), "a": np.arange(3), "c.weight": np.arange(5, dtype="<f2"), "flag": np.array([True])},
    metadata={"format": "pt"}))


# PNG of every kind: 5 x 4 pixels; the decoded pixels, over white, stand beside them.
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, kind, rows, extra=b"", interlace=0):
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlace)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


rng = np.random.default_rng(1)
W, H = 5, 4
gray = rng.integers(0, 256, (H, W), dtype=np.uint8)
rgb = rng.integers(0, 256, (H, W, 3), dtype=np.uint8)
alpha = rng.integers(0, 256, (H, W), dtype=np.uint8)
indices = rng.integers(0, 4, (H, W), dtype=np.uint8)
palette = rng.integers(0, 256, (4, 3), dtype=np.uint8)
wide = rng.integers(0, 256, (H, W), dtype=np.uint16) * 257
bits = rng.integers(0, 2, (H, W), dtype=np.uint8)


def over_white(color, a):
    a = a.astype(int)
    color = color.astype(int)
    if color.ndim == 3:
        a = a[..., None]
    return ((color * a + 255 * (255 - a) + 127) // 255).astype(np.uint8)


def packed(values, depth):
    rows = []
    for row in values:
        text = "".join(format(v, f"0{depth}b") for v in row)
        text += "0" * (-len(text) % 8)
        rows.append(bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8)))
    return rows


def adam7(pixels):
    rows = []
    for y0, x0, dy, dx in [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
                           (1, 0, 2, 1)]:
        part = pixels[y0::dy, x0::dx]
        if part.size:
            rows += [row.tobytes() for row in part]
    return rows


cases = {
    "gray": (png(W, H, 8, 0, [r.tobytes() for r in gray]), gray),
    "gray1": (png(W, H, 1, 0, packed(bits, 1)), bits * 255),
    "gray16": (png(W, H, 16, 0, [r.astype(">u2").tobytes() for r in wide]), (wide // 257).astype(np.uint8)),
    "rgb": (png(W, H, 8, 2, [r.tobytes() for r in rgb]), rgb),
    "palette2": (png(W, H, 2, 3, packed(indices, 2), chunk(b"PLTE", palette.tobytes())), palette[indices]),
    "palette_alpha": (
        png(W, H, 2, 3, packed(indices, 2), chunk(b"PLTE", palette.tobytes()) + chunk(b"tRNS", bytes([0, 100]))),
        over_white(palette[indices], np.array([0, 100, 255, 255])[indices])),
    "gray_alpha": (
        png(W, H, 8, 4, [r.tobytes() for r in np.stack([gray, alpha], -1)]), over_white(gray, alpha)),
    "rgba": (
        png(W, H, 8, 6, [r.tobytes() for r in np.concatenate([rgb, alpha[..., None]], -1)]),
        over_white(rgb, alpha)),
    "interlaced": (png(W, H, 8, 2, adam7(rgb), interlace=1), rgb),
    "interlaced_palette_alpha": (
        png(W, H, 8, 3, adam7(indices), chunk(b"PLTE", palette.tobytes()) + chunk(b"tRNS", bytes([0, 100])), interlace=1),
        over_white(palette[indices], np.array([0, 100, 255, 255])[indices])),
}
out = {}
for name, (data, pixels) in cases.items():
    image = Image.open(io.BytesIO(data))
    assert image.size == (W, H)
    if name in ("gray", "rgb", "interlaced"):
        assert (np.asarray(image) == pixels).all(), name
    out[name] = {"file": data.hex(), "pixels": pixels.astype(int).ravel().tolist(),
                 "channels": 3 if pixels.ndim == 3 else 1}
json.dump({"width": W, "height": H, "images": out}, open("png.json", "w"))

# Pillow's antialiased bilinear resizing of floats.
source = rng.random((7, 10)).astype("<f4") * 255
out = {"source": source.ravel().tolist(), "results": []}
for h, w in [(7, 10), (3, 4), (14, 20), (5, 13), (1, 1), (16, 2)]:
    result = np.asarray(Image.fromarray(source).resize((w, h), Image.BILINEAR))
    out["results"].append({"size": [h, w], "values": result.ravel().tolist()})
json.dump(out, open("resize.json", "w"))

# IDX, plain and compressed: 3 images of 4 x 5 bytes.
images = rng.integers(0, 256, (3, 4, 5), dtype=np.uint8)
idx = bytes([0, 0, 8, 3]) + struct.pack(">III", 3, 4, 5) + images.tobytes()
json.dump({
    "idx": idx.hex(),
    "gzip": gzip.compress(idx, mtime=0).hex(),
    "members": (gzip.compress(idx[:30], mtime=0) + gzip.compress(idx[30:], mtime=0)).hex(),
    "longer": gzip.compress(idx + bytes(1 << 20), mtime=0).hex(),
    "shorter": gzip.compress(idx[:-1], mtime=0).hex(),
    "pixels": images.astype(int).ravel().tolist(),
}, open("idx.json", "w"))
