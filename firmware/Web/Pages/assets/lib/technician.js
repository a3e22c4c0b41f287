// The technician's key.

import { get, put, remove } from "./api.js";
import { card, fill, h, say } from "./dom.js";
import { field, form } from "./form.js";

export async function technicianCard(signal) {
	const body = h("div");
	const all = card("Technician's key", body);

	function draw(now) {
		all.hidden = !now.possible;
		fill(body, now.open ? open(now) : shut());
	}

	const open = (now) => [
		h("div.notice.warn",
			h("p", h("strong", "SSH as root is open to this key"), `, which came ${now.from === "stick" ? "on a stick" : "by this page"}: whoever has it can change everything. It is out at the next start, or now; that ends open sessions too.`),
			now.keys.map((one) => h("p", `${one.comment} `, h("code", `${one.kind} ${one.fingerprint}`)))),
		h("div.actions", h("button.danger", { onclick: takeOut }, "Take it out")),
	];

	const shut = () => [
		h("p", "No key is in: SSH is shut. The public key of a technician opens SSH as root to him, until the next start or until you take it out."),
		form({
			layout: [
				field({ name: "key", label: "Public key", kind: "list", hint: "One line, as in id_ed25519.pub" }),
				field({ name: "password", label: "Password of these pages", kind: "secret" }),
			],
			button: "Let the technician in",
			done: "",
			send: async (values) => {
				await put("/technician", values);
				await becomes(true, "SSH is open to the key.");
			},
		}).element,
	];

	async function takeOut() {
		await remove("/technician").catch((refusal) => say(refusal.message, "bad"));
		await becomes(false, "The key is out, and SSH is shut.");
	}

	async function becomes(wanted, words) {
		for (let i = 0; i < 40; i++) {
			const now = await get("/technician", { watch: true, signal });
			if (now.open === wanted) {
				say(words);
				return draw(now);
			}
			await new Promise((later) => setTimeout(later, 250));
		}
		say("Not yet: look again in a while.", "bad");
	}

	draw(await get("/technician", { signal }));
	return all;
}
