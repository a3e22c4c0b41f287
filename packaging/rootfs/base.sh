#!/usr/bin/env bash
# base.sh OUT.tar: a Debian 12 arm64 root with the packages of ./packages, from this machine's own apt sources.
# The same packages give the same file, bit by bit.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$1
include=$(grep -v '^#' "$here/packages" | grep . | paste -sd, -)

mirrors='deb $(REPO_URI) $(RELEASE) $(COMPONENT)'
sources=$(apt-get indextargets --format "$mirrors" 'Created-By: Packages' 'Origin: Debian' | sort -u)
[[ -n $sources ]] || { echo "apt has no package lists yet; run apt-get update" >&2 && exit 1; }

# Maintainer scripts are arm64 programs. Where Linux does not know yet how to run those, it is told; that holds for
# the whole machine until it is switched off.
if ! arch-test arm64 >/dev/null; then
  echo "Registering qemu-user for arm64 programs on this machine"
  [[ -e /proc/sys/fs/binfmt_misc/register ]] || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
  cat /usr/lib/binfmt.d/qemu-aarch64.conf >/proc/sys/fs/binfmt_misc/register
fi

# Copyright files stay for now: the list of licences is made from them.
export SOURCE_DATE_EPOCH=1700000000
mmdebstrap --quiet --mode=root --architectures=arm64 --variant=essential --format=tar \
  --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/info/*' \
  --dpkgopt='path-exclude=/usr/share/lintian/*' \
  --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
  --include="$include" \
  bookworm "$out.part" - <<<"$sources"
mv "$out.part" "$out"
