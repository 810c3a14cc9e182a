#!/usr/bin/env bash
# Builds the tests under a sanitizer of the compiler and runs those of circuits, threads, kernels and executors, and of training
# that goes on beside the steps, and of image files.
# usage: scripts/sanitize.sh address|thread
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:?usage: scripts/sanitize.sh address|thread}
# What is never given back belongs to the process: library handles, test fixtures.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0}
export TSAN_OPTIONS=${TSAN_OPTIONS:-suppressions=$PWD/scripts/tsan.supp}
build=(--sanitize="$kind" --build-path ".build/sanitize-$kind")
swift build "${build[@]}" --build-tests
swift test "${build[@]}" --skip-build \
  --filter 'QganRuntimeTests\.(Circuit|Large|Executor|ThreadPool|Convolution|Kernel|Fused)|\.(Training)?Background|\.(JPEG|PNG)Tests'
