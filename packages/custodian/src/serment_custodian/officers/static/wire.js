// Bytes, hashes and requests. The session's bearer lives in this module and nowhere else; it dies with the page.

/** A refusal of the server: its code, and a sentence. */
export class Problem extends Error {
  /** @param {string} code @param {string} sentence */
  constructor(code, sentence) {
    super(sentence);
    this.code = code;
  }
}

/** @type {string} */
let bearer = "";

/** @param {string} session */
export function useSession(session) {
  bearer = session;
}

/** @param {ArrayBuffer | Uint8Array} data */
export function b64(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
export function fromB64(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
export function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** `hash` of SPEC section 1. @param {string} name @param {Uint8Array<ArrayBuffer>} data */
export async function hash(name, data) {
  const label = new TextEncoder().encode(`serment/v1/${name}\0`);
  const whole = new Uint8Array(label.length + data.length);
  whole.set(label);
  whole.set(data, label.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

/** Canonical bytes of a flat object of strings and integers. @param {Record<string, string | number>} value */
export function canonical(value) {
  const sorted = Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
  return new TextEncoder().encode(JSON.stringify(sorted));
}

/** @param {number} length */
export function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** One request to our own origin. @param {string} method @param {string} path @param {unknown} [body] @returns {Promise<any>} */
export async function ask(method, path, body) {
  const answer = await send(method, path, body);
  if (answer.status === 204) return undefined;
  /** @type {{code?: string, title?: string}} */
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(found.code ?? "unexpected", found.title ?? "");
  return found;
}

/** @param {string} method @param {string} path @param {unknown} body */
async function send(method, path, body) {
  /** @type {Record<string, string>} */
  const headers = { "Accept-Language": document.documentElement.lang };
  if (bearer) headers["Authorization"] = `Bearer ${bearer}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    return await fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }), cache: "no-store" });
  } catch {
    throw new Problem("offline", "");
  }
}
