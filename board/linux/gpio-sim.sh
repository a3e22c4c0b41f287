#!/bin/sh
# Makes the GPIO chip of the board in the kernel (gpio-sim, Linux 5.17 and later; as root), for trying the firmware
# with --board qx200 where there is no board. Levels of inputs are set, and those of outputs read, under
# /sys/devices/platform/gpio-sim.*/gpiochip*/sim_gpioN/.
set -eu
modprobe gpio-sim 2>/dev/null || true
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
chip=/sys/kernel/config/gpio-sim/qx200
[ ! -d "$chip" ] || { echo "the chip is already there"; exit 0; }
mkdir -p "$chip/bank"
echo qx200 >"$chip/bank/label"
echo 15 >"$chip/bank/num_lines"
offset=0
for net in FXS1_RM FXS1_FR FXS1_PD FXS1_SHK FXS2_RM FXS2_FR FXS2_PD FXS2_SHK \
  LED_POWER LED_STATUS LED_NETWORK LED_LINE1 LED_LINE2 LED_PARK BUTTON; do
  mkdir "$chip/bank/line$offset"
  echo "$net" >"$chip/bank/line$offset/name"
  offset=$((offset + 1))
done
echo 1 >"$chip/live"
# The button is not pressed: its resistor pulls it up.
echo pull-up >"/sys/devices/platform/$(cat "$chip/dev_name")/$(cat "$chip/bank/chip_name")/sim_gpio14/pull"
