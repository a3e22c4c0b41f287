import { get } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { listen } from "../lib/live.js";
import { portKind, portWords } from "../lib/states.js";
import { table } from "../lib/table.js";
import { pill, when } from "../lib/words.js";

export async function show(place, { signal }) {
	const extensions = await get("/extensions");
	const missing = h("div.card");
	const list = table({
		caption: "Registered telephones",
		search: "Search number, name or address",
		rowKey: (one) => `${one.number} ${one.contact}`,
		empty: "No telephone is registered. Each extension's page says what to enter in it.",
		columns: [
			{ key: "number", title: "Number", sort: (one) => Number(one.number), words: (one) => one.number, cell: (one) => h("a", { href: `/extensions/${one.number}` }, one.number) },
			{ key: "name", title: "Name", sort: (one) => one.name, cell: (one) => one.name },
			{ key: "contact", title: "Telephone at", sort: (one) => one.contact, cell: (one) => h("code", one.contact) },
			{ key: "expires", title: "Registered until", sort: (one) => Date.parse(one.expires), cell: (one) => when(one.expires) },
			{ key: "reachable", title: "Answers", sort: (one) => String(one.reachable), cell: (one) => (one.reachable ? pill("good", "yes") : pill("warn", "not the last time")) },
		],
	});
	const lines = h("div");
	listen("registrations", (all) => {
		list.set(all);
		const there = new Set(all.map((one) => one.number));
		const away = extensions.filter((one) => one.type !== "park" && one.line === "sip" && !there.has(one.number));
		missing.hidden = !away.length;
		fill(missing, h("h2", "Without a telephone"), h("ul.matches", away.map((one) => h("li", h("a", { href: `/extensions/${one.number}/telephone` }, `${one.number} ${one.name}`)))));
	}, signal);
	listen("lines", (all) => fill(lines, all.length > 0 && [h("h2", "Analog lines"), h("div.cards", all.map((one) =>
		h("div.card", h("h3", `Line ${one.line}`), h("p", one.number ? h("a", { href: `/extensions/${one.number}` }, one.number) : h("span.soft", "An ", h("a", { href: "/extensions" }, "extension"), " whose line this is rings here.")), pill(portKind(one), portWords(one)))))]), signal);
	fill(place, h("h1", "Telephones"), h("p.lead", "Which telephones are registered, and which extensions have none."), list.element, h("p"), missing, lines);
	return "Telephones";
}
