"""Makes jpeg.json and the archives of arrays beside it with the programs whose formats they are: numpy 2.4.6, pillow 13.0.0
(with libjpeg-turbo), scipy 1.17.1.

Run in this folder: python3 make_data.py
"""
import io
import json

import numpy as np
import scipy.io
from PIL import Image

rng = np.random.default_rng(4)

# JPEG: a smooth image of 19 x 13 pixels with some noise; the pixels that Pillow decodes stand beside each file.
H, W = 13, 19
y, x = np.mgrid[0:H, 0:W]
smooth = np.stack([128 + 100 * np.sin(x / 4), 128 + 100 * np.cos(y / 3), 5 * (x + y)], -1)
rgb = np.clip(smooth + rng.normal(0, 12, (H, W, 3)), 0, 255).astype(np.uint8)
color = Image.fromarray(rgb)
gray = color.convert("L")


def saved(image, **options):
    stream = io.BytesIO()
    image.save(stream, "JPEG", **options)
    return stream.getvalue()


exif = Image.Exif()
exif[0x0112] = 6  # turned by a quarter
files = {
    "gray": saved(gray, quality=80),
    "gray_progressive": saved(gray, quality=60, progressive=True),
    "full": saved(color, quality=90, subsampling=0),
    "half": saved(color, quality=75, subsampling=1),
    "quarter": saved(color, quality=75, subsampling=2),
    "progressive": saved(color, quality=75, subsampling=2, progressive=True),
    "rgb": saved(color, quality=85, keep_rgb=True),
    "restart": saved(color, quality=75, restart_marker_blocks=1),
    "optimized": saved(color, quality=30, optimize=True),
    "orientation": saved(color, quality=75, exif=exif),
}
out = {}
for name, data in files.items():
    pixels = np.asarray(Image.open(io.BytesIO(data)))
    assert pixels.shape[:2] == (H, W)
    out[name] = {"file": data.hex(), "pixels": pixels.astype(int).ravel().tolist(),
                 "channels": 3 if pixels.ndim == 3 else 1}
json.dump({"width": W, "height": H, "images": out, "cmyk": saved(color.convert("CMYK"), quality=75).hex()},
          open("jpeg.json", "w"))

# SVHN's form: MATLAB's arrays of rows, columns, channels, samples, with labels 1 to 10 in a column, 10 being the digit 0;
# SciPy reads them in Fortran order, and NumPy keeps that.
images = (np.arange(5 * 4 * 3 * 6) % 251).astype(np.uint8).reshape(6, 3, 5, 4)
digits = np.array([1, 10, 3, 2, 10, 9], np.uint8)
stream = io.BytesIO()
scipy.io.savemat(stream, {"X": images.transpose(2, 3, 1, 0), "y": digits[:, None]})
stream.seek(0)
loaded = scipy.io.loadmat(stream)
assert loaded["X"].flags.f_contiguous and loaded["y"].shape == (6, 1)
np.savez_compressed("svhn.npz", X=loaded["X"], y=loaded["y"], plain=np.ascontiguousarray(loaded["X"]))

# MedMNIST's names, with channels last and labels in a column; Keras's names, gray.
np.savez("medmnist.npz", train_images=images.transpose(0, 2, 3, 1), train_labels=(digits % 3)[:, None],
         test_images=images[:2].transpose(0, 2, 3, 1), test_labels=np.array([[2], [1]], np.int64))
np.savez("keras.npz", x_train=images[:, 0], y_train=digits % 4, x_test=images[:3, 0], y_test=digits[:3] % 4)

# The same four images in every layout and number format, with labels of every kind.
four = images[:4]
np.savez(
    "layouts.npz", NCHW=four, NHWC=four.transpose(0, 2, 3, 1), HWCN=four.transpose(2, 3, 1, 0),
    NHW=four[:, 1], HWN=four[:, 1].transpose(1, 2, 0), fortran=np.asfortranarray(four.transpose(0, 2, 3, 1)),
    f32=four.astype("<f4"), f64=four.astype("<f8"), i64=four.astype("<i8"), big=four.astype(">f4"),
    row=np.array([0, 1, 2, 1], np.int64), column=np.array([[0], [1], [2], [1]], np.float64),
    lying=np.array([[0, 1, 2, 1]], np.int32), fraction=np.array([0, 0.5, 1, 1]), negative=np.array([0, -1, 1, 1]),
    many=np.zeros((4, 14), np.uint8), short=np.zeros(3, np.uint8), infinite=np.array([0, 1, np.inf, 1]))
