#!/usr/bin/env bash
# player.sh OUT: Debian's aplay for arm64. The box itself has no use for it; the test plays and records with it at the other
# end of the kernel's loopback sound card.
set -euo pipefail
out=$1
[[ ! -x $out ]] || exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sources=$(apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' | sort -u)
mmdebstrap --quiet --variant=extract --architectures=arm64 --include=alsa-utils bookworm "$work/arm64" - <<<"$sources"
mkdir -p "$(dirname "$out")"
cp "$work/arm64/usr/bin/aplay" "$out"
