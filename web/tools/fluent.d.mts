/** What the tools know of Fluent, for the tests that are written in TypeScript. */
export function describe(sources: readonly string[]): Map<string, Set<string>>;
export function writeKeys(words: ReadonlyMap<string, ReadonlySet<string>>): string;
