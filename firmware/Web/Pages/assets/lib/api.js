// The API that these pages and everybody's scripts use.

let csrf = "";
export const rememberCsrf = (token) => (csrf = token);

/** What the box answered when it did not do it. `fields` has a sentence for each field that is wrong. */
export class Refusal extends Error {
	constructor(status, problem) {
		super(problem.detail || "The box could not be reached. Is it running?");
		this.status = status;
		this.fields = problem.errors || {};
		this.problem = problem;
	}
}

/** `stay`: who is not signed in any more is not led to the sign-in, but gets the refusal. */
export async function call(method, path, body, { version, raw, watch, signal, stay } = {}) {
	const headers = { Accept: "application/json" };
	if (csrf && method !== "GET") headers["X-CSRF-Token"] = csrf;
	if (version) headers["If-Match"] = version;
	if (watch) headers["X-Watch"] = "1";
	if (body !== undefined && !raw) headers["Content-Type"] = "application/json";
	let answer;
	try {
		answer = await fetch(`/api/v1${path}`, {
			method,
			headers,
			signal,
			credentials: "same-origin",
			body: body === undefined ? undefined : raw ? body : JSON.stringify(body),
		});
	} catch (failure) {
		if (failure.name === "AbortError") throw failure;
		throw new Refusal(0, {});
	}
	if (answer.status === 401 && !stay && !location.pathname.startsWith("/sign-in")) {
		location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
		return new Promise(() => {});
	}
	const text = await answer.text();
	const isJson = (answer.headers.get("Content-Type") || "").includes("json");
	const content = text && isJson ? JSON.parse(text) : text;
	if (!answer.ok) throw new Refusal(answer.status, isJson ? content : {});
	return { content, version: answer.headers.get("ETag") };
}

export const get = async (path, options) => (await call("GET", path, undefined, options)).content;
export const post = async (path, body, options) => (await call("POST", path, body, options)).content;
export const put = async (path, body, options) => (await call("PUT", path, body, options)).content;
export const remove = async (path, options) => (await call("DELETE", path, undefined, options)).content;

/** Sends a file, and tells how much of it is there. `signal` cancels. */
export function upload(path, file, told, signal) {
	return new Promise((done, failed) => {
		const request = new XMLHttpRequest();
		request.open("POST", `/api/v1${path}`);
		request.responseType = "json";
		request.setRequestHeader("Accept", "application/json");
		request.setRequestHeader("Content-Type", "application/octet-stream");
		request.setRequestHeader("X-CSRF-Token", csrf);
		request.upload.onprogress = (event) => told(event.loaded);
		request.onload = () => (request.status < 300 ? done() : failed(new Refusal(request.status, request.response || {})));
		request.onerror = () => failed(new Refusal(0, {}));
		request.onabort = () => failed(new DOMException("", "AbortError"));
		signal.addEventListener("abort", () => request.abort());
		request.send(file);
	});
}
