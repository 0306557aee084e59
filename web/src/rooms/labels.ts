/** The words for the codes of the directory and of publications. */
import type { ServiceClass } from "../worker/door-types";
import type { PlainKey } from "../words/words.svelte";

export const channelKeys: Record<ServiceClass["channel"], PlainKey> = {
  office: "channel-office",
  home: "channel-home",
  video: "channel-video",
};

/** For whom times are kept; nothing for those that are open to all. */
export const reservedKeys: Readonly<Partial<Record<ServiceClass["audience"], PlainKey>>> = { known: "reserved-known", colleagues: "reserved-colleagues" };

/** French fee sectors; a practice abroad has none. */
export const sectorKeys: Readonly<Record<string, PlainKey>> = { "1": "sector-1", "2": "sector-2", hors: "sector-hors" };

/** What a search may ask for beside fees and languages. */
export const filterKeys: Readonly<Record<string, PlainKey>> = {
  new: "filter-new",
  video: "filter-video",
  home: "filter-home",
  wheelchair: "access-wheelchair",
  hearing: "access-hearing",
  visual: "access-visual",
};

/** The same where a word must do. */
export const sectorNames: Readonly<Record<string, PlainKey>> = { "1": "sector-short-1", "2": "sector-short-2", hors: "sector-hors" };
