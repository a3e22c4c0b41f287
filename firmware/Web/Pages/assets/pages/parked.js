import { get } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { boxNow, listen } from "../lib/live.js";
import { everySecond, lamp, pill, since, until, when } from "../lib/words.js";

/** Who waits, where, since when, and for how long still. */
export async function show(place, { signal }) {
	const extensions = await get("/extensions");
	const names = new Map(extensions.map((one) => [one.number, one.name]));
	const waiting = h("div.cards");
	const records = h("div");

	listen("parked", (parked) => {
		fill(
			waiting,
			parked.length
				? parked.map(card)
				: h("div.card", h("h2", "Nobody waits"), h("p.soft", "A call that is parked appears here by itself. During a call, *5 parks it on the first free number.")),
		);
		tick();
	}, signal);

	function card(one) {
		return h("article.card", { "data-slot": one.slot },
			h("div.row", h("h2.slot", one.slot), h("span.soft", names.get(one.slot) || "")),
			h("p.figure.party", one.party),
			names.get(one.party) && h("p.soft", names.get(one.party)),
			h("dl.facts",
				h("dt", "Parked by"), h("dd", `${one.parker} ${names.get(one.parker) || ""}`),
				h("dt", "Waits since"), h("dd", when(one.parkedAt), h("span.soft", { "data-since": one.parkedAt })),
				h("dt", "Time left"), h("dd", one.returning ? pill("warn", `${one.parker} is being rung`) : h("span.left", { "data-until": one.returnsAt })),
				h("dt", "Lamp"), h("dd", lamp(one.returning ? "early" : "on", one.returning ? "blinking" : "on"))),
			!one.returning && h("progress", { "aria-label": "Time left", "data-from": one.parkedAt, "data-until": one.returnsAt, max: 1000 }),
			h("p.hint", "Dial ", h("strong", one.slot), " to take the call."));
	}

	function tick() {
		for (const left of waiting.querySelectorAll(".left")) left.textContent = until(left.dataset.until);
		for (const one of waiting.querySelectorAll("[data-since]")) one.textContent = ` (${since(one.dataset.since)})`;
		for (const bar of waiting.querySelectorAll("progress")) {
			const from = Date.parse(bar.dataset.from);
			const to = Date.parse(bar.dataset.until);
			bar.value = Math.max(0, (1000 * (to - boxNow())) / (to - from));
		}
	}
	everySecond(tick, signal);

	fill(place, h("h1", "Parked calls"), h("p.lead", "Who waits at this moment. The page keeps itself up to date."), waiting, records);
	try {
		const { recent } = await import("../lib/parked-records.js");
		await recent(records, { signal, names });
	} catch (failure) {
		if (failure.name === "AbortError") throw failure;
		fill(records, h("p.hint", "The records can't be shown at the moment."));
	}
	return "Parked calls";
}
