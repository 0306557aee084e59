// The officers' page: what waits, who decides, the switch, and the ledger. Nothing is kept when it is closed.

import { announce, button, confirmed, h, section, sentence } from "./dom.js";
import * as authority from "./authority.js";
import { another, enrolment, take } from "./passkeys.js";
import { age, dayOf, language, name, say, speak, until } from "./words.js";
import { ask, b64, fromB64, hash, hex, Problem, random, useSession } from "./wire.js";

const refreshSeconds = 60;
/** These have buttons of their own. */
const ownKinds = new Set(["drill", "stop", "resume", "remove_officer"]);
const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const who = /** @type {HTMLElement} */ (document.getElementById("who"));

/** @typedef {{decision: string, kind: string, text: string, body: string, reason: string, state: string, asked: string, not_before: string, quorum: number, approved_by: string[], mine: boolean, may: boolean}} Decision */
/** @typedef {{officer: string, name: string, state: string, since: string}} Officer */
/** @typedef {{credential: string, label: string, added: string, used: string}} Passkey */
/** @typedef {{stopped: boolean, since: string}} State */
/** @typedef {{kind: string, text: string, reasons: string[], fields: string[]}} Kind */
/** @typedef {{me: string, quorum: number, state: State, officers: Officer[], passkeys: Passkey[], decisions: Decision[], kinds: Kind[]}} Overview */
/** @typedef {{check: string, fr: string, en: string, state: string, at: string}} Check */
/** @typedef {{number: number, leaf: number, day: string, act: string, step: string, reason: string, subject: string, officers: string[], quorum: number, not_before: string}} Act */

/** @type {Overview | undefined} */
let seen;
/** @type {Act[]} */
let ledger = [];
let allActs = false;
/** @type {{checks: Check[], day: string} | undefined} */
let measured;
/** @type {Record<string, string>} */
const marks = { red: "✗", error: "!", grey: "…", green: "✓", not_applicable: "–" };
/** Requests of authorities; of the one that is looked at, what is shown of it. @type {{all: authority.Listed[], steps: authority.Step[], one?: (Node | undefined | false)[]}} */
let asked = { all: [], steps: [] };
let timer = 0;

async function enter() {
  const { session } = await ask("POST", "/v1/officers/sessions", await take("sign_in"));
  useSession(session);
  await refresh();
  clearInterval(timer);
  timer = setInterval(refreshCalmly, refreshSeconds * 1000);
  main.querySelector("h1")?.focus();
}

async function leave() {
  await ask("DELETE", "/v1/officers/sessions/current").catch(() => undefined);
  outside();
}

/** Where the address stands: everything that is decided here, or requests of authorities, or one of them. */
function place() {
  const [, view = "", item = ""] = /^#\/(requests)(?:\/([0-9a-f]{32}))?$/.exec(location.hash) ?? [];
  return { view, item };
}

async function refresh() {
  const at = location.hash;
  seen = /** @type {Overview} */ (await ask("GET", "/v1/officers/overview"));
  asked = { ...asked, all: await authority.readRequests() };
  await (place().view === "requests" ? readAsked() : readHome());
  if (at === location.hash) show();
}

async function readHome() {
  const found = await ask("GET", "/v1/officers/acts/0");
  ledger = found.acts;
  allActs = ledger.length < 50;
  await measure();
}

async function readAsked() {
  const { item } = place();
  const steps = await authority.readProcedure();
  asked = { all: asked.all, steps };
  if (item) asked.one = await authority.readWhole(item).then((whole) => authority.detail(whole, steps, those())).catch((error) => unread(item, error));
}

/** A session that is over is said as one. @param {string} item @param {unknown} error */
function unread(item, error) {
  if (error instanceof Problem && error.code === "officer_session_refused") throw error;
  return authority.unread(item, sentence(error));
}

/** @returns {authority.Those} */
function those() {
  return { me: seen?.me ?? "", quorum: seen?.quorum ?? 0, officers: seen?.officers ?? [], again: refresh };
}

