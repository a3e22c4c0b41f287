#!/usr/bin/env bash
# kernel.sh OUTDIR: Debian's kernel source with our options and the board's, as OUTDIR/Image.gz and OUTDIR/modules.tar. Runs for a
# quarter of an hour; the caller keeps what comes out for as long as nothing that goes in has changed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$1 jobs=${QX200_JOBS:-$(nproc)}
work=$out.work
mkdir -p "$work"

if [[ ! -e $work/.unpacked ]]; then
  (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root linux-source-6.1)
  dpkg-deb -x "$work"/linux-source-6.1_*.deb "$work/package"
  mkdir -p "$work/source"
  tar -C "$work/source" --strip-components 1 -xf "$work"/package/usr/src/linux-source-6.1.tar.xz
  rm -rf "$work/package" "$work"/*.deb
  touch "$work/.unpacked"
fi

# Who built it, where and when is no part of a kernel that has to come out the same each time.
export KBUILD_BUILD_USER=qx200 KBUILD_BUILD_HOST=qx200 KBUILD_BUILD_TIMESTAMP=@1700000000 KBUILD_BUILD_VERSION=1
make=(make -s -C "$work/source" "O=$work/build" ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu-)
mkdir -p "$work/build"
cat "$here/kernel.options" "$here/../../board/linux/kernel.fragment" >"$work/options"
"${make[@]}" KCONFIG_ALLCONFIG="$work/options" allnoconfig

# kconfig drops in silence what has an unmet dependency.
dropped=$(grep '^CONFIG_.*[^n]$' "$work/options" | grep -vxFf "$work/build/.config" || true)
stayed=$(sed -n 's/^\(CONFIG_.*\)=n$/\1=y/p' "$work/options" | grep -xFf - "$work/build/.config" || true)
[[ -z $dropped$stayed ]] || { printf 'kernel.options and kernel.fragment ask for what this kernel does not do:\n%s\n' "$dropped$stayed" >&2 && exit 1; }

"${make[@]}" -j"$jobs" Image.gz modules
rm -rf "$work/install" "$out"
"${make[@]}" INSTALL_MOD_PATH="$work/install" INSTALL_MOD_STRIP=1 modules_install
rm -f "$work"/install/lib/modules/*/{build,source}
mkdir -p "$out"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@1700000000 -C "$work/install/lib" -cf "$out/modules.tar" modules
cp "$work/build/arch/arm64/boot/Image.gz" "$work/build/.config" "$out/"
sed -n 's/.*UTS_RELEASE "\(.*\)".*/\1/p' "$work/build/include/generated/utsrelease.h" >"$out/release"
rm -rf "$work"
