#!/usr/bin/env bash
# scripts.sh: tries the box's own scripts (usr/lib/qx200) for what a whole box in QEMU would take hours to meet. They run on this
# machine, in a root of their own over its programs, with what they call played where it has to say something rare.
set -euo pipefail
if [[ ${1:-} != apart ]]; then
  exec unshare --mount --net "${BASH_SOURCE[0]}" apart
fi
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
overlay=$top/packaging/rootfs/overlay
work=$(mktemp -d)
root=$work/root played=$work/played device=''
tidy() {
  umount -R "$root" || true
  [[ -z $device ]] || losetup -d "$device"
  rm -rf --one-file-system "$work"
}
trap tidy EXIT
mkdir -p "$root"/{usr,etc,run/qx200,data,proc,sys,dev,tmp} "$played"/{bin,sbin,lib/qx200}
mount --bind "$root" "$root"
ln -s usr/bin usr/sbin usr/lib usr/lib64 "$root"
printf 'root:x:0:0::/:/bin/sh\nqx200:x:900:900::/:/bin/sh\n' >"$root/etc/passwd"
printf 'root:x:0:\nqx200:x:900:\n' >"$root/etc/group"
printf 'VERSION_ID=2.0.0\nBUILD_ID=new-1\n' >"$root/etc/os-release"
cp "$overlay/etc/nftables.conf" "$root/etc/"

play() { cat >"$played/$1" && chmod 755 "$played/$1"; }
# Time goes by as it is slept.
play bin/sleep <<'TEXT'
#!/bin/sh
read -r now _ </proc/uptime
echo "$((now + ${1%.*}))" >/proc/uptime
TEXT
play bin/rauc <<'TEXT'
#!/bin/sh
echo "rauc $*" >>/tmp/done
left=$(cat /tmp/rauc-fails 2>/dev/null || echo 0)
[ "$left" = 0 ] || { echo $((left - 1)) >/tmp/rauc-fails; exit 1; }
TEXT
play bin/systemctl <<'TEXT'
#!/bin/sh
if [ "$1" = is-failed ]; then test -e /tmp/unit-failed; else echo "systemctl $*" >>/tmp/done; fi
TEXT
play bin/journalctl <<<'#!/bin/sh'
play bin/systemd-repart <<<'#!/bin/sh'
play sbin/e2fsck <<'TEXT'
#!/bin/sh
[ ! -e /tmp/fsck-gives-up ] || exit 8
exec /usr/sbin/e2fsck.real "$@"
TEXT
cp "$(readlink -f "$(command -v e2fsck)")" "$played/sbin/e2fsck.real"
mkdir -p "$played/lib/systemd"
play lib/systemd/systemd-growfs <<'TEXT'
#!/bin/sh
[ -e /tmp/growing-breaks ] || exit 0
rm /tmp/growing-breaks
echo 1 >"/sys/fs/ext4/$(basename "$(cat /tmp/data-device)")/trigger_fs_error"
exit 1
TEXT
play lib/qx200/disks <<'TEXT'
own_disk() { echo /sys/block/disk; }
part() { cat /tmp/data-device; }
TEXT

mount -t overlay -o "ro,lowerdir=$played:$overlay/usr:/usr" overlay "$root/usr"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
for file in uptime cmdline; do
  touch "$work/$file"
  mount --bind "$work/$file" "$root/proc/$file"
done
on_box() { chroot "$root" "$@"; }

failed=0
# is WHAT EXPECTED ACTUAL
is() {
  [[ $2 == "$3" ]] && echo "   ok: $1" && return
  printf '   FAILED: %s\n     expected: %s\n     got:      %s\n' "$1" "$2" "$3"
  failed=1
}

open_ports() { on_box nft -j list set inet wall "$1_open" | grep -o '"elem": \[.*' | tr -dc '0-9,{}[]' | tr -s '{}[],' ' ' | sed 's/^ //; s/ $//'; }
serve() { printf '%s\n' "$@" >"$root/run/qx200/ports" && on_box /usr/lib/qx200/ports; }
on_box nft -f /etc/nftables.conf
serve 'udp 5060' 'tcp 5060' 'tcp 5061' 'udp 5000-6000' 'tcp 8080' 'tcp 8443'
is "a SIP port inside the range of the sound" "5000 6000" "$(open_ports udp)"
serve 'udp 5000-6000' 'udp 5990-7000' 'udp 9' 'udp 5060' 'tcp 5060' 'tcp 70000' 'tcp 9-8' 'udp 5; flush ruleset'
is "ranges that overlap, after others that did" "9 5000 7000" "$(open_ports udp)"
is "what is no port is left out" "5060" "$(open_ports tcp)"
mkdir -p "$root/run/qx200-ssh" && touch "$root/run/qx200-ssh/open"
serve 'tcp 5060' 'tcp 8080'
is "the technician's door too" "22 5060 8080" "$(open_ports tcp)"