/** Somebody followed a link on the page. */
async function turn() {
  tieLanguages();
  if (!seen) return;
  try {
    await refresh();
  } catch (error) {
    return outside(sentence(error));
  }
  main.querySelector("h1")?.focus();
  scrollTo(0, 0);
}

/** By itself, and so without disturbing whoever is writing or deciding. */
async function refreshCalmly() {
  if (document.hidden || document.querySelector("dialog, [aria-disabled=true]") || document.activeElement?.matches("input, select, textarea") || isTyped()) return;
  try {
    await refresh();
  } catch (error) {
    outside(sentence(error));
  }
}

/** Whether somebody typed or chose what a refreshed page would lose. */
function isTyped() {
  const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (main.querySelectorAll("input"));
  return [...inputs].some(({ value, readOnly }) => value !== "" && !readOnly);
}

function me() {
  return seen?.officers.find(({ officer }) => officer === seen?.me);
}

/** What the custodian measures of itself, as everybody may read it; where it cannot be had, that. */
async function measure() {
  try {
    const [{ checks }, { root }] = await Promise.all([ask("GET", "/v1/trust/checks"), ask("GET", "/v1/trust/evidence")]);
    measured = { checks, day: root ? dayIn(root) : "" };
  } catch {
    measured = undefined;
  }
}

/** The day that a leaf of the log is about. @param {{entry: string}} bundle */
function dayIn({ entry }) {
  const record = JSON.parse(new TextDecoder().decode(fromB64(JSON.parse(new TextDecoder().decode(fromB64(entry))).body)));
  return String(record.day);
}

function measurements() {
  if (!measured) return section(say("measured"), h("p", { class: "soft" }, say("measured_not")));
  const order = ["red", "error", "grey", "green", "not_applicable"];
  const sorted = [...measured.checks].sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state) || (one.check < other.check ? -1 : 1));
  const counts = order.map((state) => ({ state, count: sorted.filter((one) => one.state === state).length })).filter(({ count }) => count > 0);
  const line = (/** @type {Check} */ one) =>
    h("li", { class: "line" }, h("span", {}, one[language === "en" ? "en" : "fr"], " ", h("span", { class: "soft small" }, one.check)), h("span", { class: "small" }, `${marks[one.state] ?? ""} ${name("check", one.state)}`));
  return section(
    say("measured"),
    h("p", {}, counts.map(({ state, count }) => `${marks[state] ?? ""} ${count} ${name("check", state)}`).join(" · ")),
    h("p", { class: "small soft" }, measured.day ? say("evidence_day", { day: dayOf(measured.day) }) : say("evidence_none")),
    h("details", { id: "checks" }, h("summary", {}, say("measured_all", { count: sorted.length })), h("ul", { role: "list", class: "lines" }, ...sorted.map(line))),
  );
}

function show() {
  if (!seen) return;
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["place"] : undefined;
  const open = new Set([...main.querySelectorAll("details[open]")].map((one) => one.id));
  who.replaceChildren(h("span", {}, me()?.name ?? ""), button(say("sign_out"), leave, { kind: "quiet" }));
  main.replaceChildren(pages(), ...[...(place().view === "requests" ? requests() : home(seen))].filter((one) => one instanceof Node));
  for (const details of main.querySelectorAll("details")) details.open = open.has(details.id);
  if (focused) main.querySelector(/** @type {"button"} */ (`[data-place="${CSS.escape(focused)}"]`))?.focus();
}

function pages() {
  const { view } = place();
  const link = (/** @type {string} */ where, /** @type {string} */ text) => h("a", { href: where === "" ? "#/" : `#/${where}`, ...(view === where ? { "aria-current": "page" } : {}) }, text);
  return h("nav", { "aria-label": say("authority_pages") }, link("", say("authority_home")), link("requests", say("authority")));
}

