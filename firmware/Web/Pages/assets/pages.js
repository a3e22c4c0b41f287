// Every page: its address, its words in the menu, and the module that shows it. A module exports
// show(place, { params, signal, go }), fills `place`, and gives back the page's title.

export const PAGES = [
	{ at: "/", menu: "Overview", module: "overview" },
	{ at: "/parked", menu: "Parked calls", module: "parked", count: "parked" },
	{ at: "/calls", menu: "Calls now", module: "calls", count: "calls" },
	{ at: "/records", menu: "Records", module: "records" },
	{ group: "Set up" },
	{ at: "/extensions", menu: "Extensions", module: "extensions" },
	{ at: "/extensions/new", module: "extension-new" },
	{ at: "/extensions/:number", module: "extension", under: "/extensions" },
	{ at: "/extensions/:number/:part", module: "extension", under: "/extensions" },
	{ at: "/trunks", menu: "Outside lines", module: "trunks" },
	{ at: "/system", menu: "System settings", module: "system" },
	{ at: "/music", menu: "Hold music", module: "music" },
	{ group: "Look after" },
	{ at: "/registrations", menu: "Telephones", module: "registrations" },
	{ at: "/network", menu: "Network", module: "network" },
	{ at: "/log", menu: "Log", module: "log" },
	{ at: "/rejected", menu: "Rejected traffic", module: "rejected" },
	{ at: "/backup", menu: "Backup", module: "backup" },
	{ at: "/update", menu: "Update and restart", module: "update" },
	{ at: "/access", menu: "Password and tokens", module: "access" },
];

export function find(path) {
	for (const page of PAGES) {
		const params = page.at && match(page.at.split("/"), path.split("/"));
		if (params) return { page, params };
	}
	return null;
}

function match(pattern, path) {
	if (pattern.length !== path.length) return null;
	const params = {};
	for (const [i, piece] of pattern.entries()) {
		if (piece.startsWith(":")) params[piece.slice(1)] = decodeURIComponent(path[i]);
		else if (piece !== path[i]) return null;
	}
	return params;
}
