#!/usr/bin/env bash
# twice.sh: makes the base and the root anew with an empty cache, all but the kernel, and compares it with that of out/.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${QX200_CACHE:-$HOME/.cache/qx200}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/cache"
# By links where both lie on one file system.
cp -al "$cache"/kernel-???????????????? "$work/cache/" 2>/dev/null || cp -a "$cache"/kernel-???????????????? "$work/cache/"
QX200_CACHE=$work/cache "$top/packaging/image/image.sh" --only root "$work/out"
second=$(ls "$work"/out/root-*.squashfs)
cmp "$top/out/${second##*/}" "$second" || { echo "twice.sh: the same inputs have given another root" >&2 && exit 1; }
echo "   the same root, bit by bit: $(sha256sum <"$second" | cut -c1-64)"
