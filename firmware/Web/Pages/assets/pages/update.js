import { fill, h } from "../lib/dom.js";
import { restartCard } from "../lib/restart.js";
import { technicianCard } from "../lib/technician.js";
import { updateState } from "../lib/update-state.js";

export async function show(place, { signal }) {
	const system = h("div");
	await updateState(system, { signal });
	fill(place, h("h1", "Update and restart"), system, restartCard(signal), await technicianCard(signal));
	return "Update and restart";
}
