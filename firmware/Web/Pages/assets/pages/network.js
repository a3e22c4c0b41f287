import { get } from "../lib/api.js";
import { card, fill, h } from "../lib/dom.js";
import { pill } from "../lib/words.js";

const all = (list) => (list.length ? list.join(", ") : "none");
const ports = (one, names) => names.map(([key, words]) => `${one[key]} (${words})`).filter((text) => !text.startsWith("0 ")).join(", ") || "off";

/** How telephones and browsers reach the box. */
export async function show(place) {
	const now = await get("/network");
	fill(place,
		h("h1", "Network"),
		h("p.lead", "How telephones and browsers reach this box."),
		h("div.columns",
			now.interfaces.map((one) => card(one.name,
				h("dl.facts",
					h("dt", "State"), h("dd", one.up ? pill("good", one.megabits ? `up, ${one.megabits} Mbit/s` : "up") : pill("warn", "no cable")),
					h("dt", "Addresses"), h("dd.mono", one.addresses.map((text) => h("div", text))),
					one.mac && [h("dt", "Hardware address"), h("dd.mono", one.mac)])))),
		card("The box",
			h("dl.facts",
				h("dt", "Name"), h("dd.mono", now.name),
				h("dt", "Gateway"), h("dd.mono", all(now.gateways)),
				h("dt", "Name servers"), h("dd.mono", all(now.nameServers)),
				h("dt", "Telephones (SIP)"), h("dd", `${now.sip.bind}: ${ports(now.sip, [["port", "UDP and TCP"], ["tlsPort", "TLS"]])}`),
				h("dt", "Sound (RTP)"), h("dd", `${now.media.portMin} to ${now.media.portMax} (UDP)`),
				h("dt", "These pages"), h("dd", `${now.web.bind}: ${ports(now.web, [["port", "HTTP"], ["tlsPort", "HTTPS"]])}`)),
			h("p.hint", "A firewall between telephones and the box has to let these ports through. They are changed in the ", h("a", { href: "/system" }, "system settings"), ".")));
	return "Network";
}
