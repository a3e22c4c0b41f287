import { get, remove } from "../lib/api.js";
import { accessField } from "../lib/access.js";
import { fill, h, say } from "../lib/dom.js";
import { editor } from "../lib/edit.js";
import { ask, field, newPin, newSecret } from "../lib/form.js";
import { accountState, kind, lampOf, lineState, states } from "../lib/states.js";
import { help } from "../lib/telephone-help.js";
import choices from "../lib/music.js";

const PARTS = {
	park: [["", "General"], ["park-access", "Park Access List"], ["retrieve-access", "Retrieve Access List"], ["account", "SIP account"]],
	user: [["", "General"], ["telephone", "Telephone set-up"], ["account", "SIP account"]],
};

/** The pages of one extension. */
export async function show(place, { params, signal, go }) {
	const { number, part = "" } = params;
	const path = `/extensions/${encodeURIComponent(number)}`;
	const extension = await get(path);
	const parts = PARTS[extension.type === "park" ? "park" : "user"].filter(([key]) => key !== "telephone" || extension.line === "sip");
	const [, title] = parts.find(([key]) => key === part) || parts[0];
	const body = h("div");
	const state = h("div.row");
	const live = states(signal, drawState);

	function drawState() {
		fill(state, kind(extension), lineState(extension, live).node, h("span.soft", "Lamp:"), lampOf(extension, live).node);
	}
	drawState();

	fill(
		place,
		h("p", h("a", { href: "/extensions" }, "← All extensions")),
		h("div.head",
			h("div", h("h1", `${number} ${extension.name}`), state),
			h("div.actions", h("button", { onclick: erase }, "Delete…"))),
		h("ul.tabs", { "aria-label": `Pages of ${number}` }, parts.map(([key, words]) =>
			h("li", h("a", { href: `${location.pathname.split("/").slice(0, 3).join("/")}${key && `/${key}`}`, "aria-current": key === part && "page" }, words)))),
		body,
	);

	const common = { path, signal };
	const show = { "": extension.type === "park" ? park : user, "park-access": list, "retrieve-access": list, account, telephone }[part] || (extension.type === "park" ? park : user);
	await show();
	return `${number} ${extension.name}: ${title}`;

	async function park() {
		const music = await choices();
		const card = h("div.card");
		fill(body, card);
		await editor(card, {
			...common,
			query: "?secrets=password",
			onsaved: moved,
			layout: (now) => [
				field({ name: "number", label: "Number", kind: "number", hint: "What is dialled to take the call out, or to park right here." }),
				field({ name: "name", label: "Name" }),
				field({ name: "password", label: "Password", kind: "secret", value: now.password, generate: newPin, inputmode: "numeric", hint: "Digits only. Who is not on the Retrieve Access List is asked for it; empty: such callers are turned away." }),
				field({ name: "wrong-password", label: "After a wrong password", kind: "select", value: now["wrong-password"], options: [["disconnect", "the waiting call is ended"], ["keep", "only the caller is turned away, the waiting call stays"]] }),
				field({ name: "password-tries", label: "Tries in one call", kind: "number" }),
				field({ name: "retrieve-timeout", label: "Retrieve timeout", hint: "After this time the telephone that parked rings. A number with s, m or h: 15m." }),
				field({ name: "push-back", label: "Push back to", hint: "Where the call goes when that telephone does not answer either: PBX:101, PSTN:+49301234567 or SIP:anna@example.net. Empty: it is ended." }),
				music_field(now, music),
			],
		});
	}

	function music_field(now, music) {
		const one = field({ name: "hold-music", label: "Hold music", kind: "select", value: now["hold-music"], options: music });
		const player = h("audio", { controls: true, preload: "none", "aria-label": "Hold music" });
		const source = () => {
			player.hidden = one.input.value === "none";
			player.src = `/api/v1/music/${encodeURIComponent(one.input.value)}`;
		};
		one.input.addEventListener("change", source);
		source();
		one.element.append(player, h("p.hint", "More tunes: ", h("a", { href: "/music" }, "upload them"), "."));
		return one;
	}

	async function user() {
		const card = h("div.card");
		fill(body, card);
		await editor(card, {
			...common,
			onsaved: moved,
			layout: (now) => [
				field({ name: "number", label: "Number", kind: "number", hint: "Also the user name that its telephone registers with." }),
				field({ name: "name", label: "Name", hint: "What the displays of others show." }),
				field({ name: "line", label: "Line", kind: "select", value: now.line, options: [["sip", "SIP telephone"], ["fxs1", "Analog telephone on line 1"], ["fxs2", "Analog telephone on line 2"]] }),
			],
		});
	}

	async function list() {
		const card = h("div.card");
		fill(body, h("p.lead", part === "park-access" ? "Which extensions may park a call here." : "Who may take a call out of here without the password."), card);
		await editor(card, {
			...common,
			layout: (now) => [accessField({ name: part, label: part === "park-access" ? "Park Access List" : "Retrieve Access List", value: now[part], signal, server: () => extension["sip-server"] })],
		});
	}

	async function account() {
		const card = h("div.card");
		const live_ = h("p");
		const now_ = states(signal, () => fill(live_, accountState(extension, now_).node));
		fill(live_, accountState(extension, now_).node);
		fill(body, h("p.lead", `An account on an outside SIP server. Calls to it ring here${extension.type === "park" ? ": whoever calls it takes the waiting call out, if the Retrieve Access List or the password lets him" : ", and this extension may call out through it"}.`), live_, card);
		await editor(card, {
			...common,
			onsaved: (saved) => {
				Object.assign(extension, saved);
				fill(live_, accountState(extension, now_).node);
			},
			collect: (body, old) => (body["sip-server"] === "" && (body["sip-user"] ?? old["sip-user"]) === "" ? { ...body, "sip-password": null, "sip-auth-user": null } : body),
			layout: (now) => [
				field({ name: "sip-server", label: "Server", hint: "host, host:port, or host;transport=tcp or tls. Empty together with the user: no account." }),
				field({ name: "sip-user", label: "User" }),
				field({ name: "sip-auth-user", label: "User for authentication", hint: "Empty: the same as the user." }),
				field({ name: "sip-password", label: "Password", kind: "secret", empty: now.has.includes("sip-password") ? "set; leave empty to keep it" : "none yet" }),
				field({ name: "sip-expires", label: "Registration lasts", hint: "A number with s, m or h: 1h." }),
				field({ name: "sip-tls-verify", label: "Check the server's certificate", hint: "yes: somebody whom this box trusts vouches for it; no: whoever answers; or the name of a file in DIR/tls with the certificates to trust. Counts over TLS." }),
			],
		});
	}

	async function telephone() {
		const sip = await get("/system/sip");
		const card = h("div.card", help(extension, null, sip));
		const again = h("div.card",
			h("h2", "A new secret"),
			h("p", "The secret is kept, but never shown again. A new one is shown once; telephones that use the old one are turned away at their next registration."),
			h("button", { onclick: renew }, "Make a new secret and show it"));
		fill(body, card, again);

		async function renew() {
			const sure = await ask({ title: `A new secret for ${number}?`, body: h("p", "Every telephone of this extension then needs the new one."), yes: "Make it", danger: false });
			if (!sure) return;
			const secret = newSecret();
			const { call } = await import("../lib/api.js");
			try {
				await call("PUT", path, { secret });
				fill(card, h("p.notice", "Enter this in the telephone now: the secret is shown this once."), help(extension, secret, sip));
				card.scrollIntoView({ block: "nearest" });
			} catch (refusal) {
				say(refusal.message, "bad");
			}
		}
	}

	function moved(saved) {
		if (saved.number !== number || saved.name !== extension.name || saved.line !== extension.line) go(`/extensions/${saved.number}`, { replace: true });
	}

	async function erase() {
		const uses = await get(`${path}/uses`);
		const sure = await ask({
			title: `Delete extension ${number}?`,
			body: uses.length ? [h("p", "This hangs on it:"), h("ul", uses.map((text) => h("li", text)))] : h("p", "Nothing else in the settings depends on it."),
			yes: "Delete",
		});
		if (!sure) return;
		try {
			await remove(path);
			say(`${number} is deleted.`);
			go("/extensions");
		} catch (refusal) {
			say(refusal.message, "bad");
		}
	}
}
