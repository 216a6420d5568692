import { fileURLToPath } from 'node:url';

const source = (path: string): string => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

/** The published entry points as the examples import them, from the sources of this checkout. */
export const PUBLISHED_ENTRIES = [
  { find: /^brokerkit$/, replacement: source('index.ts') },
  { find: /^brokerkit\/(\w+)$/, replacement: source('$1/index.ts') },
];
