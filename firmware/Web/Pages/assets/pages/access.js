import { get, post, put, remove, rememberCsrf } from "../lib/api.js";
import { card, fill, h, say } from "../lib/dom.js";
import { ask, field, form } from "../lib/form.js";
import { table } from "../lib/table.js";
import { when } from "../lib/words.js";

export async function show(place) {
	const password = form({
		button: "Change the password",
		done: "Changed. Everybody else has been signed out.",
		layout: [
			field({ name: "old", label: "Present password", kind: "secret", autocomplete: "current-password" }),
			field({ name: "new", label: "New password", kind: "secret", autocomplete: "new-password", hint: "At least 10 characters. A short sentence is easily remembered." }),
			field({ name: "again", label: "The new one once more", kind: "secret", autocomplete: "new-password" }),
		],
		send: async (_, fields) => {
			const [old, fresh, again] = fields.map((one) => one.input.value);
			if (fresh !== again) return password.blame({ again: "This is not the same as above." }, "The two passwords differ.");
			rememberCsrf((await put("/password", { old, new: fresh })).csrf);
			for (const one of fields) one.value = "";
		},
	});
	const made = h("div");
	const list = table({
		caption: "API tokens",
		rowKey: (one) => one.id,
		empty: "There is no token yet.",
		columns: [
			{ key: "purpose", title: "For", sort: (one) => one.purpose, cell: (one) => one.purpose || h("span.soft", "not said") },
			{ key: "made", title: "Made", sort: (one) => one.made, cell: (one) => when(one.made) },
			{ key: "id", title: "Begins with", sort: (one) => one.id, cell: (one) => h("code", one.id) },
			{ key: "revoke", title: "", cell: (one) => h("button", { "aria-label": `Revoke the token ${one.purpose || one.id}`, onclick: () => revoke(one) }, "Revoke…") },
		],
	});
	const fresh = form({
		button: "Make a token",
		done: "",
		layout: [field({ name: "purpose", label: "What is it for?", hint: "Such as: monitoring." })],
		send: async (values, fields) => {
			const { token } = await post("/tokens", values);
			fill(made, h("div.notice", h("p", "The token, shown this once. Programs send it as ", h("code", "Authorization: Bearer …")), h("p", h("code", token))));
			fields[0].value = "";
			list.set(await get("/tokens"));
		},
	});

	async function revoke(one) {
		if (!(await ask({ title: "Revoke this token?", body: h("p", "Programs that use it are turned away from now on."), yes: "Revoke" }))) return;
		await remove(`/tokens/${one.id}`);
		list.set(await get("/tokens"));
		say("Revoked.");
	}

	async function everybody() {
		await remove("/session?everywhere=yes");
		location.assign("/sign-in");
	}
	list.set(await get("/tokens"));
	fill(place, h("h1", "Password and tokens"), h("p.lead", "Who may use these pages, and which programs may use the API."),
		card("Password", password.element),
		card("Sign out everywhere", h("p", "Ends every session, this one too."), h("button", { onclick: everybody }, "Sign out everywhere")),
		card("API tokens", h("p", "A program that has one may do all that these pages can. The API is described at ", h("a", { href: "/openapi/v1.json", target: "_blank" }, "/openapi/v1.json"), "."), made, list.element, h("hr"), fresh.element));
	return "Password and tokens";
}
