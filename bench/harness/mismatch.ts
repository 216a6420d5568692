/** Two contestants disagree, so that their times mean nothing. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch';
}

/** Throws when a named figure of two results differs. */
export function expectSame(what: string, expected: unknown, actual: unknown): void {
  const [left, right] = [JSON.stringify(expected), JSON.stringify(actual)];
  if (left !== right) throw new Mismatch(`${what}: expected ${left}, got ${right}`);
}
