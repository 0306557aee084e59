/** A copy of what a practice holds about a visit, for the person whom it is about. No key is in it. Pure. */
import { canonical, concat, fromB64, type Json, utf8 } from "../protocol/encoding";
import { type Attached, attach } from "../protocol/letters";
import type { KnownVisit } from "./agenda";

/** Of the files of one letter: in base64, with a long text beside them, they fit its largest size. */
const mostBytes = 16_000;

/** French, English. */
const words: Readonly<Record<string, readonly [string, string]>> = {
  practice: ["Cabinet", "Practice"],
  appointment: ["Numéro du rendez-vous", "Number of the visit"],
  start: ["Début", "Start"],
  duration: ["Durée en minutes", "Minutes"],
  state: ["État", "State"],
  changes: ["Ce qui s'est passé", "What happened"],
  by: ["par", "by"],
  filed: ["Ce que le cabinet a classé", "What the practice has filed"],
  patient: ["Personne", "Person"],
  given: ["Prénom", "Given name"],
  family: ["Nom", "Family name"],
  birth_date: ["Date de naissance", "Date of birth"],
  phone: ["Téléphone", "Telephone"],
  email: ["E-mail", "E-mail"],
  motive: ["Motif", "Motive"],
  note: ["Votre message", "Your message"],
  staff_note: ["Note du secrétariat", "Note of the desk"],
  language: ["Langue", "Language"],
  replaces: ["Remplace le rendez-vous", "Replaces the visit"],
  pseudonym: ["Pseudonyme pour ce cabinet", "Pseudonym for this practice"],
  restricted: ["Usage limité depuis le", "Use restricted since"],
  clinical_note: ["Note du soignant", "Note of the practitioner"],
  booked: ["réservé", "booked"],
  cancelled: ["annulé", "cancelled"],
  arrived: ["arrivé", "arrived"],
  fulfilled: ["honoré", "fulfilled"],
  noshow: ["absent", "did not come"],
  manage: ["vous", "you"],
  desk: ["le secrétariat", "the desk"],
};

/** Everything that is filed and noted of it, for programs, and the same for people. */
export function copyOf(visit: KnownVisit, practiceName: string): readonly Attached[] {
  const held = heldOf(visit, practiceName);
  const language = visit.content?.language === "en" ? 1 : 0;
  const text = lines(held, language).map((line) => `${line}\n`);
  return [attach("rendez-vous.json", canonical(held)), attach("rendez-vous.txt", utf8(text.join("")))];
}

function heldOf({ statements, content, clinical }: KnownVisit, practiceName: string): Readonly<Record<string, Json>> {
  const last = statements.at(-1);
  const { v: _v, type: _type, claim: _claim, reply: _reply, ...filed } = content ?? ({} as NonNullable<KnownVisit["content"]>);
  return {
    practice: practiceName,
    appointment: last?.appointment ?? "",
    start: last?.start ?? "",
    duration: last?.duration ?? 0,
    state: last?.state ?? "",
    changes: statements.map(({ state, start, by }) => ({ state, start, by })),
    filed: filed as Json,
    ...(clinical.state === "open" ? { clinical_note: clinical.text } : {}),
  };
}

/** The files, cut and laid together so that each list fits one letter; at least one list. */
export function inLetters(files: readonly Attached[]): readonly (readonly Attached[])[] {
  const letters: Attached[][] = [[]];
  let room = mostBytes;
  for (const file of files.flatMap(cut)) {
    const size = fromB64(file.content).length;
    if (size > room) {
      letters.push([]);
      room = mostBytes;
    }
    letters.at(-1)?.push(file);
    room -= size;
  }
  return letters;
}

function cut(file: Attached): Attached[] {
  const content = fromB64(file.content);
  if (content.length <= mostBytes) return [file];
  const count = Math.ceil(content.length / mostBytes);
  const part = (index: number) => concat(content.subarray(index * mostBytes, (index + 1) * mostBytes));
  return Array.from({ length: count }, (_, index) => attach(`${file.name}.${index + 1}-${count}`, part(index)));
}

/** A line for each thing that is known, under the words that people use for it. */
function lines(value: Json, language: 0 | 1, name = "", depth = 0): string[] {
  const word = (text: string): string => words[text]?.[language] ?? text;
  const head = `${"  ".repeat(Math.max(depth - 1, 0))}${word(name)}`;
  if (Array.isArray(value)) return [`${head} :`, ...value.map((inner: Json) => `  - ${lines(inner, language, "", depth + 1).map((line) => line.trim()).join(", ")}`)];
  if (typeof value === "object" && value !== null) return [...(name === "" ? [] : [`${head} :`]), ...Object.entries(value).flatMap(([key, inner]) => lines(inner as Json, language, key, depth + 1))];
  const text = String(value);
  if (text === "") return [];
  if (name === "start") return [`${head} : ${text.slice(0, 10)} ${text.slice(11, 16)} UTC`];
  return [`${head} : ${name === "state" || name === "by" ? word(text) : text}`];
}
