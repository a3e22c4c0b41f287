import { card, fill, h } from "../lib/dom.js";
import { editor } from "../lib/edit.js";
import { field } from "../lib/form.js";
import { listen } from "../lib/live.js";
import choices from "../lib/music.js";

const LATER = "Counts after a restart.";
const regions = new Intl.DisplayNames("en", { type: "region" });
const COUNTRIES = "us ca uk de at ch fr it es nl pl ru au nz".split(" ").map((code) => [code, regions.of(code.toUpperCase())]);

const yesNo = (name, label, now) => field({ name, label, kind: "select", value: now[name], options: [["no", "no"], ["yes", "yes"]] });

export async function show(place, { signal }) {
	const music = await choices();
	const restart = h("div");
	listen("settings", (now) => fill(restart, now.restartNeeded && h("p.notice.warn", "What was changed here counts after a restart: ", h("a", { href: "/update" }, "restart"), ".")), signal);
	const sections = [
		["park", "Call Park", (now) => [
			field({ name: "directed-window", label: "Time to dial after hold", hint: "Who puts a call on hold and dials a park extension within this time parks it there." }),
			field({ name: "return-ring", label: "How long the telephone that parked rings", hint: "When the retrieve timeout has ended; then the call is pushed back or ended." }),
			yesNo("show-waiting", "Show who waits at the lamps of telephones", now),
		]],
		["features", "Codes", (now) => [
			field({ name: "call-park", label: "Call Park code", hint: "Dialled during a call; a * and digits." }),
		]],
		["media", "Sound", (now) => [
			field({ name: "hold-music", label: "Hold music", kind: "select", value: now["hold-music"], options: music }),
			field({ name: "codecs", label: "Codecs, in order of preference", hint: "G722 PCMU PCMA" }),
			field({ name: "language", label: "Language of the announcements" }),
			field({ name: "port-min", label: "First port for sound", kind: "number", hint: LATER }),
			field({ name: "port-max", label: "Last port for sound", kind: "number", hint: LATER }),
		]],
		["line", "Analog telephones", (now) => [
			field({ name: "country", label: "Country", kind: "select", value: now.country, options: COUNTRIES, hint: "Tones, ringing, flash and caller ID." }),
			yesNo("call-waiting", "A second caller beeps", now),
			yesNo("call-waiting-id", "Show who beeps", now),
			yesNo("echo-cancel", "Take the echo out", now),
			field({ name: "flash-min", label: "Shortest hook flash", hint: "80ms to 800ms; empty: the country's own." }),
			field({ name: "flash-max", label: "Longest hook flash" }),
			field({ name: "first-digit", label: "First digit within" }),
			field({ name: "inter-digit", label: "Next digit within" }),
			field({ name: "hear-gain", label: "Receiver louder by (dB)", hint: "-12 to 12." }),
			field({ name: "speak-gain", label: "Microphone louder by (dB)" }),
			field({ name: "loop-break", label: "How long the line has no feed after a call", hint: "0s is never." }),
		]],
		["sip", "SIP", (now) => [
			field({ name: "domain", label: "Names of this box", hint: "Separated by blanks. Empty: every name and address of it." }),
			yesNo("guests", "Take calls from unknown addresses", now),
			field({ name: "digest", label: "How telephones show their password", kind: "select", value: now.digest, options: [["MD5", "MD5, which every telephone knows"], ["MD5 SHA-256", "MD5 or SHA-256"]] }),
			field({ name: "contact-check", label: "Ask telephones whether they are there every", hint: "0s is never." }),
			field({ name: "dns-servers", label: "DNS servers to ask for providers", hint: "Addresses, separated by blanks. Empty: those of this machine." }),
			field({ name: "bind", label: "Address", hint: `0.0.0.0: all. ${LATER}` }),
			field({ name: "port", label: "Port (UDP and TCP)", kind: "number", hint: LATER }),
			field({ name: "tls-port", label: "Port (TLS)", kind: "number", hint: `0 is off, 5061 is usual. ${LATER}` }),
		]],
		["web", "These pages", (now) => [
			field({ name: "names", label: "Names that browsers may call this box by", hint: "Beside its addresses and its host name, separated by blanks." }),
			field({ name: "bind", label: "Address", hint: `0.0.0.0: all. ${LATER}` }),
			field({ name: "port", label: "Port (HTTP)", kind: "number", hint: `0 is off. From elsewhere it only leads to HTTPS. ${LATER}` }),
			field({ name: "tls-port", label: "Port (HTTPS)", kind: "number", hint: `0 is off. ${LATER}` }),
		]],
		["update", "Updates", (now) => [
			field({ name: "wait", label: "How long the restart into a new system waits for calls", hint: "0s to 12h. Then calls are ended, parked ones too." }),
			field({ name: "trial", label: "How long all has to be well on trial", hint: `1s to 4m; else the box goes back to the system before. ${LATER}` }),
			field({ name: "late-ticks", label: "How many of 100 sound ticks may be late on trial", kind: "number", hint: `0 to 100. ${LATER}` }),
		]],
	];
	const cards = [];
	for (const [key, title, layout] of sections) {
		const body = h("div");
		cards.push(card(title, body));
		await editor(body, { path: `/system/${key}`, signal, layout });
	}
	fill(place, h("h1", "System settings"), h("p.lead", "Times are a number and ms, s, m or h."), restart, cards);
	return "System settings";
}
