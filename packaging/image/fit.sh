#!/usr/bin/env bash
# fit.sh KERNEL-DIR OUT.fit: the kernel in a signed FIT, which U-Boot refuses when a bit of it is another.
# From the environment: QX200_FIT_KEY, QX200_FIT_CERT (see update/keys.sh).
set -euo pipefail
kernel=$1 out=$2
work=$out.work
rm -rf "$work"
mkdir -p "$work"
cp "$kernel/Image.gz" "$work/"
# mkimage takes a folder of keys; they stay where they are.
ln -s "$QX200_FIT_KEY" "$work/fit.key"
ln -s "$QX200_FIT_CERT" "$work/fit.crt"
cat >"$work/kernel.its" <<'TEXT'
/dts-v1/;
/ {
  description = "QX200 kernel";
  #address-cells = <1>;
  images {
    kernel-1 {
      description = "Linux";
      data = /incbin/("Image.gz");
      type = "kernel"; arch = "arm64"; os = "linux"; compression = "gzip";
      load = <0x40400000>; entry = <0x40400000>;
      hash-1 { algo = "sha256"; };
    };
  };
  configurations {
    default = "conf-1";
    conf-1 { kernel = "kernel-1"; signature-1 { algo = "sha256,rsa2048"; key-name-hint = "fit"; sign-images = "kernel"; }; };
  };
};
TEXT
(cd "$work" && mkimage -f kernel.its -k . -r kernel.fit >/dev/null)
mv "$work/kernel.fit" "$out"
rm -rf "$work"
