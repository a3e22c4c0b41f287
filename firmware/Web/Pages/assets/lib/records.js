// Records in words.

import { h } from "./dom.js";
import { pill, span, when } from "./words.js";

const OUTCOMES = {
	retrieved: ["good", "taken"],
	returned: ["good", "went back"],
	"pushed-back": ["good", "pushed back"],
	abandoned: ["warn", "hung up waiting"],
	"timed-out": ["bad", "nobody took it"],
	"refused-password": ["bad", "wrong password"],
	stopped: ["warn", "box was stopped"],
	answered: ["good", "answered"],
	busy: ["warn", "busy"],
	"no-answer": ["warn", "no answer"],
	cancelled: ["warn", "caller hung up"],
	declined: ["warn", "declined"],
	failed: ["bad", "failed"],
};

export const began = (one) => one.parkedAt || one.startedAt;

export function outcome(one) {
	const [kind, words] = OUTCOMES[one.outcome] || ["warn", one.outcome];
	return h("span.row", pill(kind, words), one.by && h("span", `by ${one.by}`));
}

export const outcomeWords = (one) => `${(OUTCOMES[one.outcome] || ["", one.outcome])[1]} ${one.by || ""}`;

/** How long it was talked, or waited. */
export const lasted = (one) => span((Date.parse(one.endedAt) - Date.parse(one.answeredAt || began(one))) / 1000);

const called = (number, names) => (names?.get(number) ? `${number} ${names.get(number)}` : number);

/** The columns of a table of records. */
export const columns = (names, kinds = true) => [
	{ key: "when", title: "When", sort: (one) => -Date.parse(began(one)), words: (one) => when(began(one)), cell: (one) => h("time", { datetime: began(one) }, when(began(one))) },
	kinds && { key: "kind", title: "Kind", sort: (one) => one.kind, cell: (one) => (one.kind === "park" ? "parked call" : "call") },
	{ key: "from", title: kinds ? "From" : "Who waited", sort: (one) => one.from || one.party, cell: (one) => called(one.from || one.party, names) },
	{ key: "to", title: kinds ? "To" : "Where", sort: (one) => one.to || one.slot, cell: (one) => called(one.to || one.slot, names) },
	{ key: "parker", title: "Parked by", sort: (one) => one.parker || "", cell: (one) => (one.parker ? called(one.parker, names) : h("span.soft", { "aria-label": "none" }, "–")) },
	{ key: "lasted", title: "How long", sort: (one) => Date.parse(one.endedAt) - Date.parse(began(one)), words: lasted, cell: lasted },
	{ key: "outcome", title: "How it ended", sort: outcomeWords, cell: outcome },
].filter(Boolean);
