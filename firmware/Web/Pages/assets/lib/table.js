// A table that can be searched, sorted and, if asked, chosen from. On a narrow screen each row is a card.

import { fill, h, newId } from "./dom.js";

/**
 * columns: [{ key, title, cell: (row) => node or text, sort: (row) => value, wide }]; `rowKey(row)` names a row.
 * `set(rows)` shows others. `choose`: "with check boxes", told by `onchoose(keys)`.
 */
export function table({ caption, columns, rowKey, search, empty = "There is nothing here yet.", onchoose, sorted }) {
	const chosen = new Set();
	let rows = [];
	let order = { key: sorted || columns[0].key, down: false };
	let wanted = "";
	const id = newId();
	const body = h("tbody");
	const heads = columns.map((column) =>
		h("th", { scope: "col" },
			column.sort
				? h("button.sort", { onclick: () => sortBy(column.key) }, column.title, h("span.arrow", { "aria-hidden": "true" }))
				: column.title || h("span.unseen", "Actions")),
	);
	const all = onchoose && h("input", { type: "checkbox", "aria-label": "Choose all that are shown", onchange: () => {
		for (const row of shown()) all.checked ? chosen.add(rowKey(row)) : chosen.delete(rowKey(row));
		draw();
		onchoose([...chosen]);
	} });
	const find = search && h("input", { type: "search", id, placeholder: search, oninput: () => {
		wanted = find.value.trim().toLowerCase();
		draw();
	} });
	const counted = h("p.counted", { role: "status" });
	const element = h("div.table",
		find && h("div.find", h("label.unseen", { for: id }, search), find, counted),
		h("table",
			h("caption.unseen", caption),
			h("thead", h("tr", all && h("th.choose", all), heads)),
			body));

	function sortBy(key) {
		order = { key, down: order.key === key && !order.down };
		draw();
	}

	function shown() {
		const sort = columns.find((column) => column.key === order.key)?.sort;
		const fitting = rows.filter((row) => !wanted || (row.words ??= words(row)).includes(wanted));
		if (sort) {
			fitting.sort((a, b) => compare(sort(a), sort(b)) || compare(rowKey(a), rowKey(b)));
			if (order.down) fitting.reverse();
		}
		return fitting;
	}

	function words(row) {
		return columns.map((column) => (column.words ? column.words(row) : column.sort ? column.sort(row) : "")).join(" ").toLowerCase();
	}

	function draw() {
		const fitting = shown();
		columns.forEach((column, i) => {
			if (!column.sort) return;
			const now = order.key === column.key;
			heads[i].setAttribute("aria-sort", now ? (order.down ? "descending" : "ascending") : "none");
		});
		fill(body, fitting.length ? fitting.map(line) : h("tr.empty", h("td", { colspan: columns.length + (all ? 1 : 0) }, wanted ? "Nothing fits what you are looking for." : empty)));
		counted.textContent = wanted ? `${fitting.length} of ${rows.length}` : "";
		if (all) {
			const some = fitting.filter((row) => chosen.has(rowKey(row))).length;
			all.checked = some > 0 && some === fitting.length;
			all.indeterminate = some > 0 && some < fitting.length;
		}
	}

	function line(row) {
		const key = rowKey(row);
		const box = all && h("input", { type: "checkbox", "aria-label": `Choose ${key}`, checked: chosen.has(key), onchange: () => {
			box.checked ? chosen.add(key) : chosen.delete(key);
			draw();
			onchoose([...chosen]);
		} });
		return h("tr", { "data-key": key },
			all && h("td.choose", box),
			columns.map((column) => h("td", { "data-title": column.title, class: column.class }, column.cell(row))));
	}

	return {
		element,
		chosen: () => [...chosen],
		choose(keys) {
			chosen.clear();
			for (const key of keys) chosen.add(key);
			draw();
			onchoose?.([...chosen]);
		},
		set(next) {
			rows = next;
			const keys = new Set(rows.map(rowKey));
			for (const key of chosen) if (!keys.has(key)) chosen.delete(key);
			draw();
		},
	};
}

function compare(a, b) {
	if (typeof a === "number" && typeof b === "number") return a - b;
	return String(a).localeCompare(String(b), "en", { numeric: true });
}
