/** The page that a person takes away: the same as the app shows, with no script and no foreign address, fit for paper. */
import type { Appointment, Gathered, HeldRow, Holdings, Moment, Question, WrittenLetters } from "../../worker/door-types";
import { fullDate, wallClock, zoneOf } from "../../words/dates";
import { currentLanguage, sentenceFor, t } from "../../words/words.svelte";
import { stateKeys } from "../appointments/states";
import { sayClock } from "../moments";
import { questionFacts, questionTitle } from "../questions";
import { consentStates } from "./consents";
import { kindNames } from "./kit-file";

const style = [
  "body{font:16px/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}",
  "table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}caption{text-align:start;font-weight:600}",
  "th,td{border:1px solid #999;padding:.25rem .5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}",
  "section{break-inside:avoid}.said{white-space:pre-line;overflow-wrap:anywhere}dt{font-weight:600}dd{margin:0 0 .25rem}h2{margin-top:2rem}",
].join("");
const policy = "default-src 'none'; style-src 'unsafe-inline'";

/** The whole page; every text in it is escaped where it stands. */
export function exportPage(gathered: Gathered): string {
  const { profile, ways, visits, mailboxes, doubtful, consents, questions, platform, custodian } = gathered;
  const made = t("kit-file-made-on", { date: date(gathered.made.slice(0, 10)), installation: gathered.installation });
  const body = [
    element("h1", t("data-title")),
    ...[made, t("data-page-what"), t("data-page-no-key")].map((text) => element("p", text)),
    element("h2", t("data-page-person")),
    definitions([
      [t("kit-file-name"), `${profile.given} ${profile.family}`.trim()],
      [t("kit-file-born"), profile.birth_date && date(profile.birth_date)],
      [t("phone"), profile.phone],
      [t("email"), profile.email],
    ]),
    element("h2", t("data-page-visits")),
    ...(visits.length === 0 ? [element("p", t("kit-file-none"))] : visits.map((visit) => visitOf(visit, mailboxes.find(({ appointment }) => appointment === visit.appointment)))),
    ...(doubtful.length === 0 ? [] : [element("p", t("data-page-doubtful")), definitions(doubtful.map(({ appointment, code }) => [appointment, code]))]),
    ...consentsOf(consents),
    ...questionsOf(questions),
    element("h2", t("data-page-ways")),
    `<ul>${ways.map((way) => element("li", wayOf(way))).join("")}</ul>`,
    ...holdingsOf(platform, t("data-page-platform"), t("data-page-platform-what")),
    ...holdingsOf(custodian, t("data-page-custodian"), t("data-page-custodian-what")),
    element("h2", t("data-page-files")),
    definitions([
      ["index.html", t("data-page-file-index")],
      ["files/", t("data-page-file-files")],
      ["bundle.json", t("data-page-file-bundle")],
      ["serment.json", t("data-page-file-serment")],
      ["manifest.json", t("data-page-file-manifest")],
    ]),
  ];
  const head = [
    `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<meta name="viewport" content="width=device-width">${element("title", t("data-title"))}<style>${style}</style>`,
  ];
  return `<!doctype html><html lang="${currentLanguage()}"><head>${head.join("")}</head><body><main>${body.join("")}</main></body></html>`;
}

function visitOf(visit: Appointment, mailbox: WrittenLetters | undefined): string {
  const { practice_name, address, phone, patient } = visit;
  const zone = zoneOf(visit.time_zone);
  const facts = definitions([
    [t("data-page-practitioner"), visit.practitioner_name],
    [t("data-page-practice"), [practice_name, address, phone].filter((part) => part !== "").join(", ")],
    [t("kit-file-motive"), visit.motive_label],
    [t("kit-file-for"), `${patient.given} ${patient.family}`.trim()],
    [t("kit-file-note"), visit.note],
    [t("kit-file-number"), visit.appointment],
  ]);
  const steps = table(
    t("data-page-steps"),
    [t("data-page-state"), t("data-page-begins"), t("data-page-signed")],
    visit.history.map(({ state, start, by }) => [t(stateKeys[state]), moment(start, zone), by === "patient" ? t("data-page-by-you") : t("data-page-by-practice")]),
  );
  const heading = `${moment(visit.start, zone)} (${zone}), ${visit.duration} min - ${t(stateKeys[visit.state])}`;
  return `<section>${element("h3", heading)}${facts}${steps}${mailbox === undefined ? "" : lettersOf(mailbox, zone)}</section>`;
}

