// In the sound thread: an earpiece that bears unequal steps of the network, and a microphone in frames of 20 ms.

const frame = 160;
const enough = 480;
const tooMuch = 1600;

class Receiver extends AudioWorkletProcessor {
  #open = false;
  #hum = false;
  #heard = [];
  #waiting = 0;
  #offset = 0;
  #playing = false;
  #said = new Int16Array(frame);
  #filled = 0;
  #time = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) {
        this.#take(new Int16Array(data));
      } else if ("open" in data) {
        this.#open = data.open;
        this.#heard = [];
        this.#waiting = this.#offset = 0;
        this.#playing = false;
      } else {
        this.#hum = data.hum;
      }
    };
  }

  process(inputs, outputs) {
    this.#play(outputs[0][0]);
    if (this.#open) {
      this.#record(inputs[0][0], outputs[0][0].length);
    }

    return true;
  }

  #take(samples) {
    this.#heard.push(samples);
    this.#waiting += samples.length;
    while (this.#waiting > tooMuch) {
      this.#waiting -= this.#heard.shift().length - this.#offset;
      this.#offset = 0;
    }

    this.#playing ||= this.#waiting >= enough;
  }

  #play(out) {
    for (let i = 0; i < out.length; i++) {
      if (!this.#playing || this.#heard.length === 0) {
        this.#playing = false;
        out[i] = 0;
        continue;
      }

      const now = this.#heard[0];
      out[i] = now[this.#offset++] / 32768;
      this.#waiting--;
      if (this.#offset === now.length) {
        this.#heard.shift();
        this.#offset = 0;
      }
    }
  }

  #record(input, length) {
    for (let i = 0; i < length; i++) {
      const sample = (input?.[i] ?? 0) + (this.#hum ? this.#note() : 0);
      this.#said[this.#filled++] = Math.max(-1, Math.min(1, sample)) * 32767;
      if (this.#filled === frame) {
        this.port.postMessage(this.#said.buffer, [this.#said.buffer]);
        this.#said = new Int16Array(frame);
        this.#filled = 0;
      }
    }
  }

  // A little tune of four notes, hummed.
  #note() {
    const seconds = this.#time++ / sampleRate;
    const hertz = [262, 330, 392, 330][Math.floor(seconds * 2.5) % 4];
    const into = (seconds * 2.5) % 1;
    const loud = Math.min(1, into * 12, (1 - into) * 6);
    const angle = 2 * Math.PI * hertz * seconds;
    return 0.16 * loud * (Math.sin(angle) + 0.4 * Math.sin(2 * angle) + 0.15 * Math.sin(3 * angle));
  }
}

registerProcessor("receiver", Receiver);
