#!/usr/bin/env bash
# keys.sh, to be sourced: which keys bundles and kernels are signed with. Afterwards QX200_BUNDLE_KEY, QX200_BUNDLE_CERT,
# QX200_FIT_KEY and QX200_FIT_CERT name files, and are exported. Release keys are those that the environment has named
# already: they are used where they lie and never copied. For the others development keys are made once, in ./keys, and used
# again. Those are never committed: see .gitignore.

# development DIR NAME.key NAME.crt "SUBJECT" BITS: makes the pair where it is not there yet.
development() {
  [[ ! -e $1/$2 ]] || return 0
  echo "Making a development key for $4 in $1" >&2
  mkdir -p "$1"
  chmod 0700 "$1"
  (umask 077 && openssl req -x509 -newkey "rsa:$5" -nodes -sha256 -days 7300 -subj "/O=QX200 development/CN=$4" \
    -keyout "$1/$2" -out "$1/$3" 2>/dev/null)
}

# pair KEY-VARIABLE CERTIFICATE-VARIABLE DIR NAME.key NAME.crt "SUBJECT" BITS
pair() {
  local key=${!1:-} certificate=${!2:-}
  if [[ -z $key$certificate ]]; then
    development "${@:3}"
    key=$3/$4 certificate=$3/$5
  fi
  [[ -r $key && -r $certificate ]] ||
    { echo "a release key needs its certificate beside it, and both readable: ${key:-no key ($1)} ${certificate:-no certificate ($2)}" >&2 && return 1; }
  export "$1=$(readlink -f "$key")" "$2=$(readlink -f "$certificate")"
}

# keys DIR: all of them; those that the environment does not name lie in DIR.
keys() {
  pair QX200_BUNDLE_KEY QX200_BUNDLE_CERT "$1" bundle.key bundle.pem bundles 3072 &&
    pair QX200_FIT_KEY QX200_FIT_CERT "$1" fit.key fit.crt kernels 2048
}

# are_development: whether none of the keys is anything but a development key.
are_development() {
  local certificate
  for certificate in "$QX200_BUNDLE_CERT" "$QX200_FIT_CERT"; do
    openssl x509 -in "$certificate" -noout -subject | grep -q 'QX200 development' || return 1
  done
}
