import { get, put, remove } from "../lib/api.js";
import { fill, h, say } from "../lib/dom.js";
import { ask, field, form } from "../lib/form.js";
import { listen } from "../lib/live.js";
import { csvButtons } from "../lib/csv.js";
import { table } from "../lib/table.js";
import { accountState, kind, lampOf, lineState, states } from "../lib/states.js";
import { plural } from "../lib/words.js";

/** The Extensions Management table. */
export async function show(place, { signal, go }) {
	const live = states(signal, () => list.set(rows()));
	let extensions = await get("/extensions");
	const bar = h("div.actions", { hidden: true });

	const list = table({
		caption: "Extensions",
		search: "Search number, name, kind or state",
		rowKey: (row) => row.number,
		empty: "There is no extension yet. Add the first one.",
		onchoose: (keys) => {
			bar.hidden = !keys.length;
			bar.firstChild.textContent = `${plural(keys.length, "extension", "extensions")} chosen`;
		},
		columns: [
			{ key: "number", title: "Number", class: "number", sort: (row) => Number(row.number), words: (row) => row.number, cell: (row) => h("a", { href: `/extensions/${row.number}` }, row.number) },
			{ key: "kind", title: "Kind", sort: kind, cell: kind },
			{ key: "name", title: "Name", sort: (row) => row.name, cell: (row) => [row.name || h("span.soft", "no name"), hasProblem(row) && h("span.pill.warn", "look here")] },
			{ key: "line", title: "Line or registration", sort: (row) => lineState(row, live).words, cell: (row) => lineState(row, live).node },
			{ key: "account", title: "Outside account", sort: (row) => accountState(row, live).words, cell: (row) => accountState(row, live).node },
			{ key: "lamp", title: "Lamp", sort: (row) => lampOf(row, live).words, cell: (row) => lampOf(row, live).node },
		],
	});

	fill(
		bar,
		h("span", { role: "status" }),
		h("button", { onclick: () => editSeveral(list.chosen()) }, "Edit them…"),
		h("button.danger", { onclick: () => deleteSeveral(list.chosen()) }, "Delete them…"),
	);

	function rows() {
		return extensions.map((one) => ({ ...one, words: undefined }));
	}

	async function again() {
		extensions = await get("/extensions", { watch: true });
		list.set(rows());
	}

	async function editSeveral(numbers) {
		const parks = extensions.filter((one) => numbers.includes(one.number) && one.type === "park").length;
		const all = parks === numbers.length;
		const none = parks === 0;
		const { default: choices } = await import("../lib/music.js");
		const music = all ? await choices() : [];
		const keep = ["", "leave as it is"];
		const layout = [
			field({ name: "name", label: "Name", hint: "{number} stands for the number of each, as in “Desk {number}”. Empty leaves the names." }),
			none && field({ name: "line", label: "Line", kind: "select", options: [keep, ["sip", "SIP telephone"]] }),
			all && field({ name: "retrieve-timeout", label: "Retrieve timeout", hint: "Such as 15m. Empty leaves it." }),
			all && field({ name: "hold-music", label: "Hold music", kind: "select", options: [keep, ...music] }),
			all && field({ name: "wrong-password", label: "After a wrong password", kind: "select", options: [keep, ["disconnect", "the waiting call is ended"], ["keep", "the waiting call stays"]] }),
			all && field({ name: "park-access", label: "Park Access List", hint: "Patterns separated by blanks. Empty leaves it." }),
			all && field({ name: "retrieve-access", label: "Retrieve Access List", hint: "TYPE:PATTERN, separated by blanks. Empty leaves it." }),
		];
		const shown = form({
			layout,
			button: `Change ${plural(numbers.length, "extension", "extensions")}`,
			done: `${plural(numbers.length, "extension", "extensions")} changed.`,
			also: h("button", { onclick: () => dialog.close() }, "Cancel"),
			send: async (values) => {
				const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
				await put("/extensions", { numbers, set });
				dialog.close();
				await again();
			},
		});
		const dialog = h("dialog", { "aria-label": "Edit several extensions" }, h("h2", `Edit ${numbers.length > 6 ? plural(numbers.length, "extension", "extensions") : numbers.join(", ")}`),
			!all && !none && h("p.hint", "Telephones and park extensions are chosen together, so only what both have can be changed."), shown.element);
		dialog.addEventListener("close", () => dialog.remove());
		document.body.append(dialog);
		dialog.showModal();
	}

	async function deleteSeveral(numbers) {
		const uses = (await Promise.all(numbers.slice(0, 40).map((one) => get(`/extensions/${one}/uses`)))).flat();
		const sure = await ask({
			title: `Delete ${numbers.length > 6 ? plural(numbers.length, "extension", "extensions") : numbers.join(", ")}?`,
			body: uses.length ? [h("p", "This hangs on it:"), h("ul", uses.map((text) => h("li", text)))] : h("p", "Nothing else in the settings depends on it."),
			yes: "Delete",
		});
		if (!sure) return;
		try {
			await remove(`/extensions?numbers=${numbers.join(",")}`);
			list.choose([]);
			say(`${plural(numbers.length, "extension", "extensions")} deleted.`);
			await again();
		} catch (refusal) {
			say(refusal.message, "bad");
		}
	}

	list.set(rows());
	let version;
	listen("settings", (settings) => {
		if (version !== undefined && settings.version !== version) again();
		version = settings.version;
	}, signal);

	fill(
		place,
		h("div.head",
			h("div", h("h1", "Extensions Management"), h("p.lead", "Telephones, analog lines and park extensions, all in one table.")),
			h("div.actions", h("a.button.primary", { href: "/extensions/new" }, "Add extensions"), csvButtons(again))),
		bar,
		list.element,
	);
	return "Extensions Management";
}

const hasProblem = (row) => Object.keys(row.problems || {}).length > 0;
