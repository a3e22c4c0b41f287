// The day as a chart: calls and parked calls by the hour, and the same as a table for who does not see it.

import { get } from "./api.js";
import { fill, h, svg } from "./dom.js";
import { boxNow } from "./live.js";
import { plural } from "./words.js";

const W = 720;
const H = 180;
const LEFT = 30;
const FOOT = 24;
const dayName = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });

/** A chart of today that can go back day by day. */
export async function dayChart(place, { signal }) {
	let day = midnight(new Date(boxNow()));

	async function draw() {
		const end = addDays(day, 1);
		const hours = Math.round((end - day) / 3600000);
		const counts = await get(`/records/hours?from=${day.toISOString()}&hours=${hours}`, { signal });
		const isToday = end > new Date(boxNow());
		fill(place,
			h("div.head",
				h("h2", isToday ? "Today" : dayName.format(day)),
				h("div.row",
					h("button.quiet", { onclick: () => go(-1) }, "Day before"),
					h("button.quiet", { disabled: isToday, onclick: () => go(1) }, "Day after"))),
			figure(counts));
	}

	async function go(days) {
		day = addDays(day, days);
		await draw();
		place.querySelector("button:not(:disabled)")?.focus();
	}

	await draw();
}

function figure(counts) {
	const calls = sum(counts, "calls");
	const parked = sum(counts, "parked");
	const words = `${plural(calls, "call", "calls")}, ${sum(counts, "answered")} answered; ${plural(parked, "call was", "calls were")} parked.`;
	const most = Math.max(4, ...counts.map((one) => Math.max(one.calls, one.parked)));
	const step = Math.ceil(most / 4);
	const top = step * 4;
	const slot = (W - LEFT) / counts.length;
	const y = (n) => H - FOOT - ((H - FOOT - 20) * n) / top;
	const bar = (kind, n, x) => n > 0 && svg("rect", { class: kind, x, y: y(n), width: slot * 0.36, height: y(0) - y(n), rx: 2 });
	const shown = svg("svg", { class: "chart", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": words },
		[1, 2, 3, 4].map((n) => [svg("line", { class: "axis", x1: LEFT, x2: W, y1: y(step * n), y2: y(step * n) }), svg("text", { x: LEFT - 6, y: y(step * n) + 4, "text-anchor": "end" }, step * n)]),
		svg("line", { class: "axis", x1: LEFT, x2: W, y1: y(0), y2: y(0) }),
		counts.map((one, i) => {
			const x = LEFT + slot * i + slot * 0.12;
			const hour = new Date(one.from).getHours();
			return [
				bar("bar second", one.calls, x),
				bar("bar", one.parked, x + slot * 0.38),
				hour % 3 === 0 && svg("text", { x: LEFT + slot * (i + 0.5), y: H - 7, "text-anchor": "middle" }, `${hour}`),
			];
		}));
	return h("figure.day",
		shown,
		h("figcaption", h("span.key.second", "calls"), h("span.key", "parked calls"), h("span.soft", words)),
		h("details", h("summary", "The same as a table"),
			h("table", h("thead", h("tr", ["Hour", "Calls", "Answered", "Parked"].map((title) => h("th", { scope: "col" }, title)))),
				h("tbody", counts.filter((one) => one.calls || one.parked).map((one) => {
					const hour = new Date(one.from).getHours();
					return h("tr", h("td", { "data-title": "Hour" }, `${hour}:00`), h("td", { "data-title": "Calls" }, one.calls), h("td", { "data-title": "Answered" }, one.answered), h("td", { "data-title": "Parked" }, one.parked));
				})))));
}

const sum = (counts, key) => counts.reduce((all, one) => all + one[key], 0);

function midnight(at) {
	return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}

function addDays(day, days) {
	return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);
}
