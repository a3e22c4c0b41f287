import { get } from "../lib/api.js";
import { dayChart } from "../lib/chart.js";
import { fill, h, newId } from "../lib/dom.js";
import { columns, began } from "../lib/records.js";
import { table } from "../lib/table.js";

/** What is over: calls and parked calls, the newest first, and the day as a chart. */
export async function show(place, { signal, query }) {
	const extensions = await get("/extensions");
	const names = new Map(extensions.map((one) => [one.number, one.name]));
	const chart = h("section.card");
	const list = table({ caption: "Records", search: "Search in what is shown", rowKey: (one) => `${began(one)} ${one.endedAt} ${one.from || one.party} ${one.to || one.slot}`, columns: columns(names), empty: "There are no records yet." });
	const older = h("button", { onclick: () => load(false) }, "Show older ones");
	const id = newId();
	const kind = h("select", { id: `${id}k`, onchange: () => load(true) }, [["", "calls and parked calls"], ["park", "parked calls"], ["call", "calls"]].map(([value, words]) => h("option", { value, selected: value === (query.get("kind") || "") }, words)));
	const number = h("input", { id: `${id}n`, inputmode: "tel", value: query.get("number") || "", onchange: () => load(true) });
	let rows = [];
	let next = "";

	async function load(anew) {
		const asked = new URLSearchParams({ kind: kind.value, number: number.value.trim(), before: anew ? "" : next, count: "100" });
		const page = await get(`/records?${asked}`, { signal });
		rows = anew ? page.records : [...rows, ...page.records];
		next = page.next;
		list.set(rows);
		older.hidden = !next;
	}

	await load(true);
	await dayChart(chart, { signal });
	fill(place,
		h("h1", "Records"),
		h("p.lead", "Every call and every parked call leaves a line here when it is over."),
		chart,
		h("div.row.asked",
			h("div.field", h("label", { for: `${id}k` }, "Show"), kind),
			h("div.field", h("label", { for: `${id}n` }, "Only with this number"), number)),
		list.element,
		h("div.actions", older));
	return "Records";
}
