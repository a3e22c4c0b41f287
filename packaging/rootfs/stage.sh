#!/usr/bin/env bash
# stage.sh BASE.tar MODULES.tar PROGRAM CERTIFICATE OUT.squashfs: the root of the appliance: Debian's base without what a
# box never needs, our files over it, the program. The same inputs give the same file, bit by bit.
# From the environment: QX200_OVERLAY (another overlay than ./overlay), QX200_VERSION, QX200_BUILD, QX200_COMPATIBLE, SOURCE_DATE_EPOCH.
set -euo pipefail
# Modes in the root are these and no others, whoever builds it.
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
base=$1 modules=$2 program=$3 certificate=$4 out=$5
root=$out.tree
rm -rf "$root"
mkdir -p "$root"
tar -C "$root" --numeric-owner -xf "$base"

# What a box of one purpose never needs: package tools and their records, texts, other languages' character sets,
# Perl, the hardware database of things that can't be plugged in.
rm -rf "${root:?}"/usr/lib/udev/hwdb* "${root:?}"/etc/udev/hwdb.bin "${root:?}"/var/lib/dpkg "${root:?}"/var/lib/apt "${root:?}"/var/cache/* "${root:?}"/var/log/* \
  "${root:?}"/usr/share/{doc,man,info,locale,lintian,bash-completion,zsh,perl5,common-licenses,bug,debconf,pam-configs,polkit-1,i18n} \
  "${root:?}"/usr/lib/aarch64-linux-gnu/{perl-base,perl,gconv} "${root:?}"/usr/bin/perl* \
  "${root:?}"/usr/bin/apt* "${root:?}"/usr/lib/apt "${root:?}"/etc/apt "${root:?}"/usr/bin/dpkg* "${root:?}"/usr/lib/dpkg "${root:?}"/etc/dpkg \
  "${root:?}"/usr/lib/aarch64-linux-gnu/libapt* "${root:?}"/usr/lib/aarch64-linux-gnu/libdb-5* \
  "${root:?}"/etc/{cron.daily,cron.weekly,cron.d,init.d,rc*.d,logrotate.d,kernel,default/grub.d} \
  "${root:?}"/usr/lib/locale "${root:?}"/boot/* "${root:?}"/dev/* "${root:?}"/proc/* "${root:?}"/run/* "${root:?}"/tmp/* "${root:?}"/var/tmp/* "${root:?}"/var/lib/systemd \
  "${root:?}"/usr/share/ca-certificates "${root:?}"/usr/lib/systemd/system/{apt-daily,e2scrub,dpkg-db-backup}* "${root:?}"/etc/systemd/system/*.wants
find "$root"/etc/ssl/certs -type l -delete

lib=$root/usr/lib/aarch64-linux-gnu
rm -f "$lib"/lib{tiff,jbig,jpeg,webp,Lerc,deflate}.so.*
aarch64-linux-gnu-gcc -shared -Os -s -nostdlib -Wl,-soname,libtiff.so.6 -Wl,--version-script="$here/stubs/tiff.map" -Wl,--build-id=none \
  -o "$lib/libtiff.so.6" "$here/stubs/tiff.c"

cp -r --no-preserve=ownership "${QX200_OVERLAY:-$here/overlay}"/. "$root"/
sed -i "s/@COMPATIBLE@/$QX200_COMPATIBLE/" "$root"/etc/rauc/system.conf
install -m 0644 "$here"/../../board/linux/61-qx200-board.rules "$root"/etc/udev/rules.d/61-qx200-board.rules
install -m 0644 "$here"/../../board/linux/asound.conf "$root"/etc/asound.conf
install -m 0644 "$certificate" "$root"/etc/rauc/keyring.pem
install -m 0755 "$program" "$root"/usr/bin/qx200
tar -C "$root"/usr/lib --no-same-owner -xf "$modules"
cat >"$root"/usr/lib/os-release <<TEXT
NAME=QX200
PRETTY_NAME="QX200 $QX200_VERSION"
ID=qx200
ID_LIKE=debian
VERSION_ID=$QX200_VERSION
BUILD_ID=$QX200_BUILD
TEXT
ln -sf ../usr/lib/os-release "$root"/etc/os-release
ln -sf /run/systemd/resolve/stub-resolv.conf "$root"/etc/resolv.conf
ln -sf ../proc/self/mounts "$root"/etc/mtab
: >"$root"/etc/machine-id
rm -f "$root"/var/lib/dbus/machine-id "$root"/etc/{passwd-,group-,shadow-,gshadow-,.pwd.lock,hostname~} "$root"/etc/ld.so.cache~
rm -rf "$root"/root
mkdir -p "$root"/{data,root,run}
chmod 0700 "$root"/root
ln -s /run/qx200-ssh/.ssh "$root"/root/.ssh

# Who things run as. Nobody has a password, root included.
account() {
  grep -q "^$1:" "$root"/etc/group || echo "$1:x:$2:" >>"$root"/etc/group
  [[ -z ${3:-} ]] || echo "$1:x:$2:$2:$3:/nonexistent:/usr/sbin/nologin" >>"$root"/etc/passwd
  [[ -z ${3:-} ]] || echo "$1:!*:19000::::::" >>"$root"/etc/shadow
}
account gpio 901
account qx200 900 "QX200 telephone exchange"

# What starts, and what never does.
units=$root/etc/systemd/system
start() { mkdir -p "$units/$1.wants" && ln -sf "/usr/lib/systemd/system/$2" "$units/$1.wants/$2"; }
start local-fs.target qx200-data.service
for unit in qx200.service qx200-ports.path qx200-restart.path qx200-update.path qx200-technician.path qx200-trial.service qx200-log-tail.service \
  systemd-networkd.service systemd-resolved.service; do
  start multi-user.target $unit
done
start sysinit.target systemd-timesyncd.service
start sysinit.target nftables.service
start timers.target qx200-log-hourly.timer
for unit in systemd-logind systemd-hwdb-update systemd-firstboot systemd-pstore systemd-homed-activate systemd-machine-id-commit \
  systemd-update-done systemd-journal-catalog-update systemd-rfkill systemd-networkd-wait-online getty@ serial-getty@ container-getty@ console-getty ldconfig; do
  ln -sf /dev/null "$units/$unit.service"
done
for unit in getty.target remote-fs.target systemd-tmpfiles-clean.timer systemd-gpt-auto.mount sys-kernel-debug.mount dev-hugepages.mount; do
  ln -sf /dev/null "$units/$unit"
done
ln -sf /usr/lib/systemd/system/multi-user.target "$units/default.target"

rm -f "$out"
env -u SOURCE_DATE_EPOCH mksquashfs "$root" "$out.part" -comp zstd -Xcompression-level "${QX200_ZSTD_LEVEL:-19}" -b 256K -noappend -no-progress -quiet \
  -all-time "$SOURCE_DATE_EPOCH" -mkfs-time "$SOURCE_DATE_EPOCH" -no-exports -processors "${QX200_JOBS:-2}" >/dev/null
mv "$out.part" "$out"
rm -rf "$root"
