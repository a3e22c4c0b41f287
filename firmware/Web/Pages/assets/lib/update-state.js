// From the choice of a file to the proof of the new system. Most sentences are the box's.

import { get, post } from "./api.js";
import { forget, job, megabytes, onJob, send, stop, whyNot } from "./bundle.js";
import { card, fill, h, merge, say } from "./dom.js";
import { ask } from "./form.js";
import { stop as stopListening } from "./live.js";
import { pill, span, when } from "./words.js";

const CHECKS = { signature: "Signature", board: "Board", version: "Version", space: "Space", content: "Content" };

export async function updateState(place, { signal }) {
	const since = (await get("/status")).startedAt;
	const facts = h("dl.facts");
	const state = h("div");
	const heard = h("p.unseen", { role: "status" });
	const chooser = choose();
	const quiet = { watch: true, signal, stay: true };
	let now = await get("/update", { signal });
	let mode = "here";
	let lost, left;

	async function look() {
		try {
			now = mode === "out" ? { possible: true, ...(await get("/update/outcome", quiet)) } : await get("/update", quiet);
			if (mode === "lost") mode = "here";
		} catch ({ status }) {
			if (signal.aborted) return;
			if (status === 401 && mode !== "out") {
				if (!now.possible) return location.assign("/sign-in?next=/update");
				// A restart signs everybody out; how it ended is told to a browser that was in before.
				mode = "out";
				stopListening();
				return look();
			}
			if (mode === "here") {
				mode = "lost";
				lost = Date.now();
			}
		}
		draw();
	}

	function draw() {
		const away = mode === "lost" && span((Date.now() - lost) / 1000);
		place.classList.toggle("alone", mode === "out");
		merge(facts, running(now, since));
		merge(state, mode === "lost" ? note({ kind: "warn", title: "The connection to the box is lost.", words: `${now.phase === "installed" ? `It restarts into version ${now.version}. ` : ""}This page looks for it and comes back by itself; ${away} so far. A restart takes about a minute.` }) : stage());
		const words = state.querySelector("strong")?.textContent || "";
		if (heard.textContent !== words) heard.textContent = words;
	}

	function stage() {
		if (mode === "out") return [now.notes?.map(note), h("p", "Your session has ended, as with each restart."), signIn()];
		if (job && !job.done && !job.ended) return uploading();
		const works = now.phase === "checking" || now.phase === "writing";
		if (works && job) forget();
		const busy = works || now.phase === "installed";
		const mine = now.older && now.version;
		const asks = mine && left !== mine;
		return [
			(mine && !asks ? now.notes.slice(1) : now.notes).map(note),
			works && h("progress", { max: 100, value: now.percent, "aria-label": now.phase }),
			asks && h("div.actions",
				button("danger", `Install ${mine} all the same`, () => carry("/update/install", { older: true })),
				button("plain", "Leave it", () => { left = mine; forget(); draw(); })),
			busy && !works && now.calls > 0 && !now.restarting && h("div.actions", button("danger", "Restart now…", restart)),
			(busy || asks || (now.phase === "refused" && !mine)) && checks(now),
			job?.ended && note({ kind: job.cancelled ? "" : "bad", title: job.ended, words: "Nothing has been changed." }),
			job?.out && signIn(),
			now.possible && !busy && !asks && chooser,
			now.possible && h("p.hint", now.promise),
		];
	}

	function uploading() {
		return [
			h("p", h("strong", `Uploading ${job.name}.`), ` ${megabytes(job.sent)} of ${megabytes(job.size)} are at the box. Nothing has been changed.`),
			h("progress", { max: 100, value: (job.sent * 100) / job.size, "aria-label": "Upload" }),
			h("div.actions", button("plain", "Cancel the upload", stop)),
		];
	}

	function choose() {
		const wrong = h("p.wrong", { id: "bundle-wrong", role: "alert" });
		const file = h("input", { type: "file", id: "bundle", accept: ".raucb", "aria-describedby": "bundle-hint bundle-wrong", onchange: () => fill(wrong) });
		const mark = (over) => (event) => {
			event.preventDefault();
			form.classList.toggle("over", over);
		};
		const form = h("form", { novalidate: true, onsubmit: submit, ondragover: mark(true), ondragleave: mark(false), ondrop: drop },
			h("div.field.drop", h("label", { for: "bundle" }, "Signed bundle"), file, h("p.hint", { id: "bundle-hint" }, "Choose a .raucb file, or drop it here."), wrong),
			h("div.actions", h("button.primary", { type: "submit" }, "Upload and install")));

		function drop(event) {
			mark(false)(event);
			if (event.dataTransfer.files.length) file.files = event.dataTransfer.files;
			fill(wrong);
		}

		async function submit(event) {
			event.preventDefault();
			const bundle = file.files[0];
			try {
				now = await get("/update", { stay: true });
				fill(wrong, await whyNot(bundle, now));
				if (wrong.textContent) return;
				file.value = "";
				send(bundle);
			} catch (refusal) {
				fill(wrong, refusal.status === 401 ? ["Your session has ended. ", signIn()] : refusal.message);
			}
		}
		return form;
	}

	async function restart() {
		if (await ask({ title: `Restart into version ${now.version} now?`, body: h("p", "All calls will be ended, parked ones too."), yes: "Restart" })) await carry("/update/restart", {});
	}

	async function carry(path, body) {
		await post(path, body).catch((refusal) => say(refusal.message, "bad"));
		await look();
	}

	function tick() {
		const idle = mode === "here" && !job && now.standing !== "trial" && ["none", "refused"].includes(now.phase);
		setTimeout(async () => {
			if (signal.aborted) return;
			if (!document.hidden) await look();
			tick();
		}, idle ? 4000 : 1000);
	}

	onJob(() => signal.aborted || (job?.done ? look() : draw()));
	draw();
	tick();
	fill(place, card("What runs", facts), card("Update", heard, state));
}

const button = (kind, words, onclick) => h(`button.${kind}`, { onclick }, words);
const note = ({ kind, title, words }) => h(`div.notice${kind && `.${kind}`}`, h("p", h("strong", title), ` ${words}`));
const signIn = () => h("a", { href: "/sign-in?next=/update" }, "Sign in");

function running(now, since) {
	const rows = [["Version", now.running], ["Running since", when(since)]];
	if (now.slot) {
		rows.splice(1, 0,
			["Build", h("code", now.build)],
			["System", `${now.slot}, of A and B`],
			["State", now.standing === "proven" ? pill("good", "has proven itself") : pill("warn", "on trial")],
			[now.phase === "installed" ? "Starts next" : "Falls back to", now.other ? [`version ${now.other.version} `, !now.other.proven && pill("warn", "has not proven itself")] : "no other system"]);
	}
	return rows.map(([what, value]) => [h("dt", what), h("dd", value)]);
}

function checks(now) {
	const waiting = now.phase === "checking" ? "being looked at" : "";
	return h("ul.checks", Object.entries(CHECKS).map(([name, title], i) => {
		const one = now.checks.find((check) => check.name === name);
		const mark = one ? pill(one.passed ? "good" : "bad", one.passed ? "passed" : "failed") : pill("", (i === now.checks.length && waiting) || "not looked at");
		return h("li", { "data-check": name }, mark, h("span", h("strong", title), one && `: ${one.words}`));
	}));
}
