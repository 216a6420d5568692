import type { StateStore } from '../ports/state-store.ts';
import { jsonText } from './json-text.ts';

/** A {@link StateStore} that lasts as long as the process. What is loaded is a copy. */
export function memoryStateStore(): StateStore {
  const texts = new Map<string, string>();
  return {
    async load(key) {
      const text = texts.get(key);
      return text === undefined ? null : JSON.parse(text);
    },
    async save(key, value) {
      texts.set(key, jsonText(key, value));
    },
  };
}
