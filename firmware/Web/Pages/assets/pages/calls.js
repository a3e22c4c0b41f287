import { get } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { listen } from "../lib/live.js";
import { table } from "../lib/table.js";
import { everySecond, pill, since, when } from "../lib/words.js";

const STATES = { ringing: ["warn", "ringing"], talking: ["good", "talking"], held: ["warn", "on hold"] };

export async function show(place, { signal }) {
	const names = new Map((await get("/extensions")).map((one) => [one.number, one.name]));
	let parked = [];
	let calls = [];
	const party = (number) => [h("strong", number), names.get(number) && h("span.soft", ` ${names.get(number)}`)];
	const state = (one) => {
		const stay = parked.find((other) => other.call === one.call);
		return stay ? pill("warn", stay.returning ? `returning from ${stay.slot}` : `parked on ${stay.slot}`) : pill(...(STATES[one.state] || ["", one.state]));
	};
	const list = table({
		caption: "Calls in progress",
		rowKey: (one) => String(one.call),
		empty: "Nobody telephones at the moment.",
		sorted: "startedAt",
		columns: [
			{ key: "from", title: "From", sort: (one) => one.from, cell: (one) => party(one.from) },
			{ key: "to", title: "To", sort: (one) => one.to, cell: (one) => party(one.to) },
			{ key: "state", title: "State", sort: (one) => one.state, cell: state },
			{ key: "startedAt", title: "Since", sort: (one) => Date.parse(one.startedAt), cell: (one) => when(one.startedAt) },
			{ key: "length", title: "Talking for", cell: (one) => h("span.left", { "data-since": one.answeredAt }, one.answeredAt ? since(one.answeredAt) : "–") },
		],
	});
	listen("parked", (all) => {
		parked = all;
		list.set(calls);
	}, signal);
	listen("calls", (all) => {
		calls = all;
		list.set(calls);
	}, signal);
	everySecond(() => {
		for (const one of list.element.querySelectorAll("[data-since]")) one.textContent = since(one.dataset.since);
	}, signal);
	fill(place, h("h1", "Calls now"), h("p.lead", "Every call in progress. The page keeps itself up to date."), list.element);
	return "Calls now";
}
