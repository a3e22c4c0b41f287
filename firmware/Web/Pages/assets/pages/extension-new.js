import { post } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { field, form } from "../lib/form.js";
import { help } from "../lib/telephone-help.js";

/** One new extension, or many at once. */
export async function show(place, { go }) {
	const types = [["sip", "SIP telephone"], ["fxs1", "Analog telephone on line 1"], ["fxs2", "Analog telephone on line 2"], ["park", "Call Park: a number where one call waits"]];
	const kind = field({ name: "kind", label: "What is it?", kind: "select", options: types, value: "sip" });
	const number = field({ name: "number", label: "Number", kind: "number", hint: "2 to 20 digits, not beginning with 0.", required: true });
	const quantity = field({ name: "quantity", label: "How many?", kind: "number", value: "1", hint: "More than one get the numbers that follow, each with a secret of its own." });
	const name = field({ name: "name", label: "Name", hint: "What displays show. {number} stands for the number of each." });
	const { element } = form({
		layout: [kind, number, quantity, name],
		button: "Add",
		done: "Added.",
		send: async (values) => {
			const keys = values.kind === "park" ? { type: "park" } : { type: "user", line: values.kind };
			if (values.name) keys.name = values.name;
			if (values.quantity === "1" || values.quantity === "") {
				const made = await post("/extensions", { number: number.value, ...keys, ...(keys.name && { name: keys.name.replaceAll("{number}", number.value) }) });
				if (made.type === "park" || made.line !== "sip") go(`/extensions/${made.number}`);
				else one(made);
			} else {
				many(await post("/extensions/many", { first: number.value, quantity: quantity.value, ...keys }));
			}
		},
	});
	function one(made) {
		fill(place, h("h1", `Extension ${made.number} is there`),
			h("p.notice", "Enter this in the telephone now: the secret is shown this once."),
			help(made, made.secret),
			h("div.actions", h("a.button.primary", { href: "/extensions" }, "Done"), h("a.button", { href: `/extensions/${made.number}` }, "More settings")));
	}

	function many(made) {
		const secrets = made.some((row) => row.secret);
		fill(place, h("h1", `${made.length} extensions are there`),
			secrets && h("p.notice", "Write the secrets down or print this page now: they are shown this once."),
			h("table",
				h("thead", h("tr", ["Number", "Name", "SIP user name", "Secret"].map((title) => h("th", { scope: "col" }, title)))),
				h("tbody", made.map((row) => h("tr",
					h("td", { "data-title": "Number" }, h("a", { href: `/extensions/${row.number}` }, row.number)),
					h("td", { "data-title": "Name" }, row.name),
					h("td", { "data-title": "SIP user name" }, row.type === "park" ? "–" : row.number),
					h("td", { "data-title": "Secret" }, row.secret ? h("code", row.secret) : "–"))))),
			h("div.actions", h("a.button.primary", { href: "/extensions" }, "Done"), h("button", { onclick: () => print() }, "Print")));
	}

	fill(place, h("h1", "Add extensions"), h("p.lead", "One, or many with numbers in a row."), h("div.card", element));
	return "Add extensions";
}
