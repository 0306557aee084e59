// What a step about a request of an authority asks for. Of a document the page takes the hash; of an address, the server does.

import { button, h, sentence } from "./dom.js";
import { ask, hex, Problem } from "./wire.js";
import { name, say } from "./words.js";

/** @typedef {{id: string, type: string, required: boolean, choices: string[], name?: string}} Field */
/** @typedef {{node: Node, input: HTMLElement, check: () => string, read: () => unknown}} Control */

const digest = /^[0-9a-f]{64}$/;
const mostAddresses = 50;

/** Asks for the facts of a step in a dialog; what is wrong stands beside its field, and the rest stays as it was typed.
 * @param {{act: string, title: string, why?: string, fields: readonly Field[], begin?: Record<string, string>, danger?: boolean}} what
 * @param {(facts: Record<string, unknown>) => Promise<void>} send */
export function asked({ act, title, why = "", fields, begin = {}, danger = false }, send) {
  const id = `dialog-${Math.random().toString(36).slice(2)}`;
  const controls = new Map(fields.map((field) => [field, control(act, field, `${id}-${field.id.replace(".", "-")}`, begin[field.id] ?? "")]));
  const dialog = h("dialog", { "aria-labelledby": id });
  const run = async () => {
    const wrong = [...controls.values()].filter(faulty);
    if (wrong[0]) return wrong[0].input.focus();
    await send(await factsOf(controls));
    dialog.close();
    // The button that led here may be gone with what it was about.
    if (document.activeElement === document.body) document.querySelector("h1")?.focus();
  };
  const cancel = h("button", { type: "button", class: "button", click: () => dialog.close() }, say("cancel"));
  dialog.append(
    h("h2", { id }, title),
    h("p", { hidden: why === "" }, why),
    h("p", { class: "waiting", hidden: !danger }, say("authority_final")),
    ...[...controls.values()].map(({ node }) => node),
    h("div", { class: "row" }, button(title, run, { kind: danger ? "danger" : "primary" }), cancel),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** @param {Control} one */
function faulty({ node, input, check }) {
  const fault = check();
  const told = node instanceof Element ? node.querySelector(".error") : null;
  if (told) told.textContent = fault;
  input.setAttribute("aria-invalid", String(fault !== ""));
  return fault !== "";
}

/** @param {ReadonlyMap<Field, Control>} controls */
async function factsOf(controls) {
  /** @type {Record<string, any>} */
  const facts = {};
  for (const [{ id }, { read }] of controls) {
    const [part = "", inner] = id.split(".");
    const value = await read();
    facts[part] = inner === undefined ? value : { ...facts[part], [inner]: value };
  }
  return facts;
}

/** @param {string} act @param {Field} field @param {string} id @param {string} begin @returns {Control} */
function control(act, field, id, begin) {
  if (field.type === "choice") return choice(field, id, begin, field.choices.map((each) => ({ value: each, text: choiceName(each) })));
  if (field.type === "flag") return flag(field, id, begin);
  if (field.type === "digest") return documentOf(act, field, id);
  if (field.type === "persons") return addresses(field, id, begin);
  const input = h("input", { id, type: field.type === "day" ? "date" : "text", autocomplete: "off", maxlength: "200", "aria-describedby": `${id}-fault` });
  input.value = begin;
  return { node: labelled(field, id, input), input, check: () => (field.required ? filled(input.value) : ""), read: () => input.value.trim() };
}

/** @param {Field} field @param {string} id @param {string} begin @param {readonly {value: string, text: string}[]} options @returns {Control} */
function choice(field, id, begin, options) {
  const all = [{ value: "", text: "–" }, ...options];
  const select = h("select", { id, "aria-describedby": `${id}-fault` }, ...all.map(({ value, text }) => h("option", { value }, text)));
  select.value = begin;
  return { node: labelled(field, id, select), input: select, check: () => filled(select.value), read: () => select.value };
}

/** @param {Field} field @param {string} id @param {string} begin @returns {Control} */
function flag(field, id, begin) {
  const options = ["true", "false"].map((value) => ({ value, text: say(`authority_${value}`) }));
  const made = choice(field, id, begin, options);
  return { ...made, read: () => made.read() === "true" };
}

/** A document stays where it is; a letter is called by what it is of. @param {string} act @param {Field} field @param {string} id @returns {Control} */
function documentOf(act, field, id) {
  const called = field.id === "letter" ? { ...field, name: name("authority_letter", act) } : field;
  const example = field.id === "letter" ? exampleOf(act) : "";
  const input = h("input", { id: `${id}-hash`, autocomplete: "off", spellcheck: "false", maxlength: "64", "aria-describedby": `${id}-fault` });
  const file = h("input", { id, type: "file", "aria-describedby": `${id}-stays` });
  file.addEventListener("change", async () => {
    if (file.files?.[0]) input.value = await sha256(file.files[0]);
  });
  const stays = h("span", { id: `${id}-stays`, class: "small soft" }, `${example}${say("authority_document")}`);
  const node = labelled(called, id, file, stays, h("label", { for: `${id}-hash`, class: "small" }, say("authority_hash")), input);
  const check = () => (input.value.trim() === "" ? (field.required ? say("authority_missing") : "") : digest.test(input.value.trim()) ? "" : say("authority_bad"));
  return { node, input, check, read: () => input.value.trim() };
}

/** Addresses of the letter, of which the server makes keyed hashes. @param {Field} field @param {string} id @param {string} begin @returns {Control} */
function addresses(field, id, begin) {
  const input = h("textarea", { id, rows: "4", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-fault ${id}-hint` });
  input.value = begin;
  const hint = h("span", { id: `${id}-hint`, class: "small soft" }, say(begin === "" ? "authority_hint_addresses" : "authority_hint_hashes"));
  const lines = () => input.value.split(/[\s,;]+/).filter((line) => line !== "");
  const read = () => Promise.all(lines().map((line) => (digest.test(line) ? line : nameOf(line))));
  return { node: labelled(field, id, input, hint), input, check: () => (lines().length > mostAddresses ? say("authority_too_many") : ""), read };
}

/** What stands for an address; whether anybody has it is not said. @param {string} address @returns {Promise<string>} */
export async function nameOf(address) {
  return (await ask("POST", "/v1/console/authority/names", { address })).person;
}

/** What a letter may say, where that is not plain. @param {string} act */
function exampleOf(act) {
  const key = `authority_example_${act}`;
  return say(key) === key ? "" : `${say(key)} `;
}

/** @param {Field} field @param {string} id @param {...Node} controls */
function labelled(field, id, ...controls) {
  const text = field.type === "persons" ? say("authority_fact_addresses") : (field.name ?? factName(field.id));
  const label = field.required || field.type === "persons" || field.type === "choice" ? text : say("authority_optional", { name: text });
  return h("div", { class: "field" }, h("label", { for: id }, label), ...controls, h("span", { id: `${id}-fault`, class: "error" }));
}

/** @param {string} value */
function filled(value) {
  return value.trim() === "" ? say("authority_missing") : "";
}

/** @param {Blob} file */
export async function sha256(file) {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())));
}

/** @param {string} id */
export function factName(id) {
  return name("authority_fact", id.split(".").at(-1) ?? id);
}

/** @param {string} value */
export function choiceName(value) {
  const found = say(`authority_choice_${value.replaceAll(/\W/g, "_")}`);
  return found.startsWith("authority_choice_") ? value : found;
}

/** Whether the files of somebody's folder are those that a manifest names, and the manifest the one that was built.
 * @param {readonly File[]} files @param {string} manifest */
export async function compared(files, manifest) {
  const named = files.find(({ name: file }) => file === "MANIFEST.json");
  if (!named) return say("authority_package_no_manifest");
  if ((await sha256(named)) !== manifest) return say("authority_package_other");
  /** @type {{files: {name: string, hash: string}[]}} */
  const { files: listed } = JSON.parse(await named.text());
  const missing = listed.filter((one) => !files.some((file) => file.name === one.name));
  if (missing.length > 0) return say("authority_package_missing", { names: missing.map((one) => one.name).join(", ") });
  const hashes = await Promise.all(listed.map(async (one) => ({ ...one, found: await sha256(/** @type {File} */ (files.find((file) => file.name === one.name))) })));
  const wrong = hashes.filter(({ hash, found }) => hash !== found);
  if (wrong.length > 0) return say("authority_package_wrong", { names: wrong.map((one) => one.name).join(", ") });
  return say("authority_package_good", { count: listed.length });
}

/** What goes wrong stands where the answer would. @param {HTMLElement} told @param {() => Promise<string>} work */
export async function answeredIn(told, work) {
  try {
    told.textContent = await work();
  } catch (error) {
    told.textContent = error instanceof Problem ? sentence(error) : say("authority_package_unreadable");
  }
}
