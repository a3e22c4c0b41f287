import { get, put, remove, Refusal } from "../lib/api.js";
import { card, fill, h, newId, say } from "../lib/dom.js";
import { ask } from "../lib/form.js";
import { span } from "../lib/words.js";

const LARGEST = 64 * 1024 * 1024;

/** What parked callers hear: listen, add, delete. */
export async function show(place, { signal }) {
	const list = h("div.cards");
	const id = newId();
	const wrong = h("p.wrong", { id: `${id}-wrong` });
	const file = h("input", { type: "file", id, accept: ".wav,audio/wav,audio/x-wav", "aria-describedby": `${id}-hint ${id}-wrong` });
	const send = h("button.primary", { type: "submit" }, "Upload");

	async function again() {
		const pieces = await get("/music", { signal });
		fill(list, piece({ name: "default", title: "The box's own tune" }), pieces.map((one) => piece({ ...one, title: one.name })));
	}

	function piece({ name, title, seconds, bytes, usedBy }) {
		return h("article.card", { "data-name": name },
			h("h2", title),
			seconds !== undefined && h("p.soft", `${span(seconds)} min, ${(bytes / 1048576).toFixed(1)} MB`),
			h("audio", { controls: true, preload: "none", src: `/api/v1/music/${encodeURIComponent(name)}`, "aria-label": `Listen to ${title}` }),
			usedBy?.length ? h("p.hint", `Heard at ${usedBy.join(", ")}.`) : usedBy && h("p.hint", "Not in use."),
			usedBy && h("div.actions", h("button.danger", { onclick: () => drop(name) }, "Delete…")));
	}

	async function drop(name) {
		if (!(await ask({ title: `Delete ${name}?`, body: h("p", "Nobody will hear it any more."), yes: "Delete" }))) return;
		try {
			await remove(`/music/${encodeURIComponent(name)}`);
			say(`${name} is deleted.`);
			await again();
		} catch (refusal) {
			say(refusal.message, "bad");
		}
	}

	function blame(text) {
		wrong.textContent = text;
		if (text) file.setAttribute("aria-invalid", "true");
		else file.removeAttribute("aria-invalid");
	}

	async function upload(replace) {
		const chosen = file.files[0];
		const asked = replace ? "?replace=yes" : "";
		const kept = await put(`/music/${encodeURIComponent(chosen.name)}${asked}`, chosen, { raw: true });
		const gain = kept.gainDb > 1 ? ", made louder" : kept.gainDb < -1 ? ", made softer" : "";
		say(`${kept.name} is here: ${span(kept.seconds)} min${gain}. Choose it at a park extension or in the system settings.`);
		file.value = "";
		await again();
	}

	async function submit(event) {
		event.preventDefault();
		blame("");
		if (!file.files.length) return blame("Choose a file first.");
		if (file.files[0].size > LARGEST) return blame("The file is larger than 64 MB.");
		send.disabled = true;
		send.textContent = "Uploading and converting…";
		try {
			await upload(false);
		} catch (refusal) {
			if (!(refusal instanceof Refusal)) throw refusal;
			if (refusal.status === 409 && (await ask({ title: "Replace it?", body: h("p", refusal.message), yes: "Replace" }))) {
				await upload(true).catch((again) => blame(again.message));
			} else if (refusal.status !== 409) {
				blame(refusal.fields.file || refusal.message);
			}
		} finally {
			send.disabled = false;
			send.textContent = "Upload";
		}
	}

	await again();
	fill(place,
		h("h1", "Hold music"),
		h("p.lead", "What callers hear while they are parked or on hold."),
		list,
		card("Add a piece",
			h("form", { novalidate: true, onsubmit: submit },
				h("div.field", h("label", { for: id }, "WAV file"), file, h("p.hint", { id: `${id}-hint` }, "PCM with 8, 16 or 24 bits, A-law or u-law; 8 to 48 kHz; mono or stereo; at most 10 minutes and 64 MB. It is converted and made as loud as the others."), wrong),
				h("div.actions", send))));
	return "Hold music";
}
