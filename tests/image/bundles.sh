#!/usr/bin/env bash
# bundles.sh OUT: the bundles that the image test tries on a box, good ones and others.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$1
mkdir -p "$out"
out=$(cd "$out" && pwd)
export QX200_ZSTD_LEVEL=3 QX200_COMPATIBLE=qx200-arm64
image=$top/packaging/image/image.sh
bundle=("bash" "$top/packaging/update/bundle.sh")
. "$top/packaging/update/keys.sh"
keys "$top/packaging/update/keys"
are_development || { echo "bundles.sh: sick and broken bundles are never signed with release keys; leave QX200_BUNDLE_KEY, QX200_FIT_KEY and their certificates unset" >&2 && exit 1; }

"$image" --version 9.0.1 --only root "$out"
"$image" --version 9.0.2 --variant sick --only root "$out"
newer=$out/root-9.0.1.squashfs fit=$out/kernel.fit
# A root of which nothing but the first kilobyte is true is enough for what is refused before anything is written.
head -c 262144 "$newer" >"$out/small.img"

QX200_VERSION=9.0.1 "${bundle[@]}" "$(readlink -f "$newer")" "$(readlink -f "$fit")" "$out/newer.raucb"
QX200_VERSION=9.0.2 "${bundle[@]}" "$(readlink -f "$out/root-9.0.2-sick.squashfs")" "$(readlink -f "$fit")" "$out/sick.raucb"
QX200_VERSION=0.0.1 QX200_BUILD=small "${bundle[@]}" "$out/small.img" "$(readlink -f "$fit")" "$out/older.raucb"
QX200_VERSION=9.0.3 QX200_COMPATIBLE=qx900-arm64 QX200_BUILD=small "${bundle[@]}" "$out/small.img" "$(readlink -f "$fit")" "$out/other-board.raucb"

head -c 5000000 /dev/zero | openssl enc -aes-128-ctr -K 00000000000000000000000000000001 -iv 0 -out "$out/noise.img" 2>/dev/null
QX200_VERSION=9.0.4 "${bundle[@]}" "$(readlink -f "$newer")" "$out/noise.img" "$out/broken-kernel.raucb"

cp "$out/newer.raucb" "$out/tampered.raucb"
printf 'QX20' | dd of="$out/tampered.raucb" bs=1 seek=$(($(stat -c %s "$out/newer.raucb") / 2)) conv=notrunc status=none

stranger=$(mktemp -d)
(
  unset QX200_BUNDLE_KEY QX200_BUNDLE_CERT QX200_FIT_KEY QX200_FIT_CERT
  keys "$stranger" 2>/dev/null
  QX200_VERSION=9.0.5 QX200_BUILD=small "${bundle[@]}" "$out/small.img" "$(readlink -f "$fit")" "$out/stranger.raucb"
)
rm -rf "$stranger"
ls -l --block-size=K "$out"/*.raucb | awk '{print "   " $5 "  " $NF}'
