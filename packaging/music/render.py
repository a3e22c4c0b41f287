#!/usr/bin/env python3
"""Renders tune.score to tune.wav: 16 kHz, mono, 16 bit, -20 dBFS.

Needed only when the score or a timbre changes: the rendered file is committed, and neither building nor running the
firmware runs this. Needs numpy (Debian: python3-numpy). The same score gives the same file, byte for byte.
"""
import sys
import wave
from pathlib import Path

import numpy as np

RATE = 16000
LEVEL = 10 ** (-20 / 20)  # RMS, full scale is 1
HERE = Path(__file__).parent
STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
CHORDS = {
    "maj7": (0, 4, 7, 11), "maj9": (4, 7, 11, 14), "m7": (0, 3, 7, 10), "m9": (3, 7, 10, 14),
    "m7b5": (0, 3, 6, 10), "7": (0, 4, 7, 10), "13": (4, 10, 14, 21), "9sus": (5, 7, 10, 14),
}  # fmt: skip


def pitch(name):
    """MIDI number of a note name such as F#4, or the pitch class of a root such as F#."""
    step = STEPS[name[0]] + name.count("#") - name[1:].count("b")
    octave = name.lstrip("ABCDEFG#b")
    return step + (12 * (int(octave) + 1) if octave else 0)


def voicing(symbol):
    """The chord's notes, each in the octave that keeps the hand between G3 and F#4."""
    root = symbol[:2] if symbol[1:2] == "#" else symbol[:1]
    tones = {(pitch(root) + interval) % 12 for interval in CHORDS[symbol[len(root):]]}
    return sorted(55 + (tone - 55) % 12 for tone in tones)


def read_score(text):
    """(beats a second, bars): each bar is what every voice does in it."""
    tempo, order, sections, current = 60.0, [], {}, None
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("tempo "):
            tempo = float(line.split()[1])
        elif line.startswith("order "):
            order = line.split()[1:]
        elif line.startswith("section "):
            current = sections[line.split()[1]] = {}
        elif ":" in line:
            voice, bars = line.split(":")
            current[voice] = [bar.split() for bar in bars.split("|")]
    bars = []
    for name in order:
        for i in range(len(sections[name]["chords"])):
            bars.append({voice: played[i] for voice, played in sections[name].items()})
    return tempo / 60, bars


def events(bars):
    """(voice, beat, beats, pitch, strength) of every note of the piece."""
    for number, bar in enumerate(bars):
        start = 4 * number
        share = 4 / len(bar["chords"])
        for i, symbol in enumerate(bar["chords"]):
            yield from keys(bar["keys"][0], start + i * share, share, voicing(symbol))
            for note in voicing(symbol)[1:]:
                yield "pad", start + i * share, share, note, 0.5
        for voice in ("pluck", "flute", "bass"):
            at = start
            for token in bar.get(voice, []):
                name, beats = token.split("*")
                if name != "-":
                    yield voice, at, float(beats), pitch(name), 0.9 if at % 2 else 1.0
                at += float(beats)
            assert at in (start, start + 4), f"bar {number + 1}: {voice} has {at - start} beats"


def keys(style, start, beats, notes):
    if style == "broken":
        figure = (0, 2, 1, 3, 2, 3, 1, 2)
        for i in range(int(beats * 2)):
            yield "keys", start + i / 2, 1.5, notes[figure[i % 8] % len(notes)], 0.85 if i % 4 else 1.0
        return
    strikes = [(0, beats, 1.0)]
    if style == "sway":
        strikes = [(0, 1.5, 1.0), (1.5, 1.5, 0.6), (3, 1, 0.5)]
    for offset, length, strength in strikes:
        for i, note in enumerate(notes):
            # A hand does not strike four keys at once.
            yield "keys", start + offset + 0.02 * i, length, note, strength


def partials(frequency, t, amplitudes, decays):
    sound = np.zeros_like(t)
    for harmonic, (amplitude, decay) in enumerate(zip(amplitudes, decays), start=1):
        if harmonic * frequency < 0.45 * RATE:
            sound += amplitude * np.sin(2 * np.pi * harmonic * frequency * t) * np.exp(-decay * t)
    return sound


def shaped(sound, t, held, attack, release):
    gate = np.minimum(1, t / attack) * np.where(t < held, 1, np.exp(-(t - held) / release))
    return sound * gate * np.minimum(1, (t[-1] - t) / 0.01)


