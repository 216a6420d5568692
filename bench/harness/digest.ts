import { createHash } from 'node:crypto';

/** A short fingerprint of a sequence of lines, to compare long results by. */
export function digest(lines: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line).update('\n');
  return hash.digest('hex').slice(0, 16);
}
