#!/usr/bin/env bash
# machine.sh FIT OUT: what stands for the box's hardware in QEMU: U-Boot as its flash, and device trees that know the kernel's
# key. And a technician's key.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
fit=$1 out=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

rm -f "$out/uboot.pflash"
truncate -s 64M "$out/uboot.pflash"
dd if=/usr/lib/u-boot/qemu_arm64/u-boot.bin of="$out/uboot.pflash" conv=notrunc status=none

# bare.dtb is a box without its board, box.dtb one that says that its board is to be simulated.
qemu-system-aarch64 -M "virt,gic-version=3,acpi=off,dumpdtb=$work/virt.dtb" -cpu cortex-a53 -smp 2 -m 512 -nodefaults -display none 2>/dev/null
dtc -q -I dtb -O dtb -p 8192 -o "$out/bare.dtb" "$work/virt.dtb"
cp "$fit" "$work/kernel.fit"
. "$top/packaging/update/keys.sh"
keys "$top/packaging/update/keys"
ln -s "$QX200_FIT_KEY" "$work/fit.key"
ln -s "$QX200_FIT_CERT" "$work/fit.crt"
mkimage -F -k "$work" -K "$out/bare.dtb" -r "$work/kernel.fit" >/dev/null
cp "$out/bare.dtb" "$out/box.dtb"
fdtput -c "$out/box.dtb" /qx200-simulated

rm -f "$out/technician" "$out/technician.pub"
ssh-keygen -q -t ed25519 -N '' -C technician -f "$out/technician"
