import { get, post, Refusal } from "../lib/api.js";
import { card, fill, h, newId, say } from "../lib/dom.js";
import { ask } from "../lib/form.js";
import { plural, when } from "../lib/words.js";

/** One file with everything, and the way back. */
export async function show(place) {
	const plan = h("div");
	const undo = h("div");
	const id = newId();
	const wrong = h("p.wrong", { id: `${id}-wrong` });
	const file = h("input", { type: "file", id, accept: ".zip,application/zip", "aria-describedby": `${id}-wrong` });
	const check = h("button", { type: "submit" }, "See what it would change");

	async function submit(event) {
		event.preventDefault();
		wrong.textContent = "";
		fill(plan);
		if (!file.files.length) {
			wrong.textContent = "Choose a backup first.";
			return;
		}
		check.disabled = true;
		try {
			const found = await post("/restore", file.files[0], { raw: true });
			fill(plan, told(found, "upload", "Restore"));
		} catch (refusal) {
			if (!(refusal instanceof Refusal)) throw refusal;
			wrong.textContent = refusal.message;
		} finally {
			check.disabled = false;
		}
	}

	function told(found, what, button) {
		if (!found.changes.length) return h("p.notice", "The box is exactly as in this backup: there is nothing to do.");
		return h("div",
			h("h3", `A backup of ${when(found.madeAt)}, firmware ${found.firmware}`),
			h("p", `${plural(found.changes.length, "thing changes", "things change")}:`),
			h("ul.changes", found.changes.map((text) => h("li", text))),
			found.problems.length > 0 && h("div.notice.warn", h("p", "Look at this afterwards:"), h("ul", found.problems.map((text) => h("li", text)))),
			h("div.actions", h("button.danger", { onclick: () => apply(found, what, button) }, `${button}…`)));
	}

	async function apply(found, what, button) {
		const sure = await ask({
			title: `${button}?`,
			body: [h("p", `${plural(found.changes.length, "thing", "things")} will change. Calls go on; telephones whose secret changes have to register anew.`), h("p", "What is there now is kept, so that you can go back.")],
			yes: button,
		});
		if (!sure) return;
		try {
			const done = await post("/restore/apply", { what, version: found.version });
			fill(plan);
			file.value = "";
			say(done.restartNeeded ? "Done. Addresses or ports count after a restart." : "Done. The box is as in the backup.");
			await lookForUndo();
		} catch (refusal) {
			say(refusal.message, "bad");
		}
	}

	async function lookForUndo() {
		try {
			const found = await get("/restore/undo");
			fill(undo, card("Undo the last restore", told(found, "undo", "Go back")));
		} catch (refusal) {
			if (refusal.status !== 404) throw refusal;
			fill(undo);
		}
	}

	await lookForUndo();
	fill(place,
		h("h1", "Backup"),
		h("p.lead", "All settings and the music in one file."),
		card("Make a backup",
			h("p", "The file holds the secrets of all telephones and accounts: keep it where only you can read it. The password of these pages, API tokens and the certificate's key are not in it."),
			h("div.actions", h("a.button.primary", { href: "/api/v1/backup?secrets=yes", download: true, id: "make-backup" }, "Download a backup"))),
		card("Restore a backup",
			h("p", "First you see what it would change; nothing happens before you say so. The file is checked from beginning to end."),
			h("form", { novalidate: true, onsubmit: submit }, h("div.field", h("label", { for: id }, "Backup file"), file, wrong), h("div.actions", check)),
			plan),
		undo);
	return "Backup";
}
