/** Readers of typed structures: what is missing, unknown or of another kind is refused (SPEC section 1). */
import { fromB64, type Json } from "./encoding";
import { insist } from "./errors";

export type Shape<T> = (value: Json) => T;
export type Read<S> = S extends Shape<infer T> ? T : never;
type Fields = Readonly<Record<string, Shape<Json>>>;
type Structure<F extends Fields> = { readonly [K in keyof F]: Read<F[K]> };

export const string: Shape<string> = (value) => {
  insist(typeof value === "string", "bad_structure");
  return value;
};

export const boolean: Shape<boolean> = (value) => {
  insist(typeof value === "boolean", "bad_structure");
  return value;
};

export function integer(least: number = Number.MIN_SAFE_INTEGER, most: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value) => {
    insist(Number.isSafeInteger(value) && typeof value === "number", "bad_structure");
    insist(value >= least && value <= most, "bad_structure");
    return value;
  };
}

export function oneOf<const T extends string>(...values: readonly T[]): Shape<T> {
  return (value) => {
    const found = values.find((known) => known === value);
    insist(found !== undefined, "bad_structure");
    return found;
  };
}

export function matching(form: RegExp): Shape<string> {
  return (value) => {
    insist(typeof value === "string" && form.test(value), "bad_structure");
    return value;
  };
}

/** Lower-case hexadecimal of so many bytes. */
export function hexOf(bytes: number): Shape<string> {
  return matching(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
}

/** base64url, of so many bytes where told; kept as text. */
export function b64Of(bytes?: number): Shape<string> {
  return (value) => {
    const decoded = fromB64(string(value));
    insist(bytes === undefined || decoded.length === bytes, "bad_structure");
    return string(value);
  };
}

export function list<T>(of: Shape<T>): Shape<readonly T[]> {
  return (value) => {
    insist(Array.isArray(value), "bad_structure");
    return value.map((item: Json) => of(item));
  };
}

/** Keys free, values alike. */
export function mapping<T extends Json>(of: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value) => {
    insist(isObject(value), "bad_structure");
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, of(item)]));
  };
}

export function object<F extends Fields>(fields: F): Shape<Structure<F>> {
  return (value) => {
    insist(isObject(value), "bad_structure");
    const names = Object.keys(fields);
    insist(Object.keys(value).every((key) => names.includes(key)), "bad_structure");
    return Object.fromEntries(names.map((name) => [name, read(fields[name], value[name])])) as Structure<F>;
  };
}

type Present<O extends Fields> = { readonly [K in keyof O]?: Read<O[K]> };

/** Some of its fields are absent where there is nothing to say. */
export function objectWith<F extends Fields, O extends Fields>(fields: F, optional: O): Shape<Structure<F> & Present<O>> {
  return (value) => object({ ...fields, ...there(optional, value) })(value) as Structure<F> & Present<O>;
}

function there(optional: Fields, value: Json): Fields {
  insist(isObject(value), "bad_structure");
  return Object.fromEntries(Object.entries(optional).filter(([name]) => name in value));
}

/** Only these fields are looked at: answers of a server may grow, signed structures may not. */
export function partOf<F extends Fields>(fields: F): Shape<Structure<F>> {
  return (value) => {
    insist(isObject(value), "bad_structure");
    return Object.fromEntries(Object.keys(fields).map((name) => [name, read(fields[name], value[name])])) as Structure<F>;
  };
}

/** A structure with `v` 1. */
export function structure<F extends Fields>(fields: F): Shape<Structure<F & { v: Shape<1> }>> {
  return structureWith(fields, {});
}

export function structureWith<F extends Fields, O extends Fields>(fields: F, optional: O): Shape<Structure<F & { v: Shape<1> }> & Present<O>> {
  const shape = objectWith({ ...fields, v: versionOne }, optional);
  return (value) => {
    insist(isObject(value) && "v" in value, "bad_structure");
    return shape(value);
  };
}

export const versionOne: Shape<1> = (value) => {
  insist(typeof value === "number", "bad_structure");
  insist(value === 1, "unknown_version");
  return value;
};

function read(shape: Shape<Json> | undefined, value: Json | undefined): Json {
  insist(shape !== undefined && value !== undefined, "bad_structure");
  return shape(value);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && (value as unknown) !== null && !Array.isArray(value);
}

export const identifier = hexOf(16);
export const digest = hexOf(32);
export const slug = matching(/^[a-z0-9-]{1,32}$/);
export const clock = matching(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/);

export const day: Shape<string> = (value) => {
  insist(typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value), "bad_structure");
  insist(isRealMoment(`${value}T00:00:00Z`), "bad_structure");
  return value;
};

export const moment: Shape<string> = (value) => {
  insist(typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value), "bad_structure");
  insist(isRealMoment(value), "bad_structure");
  return value;
};

/** The 30th of February has a form but no place in the calendar. */
function isRealMoment(value: string): boolean {
  const milliseconds = Date.parse(value);
  return !Number.isNaN(milliseconds) && momentOf(new Date(milliseconds)) === value;
}

/** A time as SPEC writes it: UTC, whole seconds. */
export function momentOf(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
