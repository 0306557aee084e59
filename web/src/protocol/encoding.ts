/** Bytes, base64url, hex and the canonical JSON of SPEC section 1. Pure. */
import { insist, Refusal } from "./errors";

export type Bytes = Uint8Array<ArrayBuffer>;
export type Json = boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const encoder = new TextEncoder();
const keyShape = /^[a-z][a-z0-9_]*$/;

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

export function text(bytes: Bytes, code = "not_canonical"): string {
  try {
    // ignoreBOM keeps a byte order mark in the text, where the comparison of canonical bytes sees it.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Refusal(code, { cause });
  }
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(digits: string): Bytes {
  insist(/^(?:[0-9a-f]{2})*$/.test(digits), "bad_structure");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function binary(bytes: Uint8Array): string {
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return characters;
}

/** Standard base64 with padding, as notes and verifier keys use it (C2SP signed-note). */
export function base64(bytes: Uint8Array): string {
  return btoa(binary(bytes));
}

export function fromBase64(digits: string, code = "bad_base64"): Bytes {
  insist(/^[A-Za-z0-9+/]*={0,2}$/.test(digits) && digits.length % 4 === 0, code);
  const bytes = Uint8Array.from(atob(digits), (character) => character.charCodeAt(0));
  // Only one spelling is accepted: the unused bits of the last digit are zero.
  insist(base64(bytes) === digits, code);
  return bytes;
}

export function b64(bytes: Uint8Array): string {
  return base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromB64(digits: string): Bytes {
  insist(/^[A-Za-z0-9_-]*$/.test(digits) && digits.length % 4 !== 1, "bad_base64");
  const padded = digits.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(digits.length / 4) * 4, "=");
  return fromBase64(padded);
}

/** RFC 8785 of SPEC's subset: what cannot be written in it is refused. */
export function canonical(value: Json): Bytes {
  return utf8(write(value));
}

function write(value: Json): string {
  if (typeof value === "string") {
    insist(!/\p{Surrogate}/u.test(value), "not_canonical");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    insist(Number.isSafeInteger(value), "not_canonical");
    return String(value);
  }
  if (typeof value === "boolean") return String(value);
  if (isList(value)) return `[${value.map(write).join(",")}]`;
  insist(typeof value === "object" && value !== null, "not_canonical");
  return `{${Object.keys(value).sort().map((key) => member(key, value[key])).join(",")}}`;
}

function member(key: string, value: Json | undefined): string {
  insist(keyShape.test(key) && value !== undefined, "not_canonical");
  return `"${key}":${write(value)}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Reads canonical bytes; any other spelling of the same value is refused. */
export function parse(bytes: Bytes): Json {
  let value: Json;
  let again: Bytes;
  try {
    value = JSON.parse(text(bytes)) as Json;
    // A stranger may nest lists deeper than the stack.
    again = canonical(value);
  } catch (cause) {
    throw new Refusal("not_canonical", { cause });
  }
  insist(equal(again, bytes), "not_canonical");
  return value;
}

export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function u16(value: number): Bytes {
  return u32(value).slice(2);
}
