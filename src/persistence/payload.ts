import { createHash } from 'node:crypto';

/** What a payload is. */
export type PayloadKind = 'prompt' | 'reply' | 'reasoning' | 'tools' | 'judge_view';

/** A text under the name that its content gives it. */
export interface Payload {
  readonly sha256: string;
  readonly kind: PayloadKind;
  /** `json`: the content is a JSON string, because no database takes the text itself. */
  readonly encoding: 'text' | 'json';
  readonly content: string;
  /** Of the content in UTF-8. */
  readonly bytes: number;
}

/** Texts below this many bytes are never forgotten: they take no room, and a prompt may be the text of something else. */
export const FORGETTABLE_BYTES = 256;

const UNSTORABLE = /\0|\p{Surrogate}/u;

/** The payload of a text. */
export function payloadOf(kind: PayloadKind, text: string): Payload {
  const isPlain = !UNSTORABLE.test(text);
  const content = isPlain ? text : JSON.stringify(text);
  return {
    sha256: sha256Of(isPlain ? text : content),
    kind,
    encoding: isPlain ? 'text' : 'json',
    content,
    bytes: Buffer.byteLength(content),
  };
}

/** The text of a payload; `null` when it is not what its name says. */
export function payloadText({
  sha256,
  encoding,
  content,
}: Pick<Payload, 'sha256' | 'encoding' | 'content'>): string | null {
  if (sha256Of(content) !== sha256) return null;
  return encoding === 'text' ? content : String(JSON.parse(content));
}

/** SHA-256 of a text in UTF-8, in hexadecimal digits. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
