/** What a passkey's PRF is asked for, by every account alike (SPEC 3). Apart from the rest, for the page asks and has no keys. */
import { utf8 } from "./encoding";

export const passkeyInput = utf8("serment/v1/passkey\0");
