/** What is there at once, or comes later: a replay answers in the same call, a network does not. */
export type MaybePromise<T> = T | Promise<T>;

/** Whether an answer has to be waited for. Awaiting one that is there costs as much as the rest of a simulated order. */
export function isPromise<T>(answer: MaybePromise<T>): answer is Promise<T> {
  return typeof (answer as { readonly then?: unknown } | null | undefined)?.then === 'function';
}
