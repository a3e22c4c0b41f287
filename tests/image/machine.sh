#!/usr/bin/env bash
# machine.sh FIT KEYS OUT: what stands for the box's hardware in QEMU: U-Boot as its flash, and a device tree that knows the
# kernel's key. And a technician's key.
set -euo pipefail
fit=$1 keys=$2 out=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

rm -f "$out/uboot.pflash"
truncate -s 64M "$out/uboot.pflash"
dd if=/usr/lib/u-boot/qemu_arm64/u-boot.bin of="$out/uboot.pflash" conv=notrunc status=none

qemu-system-aarch64 -M "virt,gic-version=3,acpi=off,dumpdtb=$work/virt.dtb" -cpu cortex-a53 -smp 2 -m 512 -nodefaults -display none 2>/dev/null
dtc -q -I dtb -O dtb -p 8192 -o "$out/box.dtb" "$work/virt.dtb"
cp "$fit" "$work/kernel.fit"
mkimage -F -k "$keys" -K "$out/box.dtb" -r "$work/kernel.fit" >/dev/null

rm -f "$out/technician" "$out/technician.pub"
ssh-keygen -q -t ed25519 -N '' -C technician -f "$out/technician"
