// Starts the program anew; the card of the system sees it go and come back.

import { post } from "./api.js";
import { card, fill, h } from "./dom.js";
import { ask } from "./form.js";
import { listen } from "./live.js";
import { plural } from "./words.js";

export function restartCard(signal) {
	const due = h("div");
	const calls = h("p.hint");
	const button = h("button.danger", { onclick: restart }, "Restart…");
	listen("settings", (now) => fill(due, now.restartNeeded && h("p.notice.warn", "Addresses or ports have been changed: they count after a restart.")), signal);
	listen("calls", ({ length }) => (calls.textContent = length ? `${plural(length, "call is", "calls are")} in progress and would be ended.` : "Nobody is telephoning at the moment."), signal);

	async function restart() {
		if (!(await ask({ title: "Restart now?", body: h("p", calls.textContent, " It takes a few seconds, and telephones are known again at once."), yes: "Restart" }))) return;
		button.disabled = true;
		button.textContent = "Restarting…";
		await post("/restart", {});
	}

	return card("Restart", due, h("p", "Ends all calls and starts the program anew."), calls, h("div.actions", button));
}
