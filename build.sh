#!/usr/bin/env bash
# The one door to this repository: ./build.sh --help lists what stands behind it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# An SDK unpacked by hand finds no ICU on a fresh Debian, and nothing here needs one. (It also makes the SDK speak
# English.) Without the second, the SDK warns of every language that a package has texts in.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY=0

# Debian packages, by what they are needed for.
SOUND_PACKAGES=(libspandsp2)
BOARD_PACKAGES=(libasound2)
PUBLISH_PACKAGES=(clang lld llvm libc6-dev zlib1g-dev)
ARM64_PACKAGES=(gcc-aarch64-linux-gnu binutils-aarch64-linux-gnu libc6-dev-arm64-cross)
PHONE_PACKAGES=(baresip-core iproute2)
TEST_PACKAGES=(kamailio kamailio-tls-modules dnsmasq-base openssl linphone-cli sip-tester tcpdump minimodem rauc squashfs-tools)
BROWSER_PACKAGES=(chromium chromium-driver)
ARM64_RUN_PACKAGES=(qemu-user-static mmdebstrap)
IMAGE_PACKAGES=(mmdebstrap arch-test qemu-user-static rauc genimage squashfs-tools mtools dosfstools e2fsprogs bmap-tools
  u-boot-tools device-tree-compiler openssl zstd bc bison flex gcc libc6-dev libssl-dev libelf-dev kmod cpio make rsync xz-utils git)
IMAGE_TEST_PACKAGES=(qemu-system-arm qemu-utils u-boot-qemu device-tree-compiler openssh-client dnsmasq-base mtools dosfstools
  e2fsprogs iproute2 zstd nftables)
ARM64_ROOT_PACKAGES=libc6,libgcc-s1,libstdc++6,zlib1g,libssl3,libspandsp2

usage() {
  cat <<'TEXT'
./build.sh VERB [--help]

  run      build the firmware and start it on this machine
  demo     three telephones park a call and take it back, told step by step
  test     check the format, build, and run every test
  soak     telephones that do anything on a bad network, for as long as you like
  bench    measure (BenchmarkDotNet)
  publish  make the release programs for linux-x64 and linux-arm64
  image    make the appliance's disk image and its signed update bundle
  image-test  start that image in QEMU and try on it what can go wrong with a box
  flash    write the image on a disk or card
  format   format the sources
  clean    remove what was built (settings in ./data stay)

What a verb needs beyond the .NET 10 SDK is installed with apt when it is missing.
TEXT
}

die() {
  echo "build.sh: $*" >&2
  exit 1
}

# wants_help "TEXT" ARGS...: prints TEXT and succeeds where the first of ARGS asks for it.
wants_help() {
  [[ ${2:-} == --help || ${2:-} == -h ]] && echo "$1"
}

# need WHY PACKAGE...: installs those of Debian's packages that are missing, and says so.
need() {
  local why=$1 package missing=()
  shift
  command -v dpkg-query >/dev/null || die "this needs Debian 12's packages ($*) and finds no dpkg here"
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  echo "Installing ${missing[*]}: $why"
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "please install as root and come back: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  local quiet=(env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -o DPkg::Lock::Timeout=300)
  "${as_root[@]}" "${quiet[@]}" update || die "apt-get update failed; is there a network?"
  "${as_root[@]}" "${quiet[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null ||
    die "could not install ${missing[*]}"
}

need_dotnet() {
  command -v dotnet >/dev/null || die "the .NET 10 SDK is not here; install it first"
  dotnet --version >/dev/null 2>&1 || die "a .NET SDK that global.json accepts is not here; install .NET 10"
}

# Runs a command in a network of its own that has nothing but loopback, so that telephones and captures
# see no other traffic and every port is free. Where that may be, its processes are a family of their own too,
# which ends with it. Without the right to make a network, the machine's loopback serves.
alone() {
  local as_user=() family apart
  ((EUID == 0)) || as_user=(--map-root-user)
  for family in '--pid --fork --kill-child --mount-proc' ''; do
    apart=(unshare --net "${as_user[@]}" $family)
    if "${apart[@]}" true 2>/dev/null; then
      # Ports that the kernel gives out by itself lie above all that the tests give their programs.
      "${apart[@]}" bash -c 'ip link set lo up || exit
        { echo 60000 65535 >/proc/sys/net/ipv4/ip_local_port_range; } 2>/dev/null
        exec "$@"' alone "$@"
      return
    fi
  done
  echo "No network namespace can be made here: the telephones use this machine's loopback."
  "$@"
}

