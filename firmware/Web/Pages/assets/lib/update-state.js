// Which firmware runs, and how an update stands.

import { call, get } from "./api.js";
import { fill, h, say } from "./dom.js";
import { ask } from "./form.js";
import { when } from "./words.js";

const WORDS = { checking: "The bundle is being looked at", writing: "It is being written to the idle slot", installed: "It is written and starts with the next restart", offered: "A stick has brought one", refused: "It was refused" };

export async function updateState(place, { signal }) {
  const status = await get("/status");
  const facts = h("dl.facts");
  const state = h("div", { "aria-live": "polite" });
  const file = h("input", { type: "file", id: "bundle", accept: ".raucb" });
  const send = h("button.primary", { type: "button", onclick: upload }, "Install it");
  const form = h("div.field", { hidden: true }, h("label", { for: "bundle" }, "Signed bundle"), h("div.row", file, send), h("p.hint", "What runs is untouched until the next restart, and comes back by itself if the new one is not well."));
  let shown = "";

  async function look() {
    const now = await get("/update", { watch: true, signal });
    const text = JSON.stringify(now);
    if (text === shown) return;
    shown = text;
    fill(facts, h("dt", "Version"), h("dd", now.running), h("dt", "Running since"), h("dd", when(status.startedAt)));
    form.hidden = !now.possible;
    fill(
      state,
      !now.possible && h("p.soft", "This is not the appliance: a new firmware is installed here as a program."),
      WORDS[now.phase] && [
        h(`div.notice${now.phase === "refused" ? ".bad" : ""}`, h("p", h("strong", `${WORDS[now.phase]}${now.version && `: version ${now.version}`}. `), now.sentence)),
        (now.phase === "checking" || now.phase === "writing") && h("progress", { max: 100, value: now.percent, "aria-label": WORDS[now.phase] }),
      ],
    );
  }

  async function upload() {
    const bundle = file.files[0];
    if (!bundle) return say("Choose a bundle first.", "bad");
    if (!(await ask({ title: `Install ${bundle.name}?`, body: h("p", "Calls go on; the new firmware starts with the next restart."), yes: "Install it", danger: false }))) return;
    send.disabled = true;
    try {
      await call("POST", "/update", bundle, { raw: true });
      await look();
    } catch (refusal) {
      say(refusal.message, "bad");
    } finally {
      send.disabled = false;
    }
  }

  await look();
  const timer = setInterval(() => look().catch(() => {}), 2000);
  signal.addEventListener("abort", () => clearInterval(timer));
  fill(place, h("section.card", h("h2", "Firmware"), facts, state, form));
}
