#!/usr/bin/env python3
"""Writes torch.json: files made by torch.save in both of its formats, what is in them, and files that must be refused.

Needs torch; last run with torch 2.13.0 (CPU) under Python 3.11. Nothing here is executed when the files are read by
qganc; some of the hostile ones would run commands if PyTorch read them without `weights_only`.
"""

import io
import json
import os
import pickle
import struct
import zipfile
from collections import OrderedDict
from pathlib import Path

import torch


def save(value, legacy=False, protocol=2):
    buffer = io.BytesIO()
    torch.save(value, buffer, _use_new_zipfile_serialization=not legacy, pickle_protocol=protocol)
    return buffer.getvalue()


def flatten(value, name=""):
    if isinstance(value, torch.Tensor):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from flatten(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, (list, tuple)):
        for key, inner in enumerate(value):
            yield from flatten(inner, f"{name}.{key}" if name else str(key))


class Net(torch.nn.Module):
    """What LoadedModelTests writes in .qgan under other names."""

    def __init__(self):
        super().__init__()
        self._conv_stem = torch.nn.Conv2d(1, 2, 3, bias=False)
        self._bn0 = torch.nn.BatchNorm2d(2, eps=1e-3)
        self._blocks = torch.nn.ModuleList([torch.nn.Linear(8, 8), torch.nn.Linear(8, 3)])
        self._fc = torch.nn.Linear(3, 2)

    def forward(self, x):
        h = torch.relu(self._bn0(self._conv_stem(x))).flatten(1)
        return self._blocks[1](torch.relu(self._blocks[0](h)))


def entry(data, value):
    tensors = {
        name: {"shape": list(t.shape), "values": t.detach().to(torch.float64).flatten().tolist()}
        for name, t in flatten(value)
    }
    return {"hex": data.hex(), "tensors": tensors}


def numbers(*shape, dtype=torch.float32):
    count = torch.Size(shape).numel()
    return (torch.arange(count, dtype=torch.float64) / 4 - 1).to(dtype).reshape(shape)


torch.manual_seed(0)
net = Net()
net(torch.rand(8, 1, 4, 4))
net.eval()
image = numbers(1, 1, 4, 4)
base = numbers(4, 6)
objects = {
    "types": {
        "f32": numbers(2, 3), "f64": numbers(3, dtype=torch.float64) / 3, "f16": numbers(5, dtype=torch.float16) / 3,
        "bf16": numbers(5, dtype=torch.bfloat16) / 3, "i64": torch.tensor([2**40, -7]), "i32": torch.tensor([3, -4], dtype=torch.int32),
        "i16": torch.tensor([5, -6], dtype=torch.int16), "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "u8": torch.tensor([0, 255], dtype=torch.uint8), "bool": torch.tensor([True, False]),
    },
    "views": {
        "transposed": base.t(), "columns": base[:, 1:5:2], "rows": base[2:], "row": base[3], "same": base,
        "expanded": base[0].expand(3, 6), "overlapping": base.flatten().as_strided((3, 4), (2, 1), 1),
        "last": numbers(1, 2, 3, 3).contiguous(memory_format=torch.channels_last),
        "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3), "element": base[1, 1],
    },
    "nested": {
        "epoch": 3, "rate": 0.1, "note": "ü", "nothing": None, "done": True, "set": {1, 2}, "big": 2**70, "negative": -5,
        "state_dict": OrderedDict(a=numbers(2), b=OrderedDict(c=numbers(3))), 7: {"x": numbers(1)},
        "list": [numbers(2), (numbers(1), "text")], "raw": b"\x00\xff", "size": torch.Size([2, 3]),
        "device": torch.device("cpu"),
    },
    "parameter": {"w": torch.nn.Parameter(numbers(2, 2)), "v": torch.nn.Parameter(numbers(3), requires_grad=False)},
    "checkpoint": {"epoch": 3, "state_dict": net.state_dict(), "optimizer": torch.optim.SGD(net.parameters(), 0.1, momentum=0.9).state_dict()},
    "module_state": torch.nn.Sequential(torch.nn.Conv2d(1, 2, 2), torch.nn.BatchNorm2d(2)).state_dict(),
}
files = {}
for name, value in objects.items():
    for legacy in (False, True):
        files[f"{name}/{'legacy' if legacy else 'zip'}"] = entry(save(value, legacy), value)