/** @param {Overview} all */
function home(all) {
  const waiting = authority.openOf(asked.all);
  return [
    h("h1", { tabindex: "-1" }, say("title")),
    waiting > 0 && h("p", {}, h("a", { href: "#/requests" }, say(waiting === 1 ? "authority_waits_one" : "authority_waits", { count: waiting }))),
    h(
      "div",
      { class: "columns" },
      h("div", { class: "column" }, queue(all)),
      h("div", { class: "column aside" }, service(all), measurements(), asking(all), officers(all), passkeys(all)),
      h("div", { class: "column" }, settled(all), acts()),
    ),
  ];
}

function requests() {
  return asked.one ?? authority.list(asked.all, asked.steps);
}

/** @param {Overview} all */
function queue({ decisions }) {
  const open = decisions.filter(({ state }) => state === "asked" || state === "approved");
  if (open.length === 0) return section(say("queue"), h("p", { class: "soft" }, say("queue_empty")));
  return section(say("queue"), h("ul", { role: "list", class: "cards" }, ...open.map((one) => card(one, othersOf(one, open)))));
}

/** Which practice a decision is about; empty where it is about none. @param {Decision} decision */
function practiceOf({ body }) {
  return String(JSON.parse(new TextDecoder().decode(fromB64(body))).subject.practice ?? "");
}

/** How many more wishes of the same practice are open: two at once are a reason to ask. @param {Decision} one @param {Decision[]} open */
function othersOf(one, open) {
  const practice = practiceOf(one);
  return practice === "" ? 0 : open.filter((other) => practiceOf(other) === practice).length - 1;
}

/** @param {Decision} decision @param {number} others */
function card(decision, others) {
  const { text, asked, reason, approved_by: names, quorum, not_before: ripe, may, mine } = decision;
  const [day, approvals] = [h("time", { datetime: asked }, say("asked", { age: age(asked) })), { count: names.length, quorum, names: names.join(", ") }];
  return h(
    "li",
    { class: "card" },
    h("p", { class: "asked" }, text),
    h("p", { class: "soft small" }, day, " · ", say("reason", { reason: name("reason", reason) })),
    h("p", { class: "small" }, say(names.length > 0 ? "approvals_by" : "approvals", approvals)),
    others > 0 && h("p", { class: "waiting" }, say("others", { count: others })),
    ripe !== "" && h("p", { class: "waiting" }, until(ripe) ? say("ripe", { time: until(ripe) }) : say("ripe_soon")),
    !may && h("p", { class: "soft" }, say("barred")),
    may && h("div", { class: "row" }, mine ? h("p", { class: "mine" }, `✓ ${say("mine")}`) : approval(decision), veto(decision)),
    details(decision),
  );
}

/** @param {Decision} decision */
async function whatOf({ body }) {
  return hex(await hash("custodian-decision", fromB64(body)));
}

/** @param {Decision} decision */
async function approve(decision) {
  const { state } = await ask("POST", `/v1/decisions/${decision.decision}/approvals`, await take("approve", await whatOf(decision)));
  await refresh();
  announce(name("step", state));
}

/** @param {Decision} decision */
function approval(decision) {
  return button(say("approve"), () => approve(decision), { kind: "primary", touch: true });
}

/** @param {Decision} decision */
function veto(decision) {
  const work = async () => {
    await ask("POST", `/v1/decisions/${decision.decision}/vetoes`, await take("veto", await whatOf(decision)));
    await refresh();
  };
  const open = () => confirmed({ title: say("veto_sure"), text: say("veto_means"), does: say("veto"), touch: true }, work);
  return h("button", { type: "button", class: "button danger-line", click: open }, say("veto"));
}

/** @param {Decision} decision */
function details(decision) {
  const digest = h("code", {});
  whatOf(decision).then((found) => (digest.textContent = found));
  const pretty = JSON.stringify(JSON.parse(new TextDecoder().decode(fromB64(decision.body))), undefined, 2);
  return h(
    "details",
    { id: `signed-${decision.decision}` },
    h("summary", {}, say("what_is_signed")),
    h("pre", { tabindex: "0", "aria-label": say("what_is_signed") }, pretty),
    h("p", { class: "small break" }, `${say("hash")} : `, digest),
  );
}

