// The extensions as a table for spreadsheets.

import { post, Refusal } from "./api.js";
import { fill, h, newId, say } from "./dom.js";
import { plural } from "./words.js";

/** Two buttons; `done` is called when extensions have changed. */
export const csvButtons = (done) => [
	h("button", { onclick: exportDialog }, "Export…"),
	h("button", { onclick: () => importDialog(done) }, "Import…"),
];

function exportDialog() {
	const secrets = h("input", { type: "checkbox" });
	const link = h("a.button.primary", { download: true, href: "/api/v1/extensions/csv", onclick: () => dialog.close() }, "Download");
	secrets.addEventListener("change", () => (link.href = `/api/v1/extensions/csv${secrets.checked ? "?secrets=yes" : ""}`));
	const dialog = open("Export the extensions",
		h("p", "One row for each extension, for a spreadsheet."),
		h("label.check", secrets, "with secrets and passwords"),
		(cancel) => h("div.actions", link, cancel));
}

function importDialog(done) {
	const id = newId();
	const wrong = h("p.wrong.lines", { id: `${id}-wrong` });
	const file = h("input", { type: "file", id, accept: ".csv,text/csv", "aria-describedby": `${id}-hint ${id}-wrong` });
	const plan = h("div");
	const go = h("button.primary", { onclick: next }, "See what it would change");
	let tried = false;
	file.addEventListener("change", () => {
		tried = false;
		fill(plan);
		wrong.textContent = "";
		go.textContent = "See what it would change";
	});

	async function next() {
		wrong.textContent = file.files.length ? "" : "Choose a file first.";
		if (!file.files.length) return;
		go.disabled = true;
		try {
			const told = await post(`/extensions/csv${tried ? "" : "?try=yes"}`, await file.files[0].text(), { raw: true });
			const words = `${plural(told.added.length, "extension", "extensions")} added, ${told.changed.length} changed.`;
			if (tried) {
				say(words);
				dialog.close();
				done();
			} else if (told.added.length + told.changed.length === 0) {
				fill(plan, h("p.notice", "The table changes nothing."));
			} else {
				tried = true;
				fill(plan, h("p.notice", words, told.added.length > 0 && ` New: ${some(told.added)}.`, told.changed.length > 0 && ` Changed: ${some(told.changed)}.`));
				go.textContent = "Import";
			}
		} catch (refusal) {
			if (!(refusal instanceof Refusal)) throw refusal;
			wrong.textContent = refusal.fields.file || refusal.message;
		} finally {
			go.disabled = false;
		}
	}

	const dialog = open("Import extensions",
		h("div.field", h("label", { for: id }, "CSV file"), file, h("p.hint", { id: `${id}-hint` }, "The first line names the columns, like an export. Rows add extensions or change those that are there; none is deleted. A new telephone without a secret gets one."), wrong),
		plan,
		(cancel) => h("div.actions", go, cancel));
}

const some = (numbers) => (numbers.length > 12 ? `${numbers.slice(0, 12).join(", ")} …` : numbers.join(", "));

function open(title, ...parts) {
	const id = newId();
	const cancel = h("button", { onclick: () => dialog.close() }, "Cancel");
	const dialog = h("dialog", { "aria-labelledby": id }, h("h2", { id }, title), parts.map((part) => (typeof part === "function" ? part(cancel) : part)));
	dialog.addEventListener("close", () => dialog.remove());
	document.body.append(dialog);
	dialog.showModal();
	return dialog;
}
