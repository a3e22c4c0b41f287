// What is heard and said: an ear and a mouth for each telephone over /panel/sound/N, and the bells.
// Telephone 1 is in the left ear, telephone 2 in the right.

const rate = 8000;

export class Sounds {
  #chip;
  #microphoneChip;
  #context;
  #ready;
  #on = false;
  #wanted = true;
  #lines = new Map();
  #bells = new Map();
  #microphone;

  constructor(chip, microphoneChip) {
    this.#chip = chip;
    this.#microphoneChip = microphoneChip;
    chip.addEventListener("click", () => {
      this.#wanted = !this.#on;
      this.#on ? this.#sleep() : this.wake();
    });
    microphoneChip.addEventListener("click", () => this.#toggleMicrophone());
    this.#show();
  }

  /** Called by whatever a person does: browsers let a page sound only then. */
  wake() {
    if (this.#wanted && !this.#on) {
      this.#on = true;
      this.#show();
      this.#ready ??= this.#make();
      this.#ready.then(() => this.#context.resume());
    }
  }

  /** A receiver is lifted or put down. */
  async hook(line, lifted) {
    const place = this.#place(line);
    place.lifted = lifted;
    place.since = performance.now();
    if (this.#ready) {
      await this.#ready;
      this.#connect(line);
    }

    this.#steerMicrophone();
  }

  /** Rings with this frequency; 0 is silence. */
  bell(line, hertz) {
    if (this.#place(line).hertz !== hertz) {
      this.#place(line).hertz = hertz;
      this.#ring(line);
    }
  }

  /** Hums into a telephone, for those without a microphone. */
  async hum(line, on) {
    this.#place(line).hums = on;
    if (this.#ready) {
      await this.#ready;
      this.#place(line).node?.port.postMessage({ hum: on });
    }
  }

  /** The box is back. */
  reconnect() {
    for (const line of this.#lines.keys()) {
      this.#connect(line);
    }
  }

  #place(line) {
    if (!this.#lines.has(line)) {
      this.#lines.set(line, { lifted: false, hertz: 0, hums: false });
    }

    return this.#lines.get(line);
  }

  async #make() {
    this.#context = new AudioContext({ sampleRate: rate, latencyHint: "interactive" });
    await this.#context.audioWorklet.addModule("/panel/receiver.js");
    for (const line of [1, 2]) {
      const place = this.#place(line);
      place.node = new AudioWorkletNode(this.#context, "receiver", { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1] });
      place.pan = new StereoPannerNode(this.#context, { pan: line === 1 ? -0.6 : 0.6 });
      place.node.connect(place.pan).connect(this.#context.destination);
      place.node.port.postMessage({ hum: place.hums });
      place.node.port.onmessage = (message) => {
        if (place.socket?.readyState === WebSocket.OPEN) {
          place.socket.send(message.data);
        }
      };
      this.#connect(line);
      this.#ring(line);
    }
  }

  // A line is open for as long as its receiver is lifted.
  #connect(line) {
    const place = this.#place(line);
    if (!place.node) {
      return;
    }

    place.node.port.postMessage({ open: place.lifted });
    if (!place.lifted) {
      place.socket?.close();
      place.socket = undefined;
      return;
    }

    if (place.socket && place.socket.readyState <= WebSocket.OPEN) {
      return;
    }

    const socket = new WebSocket(new URL(`/panel/sound/${line}`, location.href.replace(/^http/, "ws")));
    socket.binaryType = "arraybuffer";
    socket.onmessage = (message) => place.node.port.postMessage(message.data, [message.data]);
    place.socket = socket;
  }

  #sleep() {
    this.#on = false;
    this.#context?.suspend();
    this.#show();
  }

  async #toggleMicrophone() {
    if (this.#microphone) {
      this.#microphone.mediaStream.getTracks().forEach((track) => track.stop());
      this.#microphone.disconnect();
      this.#microphone = undefined;
      this.#show();
      return;
    }

    this.#wanted = true;
    this.wake();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, channelCount: 1 } });
      await this.#ready;
      this.#microphone = this.#context.createMediaStreamSource(stream);
      this.#steerMicrophone();
      this.#show();
    } catch (why) {
      this.#show(why.name === "NotAllowedError" ? "Microphone is not allowed" : "No microphone here");
    }
  }

  // One mouth: it speaks into the receiver that was lifted last.
  #steerMicrophone() {
    if (!this.#microphone) {
      return;
    }

    this.#microphone.disconnect();
    const lifted = [...this.#lines.values()].filter((place) => place.lifted);
    const at = lifted.sort((one, other) => other.since - one.since)[0];
    if (at?.node) {
      this.#microphone.connect(at.node);
    }
  }

  // Two gongs, struck in turn by a clapper that the ringing current moves to and fro.
  #ring(line) {
    const place = this.#place(line);
    this.#bells.get(line)?.stop();
    this.#bells.delete(line);
    if (!place.hertz || !place.pan) {
      return;
    }

    const strikes = Math.round(rate / place.hertz / 2);
    const buffer = this.#context.createBuffer(1, strikes * 2 * place.hertz, rate);
    const wave = buffer.getChannelData(0);
    const gongs = line === 1 ? [1180, 1490] : [960, 1270];
    for (let strike = 0; strike < 2 * place.hertz; strike++) {
      const hertz = gongs[strike % 2];
      for (let i = 0; i < rate * 0.35; i++) {
        const t = i / rate;
        const tone = Math.sin(2 * Math.PI * hertz * t) + 0.45 * Math.sin(2 * Math.PI * hertz * 2.41 * t) * Math.exp(-t * 14);
        wave[(strike * strikes + i) % wave.length] += 0.05 * tone * Math.exp(-t * 11);
      }
    }

    const bell = new AudioBufferSourceNode(this.#context, { buffer, loop: true });
    bell.connect(place.pan);
    bell.start();
    this.#bells.set(line, bell);
  }

  #show(microphone) {
    this.#chip.setAttribute("aria-pressed", String(this.#on));
    this.#chip.querySelector("span").textContent = this.#on ? "Sound is on" : "Sound is off";
    this.#microphoneChip.setAttribute("aria-pressed", String(Boolean(this.#microphone)));
    this.#microphoneChip.querySelector("span").textContent = microphone ?? (this.#microphone ? "Microphone is on" : "Microphone is off");
  }
}
