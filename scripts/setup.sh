#!/bin/sh
# Installs what qganc needs to build and run: C libraries and the Fashion-MNIST data set, as Debian or Ubuntu packages.
# Does nothing when everything is there. Called by `make`; safe to run again.
set -eu

packages="libopenblas-dev libpng-dev libjpeg-dev libdnnl-dev zlib1g-dev libtree-sitter-dev nodejs pkg-config dataset-fashion-mnist"

fail() {
  echo "setup: $1" >&2
  exit 2
}

command -v swift >/dev/null 2>&1 ||
  fail "Swift is missing; install Swift 6.3 or later from https://www.swift.org/install and put it on the PATH"
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
set -- $version
[ $# -eq 2 ] || fail "cannot read the output of 'swift --version'"
if [ "$1" -lt 6 ] || { [ "$1" -eq 6 ] && [ "$2" -lt 2 ]; }; then
  fail "Swift $1.$2 is too old; qganc needs 6.2 or later"
fi

missing=""
for package in $packages; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

command -v apt-get >/dev/null 2>&1 ||
  fail "this system has no apt-get; install by hand what Debian calls:$missing"
if [ "$(id -u)" -eq 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1; then
  as_root="sudo"
else
  fail "not root and no sudo; ask an administrator to run: apt-get install -y$missing"
fi

echo "setup: installing$missing" >&2
$as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq ||
  fail "apt-get update failed; is the network up?"
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
  fail "apt-get install failed; run it by hand to see why: apt-get install -y$missing"
