import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { JUDGE_RULES } from '../../src/pipeline/judge/verdict.ts';

const PAGE = new URL('../../docs/judging.md', import.meta.url);

describe('the page on judging', () => {
  it('lists every rule, and no other', async () => {
    const rows = [...(await readFile(PAGE, 'utf8')).matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].map(
      ([, names = '']) => names,
    );
    const named = rows.flatMap((names) => names.replaceAll('`', '').split(', '));
    expect(named.sort()).toEqual([...JUDGE_RULES].sort());
  });
});
