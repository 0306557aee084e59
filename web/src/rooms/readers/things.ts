/** Made by scripts/readers.py, from who-can-read.md and the classes of retention: change those instead. */
import { t, type PlainKey } from "../../words/words.svelte";

export type Reader = "you" | "practice" | "platform" | "custodian" | "host" | "thief";
export interface Thing {
  name: PlainKey;
  why: PlainKey;
  readers: readonly Reader[];
  kept: () => string;
}

export const things: readonly Thing[] = [
  { name: "readers-name", why: "readers-name-why", readers: ["you", "practice"], kept: () => t("readers-kept-visit", { months: 12, years: 20 }) },
  { name: "readers-reason", why: "readers-reason-why", readers: ["you", "practice"], kept: () => t("readers-kept-visit", { months: 12, years: 20 }) },
  { name: "readers-note", why: "readers-note-why", readers: ["practice"], kept: () => t("readers-kept-care", { years: 20 }) },
  { name: "readers-letter", why: "readers-letter-why", readers: ["you", "practice"], kept: () => t("readers-kept-letters", { months: 12 }) },
  { name: "readers-referral", why: "readers-referral-why", readers: ["practice"], kept: () => t("readers-kept-referral", { months: 12 }) },
  { name: "readers-request", why: "readers-request-why", readers: ["you", "practice", "platform", "host", "thief"], kept: () => t("readers-kept-letters", { months: 12 }) },
  { name: "readers-time", why: "readers-time-why", readers: ["you", "practice", "platform", "host", "thief"], kept: () => t("readers-kept-visit", { months: 12, years: 20 }) },
  { name: "readers-doctor", why: "readers-doctor-why", readers: ["you", "practice", "platform", "host", "thief"], kept: () => t("readers-kept-visit", { months: 12, years: 20 }) },
  { name: "readers-search", why: "readers-search-why", readers: ["you"], kept: () => t("readers-kept-never") },
  { name: "readers-email", why: "readers-email-why", readers: ["you", "custodian", "host"], kept: () => t("readers-kept-account") },
  { name: "readers-new-email", why: "readers-new-email-why", readers: ["you", "custodian", "host"], kept: () => t("readers-kept-change") },
  { name: "readers-phone", why: "readers-phone-why", readers: ["you", "custodian", "host"], kept: () => t("readers-kept-phone", { minutes: 10 }) },
  { name: "readers-ending", why: "readers-ending-why", readers: ["you", "custodian", "host"], kept: () => t("readers-kept-ending") },
  { name: "readers-asked-about", why: "readers-asked-about-why", readers: ["custodian", "host"], kept: () => t("readers-kept-told") },
  { name: "readers-reminder", why: "readers-reminder-why", readers: ["you", "platform", "custodian", "host", "thief"], kept: () => t("readers-kept-nudge") },
  { name: "readers-passphrase", why: "readers-passphrase-why", readers: ["you"], kept: () => t("readers-kept-never") },
  { name: "readers-account", why: "readers-account-why", readers: ["you"], kept: () => t("readers-kept-account") },
  { name: "readers-device", why: "readers-device-why", readers: ["you", "custodian", "host", "thief"], kept: () => t("readers-kept-device", { days: 400 }) },
  { name: "readers-code", why: "readers-code-why", readers: ["you", "custodian", "host", "thief"], kept: () => t("readers-kept-code", { minutes: 10 }) },
  { name: "readers-session", why: "readers-session-why", readers: ["you", "platform", "custodian", "host", "thief"], kept: () => t("readers-kept-session", { hours: 12 }) },
  { name: "readers-second-device", why: "readers-second-device-why", readers: ["you"], kept: () => t("readers-kept-meeting", { minutes: 5 }) },
  { name: "readers-counter", why: "readers-counter-why", readers: ["you", "practice"], kept: () => t("readers-kept-meeting", { minutes: 5 }) },
  { name: "readers-held", why: "readers-held-why", readers: ["platform", "host", "thief"], kept: () => t("readers-kept-held", { hours: 15, days: 36 }) },
  { name: "readers-line", why: "readers-line-why", readers: ["you", "platform", "custodian", "host", "thief"], kept: () => t("readers-kept-line", { days: 2 }) },
  { name: "readers-tries", why: "readers-tries-why", readers: ["you", "custodian", "host", "thief"], kept: () => t("readers-kept-tries", { months: 1 }) },
  { name: "readers-erased", why: "readers-erased-why", readers: ["you", "practice", "platform", "host", "thief"], kept: () => t("readers-kept-erased", { months: 12 }) },
  { name: "readers-erasure", why: "readers-erasure-why", readers: ["you", "platform", "custodian", "host", "thief"], kept: () => t("readers-kept-erasure", { days: 30 }) },
];