files["types/protocol4"] = entry(save(objects["types"], protocol=4), objects["types"])
files["nested/protocol5"] = entry(save(objects["nested"], protocol=5), objects["nested"])
unsigned = {"u16": torch.tensor([0, 65535], dtype=torch.uint16), "u32": torch.tensor([2**32 - 1], dtype=torch.uint32)}
files["unsigned/zip"] = entry(save(unsigned), unsigned)


class Call:
    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


def archive(body, data={"0": b"\0" * 16}, order=b"little", extra={}):
    """A zip file like PyTorch's around any pickle."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as z:
        for name, bytes in {"data.pkl": body, "byteorder": order, **{f"data/{k}": v for k, v in data.items()}, **extra}.items():
            z.writestr(zipfile.ZipInfo(f"x/{name}", (2020, 1, 1, 0, 0, 0)), bytes)
    return buffer.getvalue()


def text(s):
    return b"X" + struct.pack("<I", len(s.encode())) + s.encode()


def integer(i):
    return b"\x8a\x08" + struct.pack("<q", i)


def numbers_tuple(values):
    return b"(" + b"".join(map(integer, values)) + b"t"


def tensor(offset=0, shape=(2, 2), strides=(2, 1), count=4, key="0", kind=b"FloatStorage"):
    store = b"(" + text("storage") + b"ctorch\n" + kind + b"\n" + text(key) + text("cpu") + integer(count) + b"tQ"
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n(" + store + integer(offset) + numbers_tuple(shape) + numbers_tuple(strides)
        + b"\x89ccollections\nOrderedDict\n)RtR"
    )


def one(body):
    return b"\x80\x02}" + text("a") + body + b"s."


files["by hand"] = entry(archive(one(tensor())), {"a": torch.zeros(2, 2)})

whole = torch.nn.Linear(2, 2)
jit = io.BytesIO()
torch.jit.save(torch.jit.script(torch.nn.ReLU()), jit)
laughs = b"\x80\x02}" + text("a") + tensor() + b"s" + b"q\x00"
for _ in range(24):
    laughs += b"0}(" + text("a") + b"h\x00" + text("b") + b"h\x00uq\x00"
nested_dicts = b"\x80\x02" + (b"}" + text("a")) * 100 + tensor() + b"s" * 100 + b"."
hostile = {
    "system": (save({"a": Call(os.system, "echo hello")}), "posix.system"),
    "system, legacy": (save({"a": Call(os.system, "echo hello")}, legacy=True), "posix.system"),
    "system, protocol 4": (save({"a": Call(os.system, "echo hello")}, protocol=4), "posix.system"),
    "eval": (save({"a": Call(eval, "1")}), "__builtin__.eval"),
    "getattr": (save({"a": Call(getattr, "a", "upper")}), "__builtin__.getattr"),
    "module": (save(whole), "torch.nn.modules.linear.Linear"),
    "module, legacy": (save(whole, legacy=True), "state_dict()"),
    "TorchScript": (jit.getvalue(), "TorchScript"),
    "complex": (save({"a": torch.zeros(2, dtype=torch.complex64)}), "ComplexFloatStorage"),
    "sparse": (save({"a": torch.eye(2).to_sparse()}), "_rebuild_sparse_tensor"),
    "quantized": (save({"a": torch.quantize_per_tensor(torch.ones(2), 1.0, 0, torch.qint8)}), "_rebuild_qtensor"),
    "tensor alone": (save(torch.ones(2)), "without a name"),
    "no tensor": (save({"epoch": 3}), "no tensor"),
    "other pickle": (pickle.dumps({"a": 1}, 2), "not one of `torch.save`"),
    "other pickle, new": (pickle.dumps({"a": 1}, 5), "not one of `torch.save`"),
    "other zip": (archive(one(tensor())).replace(b"data.pkl", b"dato.pkl"), "data.pkl"),
    "big-endian": (archive(one(tensor()), order=b"big"), "little-endian"),
    "clash": (save({"a.b": torch.ones(1), "a": {"b": torch.ones(1)}}), "`a.b`"),
    "offset": (archive(one(tensor(offset=1))), "storage of 4"),
    "far offset": (archive(one(tensor(offset=2**62))), "storage of 4"),
    "strides": (archive(one(tensor(strides=(3, 1)))), "storage of 4"),
    "overflow": (archive(one(tensor(strides=(2**62, 2**62), shape=(4, 4)))), "overflow"),
    "sizes": (archive(one(tensor(shape=(2**40, 2**40), strides=(0, 0)))), "overflow"),
    "repeats": (archive(one(tensor(shape=(2**30,), strides=(0,)))), "repeat"),
    "negative stride": (archive(one(tensor(strides=(-1, 1)))), "not sound"),
    "negative size": (archive(one(tensor(shape=(-1, 2)))), "not sound"),
    "negative offset": (archive(one(tensor(offset=-1))), "not sound"),
    "ranks": (archive(one(tensor(strides=(1,)))), "not sound"),
    "storage": (archive(one(tensor(count=8))), "32 bytes, and 16"),
    "huge storage": (archive(one(tensor(count=2**61))), "storage"),
    "no storage": (archive(one(tensor(key="1"))), "missing"),
    "outside": (archive(one(tensor(key="../data.pkl"))), "missing"),
    "two types": (archive(b"\x80\x02}(" + text("a") + tensor() + text("b") + tensor(kind=b"HalfStorage") + b"u."), "two types"),
    "unknown storage": (archive(one(tensor(kind=b"ColourStorage"))), "ColourStorage"),
    "shared containers": (archive(laughs + b"."), "too many entries"),
    "depth": (archive(nested_dicts), "nested too deeply"),
    "itself": (archive(b"\x80\x02}q\x00" + text("a") + b"h\x00s."), "nested too deeply"),
    "object": (archive(b"\x80\x02ccollections\nOrderedDict\n)\x81."), "NEWOBJ"),
    "instance": (archive(b"\x80\x02(iposix\nsystem\n."), "INST"),
    "protocol 0": (archive(b"I1\n."), "opcode 0x49"),
    "state": (archive(b"\x80\x02]}b."), "state"),
    "memo": (archive(b"\x80\x02h\x07."), "not kept"),
    "empty stack": (archive(b"\x80\x02."), "stack is empty"),
    "below a mark": (archive(b"\x80\x02K\x01(0."), "stack is empty"),
    "left over": (archive(b"\x80\x02}}."), "leaves values behind"),
    "after": (archive(one(tensor()) + b"."), "follow the pickle"),
    "long text": (archive(b"\x80\x02X\xff\xff\xff\xff."), "truncated"),
    "longer text": (archive(b"\x80\x02\x8d\xff\xff\xff\xff\xff\xff\xff\xff."), "truncated"),
    "not UTF-8": (archive(b"\x80\x02X\x01\x00\x00\x00\xff."), "UTF-8"),
    "calls a number": (archive(b"\x80\x02K\x01)R."), "no function"),
    "no arguments": (archive(b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R."), "storage"),
    "list for storage": (archive(b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(]K\x00))tR."), "storage"),
    "negated": (archive(one(tensor()[:-2] + b"}" + text("neg") + b"\x88stR")), "negated"),
    "module id": (archive(one(b"(" + text("module") + b"NNNtQ")), "whole module"),
}
for name, (data, words) in hostile.items():
    hostile[name] = {"hex": data.hex(), "says": words}

Path(__file__).with_name("torch.json").write_text(json.dumps({"files": files, "outputs": net.double()(image.double()).flatten().tolist(), "hostile": hostile}, indent=0, allow_nan=False) + "\n")
