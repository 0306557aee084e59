/** Written by `npm run words` from fr/; words.test.ts fails when it is stale. */
export interface Words {
}
