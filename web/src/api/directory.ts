/** The public directory: who practises where, and when they are free. Search words travel in bodies only. */
import type { Day, Labels, Moment, ServiceClass } from "../worker/door-types";
import { ask } from "./fetch";

export type Access = "wheelchair" | "hearing" | "visual";

export interface DirectoryEntry {
  practitioner: string;
  practice: string;
  schedule: string;
  class: string;
  prefix: string;
  given: string;
  family: string;
  profession: string;
  specialty: string;
  specialty_labels: Labels;
  practice_name: string;
  address: string;
  town: string;
  postcode: string;
  /** −1 when no place was asked for. */
  distance_km: number;
  languages: readonly string[];
  sector: string;
  accepts_new: boolean;
  access: readonly Access[];
  fictitious: boolean;
  /** False: nobody reads this practice's bookings. */
  attended: boolean;
  next: Moment | "";
  time_zone: string;
}

export interface FreeStarts {
  day: Day;
  starts: readonly Moment[];
}

export interface SearchRow extends DirectoryEntry {
  days: readonly FreeStarts[];
}

export interface SearchRequest {
  specialty: string;
  name: string;
  place: string;
  radius_km: number;
  from: Day | "";
  language: string;
  sector: string;
  sort: "soonest" | "distance";
  channel: "" | "office" | "home" | "video";
  accepts_new: boolean;
  access: readonly Access[];
  page: number;
  /** Where the page before ended; the page then only counts. */
  after: string;
}

export interface SearchAnswer {
  total: number;
  page: number;
  pages: number;
  /** Somebody who was not looked at may be free sooner. */
  refreshing: boolean;
  /** Where the next page begins; empty behind the last. */
  after: string;
  results: readonly SearchRow[];
  also: readonly { what: "radius" | "specialty" | "date" | "without"; value: string | number; total: number }[];
}

export interface Place {
  code: string;
  name: string;
  postcodes: readonly string[];
  department: string;
}

/** In degrees. */
export interface LocatedPlace extends Place {
  latitude: number;
  longitude: number;
}

export interface Names {
  practitioners: readonly { practitioner: string; given: string; family: string; specialty: string; town: string }[];
  specialties: readonly { code: string; labels: Labels }[];
}

export interface Specialty {
  code: string;
  profession: string;
  labels: Labels;
}

export interface TimesAnswer {
  schedule: string;
  class: string;
  days: readonly FreeStarts[];
  next: Moment | "";
}

export function search(request: SearchRequest, signal?: AbortSignal): Promise<SearchAnswer> {
  return ask("/v1/search", request, signal);
}

export async function places(query: string, signal?: AbortSignal): Promise<readonly LocatedPlace[]> {
  return (await ask<{ places: readonly LocatedPlace[] }>("/v1/places", { query }, signal)).places;
}

export function names(query: string, signal?: AbortSignal): Promise<Names> {
  return ask("/v1/names", { query }, signal);
}

export async function specialties(): Promise<readonly Specialty[]> {
  return (await ask<{ specialties: readonly Specialty[] }>("/v1/specialties")).specialties;
}

export function practitioner(id: string): Promise<DirectoryEntry> {
  return ask(`/v1/practitioners/${encodeURIComponent(id)}`);
}

/** Times that are kept for whom a practice knows are told to whoever names them: looking takes no proof (SPEC 24). */
export async function times(schedule: string, serviceClass: string, from: Day, days: number, audience: ServiceClass["audience"] = "public"): Promise<TimesAnswer> {
  const of = audience === "public" ? {} : { audience };
  const answer = await ask<{ times: readonly TimesAnswer[] }>("/v1/times", { requests: [{ schedule, class: serviceClass }], from, days, ...of });
  return answer.times[0] ?? { schedule, class: serviceClass, days: [], next: "" };
}

/** On which days calendars of this region are closed, with their names in the language of the place. */
export async function holidays(region: string, year: string): Promise<readonly { day: Day; name: string }[]> {
  return (await ask<{ holidays: readonly { day: Day; name: string }[] }>(`/v1/holidays/${encodeURIComponent(region)}/${year}`)).holidays;
}