verb_run() {
  wants_help "./build.sh run [-- ARGS]   builds the firmware and starts it; settings live in ./data unless ARGS
say otherwise. ARGS go to the program: 'run' options, or another command: check, reset, --version." "$@" && return
  [[ ${1:-} == -- ]] && shift
  need_dotnet
  need "the voice codecs" "${SOUND_PACKAGES[@]}"
  dotnet build firmware -c Release -v quiet
  local command=(run)
  case ${1:-} in
    [a-z]*) command=("$1") && shift ;;
    --version) command=() ;;
  esac
  [[ ${#command[@]} == 0 || " $* " == *" --data"* ]] || command+=(--data "$PWD/data")
  exec dotnet firmware/bin/Release/net10.0/qx200.dll "${command[@]}" "$@"
}

publish_one() {
  local rid=$1
  dotnet publish firmware -c Release -r "$rid" -v quiet
  mkdir -p "out/$rid/symbols"
  cp -u "firmware/bin/Release/net10.0/$rid/publish/qx200" "out/$rid/"
  cp -u "firmware/bin/Release/net10.0/$rid/publish/qx200.dbg" "out/$rid/symbols/"
  echo "out/$rid/qx200: $(($(stat -c %s "out/$rid/qx200") / 1024)) KB"
}

verb_publish() {
  wants_help "./build.sh publish [linux-x64|linux-arm64]   makes the native release program, out/RID/qx200, for one
or both kinds of machine; debug symbols go to out/RID/symbols." "$@" && return
  need_dotnet
  local rids=("$@") rid
  ((${#rids[@]})) || rids=(linux-x64 linux-arm64)
  for rid in "${rids[@]}"; do
    case $rid in
      linux-x64) need "to link the native program" "${PUBLISH_PACKAGES[@]}" ;;
      linux-arm64) need "to link the native program for arm64" "${PUBLISH_PACKAGES[@]}" "${ARM64_PACKAGES[@]}" ;;
      *) die "publish knows linux-x64 and linux-arm64, not $rid" ;;
    esac
    publish_one "$rid"
  done
}

# The arm64 libraries that the arm64 program needs to run under qemu, unpacked from this machine's Debian mirror.
arm64_root() {
  local root=out/arm64-root
  [[ -e $root/.complete ]] && return
  need "to run the arm64 program here" "${ARM64_RUN_PACKAGES[@]}"
  local mirrors='deb $(REPO_URI) $(RELEASE) $(COMPONENT)' sources
  sources=$(apt-get indextargets --format "$mirrors" 'Created-By: Packages' 'Origin: Debian' | sort -u)
  [[ -n $sources ]] || die "apt has no package lists yet; run apt-get update"
  rm -rf "$root"
  mmdebstrap --quiet --variant=extract --architectures=arm64 --include="$ARM64_ROOT_PACKAGES" \
    bookworm "$root" - <<<"$sources"
  # qemu takes what is missing from the machine itself, as it should these; and dev/fd leads tools that walk
  # the tree round in circles.
  rm -rf "$root"/{dev,proc,sys}
  touch "$root/.complete"
}

passed=0 failed=0 skipped=0

# step NAME COMMAND...: says what runs and how long it took.
step() {
  local name=$1 begun=$SECONDS
  shift
  echo "== $name"
  "$@"
  echo "== $name: $((SECONDS - begun)) s"
}

# suite NAME [PREFIX...]: runs a test program, behind PREFIX if there is one, and adds up what it counted.
# A program that ends badly without naming a failed test counts as one failure.
suite() {
  local name=$1 status=0 counts
  shift
  counts=$PWD/out/test-results/$name.json
  mkdir -p out/test-results
  rm -f "$counts"
  "$@" "tests/$name/bin/Debug/net10.0/$name" -noLogo -noColor -result-ctrf "$counts" || status=$?
  local failures
  failures=$(counted failed "$counts")
  ((status == 0 || failures > 0)) || failures=1
  failed=$((failed + failures))
  passed=$((passed + $(counted passed "$counts")))
  skipped=$((skipped + $(counted skipped "$counts")))
}

# counted KEY FILE: a figure of the summary of a CTRF report; 0 where there is none.
counted() {
  [[ -s $2 ]] && grep -oE "\"$1\": *[0-9]+" "$2" | head -n 1 | grep -oE '[0-9]+$' || echo 0
}

# rules: writes which tests prove which rule of Call Park. A rule that none proves counts as one failure.
rules() {
  tests/QX200.Tests/bin/Debug/net10.0/QX200.Tests rules tests/rules.txt out/rules.txt out/test-results/QX200.*.json ||
    failed=$((failed + 1))
}

# failures: says again at the end, where a reader looks first, which tests failed and how.
failures() {
  tests/QX200.Tests/bin/Debug/net10.0/QX200.Tests failures out/test-results/QX200.*.json
}

closing_line() {
  local status=$?
  ((status == 0 || failed > 0)) || failed=1
  echo "$passed passed, $failed failed, $skipped skipped"
}

verb_test() {
  wants_help "./build.sh test   checks the format, builds with every analyzer, runs the unit tests, publishes, and
plays real telephones against the published programs. Ends with 'N passed, N failed, N skipped'." "$@" && return
  need_dotnet
  trap closing_line EXIT
  step "packages" need "to test with real telephones and a browser, natively and for arm64" "${SOUND_PACKAGES[@]}" \
    "${BOARD_PACKAGES[@]}" "${PUBLISH_PACKAGES[@]}" "${ARM64_PACKAGES[@]}" "${PHONE_PACKAGES[@]}" "${TEST_PACKAGES[@]}" \
    "${BROWSER_PACKAGES[@]}" "${ARM64_RUN_PACKAGES[@]}"
  step "tools" dotnet tool restore --verbosity quiet
  step "format" dotnet csharpier check .
  step "build" dotnet build -v quiet
  QX200_WALKS=200 step "unit tests" suite QX200.Tests
  step "publish" verb_publish
  step "arm64 libraries" arm64_root
  step "telephones" suite QX200.Acceptance alone
  step "rules of Call Park, each test's name in out/rules.txt" rules
  ((failed == 0)) || step "what failed" failures
  ((failed == 0))
}

verb_bench() {
  wants_help "./build.sh bench [ARGS]   runs the benchmarks; ARGS go to BenchmarkDotNet, for example
--filter '*Parser*' --job short. Results are left in BenchmarkDotNet.Artifacts." "$@" && return
  [[ ${1:-} == -- ]] && shift
  need_dotnet
  need "the voice codecs" "${SOUND_PACKAGES[@]}"
  (($#)) || set -- --filter '*'
  dotnet run --project tests/QX200.Benchmarks -c Release -- "$@"
}

verb_soak() {
  wants_help "./build.sh soak [MINUTES]   takes random walks that nobody has taken before, for 10 minutes or as many as
you say: telephones call, park, retrieve, vanish and come back while the network loses, doubles and delays. A walk that
fails is printed as the shortest script that still does: './build.sh soak replay FILE' plays it, with every message." \
    "$@" && return
  [[ ${1:-} != replay || -f ${2:-} ]] || die "soak replay needs the file with the script"
  need_dotnet
  need "the voice codecs" "${SOUND_PACKAGES[@]}"
  dotnet build tests/QX200.Tests -v quiet
  [[ ${1:-} == replay ]] || set -- soak "${1:-10}"
  tests/QX200.Tests/bin/Debug/net10.0/QX200.Tests "$@"
}

verb_demo() {
  wants_help "./build.sh demo   starts the exchange and three headless telephones in a network of their own, parks a
call, takes it back, and tells what happens. The recordings stay in out/demo." "$@" && return
  need_dotnet
  need "the voice codecs and the telephones" "${SOUND_PACKAGES[@]}" "${PHONE_PACKAGES[@]}"
  dotnet build firmware -c Release -v quiet
  dotnet build tests/QX200.Acceptance -v quiet
  QX200_PROGRAM=$PWD/firmware/bin/Release/net10.0/qx200.dll alone \
    tests/QX200.Acceptance/bin/Debug/net10.0/QX200.Acceptance demo out/demo
}

verb_image() {
  wants_help "./build.sh image [--version X.Y.Z]   makes out/qx200-VERSION.img.zst with its .bmap, the signed bundle
out/qx200-VERSION.raucb, and the list of its parts with licences. The kernel takes a quarter of an hour the first time;
it and everything else is kept in ~/.cache/qx200 (or QX200_CACHE) until what goes in changes. QX200_BUNDLE_KEY,
QX200_BUNDLE_CERT, QX200_FIT_KEY and QX200_FIT_CERT name the release keys; without them development keys are made." "$@" && return
  need_dotnet
  ((EUID == 0)) || die "a root file system with its owners can only be made by root: sudo -E ./build.sh image"
  step "packages" need "to make the image" "${PUBLISH_PACKAGES[@]}" "${ARM64_PACKAGES[@]}" "${IMAGE_PACKAGES[@]}"
  step "program" publish_one linux-arm64
  packaging/image/image.sh "$@"
}

verb_image-test() {
  wants_help "./build.sh image-test [CASE...]   starts the image in QEMU, in a network of its own, and prints a table of what was
tried on it and how it went; CASES are words of that table's lines, all without. The machine's speed does not matter:
emulated time is given room. Logs and recordings stay in out/image-test." "$@" && return
  need_dotnet
  ((EUID == 0)) || die "a network with a box in it can only be made by root: sudo -E ./build.sh image-test"
  [[ -z ${QX200_BUNDLE_KEY:-}${QX200_BUNDLE_CERT:-}${QX200_FIT_KEY:-}${QX200_FIT_CERT:-} ]] ||
    die "image-test signs what no box should ever take, so never with release keys: unset QX200_BUNDLE_KEY, QX200_BUNDLE_CERT, QX200_FIT_KEY and QX200_FIT_CERT"
  step "packages" need "to start the image" "${SOUND_PACKAGES[@]}" "${PUBLISH_PACKAGES[@]}" "${ARM64_PACKAGES[@]}" \
    "${IMAGE_PACKAGES[@]}" "${IMAGE_TEST_PACKAGES[@]}" "${PHONE_PACKAGES[@]}"
  step "the box's scripts" tests/image/scripts.sh
  step "program" publish_one linux-arm64
  step "test program" dotnet build tests/QX200.Acceptance -v quiet
  packaging/image/image.sh
  ((${#})) || step "the root once more, from nothing" tests/image/twice.sh
  tests/image/bundles.sh out/image-test/bundles
  tests/image/player.sh out/image-test/aplay
  tests/image/machine.sh out/kernel.fit out/image-test
  alone tests/QX200.Acceptance/bin/Debug/net10.0/QX200.Acceptance image "$PWD/out/image-test" "$@"
}

verb_flash() {
  wants_help "./build.sh flash DEVICE [IMAGE]   writes the newest image of out/ (or IMAGE) on a disk or card, after asking.
Everything on it is lost. DEVICE is a whole disk that nothing is mounted from, for example /dev/sdb." "$@" && return
  packaging/image/flash.sh "$@"
}

verb_format() {
  wants_help "./build.sh format   formats every source file with CSharpier." "$@" && return
  need_dotnet
  dotnet tool restore --verbosity quiet
  dotnet csharpier format .
}

verb_clean() {
  wants_help "./build.sh clean   removes out/ and every bin/ and obj/; settings in ./data stay." "$@" && return
  rm -rf out BenchmarkDotNet.Artifacts
  find board firmware tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
}

case ${1:-} in
  run | demo | test | soak | bench | publish | image | image-test | flash | format | clean)
    verb=$1
    shift
    "verb_$verb" "$@"
    ;;
  '' | --help | -h | help) usage ;;
  *)
    usage >&2
    die "there is no verb '$1'"
    ;;
esac
