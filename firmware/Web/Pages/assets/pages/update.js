import { fill, h } from "../lib/dom.js";
import { restartCard } from "../lib/restart.js";
import { updateState } from "../lib/update-state.js";

/** Which firmware runs, what comes next, and the restart. */
export async function show(place, { signal }) {
  const firmware = h("div");
  await updateState(firmware, { signal });
  fill(place, h("h1", "Update and restart"), h("p.lead", "Which firmware runs, and what comes next."), firmware, restartCard(signal));
  return "Update and restart";
}
