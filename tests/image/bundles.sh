#!/usr/bin/env bash
# bundles.sh OUT: the bundles that the image test tries on a box, good ones and others.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
out=$1
mkdir -p "$out"
out=$(cd "$out" && pwd)
export QX200_ZSTD_LEVEL=3 QX200_COMPATIBLE=qx200-arm64
QX200_BUILD=$(git -C "$top" rev-parse --short=10 HEAD)
export QX200_BUILD
image=$top/packaging/image/image.sh
keys=$top/packaging/update/keys
bundle=("bash" "$top/packaging/update/bundle.sh")

"$image" --version 9.0.1 --only root "$out"
"$image" --version 9.0.2 --variant sick --only root "$out"
newer=$out/root-9.0.1.squashfs fit=$out/kernel.fit
# A root of which nothing but the first kilobyte is true is enough for what is refused before anything is written.
head -c 262144 "$newer" >"$out/small.img"

QX200_VERSION=9.0.1 "${bundle[@]}" "$(readlink -f "$newer")" "$(readlink -f "$fit")" "$keys" "$out/newer.raucb"
QX200_VERSION=9.0.2 "${bundle[@]}" "$(readlink -f "$out/root-9.0.2-sick.squashfs")" "$(readlink -f "$fit")" "$keys" "$out/sick.raucb"
QX200_VERSION=0.0.1 "${bundle[@]}" "$out/small.img" "$(readlink -f "$fit")" "$keys" "$out/older.raucb"
QX200_VERSION=9.0.3 QX200_COMPATIBLE=qx900-arm64 "${bundle[@]}" "$out/small.img" "$(readlink -f "$fit")" "$keys" "$out/other-board.raucb"

head -c 5000000 /dev/zero | openssl enc -aes-128-ctr -K 00000000000000000000000000000001 -iv 0 -out "$out/noise.img" 2>/dev/null
QX200_VERSION=9.0.4 "${bundle[@]}" "$(readlink -f "$newer")" "$out/noise.img" "$keys" "$out/broken-kernel.raucb"

cp "$out/newer.raucb" "$out/tampered.raucb"
printf 'QX20' | dd of="$out/tampered.raucb" bs=1 seek=$(($(stat -c %s "$out/newer.raucb") / 2)) conv=notrunc status=none

stranger=$(mktemp -d)
env -u QX200_BUNDLE_KEY -u QX200_BUNDLE_CERT -u QX200_FIT_KEY -u QX200_FIT_CERT bash "$top/packaging/update/keys.sh" "$stranger" >/dev/null
QX200_VERSION=9.0.5 "${bundle[@]}" "$out/small.img" "$(readlink -f "$fit")" "$stranger" "$out/stranger.raucb"
rm -rf "$stranger"
ls -l --block-size=K "$out"/*.raucb | awk '{print "   " $5 "  " $NF}'