/** @param {Overview} all */
function settled({ decisions }) {
  const over = decisions.filter(({ state }) => state !== "asked" && state !== "approved").slice(0, 20);
  const list = h("ul", { role: "list", class: "lines" }, ...over.map(({ text, state, asked }) => h("li", {}, h("b", {}, name("step", state)), " ", text, h("span", { class: "soft small" }, ` · ${dayOf(asked)}`))));
  return h("details", { id: "settled" }, h("summary", {}, `${say("settled")} (${over.length})`), over.length > 0 ? list : h("p", { class: "soft" }, say("settled_empty")));
}

/** Asks for a decision of ours; the new one comes back, with what is to be signed. @param {string} kind @param {string} reason @param {Record<string, string>} subject */
async function request(kind, reason, subject) {
  const { decision } = await ask("POST", "/v1/decisions", { kind, reason, subject });
  await refresh();
  return seen?.decisions.find((one) => one.decision === decision);
}

/** @param {Overview} all */
function service({ state, kinds, quorum }) {
  const reasons = (/** @type {string} */ kind) => kinds.find((one) => one.kind === kind)?.reasons ?? [];
  const stop = async (/** @type {string} */ reason) => {
    const found = await request("stop", reason, {});
    if (found) await approve(found);
  };
  const stopping = () => confirmed({ title: say("stop_sure"), text: say("stop_means", { quorum }), does: say("stop"), touch: true, reasons: reasons("stop") }, stop);
  const resuming = () => confirmed({ title: say("resume"), text: say("officers_quorum", { quorum }), does: say("ask"), kind: "primary", reasons: reasons("resume") }, async (reason) => void (await request("resume", reason, {})));
  const drill = () => confirmed({ title: say("drill"), text: say("drill_means"), does: say("ask"), kind: "primary" }, async () => void (await request("drill", "drill", { asked_at: new Date().toISOString().slice(0, 16) })));
  return section(
    say("service"),
    h("p", { class: state.stopped ? "state stopped" : "state" }, state.stopped ? `■ ${say("stopped", { day: dayOf(state.since) })}` : `● ${say("running")}`),
    state.stopped && h("p", { class: "small" }, say("stopped_means")),
    h(
      "div",
      { class: "row" },
      state.stopped
        ? h("button", { type: "button", class: "button primary", click: resuming }, say("resume"))
        : h("button", { type: "button", class: "button danger-line", click: stopping }, say("stop")),
      h("button", { type: "button", class: "button", click: drill }, say("drill")),
    ),
  );
}

/** What has no button of its own here is asked for by its fields. @param {Overview} all */
function asking({ kinds }) {
  const others = kinds.filter(({ kind }) => !ownKinds.has(kind));
  return others.length > 0 && section(say("asking"), ...others.map(question));
}

