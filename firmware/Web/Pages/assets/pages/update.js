import { get } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { restartCard } from "../lib/restart.js";
import { when } from "../lib/words.js";

/** Which firmware runs. */
export async function show(place, { signal }) {
  const status = await get("/status");
  fill(place, h("h1", "Update and restart"), h("p.lead", "Which firmware runs, and how long it has."),
    h("section.card", h("h2", "Firmware"), h("dl.facts", h("dt", "Version"), h("dd", status.version), h("dt", "Running since"), h("dd", when(status.startedAt)))),
    restartCard(signal));
  return "Update and restart";
}
