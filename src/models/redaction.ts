import type { ModelReply } from '../ports/language-model.ts';

/** Shorter ones are placeholders, such as what local servers take for a key. */
const SHORTEST_SECRET = 8;
/** What looks like a key to anyone, whosoever it is. */
const KEY_LIKE = /\b(sk-)[\w-]{8,}|\b((?:Bearer|Basic)\s+)[\w.~+/=-]{8,}/gi;
const HIDDEN = '***';

/** Keeps what must not be seen out of texts. */
export interface Redaction {
  /** The text without the secrets that were named. */
  hide(text: string): string;
  /** The text without the secrets and without anything that looks like a key; for messages. */
  hideKeys(text: string): string;
  /** The error when no secret stands anywhere in it, else nothing: a cause is printed whole. */
  safeCause(error: unknown): unknown;
}

/** Makes a {@link Redaction} for the named secrets. */
export function redaction(secrets: readonly string[]): Redaction {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .sort((a, b) => b.length - a.length);
  const hide = (text: string): string => forms.reduce((rest, form) => rest.replaceAll(form, HIDDEN), text);
  const hideKeys = (text: string): string =>
    hide(text).replace(KEY_LIKE, (_all, key: string | undefined, scheme: string | undefined) => {
      return `${key ?? scheme ?? ''}${HIDDEN}`;
    });
  return {
    hide,
    hideKeys,
    safeCause: (error) => (textsOf(error).some((text) => hideKeys(text) !== text) ? undefined : error),
  };
}

/** What a model said, without what it may have been made to repeat. */
export function withoutSecrets<T extends Pick<ModelReply, 'text' | 'reasoning' | 'toolCalls'>>(
  answer: T,
  { hide }: Redaction,
): T {
  return {
    ...answer,
    text: hide(answer.text),
    reasoning: answer.reasoning === null ? null : hide(answer.reasoning),
    toolCalls: answer.toolCalls.map((call) => ({ ...call, arguments: hide(call.arguments) })),
  };
}

/** Every text in an error, its causes and its parts. */
function textsOf(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 6) return [];
  const own = Object.getOwnPropertyNames(value).map((name) => Reflect.get(value, name) as unknown);
  return own.flatMap((part) => textsOf(part, depth + 1));
}