def electric_piano(frequency, held):
    t = np.arange(int((held + 1.2) * RATE)) / RATE
    # A soft hammer bends the tine's sine, brightly at first.
    bend = 0.9 * np.exp(-3.5 * t) * np.sin(2 * np.pi * frequency * t)
    body = np.sin(2 * np.pi * frequency * t + bend) * np.exp(-1.1 * t)
    tine = 0.05 * np.sin(2 * np.pi * 7 * frequency * t) * np.exp(-14 * t) if frequency < 900 else 0
    return shaped(body + tine, t, held, 0.006, 0.25)


def plucked(frequency, held):
    t = np.arange(int((held + 1.5) * RATE)) / RATE
    harmonics = np.arange(1, 13)
    # Plucked at a fifth of the string: every fifth partial is missing.
    amplitudes = np.abs(np.sin(np.pi * harmonics / 5)) / harmonics**1.25
    return shaped(partials(frequency, t, amplitudes, 1.3 + 0.7 * harmonics), t, held + 0.6, 0.004, 0.35)


def flute(frequency, held):
    t = np.arange(int((held + 0.6) * RATE)) / RATE
    vibrato = 0.0028 * np.clip((t - 0.35) * 2, 0, 1) * np.sin(2 * np.pi * 4.8 * t) / 4.8 * 4
    swing = t + vibrato / (2 * np.pi)
    sound = sum(a * np.sin(2 * np.pi * h * frequency * swing) for h, a in ((1, 1), (2, 0.4), (3, 0.16), (4, 0.05)))
    return shaped(sound, t, held, 0.09, 0.12)


def bass(frequency, held):
    t = np.arange(int((held + 0.4) * RATE)) / RATE
    # A telephone passes little below 300 Hz: the ear makes the bass out of its partials.
    amplitudes = (0.4, 0.7, 0.55, 0.3, 0.15)
    return shaped(partials(frequency, t, amplitudes, (0.7, 0.9, 1.2, 1.8, 2.5)), t, held * 0.9, 0.015, 0.12)


def pad(frequency, held):
    t = np.arange(int((held + 1.5) * RATE)) / RATE
    sound = sum(
        np.sin(2 * np.pi * frequency * detune * t) + 0.25 * np.sin(4 * np.pi * frequency * detune * t)
        for detune in (0.9985, 1.0015)
    )
    return shaped(sound, t, held, 0.7, 0.5)


VOICES = {
    "keys": (electric_piano, 0.19),
    "pluck": (plucked, 0.60),
    "flute": (flute, 0.30),
    "bass": (bass, 0.26),
    "pad": (pad, 0.040),
}


def mix(beats_a_second, bars):
    """All notes on a ring: what rings on past the end rings on at the beginning."""
    length = round(len(bars) * 4 / beats_a_second * RATE)
    ring = np.zeros(length)
    for voice, beat, beats, note, strength in events(bars):
        make, gain = VOICES[voice]
        sound = strength * gain * make(440 * 2 ** ((note - 69) / 12), beats / beats_a_second)
        at = round(beat / beats_a_second * RATE) + np.arange(len(sound))
        np.add.at(ring, at % length, sound)
    return ring


def in_a_room(ring):
    """A little room, laid round the ring as well, so that the seam has none."""
    random = np.random.default_rng(200)
    t = np.arange(int(1.8 * RATE)) / RATE
    echo = random.standard_normal(len(t)) * np.exp(-4.2 * t) * np.minimum(1, t / 0.02)
    echo = np.convolve(echo, np.ones(4) / 4, mode="same")
    echo *= 0.30 / np.sqrt(np.sum(echo**2))
    return ring + np.fft.irfft(np.fft.rfft(ring) * np.fft.rfft(echo, len(ring)), len(ring))


def levelled(ring):
    """Calm parts up and full parts down by up to some dB, slowly, and all of it to the level."""
    second = RATE
    window = np.hanning(4 * second)
    window /= window.sum()
    kernel = np.roll(np.pad(window, (0, len(ring) - len(window))), -len(window) // 2)
    power = np.fft.irfft(np.fft.rfft(ring**2) * np.fft.rfft(kernel), len(ring))
    ring = ring * (np.mean(power) / np.maximum(power, 1e-9)) ** 0.25
    ring = ring - np.mean(ring)
    return ring * LEVEL / np.sqrt(np.mean(ring**2))


def main():
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "tune.wav"
    ring = levelled(in_a_room(mix(*read_score((HERE / "tune.score").read_text()))))
    peak = np.max(np.abs(ring))
    assert peak < 0.9, f"peaks at {peak:.2f}: lower a voice"
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.round(ring * 32767).astype("<i2").tobytes())
    print(f"{target}: {len(ring) / RATE:.1f} s, peak {20 * np.log10(peak):.1f} dBFS")


if __name__ == "__main__":
    main()
