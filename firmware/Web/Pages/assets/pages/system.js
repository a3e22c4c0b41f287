import { fill, h } from "../lib/dom.js";
import { editor } from "../lib/edit.js";
import { field } from "../lib/form.js";
import { listen } from "../lib/live.js";
import choices from "../lib/music.js";

const YES_NO = [["no", "no"], ["yes", "yes"]];

export async function show(place, { signal }) {
	const music = await choices();
	const restart = h("div");
	listen("settings", (now) => fill(restart, now.restartNeeded && h("p.notice.warn", "What was changed here counts after a restart: ", h("a", { href: "/update" }, "restart"), ".")), signal);
	const sections = [
		["park", "Call Park", (now) => [
			field({ name: "directed-window", label: "Time to dial after hold", hint: "Who puts a call on hold and dials a park extension within this time parks it there." }),
			field({ name: "return-ring", label: "How long the telephone that parked rings", hint: "When the retrieve timeout has ended; then the call is pushed back or ended." }),
			field({ name: "show-waiting", label: "Show who waits at the lamps of telephones", kind: "select", value: now["show-waiting"], options: YES_NO }),
		]],
		["features", "Codes", (now) => [
			field({ name: "call-park", label: "Call Park code", hint: "Dialled during a call; a * and digits." }),
		]],
		["media", "Sound", (now) => [
			field({ name: "hold-music", label: "Hold music", kind: "select", value: now["hold-music"], options: music }),
			field({ name: "codecs", label: "Codecs, in order of preference", hint: "G722 PCMU PCMA" }),
			field({ name: "language", label: "Language of the announcements" }),
			field({ name: "port-min", label: "First port for sound", kind: "number", hint: "Counts after a restart." }),
			field({ name: "port-max", label: "Last port for sound", kind: "number", hint: "Counts after a restart." }),
		]],
		["sip", "SIP", (now) => [
			field({ name: "domain", label: "Names of this box", hint: "Separated by blanks. Empty: every name and address of it." }),
			field({ name: "guests", label: "Take calls from unknown addresses", kind: "select", value: now.guests, options: YES_NO }),
			field({ name: "digest", label: "How telephones show their password", kind: "select", value: now.digest, options: [["MD5", "MD5, which every telephone knows"], ["MD5 SHA-256", "MD5 or SHA-256"]] }),
			field({ name: "contact-check", label: "Ask telephones whether they are there every", hint: "0s is never." }),
			field({ name: "dns-servers", label: "DNS servers to ask for providers", hint: "Addresses, separated by blanks. Empty: those of this machine." }),
			field({ name: "bind", label: "Address", hint: "0.0.0.0: all. Counts after a restart." }),
			field({ name: "port", label: "Port (UDP and TCP)", kind: "number", hint: "Counts after a restart." }),
			field({ name: "tls-port", label: "Port (TLS)", kind: "number", hint: "0 is off, 5061 is usual. Counts after a restart." }),
		]],
		["web", "These pages", (now) => [
			field({ name: "names", label: "Names that browsers may call this box by", hint: "Beside its addresses and its host name, separated by blanks." }),
			field({ name: "bind", label: "Address", hint: "0.0.0.0: all. Counts after a restart." }),
			field({ name: "port", label: "Port (HTTP)", kind: "number", hint: "0 is off. From elsewhere it only leads to HTTPS. Counts after a restart." }),
			field({ name: "tls-port", label: "Port (HTTPS)", kind: "number", hint: "0 is off. Counts after a restart." }),
		]],
		["update", "Updates", (now) => [
			field({ name: "wait", label: "How long the restart into a new system waits for calls", hint: "0s to 12h. Then calls are ended, parked ones too." }),
			field({ name: "trial", label: "How long all has to be well on trial", hint: "1s to 4m; else the box goes back to the system before. Counts after a restart." }),
			field({ name: "late-ticks", label: "How many of 100 sound ticks may be late on trial", kind: "number", hint: "0 to 100. Counts after a restart." }),
		]],
	];
	const cards = [];
	for (const [key, title, layout] of sections) {
		const body = h("div");
		cards.push(h("section.card", h("h2", title), body));
		await editor(body, { path: `/system/${key}`, signal, layout });
	}
	fill(place, h("h1", "System settings"), h("p.lead", "Times are a number and ms, s, m or h."), restart, cards);
	return "System settings";
}
