// An access list: a row for each entry, and beside it who is in.

import { get } from "./api.js";
import { fill, h, newId } from "./dom.js";

const TYPES = [
	["PBX", "Extension of this box"],
	["SIP", "SIP address outside"],
	["PSTN", "Telephone number outside"],
	["Auto", "Any of them"],
];

/** As a field of a form. `list` is park-access or retrieve-access; `server()` is the extension's own SIP server. */
export function accessField({ name, label, value, signal, server = () => "" }) {
	const typed = name === "retrieve-access";
	const id = newId();
	const rows = h("div");
	const view = h("div", { "aria-live": "polite" });
	const warnings = h("div");
	const wrong = h("p.wrong", { id: `${id}-wrong` });
	const caller = !typed ? null : h("input", { id: `${id}-caller`, placeholder: "SIP:anna@example.net", autocomplete: "off", spellcheck: "false" });
	let timer;
	let asked = 0;

	const texts = () =>
		[...rows.children]
			.map((row) => {
				const pattern = row.querySelector("input").value.trim();
				return pattern && (typed ? `${row.querySelector("select").value}:${pattern}` : pattern);
			})
			.filter(Boolean);

	function add(text = "", focus = false) {
		const colon = typed ? text.indexOf(":") : -1;
		const type = typed && h("select", { "aria-label": "Kind of caller" }, TYPES.map(([key, words]) => h("option", { value: key, selected: key.toLowerCase() === text.slice(0, colon).toLowerCase() }, words)));
		const input = h("input", { value: text.slice(colon + 1), "aria-label": "Pattern", "aria-describedby": `${id}-wrong`, autocomplete: "off", spellcheck: "false", placeholder: typed ? "1* or anna@example.net" : "1* or 101" });
		const problem = h("p.wrong");
		const row = h("div.field", h("div.row", type, input, h("button", { onclick: () => {
			row.remove();
			look();
			more.focus();
		} }, "Take out")), problem);
		row.addEventListener("input", later);
		rows.append(row);
		if (focus) input.focus();
	}

	function later() {
		clearTimeout(timer);
		timer = setTimeout(look, 250);
	}

	async function look() {
		clearTimeout(timer);
		const mine = ++asked;
		const query = new URLSearchParams({ list: name, patterns: texts().join(" "), server: server() });
		if (caller?.value.trim()) query.set("caller", caller.value.trim());
		let answer;
		try {
			answer = await get(`/matches?${query}`, { watch: true, signal });
		} catch {
			return;
		}
		if (mine !== asked) return;
		show(answer);
	}

	function show(answer) {
		const filled = [...rows.children].filter((row) => row.querySelector("input").value.trim());
		filled.forEach((row, i) => (row.querySelector("p.wrong").textContent = answer.entries[i]?.problem || ""));
		const inside = answer.extensions.filter((one) => one.by);
		const covered = answer.entries.filter((one) => one.coveredBy);
		fill(
			warnings,
			covered.length > 0 &&
				h("div.notice.warn",
					h("p", h("strong", `${covered[0].coveredBy} stands in the list`), `, so everybody it means is in already. ${covered.map((one) => one.entry).join(", ")} ${covered.length === 1 ? "changes" : "change"} nothing until it is taken out.`),
					h("button", { onclick: () => takeOut(covered[0].coveredBy) }, `Take ${covered[0].coveredBy} out`)),
			!texts().length && h("p.notice.warn", typed ? "The list is empty: nobody takes a call out of here without the password." : "The list is empty: nobody can park here."),
		);
		fill(
			view,
			h("p", h("strong", `${inside.length} of ${answer.extensions.length}`), " extensions are in:"),
			h("ul.matches", answer.extensions.map((one) =>
				h(`li.${one.by ? "yes" : "no"}`, { title: one.by ? `by ${one.by}` : "not in the list" }, one.number, h("span.unseen", one.by ? " is in" : " is not in"), one.name && ` ${one.name}`))),
			answer.caller && h("p", { class: "tried" }, h("code", answer.caller.caller), answer.caller.by ? h("span", " is in, by ", h("code", answer.caller.by), ".") : " is not in."),
		);
	}

	function takeOut(text) {
		const row = [...rows.children][texts().indexOf(text)];
		row?.remove();
		look();
	}

	const more = h("button", { onclick: () => add("", true) }, "Add an entry");
	const element = h(
		"div.columns.access",
		h("fieldset", h("legend", label), warnings, rows, wrong, more,
			h("p.hint", h("code", "*"), " any characters, ", h("code", "?"), " one, ", h("code", "[1-3]"), " one of these, ", h("code", "{101,110-115,!112}"), " a list with ranges and exceptions.")),
		h("div", h("h2", "Who does this match?"), view,
			typed && h("div.field", h("label", { for: `${id}-caller` }, "Try a caller"), caller)),
	);
	caller?.addEventListener("input", later);

	const self = {
		name,
		input: rows,
		element,
		get value() {
			return texts().join(" ");
		},
		set value(text) {
			rows.replaceChildren();
			for (const entry of text.split(/\s+/).filter(Boolean)) add(entry);
			look();
		},
		blame(sentence) {
			wrong.textContent = sentence || "";
		},
	};
	rows.focus = () => rows.querySelector("input")?.focus();
	self.value = value;
	return self;
}
