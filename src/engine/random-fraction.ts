/** A random number from 0 up to, and without, 1: for spreading what would otherwise happen at once. */
export function randomFraction(): number {
  return Math.random();
}
