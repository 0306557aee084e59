/** Runes everywhere; styles leave the script so that no inline style is ever needed. */
export default {
  compilerOptions: { runes: true },
};