function lettersOf({ letters, doubtful }: WrittenLetters, zone: string): string {
  const told = letters.map((letter) => letterOf(letter, zone));
  return [element("h4", t("data-page-letters")), ...told, definitions([[t("data-page-disbelieved"), doubtful === 0 ? "" : String(doubtful)]])].join("");
}

function letterOf({ by, at, kind, text, outcome, files, opened }: WrittenLetters["letters"][number], zone: string): string {
  const who = by === "patient" ? t("data-page-by-you") : t("data-page-by-practice");
  const subject = outcome === "" ? sentenceFor("demand-kind", kind) : sentenceFor("demand-state", outcome);
  const beside = t(kind === "extension" ? "demand-state-extended" : "data-page-letter");
  const when = opened ? moment(at, zone) : date(at);
  return [
    definitions([[subject ?? beside, t("data-page-wrote", { who, when })]]),
    `<p class="said">${escape(opened ? text : t("data-page-letter-closed"))}</p>`,
    definitions(files.map((file) => [t("data-page-attached"), file])),
  ].join("");
}

function consentsOf(consents: Gathered["consents"]): string[] {
  if (consents.length === 0) return [];
  const each = consents.map(({ about, relative, history, broken }) => {
    const lines = decisionsOf(history);
    if (history.length === 0) return element("h3", broken ? t("consent-unreadable") : t("consent-newer"));
    if (about === "sms") return `${element("h3", t("consents-sms"))}${lines}`;
    return `${element("h3", relative ? `${relative.given} ${relative.family}` : t("consent-no-name"))}${lines}`;
  });
  return [element("h2", t("consents-title")), ...each];
}

function questionsOf(questions: Gathered["questions"]): string[] {
  if (questions.length === 0) return [];
  const each = questions.map((question) => {
    const facts = questionFacts(question).map((fact) => `<p class="said">${escape(fact)}</p>`);
    return [element("h3", questionTitle(question)), ...facts, question.broken ? element("p", t("question-broken")) : decisionsOf(question.history)].join("");
  });
  return [element("h2", t("questions-title")), ...each];
}

function decisionsOf(history: Question["history"]): string {
  return `<ul>${history.map(({ decision, day, version }) => element("li", `${t(consentStates[decision], { date: date(day) })} (${t("consent-version", { version })})`)).join("")}</ul>`;
}

function wayOf({ kind, name, added, used }: Gathered["ways"][number]): string {
  const since = used === "" ? t("way-added", { date: date(added) }) : t("way-used", { added: date(added), used: date(used) });
  return `${t(kindNames[kind])}${name && ` (${name})`}, ${since}`;
}

function holdingsOf({ asked, rows }: Holdings, title: string, what: string): string[] {
  return [element("h2", title), element("p", asked ? what : t("data-page-not-asked")), ...rows.map(rowOf)];
}

function rowOf({ table: name, columns }: HeldRow): string {
  const cells = columns.map(({ column, value, bytes }) => [column, bytes === 0 ? value : t("data-page-bytes", { count: bytes })]);
  return table(name, [t("data-page-column"), t("data-page-value")], cells);
}

function moment(start: Moment, zone: string): string {
  return `${date(wallClock(new Date(start), zone).day)}, ${sayClock(start, zone)}`;
}

function date(day: string): string {
  return fullDate(day, currentLanguage());
}

function definitions(pairs: readonly (readonly [string, string])[]): string {
  const told = pairs.filter(([, value]) => value !== "").map(([name, value]) => element("dt", name) + element("dd", value));
  return `<dl>${told.join("")}</dl>`;
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((each) => `<th scope="col">${escape(each)}</th>`).join("");
  const lines = rows.map((row) => `<tr>${row.map((cell) => element("td", cell)).join("")}</tr>`).join("");
  return `<table>${element("caption", caption)}<thead><tr>${head}</tr></thead><tbody>${lines}</tbody></table>`;
}

function element(name: string, text: string): string {
  return `<${name}>${escape(text)}</${name}>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#x27;");
}
