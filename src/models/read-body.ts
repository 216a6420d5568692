/** No model writes so much; a body that goes on and on is not an answer. In characters. */
export const LARGEST_BODY: number = 1 << 24;

/**
 * The whole body of an answer as text, or `null` when it is longer than any answer. Rejects with what the platform rejects
 * with when the body breaks off.
 */
export async function readBody(response: Response, signal: AbortSignal): Promise<string | null> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parts.join('') + decoder.decode();
    const part = decoder.decode(value, { stream: true });
    parts.push(part);
    length += part.length;
    if (length > LARGEST_BODY || signal.aborted) {
      await reader.cancel();
      return null;
    }
  }
}