# trial NAME PROVEN SLOT-A SLOT-B VERDICT: plays a start of system 2.0.0 in slot B; what it did, and how long it took.
trial() {
  rm -rf "$root"/data/* "$root"/tmp/done "$root"/run/qx200/*
  mkdir -p "$root"/data/{update,log}
  [[ -z $1 ]] || echo "$1" >"$root/data/update/proven"
  echo "1.0.0 old-1" >"$root/data/update/slot-A"
  echo "2.0.0 new-1" >"$root/data/update/slot-B"
  [[ -z $2 ]] || echo "$2" >"$root/run/qx200/verdict"
  [[ -z ${3:-} ]] || echo "$3" >"$root/run/qx200/trial-seconds"
  echo rauc.slot=B >"$work/cmdline"
  echo 100 >"$work/uptime"
  on_box /usr/lib/qx200/trial >"$work/said" 2>&1 || true
  echo "$(paste -sd, "$root/tmp/done" 2>/dev/null), $(($(cat "$work/uptime") - 100)) s"
}
good="rauc status mark-good" restart="systemctl reboot"
is "one that has proven itself is good at once" "$good, 0 s" "$(trial '2.0.0 new-1' '')"
is "one that is good is marked" "$good, 0 s" "$(trial '' good)"
is "  and is in the book of the proven" "2.0.0 new-1" "$(cat "$root/data/update/proven")"
echo 2 >"$root/tmp/rauc-fails"
is "an installer that fails is asked again" "$good,$good,$good, 2 s" "$(trial '' good)"
is "a sick one gives way to one that has proven itself" "$restart, 300 s" "$(trial '1.0.0 old-1' 'sick: it aches')"
is "  and says why" "2.0.0 new-1 it aches" "$(cat "$root/data/update/sick")"
is "a sick one stays where there is no better" "$good, 300 s" "$(trial '' 'sick: it aches')"
is "  and has not proven itself" "" "$(cat "$root/data/update/proven" 2>/dev/null)"
is "the other build of the same version is another system" "$restart, 300 s" "$(trial $'2.0.0 new-2\n1.0.0 old-1' well)"
is "the trial's length is the program's word" "$restart, 390 s" "$(trial '1.0.0 old-1' well 90)"
is "a length that is none" "$restart, 300 s" "$(trial '1.0.0 old-1' well '08; reboot')"
touch "$root/tmp/unit-failed"
is "no system is good behind a wall that does not open" "$restart, 300 s" "$(trial '1.0.0 old-1' good)"
rm "$root/tmp/unit-failed"
echo 1000 >"$root/tmp/rauc-fails"
is "an installer that never comes" "$restart, 301 s" "$(trial '1.0.0 old-1' good | sed "s/\($good,\)*//")"
rm "$root/tmp/rauc-fails"
rm -rf "$root"/data/*

# A data partition with settings on it, as a box has it.
disk=$work/disk
new_disk() {
  rm -f "$disk"
  truncate -s 32M "$disk"
  mkfs.ext4 -q -F -L data -m 1 "$disk"
  device=$(losetup -f --show "$disk")
  echo "$device" >"$root/tmp/data-device"
  mount "$device" "$root/data"
  mkdir -p "$root"/data/{qx200/tls,qx200/state,update/upload,ssh}
  echo 'secret = 42' >"$root/data/qx200/extensions.ini"
  echo key >"$root/data/qx200/tls/key.pem"
  echo host >"$root/data/ssh/host_key"
  echo '1.0.0 old-1' | tee "$root/data/update/slot-A" >"$root/data/update/proven"
  head -c 1000000 /dev/urandom >"$root/data/update/offer.raucb"
  chown -R 900:900 "$root/data/qx200"
}
# starts: the start's script on that disk; what it made of it, and what was set.
starts() {
  ! mountpoint -q "$root/data" || umount "$root/data"
  on_box /usr/lib/qx200/data >"$work/said" 2>&1 || true
  echo "$(cat "$root/run/qx200-data.state"): $(cat "$root/data/qx200/extensions.ini" 2>/dev/null || echo nothing), $(cat "$root/data/update/proven" 2>/dev/null || echo none)"
}
# fill: to the last byte; no more than the disk of the box is large, whatever is mounted.
fill() {
  dd if=/dev/zero of="$root/data/big-$RANDOM" bs=64K count=512 2>/dev/null || true
  dd if=/dev/zero of="$root/data/small-$RANDOM" bs=512 count=512 2>/dev/null || true
}
done_with_disk() {
  umount "$root/data"
  losetup -d "$device"
  device=''
}
kept="secret = 42, 1.0.0 old-1"
new_disk
is "a data partition that is well" "good: $kept" "$(starts)"
fill
is "one that is full: what is offered makes room" "good: $kept, gone" "$(starts), $([[ -e $root/data/update/offer.raucb ]] || echo gone)"
fill
is "one that is full to the last byte" "good: $kept" "$(starts)"
done_with_disk
new_disk
touch "$root/tmp/fsck-gives-up"
is "one that e2fsck can't mend" "saved: $kept" "$(starts)"
is "  with what was the program's, which gets there" "755 qx200 key" "$(stat -c %a "$root/data") $(on_box stat -c %U /data/qx200/tls/key.pem) $(cat "$root/data/qx200/tls/key.pem")"
rm "$root/tmp/fsck-gives-up"
umount "$root/data"
dd if=/dev/urandom of="$device" bs=2K count=1 2>/dev/null
is "one without its superblock" "mended: $kept" "$(starts)"
touch "$root/tmp/growing-breaks"
is "one where only the kernel finds what is broken" "mended: $kept" "$(starts)"
umount "$root/data"
debugfs -w -R 'clri <2>' "$device" 2>/dev/null
is "one without its root folder" "mended: $kept" "$(starts)"
is "  with the key that technicians know it by" "host" "$(cat "$root/data/ssh/host_key")"
umount "$root/data"
dd if=/dev/urandom of="$device" bs=1M count=32 2>/dev/null || true
is "one that is overwritten" "new: nothing, none" "$(starts)"
done_with_disk
((failed == 0))