/** @param {Kind} one */
function question({ kind, text, reasons, fields }) {
  const inputs = fields.map((field) => h("input", { id: `${kind}-${field}`, autocomplete: "off", required: true, maxlength: "200" }));
  const why = h("select", { id: `${kind}-why` }, ...reasons.map((reason) => h("option", { value: reason }, name("reason", reason))));
  const work = async () => {
    if (!inputs.every((input) => input.reportValidity())) return;
    const subject = Object.fromEntries(fields.map((field, place) => [field, inputs[place]?.value.trim() ?? ""]));
    await request(kind, why.value, subject);
    announce(say("asked_for"));
  };
  return h(
    "details",
    { id: `ask-${kind}` },
    h("summary", {}, capital(name("act", kind))),
    h("p", { class: "small soft" }, text.replaceAll(/\s*\{\w+\}/g, "")),
    ...fields.map((field, place) => h("p", { class: "field" }, h("label", { for: `${kind}-${field}` }, name("field", field)), inputs[place])),
    h("p", { class: "field" }, h("label", { for: `${kind}-why` }, say("why")), why),
    button(say("ask"), work, { kind: "primary" }),
  );
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {Overview} all */
function officers({ officers: people, quorum, me: mine }) {
  const present = people.filter(({ state }) => state !== "left");
  const line = (/** @type {Officer} */ one) =>
    h(
      "li",
      { class: "line" },
      h("span", {}, h("b", {}, one.name), one.officer === mine ? ` (${say("you")})` : "", h("br"), h("span", { class: "soft small" }, `${name("state", one.state)} ${say("since", { day: dayOf(one.since) })}`)),
      one.state === "active" && one.officer !== mine && h("button", { type: "button", class: "button", "aria-label": say("remove_label", { name: one.name }), click: () => removing(one, quorum) }, say("remove")),
    );
  return section(say("officers"), h("p", { class: "small" }, say("officers_quorum", { quorum })), h("ul", { role: "list", class: "lines" }, ...present.map(line)), invitation());
}

/** @param {Officer} officer @param {number} quorum */
function removing({ officer, name: of }, quorum) {
  const work = async () => void (await request("remove_officer", "officer_change", { officer, name: of }));
  confirmed({ title: say("remove_sure", { name: of }), text: say("remove_means", { quorum }), does: say("ask") }, work);
}

function invitation() {
  const input = h("input", { id: "invited", autocomplete: "off", maxlength: "60", required: true });
  const result = h("div", { "aria-live": "polite" });
  const work = async () => {
    if (!input.reportValidity()) return;
    const secret = random(32);
    await ask("POST", "/v1/officers/invitations", { name: input.value, invitation: hex(await hash("officer-invitation", secret)) });
    const link = `${location.origin}/officers#${b64(secret)}`;
    const shown = h("input", { readonly: true, value: link, "aria-label": say("invite_button") });
    const copy = async () => {
      await navigator.clipboard.writeText(link);
      announce(say("copied"));
    };
    result.replaceChildren(h("p", { class: "small" }, say("invite_link", { name: input.value })), shown, button(say("copy"), copy));
    input.value = "";
  };
  return h("details", { id: "invite" }, h("summary", {}, say("invite")), h("p", { class: "field" }, h("label", { for: "invited" }, say("name")), input), button(say("invite_button"), work), result);
}

/** @param {Overview} all */
function passkeys({ passkeys: known, me: mine }) {
  const input = h("input", { id: "label", autocomplete: "off", maxlength: "60", required: true });
  const add = async () => {
    if (!input.reportValidity()) return;
    const body = await another(me()?.name ?? "", mine, input.value, known.map(({ credential }) => credential));
    await ask("POST", "/v1/officers/passkeys", body);
    await refresh();
  };
  const line = (/** @type {Passkey} */ { credential, label, used }) =>
    h(
      "li",
      { class: "line" },
      h("span", {}, h("b", {}, label), h("br"), h("span", { class: "soft small" }, say("passkey_used", { day: dayOf(used) }))),
      h("button", { type: "button", class: "button", "aria-label": say("passkey_remove_label", { name: label }), click: () => forgetting(credential, label) }, say("remove")),
    );
  return section(
    say("passkeys"),
    h("ul", { role: "list", class: "lines" }, ...known.map(line)),
    h("details", { id: "add" }, h("summary", {}, say("passkey_add")), h("p", { class: "field" }, h("label", { for: "label" }, say("passkey_label")), input), button(say("passkey_add"), add, { touch: true })),
  );
}

/** @param {string} credential @param {string} label */
function forgetting(credential, label) {
  const work = async () => {
    const step = await take("remove_passkey", hex(await hash("passkey", fromB64(credential))));
    await ask("POST", "/v1/officers/passkeys/remove", { credential, step });
    await refresh();
  };
  confirmed({ title: say("passkey_remove_sure", { name: label }), text: say("passkey_remove_means"), does: say("remove"), touch: true }, work);
}

function acts() {
  const heads = ["act_day", "act_what", "act_who", "act_leaf"].map((key) => h("th", { scope: "col" }, say(key)));
  const row = (/** @type {Act} */ { day, act, step, reason, officers: by, leaf }) =>
    h(
      "tr",
      {},
      h("td", {}, h("time", { datetime: day }, dayOf(day, "short"))),
      h("td", {}, h("b", {}, name("step", step)), ` ${name("act", act)}`, h("br"), h("span", { class: "soft small" }, name("reason", reason))),
      h("td", {}, by.join(", ") || say("nobody")),
      h("td", { class: "number" }, leaf < 0 ? say("act_waiting") : String(leaf)),
    );
  const more = async () => {
    const found = await ask("GET", `/v1/officers/acts/${ledger.at(-1)?.number ?? 0}`);
    ledger = [...ledger, ...found.acts];
    allActs = found.acts.length < 50;
    show();
  };
  const table = h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...ledger.map(row)));
  return section(say("acts"), h("p", { class: "small soft" }, say("acts_means")), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": say("acts") }, table), !allActs && button(say("acts_more"), more));
}

