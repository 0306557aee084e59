/** What is looked for and what was found: in memory alone, so that "back" finds it again and the history never does. */
import { names, places, search, type SearchAnswer } from "../../api/directory";
import { ApiError } from "../../api/errors";
import { Task } from "../task.svelte";
import { countOf, type Filter, nothingWanted, placeLabel, placeNamed, requestOf, specialtyNamed, type Wanted } from "./rules";

export const wanted = $state<Wanted>(nothingWanted());
export const found = new Task<SearchAnswer>();

/** How many each offered filter would leave, by `field:value`. */
let counts = $state.raw<Readonly<Record<string, number>>>({});

let asking: AbortController | undefined;

/** Understands what was typed, then asks for the first page. */
export async function begin(): Promise<void> {
  await found.run(async () => {
    await understand();
    Object.assign(wanted, { page: 1, after: "" });
    return ask();
  });
}

/** Asks again with another filter, order or page. */
export async function refine(change: Partial<Wanted>): Promise<void> {
  Object.assign(wanted, { page: 1, after: "" }, change);
  await found.run(ask);
}

export function forget(): void {
  Object.assign(wanted, nothingWanted());
  asking?.abort();
  found.clear();
}

function ask(): Promise<SearchAnswer> {
  asking?.abort();
  asking = new AbortController();
  counts = {};
  return search(requestOf(wanted), asking.signal);
}

/** Words become a specialty and a commune when they name one; a place nobody knows is refused, not ignored. */
async function understand(): Promise<void> {
  const [who, where] = [wanted.who.trim(), wanted.where.trim()];
  if (wanted.specialty === "" && who !== "") wanted.specialty = specialtyNamed(who, await names(who));
  if (where === "") wanted.place = "";
  if (where === "" || wanted.place !== "") return;
  const place = placeNamed(where, await places(where));
  if (place === undefined) throw new ApiError("place_unknown");
  wanted.place = place.code;
  wanted.where = placeLabel(place);
}

export function countFor({ field, value }: Filter): number | undefined {
  return counts[`${field}:${value}`];
}

/** With one page the rows tell; with more, the directory is asked once for each filter, one after another. */
export async function countFilters(answer: SearchAnswer, filters: readonly Filter[]): Promise<void> {
  const signal = asking?.signal;
  for (const filter of filters) {
    const asked = answer.pages > 1 || filter.field === "channel";
    const count = asked ? await totalWith(filter, signal) : countOf(answer.results, filter);
    if (count === undefined || signal?.aborted) return;
    counts = { ...counts, [`${filter.field}:${filter.value}`]: count };
  }
}

async function totalWith({ field, value }: Filter, signal: AbortSignal | undefined): Promise<number | undefined> {
  try {
    return (await search(requestOf({ ...wanted, [field]: value, page: 1, after: "" }), signal)).total;
  } catch {
    // A count is a courtesy: without it the filter still works.
    return undefined;
  }
}
