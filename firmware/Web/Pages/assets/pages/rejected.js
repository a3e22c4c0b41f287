import { get } from "../lib/api.js";
import { card, fill, h } from "../lib/dom.js";
import { table } from "../lib/table.js";
import { when } from "../lib/words.js";
import { logLine } from "./log.js";

/** What was turned away, and from where it came. */
export async function show(place, { signal }) {
	const counts = h("div");
	const recent = h("ol.log");
	const sources = table({
		caption: "Who was refused of late",
		search: "Search address, name or reason",
		rowKey: (one) => `${one.source} ${one.what} ${one.user} ${one.reason}`,
		empty: "Nobody has been refused since the box was started.",
		columns: [
			{ key: "source", title: "From", sort: (one) => one.source, words: (one) => one.source, cell: (one) => h("code", one.source) },
			{ key: "what", title: "What", sort: (one) => one.what, cell: (one) => one.what },
			{ key: "user", title: "As", sort: (one) => one.user, words: (one) => one.user, cell: (one) => one.user },
			{ key: "reason", title: "Why", sort: (one) => one.reason, words: (one) => one.reason, cell: (one) => one.reason },
			{ key: "count", title: "Times", sort: (one) => one.count, cell: (one) => String(one.count) },
			{ key: "last", title: "Last", sort: (one) => Date.parse(one.last), cell: (one) => when(one.last) },
		],
	});

	async function draw(watch) {
		const now = await get("/rejected", { signal, watch });
		const most = Math.max(1, ...now.counts.map((one) => one.count));
		fill(counts, now.counts.length
			? h("dl.facts", now.counts.map((one) => [h("dt", one.reason), h("dd", h("meter", { min: 0, max: most, value: one.count, "aria-label": one.reason }), ` ${one.count}`)]))
			: h("p.soft", "Nothing has been turned away since the box was started."));
		sources.set(now.sources);
		fill(recent, now.recent.length ? now.recent.reverse().map(logLine) : h("li.soft", "Nothing yet."));
	}

	await draw(false);
	const timer = setInterval(() => document.hidden || draw(true).catch(() => {}), 5000);
	signal.addEventListener("abort", () => clearInterval(timer));
	fill(place,
		h("h1", "Rejected traffic"),
		h("p.lead", "Messages that were no good, telephones with a wrong secret, callers that get no service. A few of them are everyday; many from one address are somebody who tries passwords."),
		card("Since the start", counts),
		h("h2", "From where"),
		sources.element,
		h("h2", "The last ones"),
		recent);
	return "Rejected traffic";
}
