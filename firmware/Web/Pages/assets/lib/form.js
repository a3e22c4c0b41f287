// Forms: a label, a hint and a place for what is wrong beside every field; what was typed stays.

import { Refusal } from "./api.js";
import { fill, h, newId, say } from "./dom.js";

/**
 * A field. kind: text | secret | select | yesno | list | number; `options`: [[value, words], ...];
 * `generate`: () => value puts a button beside it.
 */
export function field({ name, label, hint, kind = "text", options, value = "", generate, empty, ...more }) {
	const id = newId();
	const described = [hint && `${id}-hint`, `${id}-wrong`].filter(Boolean).join(" ");
	const common = { id, name, "aria-describedby": described, autocomplete: "off", ...more };
	let input;
	if (kind === "select") {
		input = h("select", common, options.map(([key, words]) => h("option", { value: key, selected: key === value }, words)));
		if (value !== "" && !options.some(([key]) => key === value)) {
			input.prepend(h("option", { value, selected: true }, `${value} (as written in the file)`));
		}
	} else if (kind === "list") {
		input = h("textarea", { ...common, rows: 2, spellcheck: "false", value });
	} else {
		input = h("input", { ...common, type: kind === "secret" ? "password" : "text", spellcheck: "false", value });
		if (kind === "number") input.inputMode = "numeric";
		if (kind === "secret" && empty) input.placeholder = empty;
	}
	const buttons = [];
	if (kind === "secret") {
		const show = h("button.quiet", { "aria-pressed": "false" }, "Show");
		show.addEventListener("click", () => {
			const shown = input.type === "password";
			input.type = shown ? "text" : "password";
			show.setAttribute("aria-pressed", String(shown));
			show.textContent = shown ? "Hide" : "Show";
		});
		buttons.push(show);
		if (generate) {
			buttons.push(
				h("button", {
					type: "button",
					onclick: async () => {
						input.value = await generate();
						input.type = "text";
						show.setAttribute("aria-pressed", "true");
						show.textContent = "Hide";
						input.dispatchEvent(new Event("input", { bubbles: true }));
						input.focus();
					},
				}, "Generate"),
			);
		}
	}
	const wrong = h("p.wrong", { id: `${id}-wrong` });
	const element = h("div.field", h("label", { for: id }, label), h("div.row", input, buttons), hint && h("p.hint", { id: `${id}-hint` }, hint), wrong);
	input.addEventListener("input", () => wrong.textContent && self.blame(""));
	const self = {
		name,
		input,
		element,
		get value() {
			return input.value.trim();
		},
		set value(text) {
			input.value = text;
		},
		blame(sentence) {
			wrong.textContent = sentence || "";
			if (sentence) input.setAttribute("aria-invalid", "true");
			else input.removeAttribute("aria-invalid");
		},
	};
	return self;
}

/**
 * A form over fields. `send(values)` stores them and may throw a Refusal, whose sentences go beside the fields.
 * `layout` is what stands in the form: fields and elements.
 */
export function form({ layout, send, button = "Save", done = "Saved.", also = [], onconflict }) {
	const fields = layout.flat(Infinity).filter((part) => part && part.input);
	const problem = h("div.notice.bad", { hidden: true, role: "alert" });
	const submit = h("button.primary", { type: "submit" }, button);
	const element = h(
		"form",
		{ novalidate: true, autocomplete: "off" },
		problem,
		layout.flat(Infinity).map((part) => (part && part.input ? part.element : part)),
		h("div.actions", submit, also),
	);
	const blame = (wrong, sentence) => {
		const homeless = { ...wrong };
		for (const one of fields) {
			one.blame(wrong[one.name]);
			delete homeless[one.name];
		}
		const rest = Object.entries(homeless).map(([name, text]) => h("p", `${name}: ${text}`));
		const named = fields.some((one) => wrong[one.name]);
		problem.hidden = !sentence;
		fill(problem, sentence && h("p", named && !rest.length ? "Please look at the marked fields; nothing has been saved yet." : sentence), rest);
		const first = fields.find((one) => wrong[one.name]);
		if (first) first.input.focus();
	};
	element.addEventListener("submit", async (event) => {
		event.preventDefault();
		if (submit.disabled) return;
		submit.disabled = true;
		blame({}, "");
		try {
			await send(Object.fromEntries(fields.map((one) => [one.name, one.value])), fields);
			if (done) say(done);
		} catch (refusal) {
			if (!(refusal instanceof Refusal)) throw refusal;
			if (refusal.status === 412 && onconflict) onconflict(refusal, problem);
			else blame(refusal.fields, refusal.message);
		} finally {
			submit.disabled = false;
		}
	});
	return { element, fields, problem, submit, blame, field: (name) => fields.find((one) => one.name === name) };
}

/** Asks before something can't be taken back. */
export function ask({ title, body, yes, danger = true }) {
	return new Promise((answered) => {
		const id = newId();
		const dialog = h(
			"dialog",
			{ "aria-labelledby": id },
			h("h2", { id }, title),
			body,
			h(
				"div.actions",
				h(danger ? "button.danger" : "button.primary", { onclick: () => dialog.close("yes") }, yes),
				h("button", { onclick: () => dialog.close("") }, "Cancel"),
			),
		);
		dialog.addEventListener("close", () => {
			answered(dialog.returnValue === "yes");
			dialog.remove();
		});
		document.body.append(dialog);
		dialog.showModal();
	});
}

/** Shows something in a dialog until it is closed. */
export function show({ title, body, close = "Close" }) {
	const id = newId();
	const dialog = h("dialog", { "aria-labelledby": id }, h("h2", { id }, title), body,
		h("div.actions", h("button.primary", { onclick: () => dialog.close() }, close)));
	dialog.addEventListener("close", () => dialog.remove());
	document.body.append(dialog);
	dialog.showModal();
	return dialog;
}

const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** Letters and digits that are not mistaken for each other: four groups of four. */
export const newSecret = () => Array.from({ length: 4 }, () => random(LETTERS, 4)).join("-");
export const newPin = () => random("0123456789", 6);

function random(letters, length) {
	let text = "";
	while (text.length < length) {
		for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
			// No letter is likelier than another: the rest of 256 is thrown away.
			if (byte < 256 - (256 % letters.length) && text.length < length) text += letters[byte % letters.length];
		}
	}
	return text;
}
