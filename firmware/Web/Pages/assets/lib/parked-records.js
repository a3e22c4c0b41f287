// The last parked calls and the day as a chart.

import { get } from "./api.js";
import { dayChart } from "./chart.js";
import { fill, h } from "./dom.js";
import { listen } from "./live.js";
import { columns } from "./records.js";
import { table } from "./table.js";

export async function recent(place, { signal, names }) {
	const chart = h("section.card");
	const list = table({ caption: "The last parked calls", rowKey: (one) => `${one.slot} ${one.endedAt}`, columns: columns(names, false), empty: "No call has been parked yet." });

	async function again(watch) {
		const { records } = await get("/records?kind=park&count=20", { signal, watch });
		list.set(records);
	}

	await again(false);
	await dayChart(chart, { signal });
	fill(place, chart, h("div.head", h("h2", "The last ones"), h("a", { href: "/records?kind=park" }, "All records")), list.element);
	let waiting;
	listen("parked", (parked) => {
		// The record is written a moment after the call has left.
		if (waiting !== undefined && parked.length < waiting) setTimeout(() => signal.aborted || again(true).catch(() => {}), 900);
		waiting = parked.length;
	}, signal);
}
