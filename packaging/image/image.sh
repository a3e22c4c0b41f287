#!/usr/bin/env bash
# image.sh [--version X.Y.Z] [--variant NAME] [OUTDIR]: every step from Debian's packages and the published program to the
# image and the bundle. Steps keep what they made under a name of everything that went in, in QX200_CACHE
# (~/.cache/qx200), so that a run that was cut short goes on where it was, and a change repeats what depends on it.
# Called by ./build.sh image, which has installed what this needs and published the program.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
packaging=$top/packaging
cache=${QX200_CACHE:-$HOME/.cache/qx200}
version=$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' "$top/Directory.Build.props")
variant='' only=''
while (($#)); do
  case $1 in
    --version) version=$2 && shift 2 ;;
    --variant) variant=$2 && shift 2 ;;
    --only) only=$2 && shift 2 ;;
    *) break ;;
  esac
done
out=${1:-$top/out}
mkdir -p "$cache" "$out"
exec 9>"$cache/lock"
flock -n 9 || { echo "Another image is being built with $cache; waiting for it" && flock 9; }

export QX200_VERSION=$version
export QX200_COMPATIBLE=qx200-arm64
commit=$(git -C "$top" rev-parse --short=10 HEAD 2>/dev/null || echo unknown)
[[ -z $(git -C "$top" status --porcelain 2>/dev/null) ]] || commit+=-dirty
SOURCE_DATE_EPOCH=$(git -C "$top" log -1 --format=%ct 2>/dev/null || echo 1700000000)
export SOURCE_DATE_EPOCH
quiet=(nice -n 19 ionice -c3)

# key FILE-OR-WORD...: a name for all of this content.
key() {
  local what
  for what in "$@"; do
    if [[ -d $what ]]; then
      (cd "$what" && find . -type f -printf '%P %m\n' | sort && find . -type f -print0 | sort -z | xargs -0 sha256sum)
    elif [[ -f $what ]]; then
      sha256sum <"$what"
    else
      echo "$what"
    fi
  done | sha256sum | cut -c1-16
}

# made NAME KEY SUFFIX COMMAND...: sets REPLY to a file or folder that COMMAND makes, given the path as last argument.
made() {
  local name=$1 begun=$SECONDS
  REPLY=$cache/$1-$2$3
  shift 3
  if [[ -e $REPLY ]]; then
    echo "== $name: kept from before"
  else
    echo "== $name"
    # Aside first: what was cut short is never taken for whole.
    rm -rf "$REPLY.part"
    "$@" "$REPLY.part"
    mv "$REPLY.part" "$REPLY"
    echo "== $name: $((SECONDS - begun)) s"
  fi
  touch "$REPLY"
}

# step NAME COMMAND...: what is made each time.
step() {
  local name=$1 begun=$SECONDS
  shift
  echo "== $name"
  "$@"
  echo "== $name: $((SECONDS - begun)) s"
}

begun=$SECONDS
. "$packaging/update/keys.sh"
keys "$packaging/update/keys"

source_version=$(apt-cache policy linux-source-6.1 | sed -n 's/ *Candidate: //p')
made kernel "$(key "$here/kernel.options" "$top/board/linux/kernel.fragment" "$here/kernel.sh" "$source_version")" '' "${quiet[@]}" bash "$here/kernel.sh"
kernel=$REPLY
[[ $only != kernel ]] || exit 0

# Which packages the machine's lists offer is an input too.
lists=$(apt-get indextargets --format '$(FILENAME)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
  xargs -r -n1 dirname | sort -u | while read -r folder; do cat "$folder"/*InRelease 2>/dev/null; done | sha256sum)
made base "$(key "$packaging/rootfs/packages" "$packaging/rootfs/base.sh" "$lists")" .tar "${quiet[@]}" bash "$packaging/rootfs/base.sh"
base=$REPLY
[[ $only != base ]] || exit 0

program=$top/out/linux-arm64/qx200
[[ -x $program ]] || { echo "image.sh: $program is not there; ./build.sh publish linux-arm64 makes it" >&2 && exit 1; }
overlay=$packaging/rootfs/overlay
if [[ -n $variant ]]; then
  overlay=$out/overlay-$variant
  rm -rf "$overlay"
  cp -r "$packaging/rootfs/overlay" "$overlay"
  cp -r "$top/tests/image/variants/$variant/." "$overlay/"
fi
export QX200_OVERLAY=$overlay
# A box takes two systems of one version and build for the same, so the build names all that goes into the root: a package
# that Debian has mended makes it another.
inputs=$(key "$base" "$kernel/modules.tar" "$program" "$QX200_BUNDLE_CERT" "$overlay" "$packaging/rootfs/stage.sh" "$packaging/rootfs/stubs" "$top/board/linux" \
  "$QX200_VERSION $commit $SOURCE_DATE_EPOCH ${QX200_ZSTD_LEVEL:-}")
export QX200_BUILD=$commit-${inputs:0:8}
made root "$inputs" .squashfs "${quiet[@]}" bash "$packaging/rootfs/stage.sh" "$base" "$kernel/modules.tar" "$program" "$QX200_BUNDLE_CERT"
root=$REPLY

ln -sfn "$root" "$out/root-$version${variant:+-$variant}.squashfs"
made fit "$(key "$kernel/Image.gz" "$QX200_FIT_CERT" "$here/fit.sh")" .fit bash "$here/fit.sh" "$kernel"
fit=$REPLY
ln -sfn "$fit" "$out/kernel.fit"
[[ $only != root ]] || exit 0

name=$out/qx200-$version
[[ -z $variant ]] || name+=-$variant
step bundle "${quiet[@]}" bash "$packaging/update/bundle.sh" "$root" "$fit" "$name.raucb"
if [[ -z $variant && $only != bundle ]]; then
  step disk "${quiet[@]}" bash "$here/disk.sh" "$root" "$fit" "$name.img"
  step "block map" bmaptool create -o "$name.bmap" "$name.img"
  step compress "${quiet[@]}" zstd -q -f -T0 -"${QX200_IMAGE_LEVEL:-9}" "$name.img" -o "$name.img.zst"
  step "list of parts" bash "$here/parts.sh" "$base" "$root" "$kernel/release" "$top" "$name"
fi

# What is not used for two months goes.
find "$cache" -maxdepth 1 -mindepth 1 -name '*-*' -mtime +60 -exec rm -rf {} +
echo "== image: $((SECONDS - begun)) s"
ls -l --block-size=K "$name".* | awk '{print "   " $5 "  " $NF}'
