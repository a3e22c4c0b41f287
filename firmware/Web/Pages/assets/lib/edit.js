// One section of the settings as a form: it stores only what was changed, tells when somebody else changes the same,
// and takes up what was changed by hand.

import { call, put } from "./api.js";
import { fill, h, say } from "./dom.js";
import { form } from "./form.js";
import { listen } from "./live.js";

/**
 * `layout(values)` gives the fields, named as in the file, and elements between them. Returns when it is shown.
 * A secret that was not loaded is kept while its field is empty.
 */
export async function editor(place, { path, query = "", layout, signal, button, also, collect = (body) => body, onsaved }) {
	let loaded = await call("GET", path + query);
	let shown;
	let seen;

	function draw() {
		shown = form({
			layout: layout(loaded.content),
			button,
			also: also?.(loaded.content),
			send: save,
			onconflict: async () => {
				const theirs = await call("GET", path + query);
				tellApart(theirs);
			},
		});
		for (const one of shown.fields) if (!one.value) one.value = loaded.content[one.name] ?? "";
		const problems = loaded.content.problems || {};
		for (const one of shown.fields) one.blame(problems[one.name]);
		const homeless = Object.entries(problems).filter(([key]) => !shown.fields.some((one) => one.name === key));
		if (homeless.length) {
			shown.element.prepend(h("div.notice.warn", homeless.map(([, text]) => h("p", text))));
		}
		fill(place, shown.element);
	}

	const changes = () => Object.fromEntries(shown.fields.filter(isChanged).map((one) => [one.name, one.value]));

	const isChanged = (one) => (one.name in loaded.content ? one.value !== loaded.content[one.name] : one.value !== "");

	async function save() {
		const body = collect(changes(), loaded.content);
		if (!Object.keys(body).length) return;
		const answer = await call("PUT", path + query, body, { version: loaded.version });
		loaded = answer;
		seen = answer.version;
		draw();
		for (const text of Object.values(answer.content.warnings || {})) say(text, "bad");
		onsaved?.(answer.content);
	}

	/** Somebody else has changed it: both are shown, and nothing is overwritten unasked. */
	function tellApart(theirs) {
		const mine = changes();
		const differing = shown.fields.filter((one) => one.name in theirs.content && theirs.content[one.name] !== loaded.content[one.name]);
		const both = differing.filter((one) => one.name in mine);
		loaded = { ...theirs };
		for (const one of differing) if (!(one.name in mine)) one.value = theirs.content[one.name];
		const take = h("button", { onclick: () => {
			draw();
			say("The form shows what stands there now.");
		} }, "Throw mine away");
		shown.problem.hidden = false;
		fill(
			shown.problem,
			h("p", h("strong", "Somebody else has changed this in the meantime. "), "Nothing of yours has been saved, and nothing of theirs is lost."),
			both.length
				? h("ul", both.map((one) => h("li", `${labelOf(one)}: they wrote `, h("code", theirs.content[one.name] || "nothing"), ", you wrote ", h("code", one.value || "nothing"), ".")))
				: h("p", "They changed other fields than you; those are shown now. Saving keeps both."),
			h("div.actions", take, h("span.hint", both.length ? "Save puts yours in place of theirs." : "")),
		);
		shown.problem.scrollIntoView({ block: "nearest" });
	}

	draw();
	listen("settings", async (settings) => {
		if (seen === undefined) {
			seen = settings.version;
			return;
		}
		if (settings.version === seen) return;
		seen = settings.version;
		let theirs;
		try {
			theirs = await call("GET", path + query, undefined, { watch: true, signal });
		} catch (refusal) {
			if (refusal.status === 404) fill(place, h("p.notice.warn", "This is not there any more: somebody has deleted it."));
			return;
		}
		if (signal.aborted || theirs.version === loaded.version) return;
		if (Object.keys(changes()).length) tellApart(theirs);
		else {
			loaded = theirs;
			draw();
			say("This was changed elsewhere; the page shows it now.");
		}
	}, signal);
	return { reload: async () => { loaded = await call("GET", path + query); draw(); }, values: () => loaded.content, put };
}

const labelOf = (one) => one.element.querySelector("label")?.textContent || one.name;
