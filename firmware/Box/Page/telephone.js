// A desk telephone: receiver, display, keys or a dial, hook flash, bell.

import { Dial } from "./dial.js";

const letters = { 1: "", 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ", "*": "", 0: "+", "#": "" };
const spoken = { "*": "star", "#": "hash" };
const phases = { ready: "", "off-hook": "off hook", ringing: "ringing", "in-use": "in a call", unused: "no extension", "out-of-service": "out of service" };

export class Telephone {
  #line;
  #order;
  #sounds;
  #root;
  #dial;
  #state = {};
  #typed = "";

  constructor(line, order, sounds) {
    this.#line = line;
    this.#order = order;
    this.#sounds = sounds;
    const piece = document.getElementById("telephone").content.cloneNode(true);
    this.#root = piece.querySelector(".telephone");
    this.#root.dataset.line = line;
    this.#root.id = `telephone${line}`;
    this.#root.setAttribute("aria-label", `Telephone ${line}`);
    document.getElementById("telephones").append(piece);
    this.#makeReceiver();
    this.#makeKeys();
    this.#makeSide();
    this.#dial = new Dial(this.#find(".dial"), (digit) => this.#turn(digit));
    this.#find(".dial").setAttribute("aria-label", `Dial of telephone ${line}`);
    this.#root.addEventListener("keydown", (event) => this.#typedKey(event));
    this.#show({ hook: "on", ringing: false, callerId: "", number: "", phase: "" });
  }

  /** Shows what the box says; gives what should be told to those who listen. */
  show(state) {
    const before = this.#state;
    this.#show(state);
    if (state.ringing && !before.ringing && before.phase !== "ringing") {
      return `Telephone ${this.#line} rings${state.callerId ? `: ${state.callerId}` : ""}.`;
    }

    return state.callerId && state.callerId !== before.callerId && state.hook === "on"
      ? `Telephone ${this.#line} shows ${state.callerId}.`
      : "";
  }

  /** The connection is lost: nothing rings that nobody can hear. */
  quiet() {
    this.#root.classList.remove("ringing");
    this.#sounds.bell(this.#line, 0);
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }

  get #lifted() {
    return this.#state.hook === "off";
  }

  #show(state) {
    const changed = state.hook !== this.#state.hook;
    this.#state = state;
    this.#root.classList.toggle("lifted", this.#lifted);
    this.#root.classList.toggle("ringing", state.ringing);
    const receiver = this.#find(".receiver");
    receiver.setAttribute("aria-pressed", String(this.#lifted));
    receiver.title = this.#lifted ? "Put the receiver down" : "Lift the receiver";
    receiver.querySelector("span").textContent = `Receiver of telephone ${this.#line}`;
    if (changed) {
      this.#typed = "";
    }

    this.#find(".name").textContent = state.number ? `Telephone ${this.#line} · ${state.number}` : `Telephone ${this.#line}`;
    this.#find(".display-line").textContent = this.#typed || state.callerId || (this.#lifted ? "" : state.number || "");
    this.#find(".display-state").textContent = state.reason ? "out of service" : this.#lifted || state.ringing ? (phases[state.phase] ?? "") : "";
    this.#sounds.bell(this.#line, state.ringing ? state.hertz : 0);
    if (changed) {
      this.#sounds.hook(this.#line, this.#lifted);
    }
  }

  #makeReceiver() {
    this.#find(".receiver").addEventListener("click", () => this.#hook());
  }

  #hook() {
    this.#sounds.wake();
    this.#order({ hook: this.#lifted ? "on" : "off" });
  }

  #makeKeys() {
    const pad = this.#find(".keypad");
    pad.setAttribute("aria-label", `Keys of telephone ${this.#line}`);
    for (const key of "123456789*0#") {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "key";
      button.dataset.key = key;
      button.append(key);
      const small = document.createElement("small");
      small.setAttribute("aria-hidden", "true");
      small.textContent = letters[key];
      button.append(small);
      if (spoken[key]) {
        const name = document.createElement("span");
        name.className = "out-of-sight";
        name.textContent = ` ${spoken[key]}`;
        button.append(name);
      }

      button.addEventListener("click", () => this.#press(key));
      pad.append(button);
    }
  }

  #makeSide() {
    this.#find(".flash").addEventListener("click", () => this.#flash());
    const swap = this.#find(".swap");
    const showSwap = () => {
      swap.textContent = this.#find(".dial").hidden ? "Use the rotary dial" : "Use the keys";
    };
    swap.addEventListener("click", () => {
      this.#find(".dial").hidden = !this.#find(".dial").hidden;
      this.#find(".keypad").hidden = !this.#find(".dial").hidden;
      showSwap();
    });
    showSwap();
    const hum = this.#find(".hum");
    hum.addEventListener("click", () => {
      this.#sounds.wake();
      const on = hum.getAttribute("aria-pressed") !== "true";
      hum.setAttribute("aria-pressed", String(on));
      this.#sounds.hum(this.#line, on);
    });
  }

  #press(key) {
    const button = this.#find(`.key[data-key="${CSS.escape(key)}"]`);
    button.classList.add("down");
    setTimeout(() => button.classList.remove("down"), 120);
    this.#sounds.wake();
    if (this.#lifted) {
      this.#type(key);
      this.#order({ keys: key });
    }
  }

  #flash() {
    this.#sounds.wake();
    if (this.#lifted) {
      this.#typed = "";
      this.#order({ flash: true });
    }
  }

  #turn(digit) {
    this.#sounds.wake();
    if (this.#lifted) {
      this.#type(digit);
      this.#order({ pulses: digit });
    }
  }

  #type(digit) {
    this.#typed = (this.#typed + digit).slice(-20);
    this.#find(".display-line").textContent = this.#typed;
  }

  // A keyboard works the telephone that has the focus.
  #typedKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
      return;
    }

    const key = event.key.toLowerCase();
    if (/^[0-9*#]$/.test(key)) {
      event.preventDefault();
      if (!this.#find(".dial").hidden && /^[0-9]$/.test(key)) {
        this.#dial.turn(key);
      } else {
        this.#press(key);
      }
    } else if (key === "l" || key === "r") {
      event.preventDefault();
      key === "l" ? this.#hook() : this.#flash();
    }
  }
}
