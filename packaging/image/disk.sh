#!/usr/bin/env bash
# disk.sh ROOT.squashfs KERNEL.fit OUT.img: the disk of a box, with system A and an empty data partition.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$1 kernel=$2 out=$3
work=$out.work
rm -rf "$work"
mkdir -p "$work"/{in,empty/data}
mkimage -A arm64 -T script -C none -n "QX200 boot" -d "$here/boot.cmd" "$work/in/boot.scr" >/dev/null
printf 'BOOT_ORDER=A\nBOOT_A_LEFT=3\nBOOT_B_LEFT=0\n' >"$work/env.txt"
mkenvimage -s 0x1000 -p 0 -o "$work/in/env.bin" "$work/env.txt"
cp "$root" "$work/in/rootfs.squashfs"
cp "$kernel" "$work/in/kernel.fit"
genimage --config "$here/genimage.cfg" --inputpath "$work/in" --outputpath "$work/out" --rootpath "$work/empty" --tmppath "$work/tmp" >"$work/log" 2>&1 ||
  { cat "$work/log" >&2 && exit 1; }
mv "$work/out/qx200.img" "$out"
rm -rf "$work"
