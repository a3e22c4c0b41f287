// A rotary dial: turned by dragging a hole to the stop, by clicking it, or by its digit on the keyboard.

const svg = "http://www.w3.org/2000/svg";
const radius = 78;
const hole = 17;
const step = 29;

// Degrees clockwise from the top: 1 at the upper right, then against the clock round to 0 beside the stop.
const angleOf = (place) => 62 - place * step;
const stopAngle = 62 + 2.2 * step - 2;

const point = (degrees, r = radius) => [r * Math.sin((degrees * Math.PI) / 180), -r * Math.cos((degrees * Math.PI) / 180)];

export class Dial {
  #wheel;
  #label;
  #turned;
  #busy = false;
  #queue = [];
  #drag = null;

  constructor(place, turned) {
    this.#turned = turned;
    this.#wheel = place.querySelector(".wheel");
    this.#label = place.querySelector(".hub-label");
    const digits = place.querySelector(".digits");
    const holes = place.querySelector(".holes");
    let disc = "M-98 0 A98 98 0 1 1 98 0 A98 98 0 1 1 -98 0 Z";
    for (let i = 0; i < 10; i++) {
      const digit = String((i + 1) % 10);
      const [x, y] = point(angleOf(i));
      const text = document.createElementNS(svg, "text");
      text.setAttribute("x", x);
      text.setAttribute("y", y + 7);
      text.textContent = digit;
      digits.append(text);
      disc += ` M${x - hole} ${y} a${hole} ${hole} 0 1 0 ${2 * hole} 0 a${hole} ${hole} 0 1 0 ${-2 * hole} 0 Z`;
      const group = document.createElementNS(svg, "g");
      group.setAttribute("role", "button");
      group.setAttribute("tabindex", "0");
      group.setAttribute("aria-label", `dial ${digit}`);
      group.dataset.digit = digit;
      const circle = document.createElementNS(svg, "circle");
      circle.setAttribute("cx", x);
      circle.setAttribute("cy", y);
      circle.setAttribute("r", hole);
      group.append(circle);
      group.addEventListener("pointerdown", (event) => this.#grab(event, i));
      group.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          this.turn(digit);
        }
      });
      holes.append(group);
    }

    place.querySelector(".disc").setAttribute("d", disc);
    place.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      place.addEventListener(end, () => this.#release());
    }
  }

  /** Turns the dial by itself. */
  turn(digit) {
    this.#queue.push(digit);
    if (!this.#busy) {
      this.#next();
    }
  }

  async #next() {
    this.#busy = true;
    while (this.#queue.length > 0) {
      const digit = this.#queue.shift();
      const place = (Number(digit) + 9) % 10;
      this.#label.textContent = digit;
      const to = stopAngle - angleOf(place);
      await this.#spin(0, to, to * 2.2);
      await this.#back(digit, to);
    }

    this.#label.textContent = "";
    this.#busy = false;
  }

  // The pulses come while it turns back, ten a second.
  async #back(digit, from) {
    this.#turned(digit);
    const pulses = digit === "0" ? 10 : Number(digit);
    await this.#spin(from, 0, pulses * 100 + 150);
  }

  #spin(from, to, milliseconds) {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      return new Promise((done) => setTimeout(done, milliseconds));
    }

    const begun = performance.now();
    return new Promise((done) => {
      const frame = (now) => {
        const part = Math.min(1, (now - begun) / milliseconds);
        this.#rotate(from + (to - from) * part);
        part < 1 ? requestAnimationFrame(frame) : done();
      };
      requestAnimationFrame(frame);
    });
  }

  #rotate(degrees) {
    this.#wheel.setAttribute("transform", `rotate(${degrees.toFixed(2)})`);
  }

  #angle(event) {
    const face = this.#wheel.ownerSVGElement.getBoundingClientRect();
    const x = event.clientX - (face.left + face.width / 2);
    const y = event.clientY - (face.top + face.height / 2);
    return (Math.atan2(x, -y) * 180) / Math.PI;
  }

  #grab(event, place) {
    if (this.#busy) {
      return;
    }

    event.currentTarget.focus();
    event.preventDefault();
    this.#wheel.ownerSVGElement.setPointerCapture(event.pointerId);
    this.#drag = { place, from: this.#angle(event), turned: 0, last: this.#angle(event), moved: false };
    this.#label.textContent = String((place + 1) % 10);
  }

  #move(event) {
    const drag = this.#drag;
    if (!drag) {
      return;
    }

    const now = this.#angle(event);
    let by = now - drag.last;
    by -= 360 * Math.round(by / 360);
    drag.last = now;
    drag.turned = Math.max(0, Math.min(stopAngle - angleOf(drag.place), drag.turned + by));
    drag.moved ||= drag.turned > 6;
    this.#rotate(drag.turned);
  }

  async #release() {
    const drag = this.#drag;
    if (!drag) {
      return;
    }

    this.#drag = null;
    const digit = String((drag.place + 1) % 10);
    if (!drag.moved) {
      this.#rotate(0);
      this.turn(digit);
      return;
    }

    // A finger that lets go before the stop has dialled nothing.
    const whole = stopAngle - angleOf(drag.place);
    this.#busy = true;
    if (drag.turned > whole - 10) {
      await this.#back(digit, drag.turned);
    } else {
      await this.#spin(drag.turned, 0, drag.turned * 3 + 60);
    }

    this.#busy = false;
    this.#label.textContent = "";
    if (this.#queue.length > 0) {
      this.#next();
    }
  }
}
