// The tunes to choose from.

import { get } from "./api.js";

/** [[value, words], ...] */
export default async function choices() {
	let files = [];
	try {
		files = await get("/music");
	} catch (refusal) {
		if (refusal.status !== 404) throw refusal;
	}
	return [["default", "The box's own tune"], ["none", "No music"], ...files.map((one) => [one.name, one.name])];
}
