/**
 * An empty list of objects.
 *
 * To the compiler `[]` is a list of small integers until the first object comes in. What it compiled for lists of objects
 * is thrown away when it meets an empty one of another exchange, so this one is a list of objects from the start.
 */
export function objectList<Item extends object>(): Item[] {
  const list: (Item | null)[] = [null];
  list.pop();
  return list as Item[];
}
