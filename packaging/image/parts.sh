#!/usr/bin/env bash
# parts.sh BASE.tar ROOT.squashfs KERNEL-RELEASE-FILE TOP NAME: everything that is in the image, with version and licences, as
# SPDX 2.3 in NAME.spdx.json; and what each Debian package has left in the root, unpacked, in NAME.sizes.
set -euo pipefail
base=$1 root=$2 release=$3 top=$4 name=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -C "$work" --wildcards -xf "$base" ./var/lib/dpkg/status './var/lib/dpkg/info/*.list' './usr/share/doc/*/copyright' 2>/dev/null || true
status=$work/var/lib/dpkg/status

# Licences as the package's copyright file names them: by its fields, or else by the common licences that it refers to.
licences() {
  local file=$work/usr/share/doc/$1/copyright found
  [[ -e $file ]] || file=$work/usr/share/doc/gcc-12-base/copyright
  found=$(sed -n 's/^License:[[:space:]]*\([^[:space:]].*\)$/\1/p' "$file" | tr -d '\r"\\' | sort -u | paste -sd'|' | sed 's/|/; /g')
  [[ -n $found ]] || found=$(grep -o 'common-licenses/[A-Za-z0-9.+-]*' "$file" | cut -d/ -f2 | sed 's/[.]*$//' | sort -u | paste -sd'|' | sed 's/|/; /g')
  echo "${found:-a licence of its own, in the source package}"
}

item() { # NAME VERSION LICENCE PURL
  printf '%s{"SPDXID":"SPDXRef-%s","name":"%s","versionInfo":"%s","downloadLocation":"NOASSERTION","filesAnalyzed":false,"licenseConcluded":"NOASSERTION","licenseDeclared":"NOASSERTION","licenseComments":"%s","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"%s"}]}' \
    "$comma" "$(tr -c 'A-Za-z0-9.\n-' '-' <<<"$1")" "$1" "$2" "$3" "$4"
  comma=$',\n'
}

comma=''
{
  printf '{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"qx200-%s","documentNamespace":"urn:qx200:image:%s:%s",\n' \
    "$QX200_VERSION" "$QX200_VERSION" "$QX200_BUILD"
  printf '"creationInfo":{"created":"%s","creators":["Tool: qx200-image"]},\n"packages":[\n' "$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)"
  item qx200 "$QX200_VERSION" MIT "pkg:generic/qx200@$QX200_VERSION"
  item linux "$(cat "$release")" GPL-2.0-only "pkg:generic/linux@$(cat "$release")"
  awk -F': ' '/^Package:/{p=$2} /^Version:/{v=$2} /^$/{if(p)print p, v; p=""} END{if(p)print p, v}' "$status" | sort |
    while read -r package number; do printf '%s\t%s\t%s\n' "$package" "$number" "$(licences "$package")"; done >"$work/list"
  while IFS=$'\t' read -r package number licence; do
    item "$package" "$number" "$licence" "pkg:deb/debian/$package@$number?arch=arm64"
  done <"$work/list"
  # What is compiled into the program: the .NET runtime and what the project files name (build tools stay out).
  runtime=$(grep -o 'ILCompiler/[0-9.]*' "$top/firmware/obj/project.assets.json" 2>/dev/null | head -n 1 | cut -d/ -f2 || true)
  item dotnet-runtime "${runtime:-unknown}" MIT "pkg:generic/dotnet-runtime"
  grep -ho 'PackageReference Include="[^"]*"' "$top"/firmware/*.csproj "$top"/board/*.csproj 2>/dev/null | cut -d'"' -f2 | sort -u |
    while read -r package; do
      printf '%s\t%s\n' "$package" "$(sed -n "s/.*Include=\"$package\" Version=\"\([^\"]*\)\".*/\1/p" "$top/Directory.Packages.props")"
    done >"$work/nuget"
  while IFS=$'\t' read -r package number; do
    spec=$(find "${NUGET_PACKAGES:-$HOME/.nuget/packages}/${package,,}/$number" -maxdepth 1 -name '*.nuspec' 2>/dev/null | head -n 1)
    licence=$([[ -z $spec ]] || sed -n 's/.*<license[^>]*>\([^<]*\)<.*/\1/p' "$spec" | head -n 1)
    item "$package" "$number" "${licence:-NOASSERTION}" "pkg:nuget/$package@$number"
  done <"$work/nuget"
  printf '\n]}\n'
} >"$name.spdx.json"

# Which files of each package are in the root; what no package has brought is ours. /lib is /usr/lib there.
unsquashfs -lln "$root" | sed -n 's/^-[^ ]* *[^ ]* *\([0-9]*\) [^ ]* [^ ]* squashfs-root\(.*\)$/\1 \2/p' >"$work/files"
for list in "$work"/var/lib/dpkg/info/*.list; do
  package=$(basename "$list" .list)
  sed -E "s#^/(bin|sbin|lib)/#/usr/\\1/#; s#^#${package%%:*} #" "$list"
done >"$work/owners"
awk 'NR == FNR { size[$2] = $1; next }
  $2 in size { sum[$1] += size[$2]; delete size[$2] }
  END { for (file in size) sum[file == "/usr/bin/qx200" ? "the program" : "other files of ours"] += size[file]
    for (owner in sum) printf "%8d KB  %s\n", sum[owner] / 1024, owner }' "$work/files" "$work/owners" | sort -rn >"$name.sizes"
echo "   $(wc -l <"$work/list") Debian packages, $(wc -l <"$work/nuget") NuGet packages"
