#!/usr/bin/env bash
# Speaks every line of prompts.tsv into en/NAME.wav: 16 kHz, mono, u-law, no silence at the ends, -20 dBFS.
#
# Needed only when a text changes: the clips are committed, and neither building nor running the firmware runs this.
# Needs espeak-ng and sox (Debian packages of those names).
set -euo pipefail
cd "$(dirname "$0")"

voice=en-us
speed=150   # words a minute
pitch=42
level=-20   # dBFS, RMS

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -rf en
mkdir en

# The silence below -48 dB at both ends goes, but for 10 ms; the ends are faded so that no clip begins with a click.
trim=(silence 1 0.005 -48d reverse silence 1 0.005 -48d pad 0.01 fade q 0.005 reverse pad 0.01 fade q 0.005)

rms() { sox "$1" -n stats 2>&1 | awk '/^RMS lev dB/ { print $4 }'; }

while IFS=$'\t' read -r name text; do
  [[ $name == "" || $name == \#* ]] && continue
  espeak-ng -v "$voice" -s "$speed" -p "$pitch" -w "$work/spoken.wav" "$text"
  # The low end booms on a telephone; the compressor keeps peaks from clipping at this level.
  sox -R "$work/spoken.wav" -e float -b 32 "$work/even.wav" \
    gain -6 rate -h 16000 highpass 120 compand 0.005,0.08 6:-40,-32,-20,-18,0,-9 0 -20 "${trim[@]}"
  gain=$(awk -v now="$(rms "$work/even.wav")" -v want="$level" 'BEGIN { print want - now }')
  sox -R "$work/even.wav" -e mu-law "en/$name.wav" gain "$gain"
done < prompts.tsv

echo "$(ls en | wc -l) clips, $(du -sk en | cut -f1) KB, $(soxi -TD en/*.wav) s"
