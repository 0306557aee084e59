/** The part of the kit's file that people read: the same as the app shows, as plain text. */
import type { Appointment, Day, Identity, Way } from "../../worker/door-types";
import { fullDate } from "../../words/dates";
import { currentLanguage, t, type PlainKey } from "../../words/words.svelte";
import { stateKeys } from "../appointments/states";
import { sayClock } from "../moments";
import { wallClock, zoneOf } from "../../words/dates";

export interface Kept {
  profile: Identity;
  ways: readonly Way[];
  visits: readonly Appointment[];
  installation: string;
  day: Day;
}

export const kindNames: Record<Way["kind"], PlainKey> = { passphrase: "way-passphrase", kit: "way-kit", browser: "way-browser", passkey: "way-passkey" };

export function kitFileText({ profile, ways, visits, installation, day }: Kept): string {
  const person = [
    labelled("kit-file-name", `${profile.given} ${profile.family}`.trim()),
    labelled("kit-file-born", profile.birth_date && date(profile.birth_date)),
    labelled("phone", profile.phone),
    labelled("email", profile.email),
  ];
  const sorted = [...visits].sort((a, b) => (a.start < b.start ? -1 : 1));
  const lines = [
    t("kit-file-heading"),
    t("kit-file-made-on", { date: date(day), installation }),
    "",
    t("kit-file-what"),
    "",
    t("kit-file-person"),
    ...person.filter((line) => line !== ""),
    "",
    t("kit-file-visits"),
    ...(sorted.length === 0 ? [t("kit-file-none")] : sorted.flatMap((visit) => ["", ...linesOf(visit)])),
    "",
    t("kit-file-ways"),
    ...ways.map(({ kind, name, added }) => `${t(kindNames[kind])}${name && ` (${name})`}, ${t("way-added", { date: date(added) })}`),
    "",
    t("kit-file-programs"),
  ];
  return `${lines.join("\n")}\n`;
}

function linesOf(visit: Appointment): string[] {
  const zone = zoneOf(visit.time_zone);
  const { day } = wallClock(new Date(visit.start), zone);
  return [
    `${date(day)}, ${sayClock(visit.start, zone)} (${zone}), ${visit.duration} min - ${t(stateKeys[visit.state])}`,
    `  ${visit.practitioner_name}, ${visit.practice_name}`,
    `  ${[visit.address, visit.phone].filter((part) => part !== "").join(", ")}`,
    `  ${labelled("kit-file-motive", visit.motive_label)}`,
    `  ${labelled("kit-file-for", `${visit.patient.given} ${visit.patient.family}`)}`,
    ...(visit.note === "" ? [] : [`  ${labelled("kit-file-note", visit.note)}`]),
    `  ${labelled("kit-file-number", visit.appointment)}`,
  ];
}

function labelled(key: PlainKey, value: string): string {
  return value === "" ? "" : t("kit-file-line", { label: t(key), value });
}

function date(day: Day): string {
  return fullDate(day, currentLanguage());
}
