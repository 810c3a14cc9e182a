#!/usr/bin/env bash
# Trains examples/fashion/classifier.qgan and puts its weights where the feature extractor `fashion28` has them.
# Needs a built qganc; takes some minutes. The binary must be built again afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
qganc=${QGANC:-.build/release/qganc}
runs=$(mktemp -d)
trap 'rm -rf "$runs"' EXIT
"$qganc" run examples/fashion/classifier.qgan --out "$runs"
tail -n 1 "$runs"/classify-0001/metrics.jsonl
python3 - "$runs"/classify-0001/checkpoints Sources/CQganWeights/fashion28.safetensors <<'PY'
import json, os, struct, sys

folder, target = sys.argv[1:]
path = os.path.join(folder, sorted(n for n in os.listdir(folder) if n.endswith(".safetensors"))[-1])
data = open(path, "rb").read()
size = struct.unpack("<Q", data[:8])[0]
header, body = json.loads(data[8:8 + size]), data[8 + size:]
tensors, out = {}, b""
for name in sorted(n for n in header if n.startswith("model.")):
    start, end = header[name]["data_offsets"]
    assert header[name]["dtype"] == "F32"
    tensors[name[len("model."):]] = {
        "dtype": "F32", "shape": header[name]["shape"], "data_offsets": [len(out), len(out) + end - start]}
    out += body[start:end]
text = json.dumps(tensors, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
open(target, "wb").write(struct.pack("<Q", len(text)) + text + out)
PY
sha256sum Sources/CQganWeights/fashion28.safetensors
