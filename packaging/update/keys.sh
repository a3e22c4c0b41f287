#!/usr/bin/env bash
# keys.sh DIR: the keys that bundles and kernels are signed with, in DIR: bundle.key and bundle.pem, fit.key and fit.crt.
# Release keys come from the environment (QX200_BUNDLE_KEY, QX200_BUNDLE_CERT, QX200_FIT_KEY, QX200_FIT_CERT: files);
# without them development keys are made once and used again. Those are never committed: see .gitignore.
set -euo pipefail
dir=$1
mkdir -p "$dir"
chmod 0700 "$dir"

# own NAME.key NAME.crt "SUBJECT" KEY CERTIFICATE
own() {
  local key=$dir/$1 certificate=$dir/$2 subject=$3
  if [[ -n ${4:-}${5:-} ]]; then
    [[ -r ${4:-} && -r ${5:-} ]] || { echo "a release key needs its certificate beside it, and both readable: ${4:-no key} ${5:-no certificate}" >&2 && exit 1; }
    install -m 0600 "$4" "$key"
    install -m 0644 "$5" "$certificate"
  elif [[ ! -e $key ]]; then
    echo "Making a development key for $subject in $dir"
    openssl req -x509 -newkey "rsa:${6:-3072}" -nodes -sha256 -days 7300 -subj "/O=QX200 development/CN=$subject" \
      -keyout "$key" -out "$certificate" 2>/dev/null
    chmod 0600 "$key"
  fi
}
own bundle.key bundle.pem bundles "${QX200_BUNDLE_KEY:-}" "${QX200_BUNDLE_CERT:-}"
own fit.key fit.crt kernels "${QX200_FIT_KEY:-}" "${QX200_FIT_CERT:-}" 2048
