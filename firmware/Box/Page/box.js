// Lamps and the button.

const names = { power: "Power", status: "Status", network: "Network", line1: "Line 1", line2: "Line 2", park: "Park" };

// A blinking lamp is told to the ear once, not with each blink.
const spoken = ["park"];

export class Box {
  #lamps = new Map();
  #button = document.getElementById("button");
  #holding = document.getElementById("holding");
  #since = 0;

  constructor(order) {
    const list = document.getElementById("lamps");
    for (const [lamp, name] of Object.entries(names)) {
      const item = document.createElement("li");
      item.className = "lamp";
      item.dataset.lamp = lamp;
      const light = document.createElement("i");
      light.setAttribute("aria-hidden", "true");
      const state = document.createElement("span");
      state.className = "out-of-sight";
      item.append(light, name, state);
      list.append(item);
      this.#lamps.set(lamp, { item, state, lit: undefined });
    }

    const press = (pressed) => {
      if (pressed !== this.#since > 0) {
        this.#since = pressed ? performance.now() : 0;
        order("button", { pressed });
        this.#hold();
      }
    };
    this.#button.addEventListener("pointerdown", (event) => {
      this.#button.setPointerCapture(event.pointerId);
      press(true);
    });
    for (const end of ["pointerup", "pointercancel", "blur"]) {
      this.#button.addEventListener(end, () => press(false));
    }

    this.#button.addEventListener("keydown", (event) => {
      if (event.key === " " || event.key === "Enter") {
        event.preventDefault();
        press(true);
      }
    });
    this.#button.addEventListener("keyup", (event) => {
      if (event.key === " " || event.key === "Enter") {
        press(false);
      }
    });
  }

  /** Shows the lamps; gives what should be told to those who listen. */
  show(state) {
    let told = "";
    for (const [lamp, place] of this.#lamps) {
      const lit = state.lamps[lamp] === "on";
      if (lit !== place.lit) {
        if (place.lit !== undefined && spoken.includes(lamp)) {
          told = `The ${names[lamp].toLowerCase()} lamp is ${lit ? "on" : "off"}.`;
        }

        place.lit = lit;
        place.item.classList.toggle("lit", lit);
        place.state.textContent = lit ? " is on" : " is off";
      }
    }

    this.#button.classList.toggle("pressed", state.button === "pressed");
    return told;
  }

  #hold() {
    const bar = this.#holding.firstElementChild;
    if (!this.#since) {
      this.#holding.classList.remove("on");
      return;
    }

    const held = (performance.now() - this.#since) / 1000;
    this.#holding.classList.add("on");
    bar.style.width = `${Math.min(100, (held / 15) * 100)}%`;
    requestAnimationFrame(() => this.#hold());
  }
}
