#!/usr/bin/env bash
# bundle.sh ROOT.squashfs KERNEL.fit KEYS OUT.raucb: the signed bundle that a box is updated with.
# From the environment: QX200_VERSION, QX200_BUILD, QX200_COMPATIBLE.
set -euo pipefail
root=$1 kernel=$2 keys=$3 out=$4
work=$out.work
rm -rf "$work" "$out"
mkdir -p "$work"
ln "$root" "$work/rootfs.img" 2>/dev/null || cp "$root" "$work/rootfs.img"
ln "$kernel" "$work/kernel.img" 2>/dev/null || cp "$kernel" "$work/kernel.img"
cat >"$work/manifest.raucm" <<TEXT
[update]
compatible=$QX200_COMPATIBLE
version=$QX200_VERSION
build=$QX200_BUILD

[bundle]
format=verity

[image.rootfs]
filename=rootfs.img

[image.kernel]
filename=kernel.img
TEXT
rauc --cert="$keys/bundle.pem" --key="$keys/bundle.key" bundle --mksquashfs-args="-comp zstd -no-progress -quiet" "$work" "$out" >"$out.log" 2>&1 ||
  { cat "$out.log" >&2 && exit 1; }
rm -rf "$work" "$out.log"
