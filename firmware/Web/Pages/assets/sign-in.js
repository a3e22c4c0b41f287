import { get, post, rememberCsrf } from "./lib/api.js";
import { fill, h } from "./lib/dom.js";
import { field, form } from "./lib/form.js";

const place = document.getElementById("form");
const session = await get("/session");
const next = new URLSearchParams(location.search).get("next") || "/";
// Only a path of this box: "//elsewhere" and "/\elsewhere" are other hosts.
const goal = /^\/(?![/\\])/.test(next) ? next : "/";

if (session.signedIn) location.replace(goal);
else if (session.passwordSet) signIn();
else firstStart();

function signIn() {
	document.title = "Sign in – QX200";
	const password = field({ name: "password", label: "Password", kind: "secret", autocomplete: "current-password", required: true });
	const { element } = form({
		layout: [password],
		button: "Sign in",
		done: "",
		send: async () => enter(await post("/session", { password: password.input.value })),
	});
	fill(place, h("h1", "Sign in"), element,
		h("p.hint", "Forgotten? On the box itself, ", h("code", "qx200 password"), " lets you set a new one."));
	password.input.focus();
}

function firstStart() {
	document.title = "First start – QX200";
	const code = session.codeNeeded && field({
		name: "code",
		label: "Set-up code",
		hint: "It shows that the box is yours: the start sheet has it, and the file state/setup-code in the box's folder.",
		required: true,
	});
	const password = field({
		name: "password",
		label: "New password",
		kind: "secret",
		hint: `At least ${session.shortestPassword} characters. A short sentence is easily remembered.`,
		autocomplete: "new-password",
		required: true,
	});
	const again = field({ name: "again", label: "The same once more", kind: "secret", autocomplete: "new-password", required: true });
	const { element, blame } = form({
		layout: [code, password, again],
		button: "Set the password",
		done: "",
		send: async () => {
			if (password.input.value !== again.input.value) {
				blame({ again: "This is not the same as above." }, "The two passwords differ.");
				return;
			}
			await enter(await post("/password", { password: password.input.value, code: code ? code.value : "" }));
		},
	});
	fill(place, h("h1", "Welcome"),
		h("p", "This is your telephone exchange. Before anything else it needs a password for these pages; there is none yet."),
		element);
	(code || password).input.focus();
}

function enter(answer) {
	rememberCsrf(answer.csrf);
	location.assign(goal);
	return new Promise(() => {});
}
