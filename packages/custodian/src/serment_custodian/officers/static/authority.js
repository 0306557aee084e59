// Requests of authorities to the custodian: the list, one request with its journal, the decision and those who sign it.

import { announce, button, h, section } from "./dom.js";
import { answeredIn, asked, choiceName, compared, factName, nameOf } from "./authority-forms.js";
import { take } from "./passkeys.js";
import { age, momentOf, name, say } from "./words.js";
import { ask, fromB64, hash, hex, Problem } from "./wire.js";

/** @typedef {import("./authority-forms.js").Field} Field */
/** @typedef {{request: string, state: string, opened: string, since: string, drill: boolean, due: {what: string, due: string, late: boolean}[]}} Listed */
/** @typedef {{act: string, before: string[], signed: boolean, fields: Field[]}} Step */
/** @typedef {{number: number, act: string, state: string, by: string, at: string, event: number, facts: Record<string, any>}} Told */
/** @typedef {{request: Listed, possible: string[], decision: string, decision_hash: string, signatures: {staff: string, time: string}[], steps: Told[]}} Whole */
/** @typedef {{request: string, outcome: string, count: number, proposer: string, proposed: string, expires: string, drill: boolean, persons: string[]}} Decision */
/** @typedef {{me: string, quorum: number, officers: readonly {officer: string, name: string}[], again: () => Promise<void>}} Those */

const path = "/v1/console/authority/requests";
const home = "#/requests";
/** A decision takes two, however small the quorum of the officers is. */
const fewest = 2;
const over = new Set(["CLOSED"]);
/** Nothing leads back from these. */
const final = new Set(["reject", "refuse", "withdraw", "disclose", "disclose_in_silence", "close"]);

/** @returns {Promise<Listed[]>} */
export async function readRequests() {
  return (await ask("GET", path)).requests;
}

/** @returns {Promise<Step[]>} */
export async function readProcedure() {
  return (await ask("GET", "/v1/console/authority/procedure")).steps;
}

/** @param {string} request @returns {Promise<Whole>} */
export async function readWhole(request) {
  return ask("GET", `${path}/${request}`);
}

/** How many are not over. @param {readonly Listed[]} all */
export function openOf(all) {
  return all.filter(({ state }) => !over.has(state)).length;
}

/** Every request: what is late first, then what came last. @param {readonly Listed[]} all @param {readonly Step[]} steps */
export function list(all, steps) {
  const urgency = (/** @type {Listed} */ { due }) => (due.some(({ late }) => late) ? 0 : due.length > 0 ? 1 : 2);
  const sorted = [...all].sort((one, other) => urgency(one) - urgency(other) || (one.opened < other.opened ? 1 : -1));
  const [open, ended] = [sorted.filter(({ state }) => !over.has(state)), sorted.filter(({ state }) => over.has(state))];
  const cards = (/** @type {readonly Listed[]} */ some) => h("ul", { role: "list", class: "cards" }, ...some.map(line));
  return [
    h("h1", { tabindex: "-1" }, say("authority")),
    h("p", {}, say("authority_why")),
    h("div", { class: "row" }, h("button", { type: "button", class: "button primary", click: () => receiving(steps) }, name("authority_act", "receive")), h("a", { class: "button", href: "/v1/trust/authority-requests", target: "_blank", rel: "noopener" }, say("authority_report"))),
    all.length === 0 ? h("p", { class: "soft" }, say("authority_none")) : section(say("authority_open"), open.length > 0 ? cards(open) : h("p", { class: "soft" }, say("authority_open_none"))),
    ended.length > 0 && h("details", { id: "ended" }, h("summary", {}, say("authority_over", { count: ended.length })), cards(ended)),
  ];
}

/** @param {Listed} one */
function line(one) {
  const named = say("authority_request", { name: one.request.slice(0, 8) });
  // Of one that is not kept as the evidence has it, nothing else can be read.
  const title = one.state === "ALTERED" ? named : h("a", { href: `${home}/${one.request}` }, named);
  return h("li", { class: "card" }, h("p", { class: "asked" }, title, one.drill && ` · ${say("authority_drill")}`), ...standing(one));
}

/** Where it stands, and what is due. @param {Listed} one */
function standing({ state, since, due }) {
  const stands = say("authority_stands", { state: name("authority_state", state.toLowerCase()), age: age(since) });
  const text = (/** @type {Listed["due"][number]} */ one) => say(one.late ? "authority_late" : "authority_due", { what: name("authority_due", one.what), when: momentOf(one.due) });
  return [h("p", { class: state === "ALTERED" ? "failed" : "" }, h("time", { datetime: since }, stands)), ...due.map((one) => h("p", { class: one.late ? "failed" : "waiting" }, text(one)))];
}

/** @param {readonly Step[]} steps */
function receiving(steps) {
  const fields = steps.find(({ act }) => act === "receive")?.fields ?? [];
  asked({ act: "receive", title: name("authority_act", "receive"), why: say("authority_receive_why"), fields, begin: { drill: "false" } }, async (facts) => {
    const { request } = await ask("POST", path, facts);
    location.hash = `${home}/${request}`;
  });
}

