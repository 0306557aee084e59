/** The choices a form of settings offers, in words. */
import type { ServiceClass } from "../../worker/door-types";
import { duration } from "../../words/dates";
import { type Language, locale, type PlainKey, t } from "../../words/words.svelte";

/** "lundi": the 5th of January 2026 was a Monday. */
export function weekdayName(weekday: number, language: Language): string {
  return new Intl.DateTimeFormat(locale(language), { weekday: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2026, 0, 4 + weekday)));
}

/** The usual choices and the one in force, should it be another. */
export function withCurrent(usual: readonly number[], current: number): readonly number[] {
  return [...new Set([...usual, current])].sort((a, b) => a - b);
}

export function noticeWords(minutes: number, language: Language): string {
  if (minutes === 0) return t("notice-none");
  if (minutes % 1440 === 0) return t("notice-days", { count: minutes / 1440 });
  return duration(minutes, language);
}

export const channelWords: Record<ServiceClass["channel"], PlainKey> = { office: "place-office", home: "place-home", video: "place-video" };
export const audienceWords: Record<ServiceClass["audience"], PlainKey> = {
  public: "audience-public",
  known: "audience-known",
  colleagues: "audience-colleagues",
  staff: "audience-staff",
};

/** "20 min, au cabinet", and for whom where not for all */
export function className({ duration: minutes, channel, audience }: ServiceClass, language: Language): string {
  const parts = [duration(minutes, language), t(channelWords[channel])];
  if (audience !== "public") parts.push(t(audienceWords[audience]));
  return parts.join(", ");
}
