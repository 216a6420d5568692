/** About so many characters make a token, and the cache keeps blocks of 64. */
const CHARACTERS_PER_TOKEN = 4;
const BLOCK_TOKENS = 64;
const KEPT_PROMPTS = 100;

/** What DeepSeek remembers of earlier prompts: only how they begin. */
export class PromptCache {
  readonly #prompts: string[] = [];

  /** Tokens of a prompt, and how many of them an earlier one began with. */
  count(prompt: string): { readonly tokens: number; readonly cached: number } {
    const known = Math.max(0, ...this.#prompts.map((earlier) => commonStart(earlier, prompt)));
    this.#prompts.push(prompt);
    if (this.#prompts.length > KEPT_PROMPTS) this.#prompts.shift();
    const blocks = Math.floor(tokensOf(known) / BLOCK_TOKENS);
    return { tokens: tokensOf(prompt.length), cached: Math.min(blocks * BLOCK_TOKENS, tokensOf(prompt.length)) };
  }
}

/** Tokens of a text, roughly. */
export function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

function commonStart(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at++;
  return at;
}
