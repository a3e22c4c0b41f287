import { get } from "../lib/api.js";
import { fill, h, newId } from "../lib/dom.js";

const MOST = 500;
const KINDS = { debug: "", info: "", warn: "warn", error: "bad" };
const clock = new Intl.DateTimeFormat(undefined, { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** One line of the log. */
export const logLine = (one) => h("li", { class: KINDS[one.level] }, h("time", { datetime: one.at }, clock.format(new Date(one.at))), h("span", one.level !== "info" && h("strong", `${one.level}: `), one.text), h("span.soft", one.room.split(".").at(-1)));

/** What the box has said since it was started; new lines come by themselves. */
export async function show(place, { signal }) {
	const id = newId();
	const lines = h("ol.log");
	const level = h("select", { id: `${id}l`, onchange: anew }, [["info", "everything"], ["warn", "warnings and errors"], ["error", "errors"], ["debug", "every detail"]].map(([value, words]) => h("option", { value }, words)));
	const wanted = h("input", { type: "search", id: `${id}w`, oninput: filter });
	let last = 0;

	async function more(watch) {
		const entries = await get(`/log?level=${level.value}&after=${last}`, { signal, watch });
		for (const one of entries) {
			const line = logLine(one);
			line.dataset.words = `${one.text} ${one.room}`.toLowerCase();
			lines.prepend(line);
			last = one.number;
		}
		while (lines.children.length > MOST) lines.lastChild.remove();
		if (entries.length) filter();
	}

	async function anew() {
		last = 0;
		fill(lines);
		await more(false);
	}

	function filter() {
		const text = wanted.value.trim().toLowerCase();
		for (const line of lines.children) line.hidden = text !== "" && !line.dataset.words.includes(text);
	}

	await more(false);
	const timer = setInterval(() => document.hidden || more(true).catch(() => {}), 3000);
	signal.addEventListener("abort", () => clearInterval(timer));
	fill(place,
		h("div.head", h("div", h("h1", "Log"), h("p.lead", "What the box has said since it was started, the newest first.")),
			h("div.actions", h("a.button", { href: "/api/v1/log/text", download: true }, "Download as text"))),
		h("div.row.asked",
			h("div.field", h("label", { for: `${id}l` }, "Show"), level),
			h("div.field", h("label", { for: `${id}w` }, "Only lines with"), wanted)),
		lines);
	return "Log";
}
