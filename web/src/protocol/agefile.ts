/** Files in the format of age (c2sp.org/age, version 1), to X25519 keys, as age writes them, or to a passphrase. */
import { bech32 } from "@scure/base";
import type { Bytes } from "./encoding";
import { Refusal } from "./errors";

/** The library is long and seldom needed. */
function age(): Promise<typeof import("age-encryption")> {
  return import("age-encryption");
}

/** What opens files, of an X25519 private key. */
export function identity(key: Bytes): string {
  return bech32.encodeFromBytes("AGE-SECRET-KEY-", key).toUpperCase();
}

/** What files are made to, of the same private key. */
export async function recipient(key: Bytes): Promise<string> {
  return (await age()).identityToRecipient(identity(key));
}

export async function encrypt(plain: Bytes, recipients: readonly string[]): Promise<Bytes> {
  const { Encrypter } = await age();
  try {
    const encrypter = new Encrypter();
    for (const each of recipients) encrypter.addRecipient(each);
    return new Uint8Array(await encrypter.encrypt(plain));
  } catch (cause) {
    throw new Refusal("cannot_open", { cause });
  }
}

export async function decrypt(data: Bytes, own: string): Promise<Bytes> {
  const { Decrypter } = await age();
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(own);
    return new Uint8Array(await decrypter.decrypt(data));
  } catch (cause) {
    throw new Refusal("cannot_open", { cause });
  }
}

/** A file that this passphrase opens, after about a second of work. */
export async function encryptWithPassphrase(plain: Bytes, passphrase: string): Promise<Bytes> {
  const { Encrypter } = await age();
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return new Uint8Array(await encrypter.encrypt(plain));
}

export async function decryptWithPassphrase(data: Bytes, passphrase: string): Promise<Bytes> {
  const { Decrypter } = await age();
  try {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(passphrase);
    return new Uint8Array(await decrypter.decrypt(data));
  } catch (cause) {
    throw new Refusal("cannot_open", { cause });
  }
}
