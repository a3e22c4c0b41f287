import { get, post, remove } from "../lib/api.js";
import { fill, h, say } from "../lib/dom.js";
import { editor } from "../lib/edit.js";
import { ask, field, form } from "../lib/form.js";
import { listen } from "../lib/live.js";
import { pill } from "../lib/words.js";

/** Lines to the outside, and which calls go out over which. */
export async function show(place, { signal, go }) {
	const [trunks, routes] = await Promise.all([get("/trunks"), get("/routes")]);
	const states = new Map();
	const pills = new Map(trunks.map((one) => [one.name, h("span")]));
	listen("accounts", (all) => {
		states.clear();
		for (const one of all) states.set(one.name, one);
		for (const [name, element] of pills) fill(element, state(states.get(`trunk ${name}`)));
	}, signal);

	const yesNo = [["yes", "yes"], ["no", "no: the server knows this box's address"]];
	const lines = h("div", trunks.map((trunk) => {
		const card = h("div");
		const section = h("section.card", h("div.head", h("div.row", h("h2", trunk.name), pills.get(trunk.name)), h("div.actions", h("button", { onclick: () => erase("trunks", trunk.name, `Delete the outside line ${trunk.name}?`) }, "Delete…"))), card);
		editor(card, {
			path: `/trunks/${encodeURIComponent(trunk.name)}`, signal,
			layout: (now) => [
				field({ name: "server", label: "Server", hint: "host, host:port, or host;transport=tcp or tls" }),
				field({ name: "user", label: "User" }),
				field({ name: "auth-user", label: "User for authentication", hint: "Empty: the same as the user." }),
				field({ name: "password", label: "Password", kind: "secret", empty: now.has.includes("password") ? "set; leave empty to keep it" : "none yet" }),
				field({ name: "register", label: "Register there", kind: "select", value: now.register, options: yesNo }),
				field({ name: "show-caller", label: "Tell the server which extension calls", kind: "select", value: now["show-caller"], options: [["no", "no: it sees this user alone"], ["yes", "yes, by number and name"]] }),
				field({ name: "tls-verify", label: "Check the server's certificate", hint: "yes: somebody whom this box trusts vouches for it; no: whoever answers; or the name of a file in DIR/tls with the certificates to trust. Counts over TLS." }),
				field({ name: "addresses", label: "More addresses its calls may come from", hint: "Hosts or networks such as 192.0.2.0/24, separated by blanks." }),
				field({ name: "incoming", label: "Its calls go to extension", hint: "Empty: by the number that was dialled." }),
			],
		});
		return section;
	}));
	const outs = h("div", routes.map((route) => {
		const card = h("div");
		const section = h("section.card", h("div.head", h("h2", `Route ${route.order}`), h("div.actions", h("button", { onclick: () => erase("routes", route.order, `Delete route ${route.order}?`) }, "Delete…"))), card);
		editor(card, { path: `/routes/${route.order}`, signal, layout: (now) => routeFields(now) });
		return section;
	}));

	function routeFields(now) {
		return [
			field({ name: "pattern", label: "Dialled number", value: now.pattern || "", hint: "A pattern such as 9*: the lowest route that matches wins." }),
			field({ name: "strip", label: "Digits taken off the front", kind: "number", value: now.strip ?? "0" }),
			field({ name: "prepend", label: "Digits put in front", value: now.prepend || "" }),
			field({ name: "trunk", label: "Outside line", kind: "select", value: now.trunk || "", options: [["", "choose"], ...trunks.map((one) => [one.name, one.name])].filter(([key]) => key || !now.trunk) }),
		];
	}

	async function erase(what, id, title) {
		if (!(await ask({ title, body: h("p", "Calls in progress go on."), yes: "Delete" }))) return;
		try {
			await remove(`/${what}/${encodeURIComponent(id)}`);
			say("Deleted.");
			go("/trunks", { replace: true });
		} catch (refusal) {
			say(refusal.message, "bad");
		}
	}

	const addLine = form({
		button: "Add the line",
		done: "Added.",
		layout: [
			field({ name: "name", label: "Name", hint: "For yourself: letters and digits, such as provider." }),
			field({ name: "server", label: "Server", hint: "host, host:port, or host;transport=tcp or tls" }),
			field({ name: "user", label: "User" }),
			field({ name: "password", label: "Password", kind: "secret" }),
			field({ name: "incoming", label: "Its calls go to extension" }),
		],
		send: async (values) => {
			await post("/trunks", Object.fromEntries(Object.entries(values).filter(([, value]) => value)));
			go("/trunks", { replace: true });
		},
	});
	const addRoute = form({
		button: "Add the route",
		done: "Added.",
		layout: [field({ name: "order", label: "Order", kind: "number", value: String(1 + Math.max(0, ...routes.map((one) => Number(one.order)))), hint: "1 to 9999; the lowest that matches wins." }), ...routeFields({})],
		send: async (values) => {
			await post("/routes", values);
			go("/trunks", { replace: true });
		},
	});

	fill(place, h("h1", "Outside lines"), h("p.lead", "Lines to a provider that everybody shares, and the routes that calls take out."),
		trunks.length ? lines : h("p.soft", "There is no outside line yet."),
		h("details.card", h("summary", "Add an outside line"), addLine.element),
		h("h2", "Routes"), routes.length ? outs : h("p.soft", "There is no route yet: nobody can call out over an outside line."),
		trunks.length > 0 && h("details.card", h("summary", "Add a route"), addRoute.element));
	return "Outside lines";
}

function state(account) {
	if (!account) return null;
	return account.state === "registered" ? pill("good", "registered") : account.state === "failed" ? pill("bad", `failed: ${account.reason}`) : pill("warn", account.state === "trying" ? "trying" : "not registered");
}
