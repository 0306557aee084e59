/** New shares as they go on paper, in both languages: the words are chosen where they are shown. */
import { b64 } from "../protocol/encoding";
import { shareWords } from "../protocol/kit";
import type { NewPapers } from "./door-types";
import type { MadeShares } from "./wayback";

export async function papersOf({ record, papers }: MadeShares): Promise<NewPapers> {
  const sheets = papers.map(async (share, place) => ({
    number: place + 1,
    words: { fr: await shareWords(share, "fr"), en: await shareWords(share, "en") },
    link: b64(share),
  }));
  return { practice: record.practice, sharing: record.sharing, created: record.created, sheets: await Promise.all(sheets) };
}