/** One that cannot be shown, and why. @param {string} request @param {string} why */
export function unread(request, why) {
  return [back(), h("h1", { tabindex: "-1" }, say("authority_request", { name: request.slice(0, 8) })), section(say("authority_not_read"), h("p", { class: "error" }, why))];
}

/** One request. @param {Whole} whole @param {readonly Step[]} steps @param {Those} those */
export async function detail(whole, steps, those) {
  const { request } = whole;
  return [
    back(),
    h("h1", { tabindex: "-1" }, say("authority_request", { name: request.request.slice(0, 8) }), request.drill && ` · ${say("authority_drill")}`),
    h("div", { class: "card" }, ...standing(request), h("p", { class: "soft small" }, say("authority_opened", { when: momentOf(request.opened) }))),
    h("div", { class: "columns even" }, h("div", { class: "column" }, await decided(whole, those), next(whole, steps, those), packageOf(whole)), h("div", { class: "column" }, journal(whole, those))),
  ];
}

function back() {
  return h("p", {}, h("a", { href: home }, say("authority_back")));
}

/** @param {string} by @param {Those} those */
function personOf(by, { officers }) {
  if (["operator", "clock", "signed"].includes(by)) return say(`authority_by_${by}`);
  return officers.find(({ officer }) => officer === by)?.name ?? say("authority_by_nobody");
}

/** What is signed, read from the very bytes; the hash that the passkey signs is computed here, and not believed.
 * @param {Whole} whole */
async function decisionIn({ request, decision, decision_hash: told }) {
  const bytes = fromB64(decision);
  const what = hex(await hash("authority-decision", bytes));
  /** @type {Decision} */
  const read = JSON.parse(new TextDecoder().decode(bytes));
  if (what !== told || read.request !== request.request || read.count !== read.persons.length) throw new Problem("other_decision", "");
  return { read, what };
}

/** @param {Whole} whole @param {Those} those */
async function decided(whole, those) {
  if (whole.decision === "") return undefined;
  const { read, what } = await decisionIn(whole);
  const waits = whole.request.state === "DECISION_PENDING";
  const quorum = Math.max(fewest, those.quorum);
  const [outcome, times] = [choiceName(read.outcome), { proposer: personOf(read.proposer, those), proposed: momentOf(read.proposed), expires: momentOf(read.expires), quorum }];
  return section(
    say(waits ? "authority_decision" : "authority_decision_was"),
    h("p", {}, say(read.count === 1 ? "authority_decision_says_one" : "authority_decision_says", { outcome, count: read.count })),
    h("p", {}, say("authority_decision_never")),
    read.drill && h("p", {}, h("b", {}, say("authority_decision_drill"))),
    h("p", { class: "soft" }, say("authority_decision_times", times)),
    comparing(read),
    h("p", {}, say("authority_signatures", { count: whole.signatures.length, quorum })),
    whole.signatures.length > 0 && h("ul", { role: "list", class: "lines" }, ...whole.signatures.map(({ staff, time }) => h("li", {}, `✓ ${say("authority_signature", { name: personOf(staff, those), when: momentOf(time) })}`))),
    waits && signing(whole, read, what, those),
    h("details", { id: "bytes" }, h("summary", {}, say("what_is_signed")), h("pre", { tabindex: "0", "aria-label": say("what_is_signed") }, JSON.stringify(read, undefined, 2)), h("p", { class: "small break" }, say("authority_named", { name: say("hash") }), " ", h("code", {}, what))),
  );
}

/** Whoever holds the letter sees whether an address in it is one of the decision: officers sign keyed hashes. @param {Decision} decision */
function comparing({ persons }) {
  const input = h("input", { id: "compare", type: "email", autocomplete: "off", spellcheck: "false" });
  const told = h("p", { role: "status" });
  const compare = () => answeredIn(told, async () => say(persons.includes(await nameOf(input.value)) ? "authority_compare_is" : "authority_compare_not"));
  return h(
    "details",
    { id: "names" },
    h("summary", {}, say("authority_decision_names", { count: persons.length })),
    h("ul", { role: "list", class: "small break" }, ...persons.map((each) => h("li", {}, h("code", {}, each)))),
    h("p", {}, say("authority_compare")),
    h("div", { class: "field" }, h("label", { for: "compare" }, say("authority_address")), input),
    button(say("authority_compare_do"), compare),
    told,
  );
}

/** @param {Whole} whole @param {Decision} decision @param {string} what @param {Those} those */
function signing({ request, signatures }, { proposer }, what, { me, again }) {
  if (proposer === me) return h("p", { class: "soft" }, say("authority_proposer"));
  if (signatures.some(({ staff }) => staff === me)) return h("p", { class: "soft" }, say("authority_signed"));
  const sign = async () => {
    await ask("POST", `${path}/${request.request}/signatures`, await take("approve", what));
    await again();
    announce(say("authority_signed_now"));
  };
  return h("div", { class: "sign" }, h("p", {}, say("authority_sign_why")), button(say("authority_sign"), sign, { kind: "primary", touch: true }));
}

