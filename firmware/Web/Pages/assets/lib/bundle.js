// The upload of a bundle. It goes on while other pages are looked at.

import { get, upload } from "./api.js";

export const megabytes = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`;

/** The last upload: { name, size, sent, done, ended: why it did not come to that, cancelled, out }. */
export let job = null;
let changed = () => {};
let cancel = () => {};

export const onJob = (told) => (changed = told);
export const forget = () => (job = null);
export const stop = () => cancel();

const OTHER = "Somebody else is just uploading a bundle: wait until that is through.";

/** A sentence on why this file can't be. */
export async function whyNot(file, now) {
	if (!file) return "Choose a bundle first.";
	if ((await file.slice(0, 4).text()) !== "hsqs") return `${file.name} is no bundle: choose the file whose name ends in .raucb.`;
	if (file.size > now.largest) return `${file.name} is larger than ${megabytes(now.largest)}, and no bundle for this box is.`;
	if (file.size > now.room) return `The box has room for ${megabytes(now.room)}: delete records or music that nobody needs.`;
	return now.upload ? OTHER : "";
}

export async function send(file) {
	const { name, size } = file;
	const aborter = new AbortController();
	const mine = { name, size, sent: 0 };
	const warn = (event) => event.preventDefault();
	job = mine;
	cancel = () => aborter.abort();
	addEventListener("beforeunload", warn);
	changed();
	try {
		await upload("/update", file, (sent) => {
			mine.sent = sent;
			changed();
		}, aborter.signal);
		mine.done = true;
	} catch (failure) {
		mine.cancelled = failure.name === "AbortError";
		mine.ended = mine.cancelled ? `The upload of ${name} was cancelled.` : await inWords(failure, mine);
	}
	removeEventListener("beforeunload", warn);
	changed();
}

/** A box that refuses in the middle of an upload may close the connection before its answer is read. */
async function inWords({ status, message }, mine) {
	if (!status) {
		try {
			return (await get("/update", { stay: true })).upload ? OTHER : "The upload broke off: try once more.";
		} catch (refusal) {
			status = refusal.status;
			message = "The connection to the box was lost: upload the bundle once more when it answers.";
		}
	}
	mine.out = status === 401;
	return mine.out ? "Your session has ended: sign in, then upload the bundle once more." : message;
}
