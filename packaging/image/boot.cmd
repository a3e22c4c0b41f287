# Which of the two systems starts. The boot state (BOOT_ORDER, and how many starts each has left to prove itself) lies
# in two copies, partitions env and env_copy, each one CRC-protected sector group of 4 KiB in the format of fw_setenv. The
# second is read when the first is broken, and both are written before anything starts.
setenv state 0x47000000
setenv BOOT_ORDER
setenv BOOT_A_LEFT
setenv BOOT_B_LEFT
part start virtio 0 env env_at
part start virtio 0 env_copy copy_at
virtio read ${state} ${env_at} 8
if env import -c ${state} 0x1000 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT; then
  true
else
  echo "QX200: the first copy of the boot state is broken, reading the second"
  virtio read ${state} ${copy_at} 8
  env import -c ${state} 0x1000 BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT || echo "QX200: so is the second"
fi
test -n "${BOOT_ORDER}" || setenv BOOT_ORDER "A B"
test -n "${BOOT_A_LEFT}" || setenv BOOT_A_LEFT 3
test -n "${BOOT_B_LEFT}" || setenv BOOT_B_LEFT 3

setenv slot
setenv lower
for candidate in ${BOOT_ORDER}; do
  if test -n "${slot}"; then
    true
  elif test "${candidate}" = "A"; then
    if test ${BOOT_A_LEFT} -gt 0; then
      setexpr BOOT_A_LEFT ${BOOT_A_LEFT} - 1
      setenv slot A
      setenv lower a
    fi
  elif test "${candidate}" = "B"; then
    if test ${BOOT_B_LEFT} -gt 0; then
      setexpr BOOT_B_LEFT ${BOOT_B_LEFT} - 1
      setenv slot B
      setenv lower b
    fi
  fi
done
if test -z "${slot}"; then
  echo "QX200: no start is left to either system, counting anew"
  setenv BOOT_ORDER "A B"
  setenv BOOT_A_LEFT 3
  setenv BOOT_B_LEFT 3
fi

mw.b ${state} 0 0x1000
env export -c -s 0x1000 ${state} BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT
virtio write ${state} ${env_at} 8
virtio write ${state} ${copy_at} 8

# Neither system starts any more: where a stick has this image on it, its system writes both anew (unit qx200-rescue).
# The stick's kernel has to be signed as any other.
if test -z "${slot}"; then
  usb start
  if part start usb 0 kernel_a kernel_at; then
    echo "QX200: starting the rescue system of the stick"
    part size usb 0 kernel_a kernel_size
    # "0x6", which the kernel would not understand; the sum is written as "6".
    part number usb 0 rootfs_a rootfs
    setexpr rootfs ${rootfs} + 0
    usb read 0x48000000 ${kernel_at} ${kernel_size}
    setenv bootargs "console=ttyAMA0,115200 root=/dev/sda${rootfs} rootfstype=squashfs ro rootwait panic=5 quiet systemd.gpt_auto=0 systemd.show_status=0 systemd.unit=qx200-rescue.target"
    bootm 0x48000000#conf-1 - ${fdtcontroladdr}
  fi
  reset
fi

echo "QX200: starting system ${slot} (order ${BOOT_ORDER}, left A=${BOOT_A_LEFT} B=${BOOT_B_LEFT})"
part start virtio 0 kernel_${lower} kernel_at
part size virtio 0 kernel_${lower} kernel_size
virtio read 0x48000000 ${kernel_at} ${kernel_size}
setenv bootargs "console=ttyAMA0,115200 root=PARTLABEL=rootfs_${lower} rootfstype=squashfs ro rootwait rauc.slot=${slot} panic=5 quiet systemd.gpt_auto=0 systemd.show_status=0"
bootm 0x48000000#conf-1 - ${fdtcontroladdr}
echo "QX200: the kernel of system ${slot} did not start"
reset
