#!/usr/bin/env bash
# flash.sh DEVICE [IMAGE]: writes an image on a whole disk. Called by ./build.sh flash.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$here/../../out
say() { echo "flash: $*" >&2; }
device=${1:-}
[[ -n $device ]] || { say "say which disk: ./build.sh flash /dev/sdX (lsblk lists them)" && exit 1; }
image=${2:-$(find "$out" -maxdepth 1 -name 'qx200-*.img.zst' -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1 | cut -d' ' -f2-)}
[[ -n $image && -r $image ]] || { say "there is no image; ./build.sh image makes one" && exit 1; }
map=${image%.img.zst}.bmap

[[ -b $device ]] || { say "$device is no disk" && exit 1; }
[[ $(lsblk -dno TYPE "$device") == disk ]] || { say "$device is a part of a disk; name the whole disk" && exit 1; }
if lsblk -no MOUNTPOINT "$device" | grep -q .; then
  say "$device is in use: $(lsblk -no MOUNTPOINT "$device" | grep . | paste -sd' '). Unmount it first"
  exit 1
fi
lsblk -do NAME,SIZE,VENDOR,MODEL,SERIAL "$device"
read -r -p "Everything on $device will be lost. Type its name to go on: " answer
[[ $answer == "$device" || $answer == "${device#/dev/}" ]] || { say "nothing was written" && exit 1; }

begun=$SECONDS
if command -v bmaptool >/dev/null && [[ -r $map ]]; then
  bmaptool copy --bmap "$map" "$image" "$device"
else
  say "bmaptool or $map is not here: writing every block"
  zstd -dc "$image" | dd of="$device" bs=4M conv=fsync status=progress
fi
sync
echo "Written in $((SECONDS - begun)) s. Put it into the box and switch on: the Status lamp blinks while it proves itself, then stays lit."
