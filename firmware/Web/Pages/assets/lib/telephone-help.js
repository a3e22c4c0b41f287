// What to enter in a telephone.

import { h } from "./dom.js";
import { qr } from "./qr.js";

/** `secret` only where it was just made: it is never shown again. */
export function help(extension, secret, sip = {}) {
	const host = location.hostname;
	const port = sip.port || "5060";
	const rows = [
		["Registrar, domain or server", host],
		["Port", `${port} (UDP or TCP)${sip["tls-port"] && sip["tls-port"] !== "0" ? `, or ${sip["tls-port"]} (TLS)` : ""}`],
		["User name", extension.number],
		["Name for authentication", extension.number],
		["Password or secret", secret ? h("code", secret) : h("span.soft", "not shown; make a new one below")],
		["Display name", extension.name || extension.number],
	];
	return h("div.columns",
		h("dl.facts", rows.map(([what, value]) => [h("dt", what), h("dd", value)])),
		secret && h("div",
			qr(account(extension, secret, `${host}:${port}`), `Set-up code for extension ${extension.number}`),
			h("p.hint", "Grandstream Wave (Android and iPhone) takes its whole account from this code: New account, Scan QR code. Other telephones need the fields beside it.")));
}

const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function account({ number, name }, secret, server) {
	const fields = { RegisterServer: server, OutboundServer: "", UserID: number, AuthID: number, AuthPass: secret, AccountName: name || number, DisplayName: name || number, Dialplan: "{x+|*x+}", Voicemail: "" };
	const inner = Object.entries(fields).map(([key, value]) => `<${key}>${escaped(value)}</${key}>`).join("");
	return `<?xml version="1.0" encoding="utf-8"?><AccountConfig version="1"><Account>${inner}</Account></AccountConfig>`;
}
