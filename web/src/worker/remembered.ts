/** The way in that this browser keeps, if it remembers somebody: wrapped by a key that never leaves it (SPEC 3). */
import { browserSecret, type WayIn, wayIn } from "../protocol/accounts";
import { hex, utf8 } from "../protocol/encoding";
import { decrypt } from "../protocol/primitives";
import * as shelf from "./shelf";

export const rememberedKey = "remembered";

export async function remembered(): Promise<shelf.Remembered | undefined> {
  return shelf.read<shelf.Remembered>(rememberedKey);
}

export async function rememberedWay(kept: shelf.Remembered): Promise<WayIn> {
  return wayIn(browserSecret(await decrypt(kept.key, kept.wrapped, utf8(kept.locator))), kept.audience);
}

/** By the secret itself, not by what is written beside it. */
export async function heldLocator(): Promise<string> {
  const kept = await remembered();
  return kept === undefined ? "" : hex((await rememberedWay(kept)).locator);
}
