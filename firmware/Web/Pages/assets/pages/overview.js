import { get, post } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { listen } from "../lib/live.js";
import { states } from "../lib/states.js";
import { everySecond, pill, plural, until } from "../lib/words.js";

export async function show(place, { signal }) {
	const [status, extensions] = await Promise.all([get("/status"), get("/extensions")]);
	const telephones = extensions.filter((one) => one.type !== "park" && one.line === "sip").length;
	const slots = extensions.filter((one) => one.type === "park").length;
	const notices = h("div");
	const cards = h("div.cards");
	const waiting = h("div.card");
	const panel = h("section.card", { hidden: true });
	const live = states(signal, draw);

	function draw() {
		const registered = new Set(live.registrations.map((one) => one.number)).size;
		const failed = live.accounts.filter((one) => one.state === "failed");
		fill(
			cards,
			figure("Parked calls", live.parked.length, `of ${plural(slots, "park extension", "park extensions")}`, "/parked"),
			figure("Calls now", live.calls.length, "", "/calls"),
			figure("Telephones", registered, `of ${telephones} registered`, "/registrations"),
			figure("Outside accounts", live.accounts.filter((one) => one.state === "registered").length, failed.length ? pill("bad", `${failed.length} failed`) : `of ${live.accounts.length} registered`, "/trunks"),
		);
		fill(
			waiting,
			h("h2", "Who waits"),
			live.parked.length
				? h("ul", live.parked.map((one) => h("li", h("strong", one.party), ` on ${one.slot}, `, one.returning ? "returning now" : [h("span.left", { "data-until": one.returnsAt }, until(one.returnsAt)), " left"])))
				: h("p.soft", "Nobody at the moment. ", slots ? "During a call, *5 parks it." : h("a", { href: "/extensions/new" }, "Add a park extension to begin.")),
		);
	}
	draw();
	everySecond(() => {
		for (const left of waiting.querySelectorAll("[data-until]")) left.textContent = until(left.dataset.until);
	}, signal);
	listen("lamps", (lamps) => {
		panel.hidden = !Object.keys(lamps).length;
		fill(panel, h("h2", "Front panel"), h("ul.panel", Object.entries(lamps).map(([name, pattern]) =>
			h("li", h(`span.lamp.glow.${name}.${pattern}`, { "aria-hidden": "true" }), h("span", LAMPS[name] || name), h("span.soft", PATTERNS[pattern] || pattern)))));
	}, signal);
	listen("settings", (settings) => fill(notices, notes(settings)), signal);

	fill(place, h("h1", "Overview"), h("p.lead", `QX200 firmware ${status.version}`), notices, cards, waiting, panel);
	return "Overview";
}

const LAMPS = { power: "Power", status: "Status", network: "Network", line1: "Line 1", line2: "Line 2", park: "Call Park" };
const PATTERNS = { off: "off", on: "on", slow: "blinks slowly", blink: "blinks", fast: "blinks fast", double: "flashes twice" };

function figure(title, number, below, href) {
	return h("a.card.tile", { href }, h("h2", title), h("p.figure", number), h("p.soft", below));
}

function notes(settings) {
	return [
		settings.restartNeeded && h("p.notice.warn", "Addresses or ports were changed: they count after a restart. ", h("a", { href: "/update" }, "Restart"), "."),
		settings.notices.map((sentence) => h("div.notice.warn", h("p", sentence), h("button", { onclick: () => post("/notices/read", { notice: sentence }) }, "I have read it"))),
		settings.problems.length > 0 &&
			h("div.notice.warn", h("p", h("strong", plural(settings.problems.length, "thing in the settings files wants a look:", "things in the settings files want a look:"))),
				h("ul", settings.problems.slice(0, 12).map((one) => h("li", h("code", `${one.file}:${one.line}`), ` ${one.text}`)))),
	];
}