/** What this officer may do now; what a machine or time does is said where its turn is. @param {Whole} whole @param {readonly Step[]} steps @param {Those} those */
function next(whole, steps, those) {
  const mine = steps.filter(({ act, signed }) => whole.possible.includes(act) && !signed);
  const { request, state } = whole.request;
  const does = (/** @type {Step} */ step) => h("button", { type: "button", class: final.has(step.act) ? "button danger-line" : "button", click: () => taking(whole, step, those) }, name("authority_act", step.act));
  return section(
    say("authority_next"),
    mine.length > 0 ? h("div", { class: "row" }, ...mine.map(does)) : h("p", { class: "soft" }, say("authority_next_none")),
    state === "APPROVED" && h("p", {}, say("authority_build_how")),
    state === "APPROVED" && h("p", { class: "break" }, h("code", {}, `serment-custodian authority --config FILE build --request ${request} --persons LETTER --out FOLDER`)),
  );
}

/** @param {Whole} whole @param {Step} step @param {Those} those */
function taking({ request, steps }, { act, fields }, { again }) {
  const title = name("authority_act", act);
  asked({ act, title, fields, begin: begun(fields, steps), danger: final.has(act) }, async (facts) => {
    await ask("POST", `${path}/${request.request}/steps`, { act, facts });
    await again();
    announce(say("authority_done", { step: title }));
  });
}

/** A proposal begins with what was asked for last. @param {readonly Field[]} fields @param {readonly Told[]} steps */
function begun(fields, steps) {
  const scope = steps.findLast(({ facts }) => facts["scope"])?.facts["scope"];
  return Object.fromEntries(fields.filter(({ type }) => type === "persons").map(({ id }) => [id, (scope?.persons ?? []).join("\n")]));
}

/** @param {Whole} whole */
function packageOf({ steps }) {
  const built = steps.findLast(({ act }) => act === "build");
  if (!built) return undefined;
  const { manifest, count } = built.facts;
  const files = h("input", { id: "package", type: "file", multiple: true, "aria-describedby": "package-stays" });
  const told = h("p", { role: "status" });
  files.addEventListener("change", () => void answeredIn(told, () => compared([...(files.files ?? [])], manifest)));
  return section(
    say("authority_package"),
    h("p", {}, say(count === 1 ? "authority_package_is_one" : "authority_package_is", { when: momentOf(built.at), count })),
    h("p", { class: "break" }, h("code", {}, manifest)),
    h("p", {}, say("authority_package_where")),
    h("div", { class: "field" }, h("label", { for: "package" }, say("authority_package_check")), files, h("span", { id: "package-stays", class: "small soft" }, say("authority_package_stays"))),
    told,
    h("p", { class: "small" }, say("authority_package_all"), " ", h("code", {}, "serment verify package FOLDER")),
  );
}

/** @param {Whole} whole @param {Those} those */
function journal(whole, those) {
  const step = (/** @type {Told} */ { act, state, by, at, event, facts }) =>
    h(
      "li",
      {},
      h("b", {}, name("authority_act", act)),
      h("p", { class: "soft small" }, `${personOf(by, those)} · `, h("time", { datetime: at }, momentOf(at)), ` · ${say("authority_event", { event })} · ${name("authority_state", state.toLowerCase())}`),
      h("ul", { role: "list", class: "small break" }, ...factLines(facts)),
    );
  const save = async () => {
    const link = h("a", { href: URL.createObjectURL(new Blob([JSON.stringify(whole, undefined, 2)], { type: "application/json" })), download: `authority-request-${whole.request.request}.json` });
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return section(
    say("authority_steps"),
    h("p", { class: "small soft" }, say("authority_steps_why")),
    h("ol", { reversed: true, role: "list", class: "lines" }, ...whole.steps.toReversed().map(step)),
    h("p", { class: "small soft" }, say("authority_file_why")),
    button(say("authority_file"), save),
  );
}

/** What a step added, one line each. @param {Record<string, any>} facts @returns {HTMLLIElement[]} */
function factLines(facts) {
  return Object.entries(facts).flatMap(([id, value]) => {
    if (Array.isArray(value)) return value.map((each) => h("li", {}, say("authority_named", { name: say("authority_fact_address") }), " ", h("code", {}, String(each))));
    if (typeof value === "object" && value !== null) return factLines(value);
    if (value === "") return [];
    const text = typeof value === "boolean" ? say(`authority_${value}`) : choiceName(String(value));
    return [h("li", {}, say("authority_named", { name: factName(id) }), " ", /^[0-9a-f]{64}$/.test(text) ? h("code", {}, text) : text)];
  });
}
