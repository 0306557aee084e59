// Steps of an officer: a statement, and the passkey that signs its hash (SPEC section 11). The page computes both itself.

import { ask, b64, canonical, fromB64, fromHex, hash, hex, Problem, random } from "./wire.js";

const nothing = "0".repeat(64);

/** What is signed: one step, on one thing, once. @param {string} step @param {string} what */
async function statement(step, what) {
  const { nonce, time } = await ask("POST", "/v1/officers/challenges", {});
  const bytes = canonical({ v: 1, type: "officer_step", step, what, nonce, time });
  return { bytes, challenge: await hash("officer-step", bytes) };
}

/** A step by a passkey that is known. @param {string} step @param {string} [what] */
export async function take(step, what = nothing) {
  const { bytes, challenge } = await statement(step, what);
  const credential = await touched(() => navigator.credentials.get({ publicKey: { challenge, userVerification: "required", timeout: 240_000 } }));
  const response = /** @type {AuthenticatorAssertionResponse} */ (credential.response);
  return {
    statement: b64(bytes),
    assertion: {
      credential: b64(credential.rawId),
      authenticator_data: b64(response.authenticatorData),
      client_data: b64(response.clientDataJSON),
      signature: b64(response.signature),
    },
  };
}

/** A new passkey, made for something. @param {string} name @param {string} what @param {string[]} known */
async function make(name, what, known) {
  const { bytes, challenge } = await statement("enrol", what);
  const publicKey = {
    challenge,
    rp: { name: document.title },
    user: { id: random(16), name, displayName: name },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: /** @type {const} */ ("public-key"), alg })),
    authenticatorSelection: { residentKey: /** @type {const} */ ("required"), userVerification: /** @type {const} */ ("required") },
    excludeCredentials: known.map((id) => ({ type: /** @type {const} */ ("public-key"), id: fromB64(id) })),
    timeout: 240_000,
  };
  const credential = await touched(() => navigator.credentials.create({ publicKey }));
  const response = /** @type {AuthenticatorAttestationResponse} */ (credential.response);
  return {
    made: {
      statement: b64(bytes),
      attestation: { credential: b64(credential.rawId), client_data: b64(response.clientDataJSON), attestation: b64(response.attestationObject) },
    },
    credential: new Uint8Array(credential.rawId),
  };
}

/** The body of an enrolment. @param {string} name @param {Uint8Array<ArrayBuffer>} secret @param {string} label */
export async function enrolment(name, secret, label) {
  const { made } = await make(name, hex(await hash("officer-invitation", secret)), []);
  return { invitation: b64(secret), label, ...made };
}

/** The body for one more passkey: the new one is made, then one that is known says whose it is.
 * @param {string} name @param {string} me @param {string} label @param {string[]} known */
export async function another(name, me, label, known) {
  const { made, credential } = await make(name, hex(await hash("officer", fromHex(me))), known);
  return { label, ...made, step: await take("add_passkey", hex(await hash("passkey", credential))) };
}

/** @param {() => Promise<Credential | null>} ceremony @returns {Promise<PublicKeyCredential>} */
async function touched(ceremony) {
  try {
    const credential = await ceremony();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") throw new Problem("passkey_taken", "");
  }
  throw new Problem("no_passkey", "");
}
