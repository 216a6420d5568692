/**
 * An empty list made for objects.
 *
 * V8 takes `[]` for a list of small integers until the first object comes, and throws away what it has compiled for the
 * lists that came before. Worth it for lists that a hot path reads.
 */
export function emptyList<T>(): T[] {
  const list: (T | null)[] = [null];
  list.pop();
  return list as T[];
}
