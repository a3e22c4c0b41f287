// What an extension is doing, out of what the box tells.

import { h } from "./dom.js";
import { listen } from "./live.js";
import { lamp, pill, plural } from "./words.js";

/** The newest of everything live; `changed` is called when there is news. */
export function states(signal, changed) {
	const live = { parked: [], calls: [], registrations: [], accounts: [], lines: [] };
	let ready = false;
	for (const part of Object.keys(live)) {
		listen(part, (news) => {
			live[part] = news;
			if (ready) changed();
		}, signal);
	}
	ready = true;
	return live;
}

export const kind = (row) => (row.type === "park" ? "Call Park" : row.line === "sip" ? "SIP telephone" : "Analog telephone");

export function lineState(row, live) {
	if (row.type === "park") {
		const waits = live.parked.find((one) => one.slot === row.number);
		const words = waits ? `${waits.party} waits` : "free";
		return { words, node: waits ? pill("warn", words) : h("span.soft", words) };
	}
	if (row.line !== "sip") {
		const port = live.lines.find((one) => one.number === row.number);
		const words = `line ${row.line.slice(3)}: ${port ? portWords(port) : "no such port"}`;
		return { words, node: pill(port ? portKind(port) : "bad", words) };
	}
	const mine = live.registrations.filter((one) => one.number === row.number);
	const away = mine.filter((one) => !one.reachable).length;
	if (!mine.length) return { words: "not registered", node: h("span.soft", "not registered") };
	const words = mine.length === 1 ? "registered" : `${mine.length} telephones`;
	return away === mine.length ? { words: "not reachable", node: pill("warn", "not reachable") } : { words, node: pill("good", words) };
}

const LINE = { unused: "not used", outofservice: "out of service", ready: "ready", offhook: "off hook", ringing: "ringing", inuse: "in use" };

/** An analog line, in words and as a pill's kind. */
export const portWords = (port) => port.reason || LINE[port.state] || port.state;
export const portKind = (port) => ({ unused: "", outofservice: "bad" })[port.state] ?? "good";

export function accountState(row, live) {
	if (!row["sip-server"]) return { words: "", node: h("span.soft", { "aria-label": "none" }, "–") };
	const account = live.accounts.find((one) => one.name === `extension ${row.number}`);
	const user = `${row["sip-user"]}@${row["sip-server"].split(";")[0]}`;
	const state = account?.state;
	const words = state === "registered" ? "registered" : state === "failed" ? `failed: ${account.reason}` : state === "trying" ? "trying" : "not registered";
	return { words: `${words} ${user}`, node: [pill(state === "registered" ? "good" : state === "failed" ? "bad" : "warn", words), h("div.hint", user)] };
}

/** As a lamp on a telephone that watches it shows it. */
export function lampOf(row, live) {
	let state = "off";
	if (row.type === "park") {
		const waits = live.parked.find((one) => one.slot === row.number);
		if (waits) state = waits.returning ? "early" : "on";
	} else {
		// Of a parked call only who waits is in it still.
		const parked = new Map(live.parked.map((one) => [one.call, one.party]));
		const mine = live.calls.filter((one) => (parked.has(one.call) ? parked.get(one.call) === row.number : one.from === row.number || one.to === row.number));
		if (mine.some((one) => one.state !== "ringing")) state = "on";
		else if (mine.length) state = "early";
	}
	const words = { off: "off", on: "on", early: "blinking" }[state];
	return { words, node: lamp(state, words) };
}

export const telephones = (n) => plural(n, "telephone", "telephones");
