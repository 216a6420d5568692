import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DENIAL_CODES } from '../src/domain/denial.ts';
import { ERROR_CODES } from '../src/errors/codes.ts';
import { LONG_FILES } from './architecture/layers.ts';
import { RULES } from './architecture/rules/index.ts';
import { readSources, type Violation } from './architecture/source-program.ts';

const ROOT = resolve(import.meta.dirname, '..');

describe('the sources', () => {
  const program = readSources();

  it.each(Object.entries(RULES))(
    'keep the rule: %s',
    (_sentence, rule) => {
      expect(rule(program).map(printed)).toEqual([]);
      // Reading the whole program takes long where other tests run beside it.
    },
    120_000,
  );

  it('need every exception that the list of long files makes', () => {
    const long = program.files.filter((file) => file.node.text.split('\n').length > 401).map((file) => file.path);
    expect(Object.keys(LONG_FILES).filter((path) => !long.includes(path))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  const path = resolve(ROOT, 'docs/errors.md');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';

  it('has one heading for every error code and none besides', () => {
    const headings = [...text.matchAll(/^#+\s+`?([a-z]+\/[a-z_]+)`?\s*$/gm)].map(([, code]) => code);
    expect(headings.sort()).toEqual(Object.values(ERROR_CODES).flat().sort());
  });

  it('explains every denial code', () => {
    expect(DENIAL_CODES.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  });
});

function printed({ file, line, message }: Violation): string {
  return `${file}:${line} ${message}`;
}
