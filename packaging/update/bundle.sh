#!/usr/bin/env bash
# bundle.sh ROOT.squashfs KERNEL.fit OUT.raucb: the signed bundle that a box is updated with.
# From the environment: QX200_VERSION, QX200_COMPATIBLE, QX200_BUNDLE_KEY, QX200_BUNDLE_CERT (see keys.sh), and QX200_BUILD for a root
# that can't be asked which build it is.
set -euo pipefail
root=$1 kernel=$2 out=$3
work=$out.work
rm -rf "$work" "$out"
mkdir -p "$work"
# The box knows a system by its version and build: the bundle has to name the one that the root names.
build=${QX200_BUILD:-$(unsquashfs -cat "$root" usr/lib/os-release | sed -n 's/^BUILD_ID=//p')}
ln "$root" "$work/rootfs.img" 2>/dev/null || cp "$root" "$work/rootfs.img"
ln "$kernel" "$work/kernel.img" 2>/dev/null || cp "$kernel" "$work/kernel.img"
cat >"$work/manifest.raucm" <<TEXT
[update]
compatible=$QX200_COMPATIBLE
version=$QX200_VERSION
build=$build

[bundle]
format=verity

[image.rootfs]
filename=rootfs.img

[image.kernel]
filename=kernel.img
TEXT
quietly() { "$@" >"$out.log" 2>&1 || { cat "$out.log" >&2 && rm -f "$out" && exit 1; }; }
quietly rauc --cert="$QX200_BUNDLE_CERT" --key="$QX200_BUNDLE_KEY" bundle --mksquashfs-args="-comp zstd -no-progress -quiet" "$work" "$out"
# As the box will look at it: this certificate is what its root trusts.
quietly rauc info --keyring="$QX200_BUNDLE_CERT" "$out"
rm -rf "$work" "$out.log"