/** What anybody sees. @param {string} [why] */
function outside(why = "") {
  clearInterval(timer);
  useSession("");
  [seen, ledger, asked] = [undefined, [], { all: [], steps: [] }];
  who.replaceChildren();
  const failed = h("p", { class: "error", role: "alert" }, why);
  const usable = "PublicKeyCredential" in globalThis;
  main.replaceChildren(
    h("h1", { tabindex: "-1" }, say("title")),
    h("p", {}, say("lead")),
    failed,
    usable ? button(say("sign_in"), enter, { kind: "primary", touch: true }) : h("p", { class: "error" }, say("error_no_webauthn")),
  );
}

/** For whoever came by an invitation. @param {string} link */
async function welcome(link) {
  const secret = fromB64(link);
  const { name: invited } = await ask("POST", "/v1/officers/invited", { invitation: link });
  const input = h("input", { id: "label", autocomplete: "off", maxlength: "60", required: true });
  const work = async () => {
    if (!input.reportValidity()) return;
    const { active, mark } = await ask("POST", "/v1/officers/enrolments", await enrolment(invited, secret, input.value));
    const enrolled = active ? h("p", {}, say("enrolled")) : h("p", {}, say("enrolled_candidate"));
    const shown = h("p", { class: "mark" }, h("span", { class: "soft" }, say("mark")), h("b", {}, mark.replace(/(\d{3})/, "$1 ")));
    history.replaceState(undefined, "", location.pathname);
    main.replaceChildren(h("h1", { tabindex: "-1" }, say("title")), enrolled, active ? button(say("sign_in"), enter, { kind: "primary", touch: true }) : shown);
    main.querySelector("h1")?.focus();
  };
  main.replaceChildren(
    h("h1", { tabindex: "-1" }, say("enrol")),
    h("p", {}, say("enrol_lead", { name: invited })),
    h("p", { class: "field" }, h("label", { for: "label" }, say("passkey_label")), input),
    button(say("enrol_button"), work, { kind: "primary", touch: true }),
  );
}

/** Whoever prefers the other language keeps the invitation, or the page. */
function tieLanguages() {
  for (const other of document.querySelectorAll("a[hreflang]")) {
    const [path] = (other.getAttribute("href") ?? "").split("#");
    other.setAttribute("href", `${path}${location.hash}`);
  }
}

/** The session lives in this page alone: whoever is signed in changes the language without leaving it. @param {Event} event */
async function changeLanguage(event) {
  const link = event.currentTarget;
  if (!seen || !(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  speak(link.hreflang);
  const other = language === "en" ? "fr" : "en";
  history.replaceState(undefined, "", `/officers/${language}${location.hash}`);
  document.title = `${say("title")} · Serment`;
  const skip = document.querySelector("a.skip");
  if (skip) skip.textContent = say("skip");
  Object.assign(link, { href: `/officers/${other}${location.hash}`, hreflang: other, lang: other, textContent: say("other_language") });
  try {
    await refresh();
  } catch (error) {
    outside(sentence(error));
  }
}

function begin() {
  tieLanguages();
  for (const other of document.querySelectorAll("a[hreflang]")) other.addEventListener("click", changeLanguage);
  const secret = location.hash.slice(1);
  // No invitation has a slash.
  if (secret === "" || secret.startsWith("/")) return outside();
  welcome(secret).catch((error) => outside(sentence(error)));
}

addEventListener("hashchange", turn);
begin();
