import { describe, expect, it } from 'vitest';
import { decimalOperators } from './rules/decimal-operators.ts';
import { edgesOfTheWorld } from './rules/edges-of-the-world.ts';
import { fileLength, honestTypes, reExports, tellingNames } from './rules/file-shape.ts';
import { importCycles } from './rules/import-cycles.ts';
import { importDirection } from './rules/import-direction.ts';
import { moneyIsExact } from './rules/money-is-exact.ts';
import { lightRoot, packagesInPlace } from './rules/packages.ts';
import { thrownErrors } from './rules/thrown-errors.ts';
import { plantSources, type Rule } from './source-program.ts';

type Planted = Readonly<Record<string, string>>;

/** `path:line` of every violation that the rule finds in made-up files. */
function found(rule: Rule, planted: Planted): readonly string[] {
  return rule(plantSources(planted)).map(({ file, line }) => `${file}:${line}`);
}

/** The rule's findings in one made-up engine file that has the real `Decimal` and errors at hand. */
function foundIn(rule: Rule, body: string, path = 'src/engine/planted.ts'): readonly string[] {
  const header =
    "import { Decimal } from '../domain/decimal.ts'; import { BrokerError, InternalError } from '../errors/index.ts'; void [Decimal, BrokerError, InternalError];";
  return found(rule, { [path]: `${header}\n${body}\n` });
}

const CAUGHT = ['src/engine/planted.ts:2'];

describe('the rule on import direction', () => {
  it.each<[string, Planted, readonly string[]]>([
    ['a port that imports the engine', { 'src/ports/a.ts': "import '../engine/b.ts';" }, ['src/ports/a.ts:1']],
    [
      'a type taken from an outer folder',
      { 'src/domain/a.ts': "import type { A } from '../engine/b.ts';" },
      ['src/domain/a.ts:1'],
    ],
    [
      'an outer folder named inside a type',
      { 'src/domain/a.ts': "export type A = import('../ports/b.ts').B;" },
      ['src/domain/a.ts:1'],
    ],
    [
      'a lazy import of an outer folder',
      { 'src/engine/a.ts': "export const a = () => import('../okx/b.ts');" },
      ['src/engine/a.ts:1'],
    ],
    [
      'a re-export from an outer folder',
      { 'src/errors/index.ts': "export { a } from '../domain/a.ts';" },
      ['src/errors/index.ts:1'],
    ],
    [
      'the pipeline that sees a concrete broker',
      { 'src/pipeline/a.ts': "import '../simulated/b.ts';" },
      ['src/pipeline/a.ts:1'],
    ],
    ['the pipeline that sees a model', { 'src/pipeline/a.ts': "import '../models/b.ts';" }, ['src/pipeline/a.ts:1']],
    ['a model that sees the engine', { 'src/models/a.ts': "import '../engine/b.ts';" }, ['src/models/a.ts:1']],
    ['two venues that see each other', { 'src/simulated/a.ts': "import '../okx/b.ts';" }, ['src/simulated/a.ts:1']],
    ['a source that imports a test', { 'src/engine/a.ts': "import '../../test/b.ts';" }, ['src/engine/a.ts:1']],
    ['a folder that nobody decided on', { 'src/stuff/a.ts': 'export const a = 1;' }, ['src/stuff/a.ts:1']],
  ])('refuses %s', (_name, planted, expected) => {
    expect(found(importDirection, planted)).toEqual(expected);
  });

  it.each<[string, Planted]>([
    ['the engine that imports a port', { 'src/engine/a.ts': "import '../ports/b.ts';" }],
    ['files of one folder that import each other', { 'src/engine/a.ts': "import './b.ts';" }],
    ['the entry point of the pipeline that offers models', { 'src/pipeline/index.ts': "import '../models/b.ts';" }],
    ['a model that takes the clock of the machine', { 'src/models/a.ts': "import '../engine/system-clock.ts';" }],
    ['the factory that imports a broker', { 'src/create-broker.ts': "import './simulated/b.ts';" }],
  ])('welcomes %s', (_name, planted) => {
    expect(found(importDirection, planted)).toEqual([]);
  });
});

describe('the rule on import cycles', () => {
  it('refuses three files in a circle', () => {
    const planted = {
      'src/engine/a.ts': "import './b.ts';",
      'src/engine/b.ts': "import type { C } from './c.ts';",
      'src/engine/c.ts': "import './a.ts';",
    };
    expect(found(importCycles, planted)).toEqual(['src/engine/c.ts:1']);
  });

  it('welcomes two ways to the same file', () => {
    const planted = {
      'src/engine/a.ts': "import './b.ts';\nimport './c.ts';",
      'src/engine/b.ts': "import './c.ts';",
      'src/engine/c.ts': 'export const c = 1;',
    };
    expect(found(importCycles, planted)).toEqual([]);
  });
});

describe('the rule on packages', () => {
  it.each([
    ['ccxt', 'src/engine/a.ts'],
    ['bottleneck', 'src/okx/a.ts'],
    ['p-retry', 'src/engine/a.ts'],
    ['eventemitter3', 'src/simulated/a.ts'],
    ['decimal.js', 'src/domain/money.ts'],
    ['zod', 'src/engine/a.ts'],
    ['left-pad', 'src/engine/a.ts'],
    ['node:fs', 'src/engine/a.ts'],
    ['node:fs/promises', 'src/exchange/a.ts'],
    ['node:process', 'src/engine/a.ts'],
    ['node:timers/promises', 'src/engine/a.ts'],
    ['fs', 'src/market/a.ts'],
  ])('refuses %s in %s', (name, path) => {
    expect(found(packagesInPlace, { [path]: `import '${name}';` })).toEqual([`${path}:1`]);
  });

  it.each([
    ['ccxt', 'src/okx/a.ts'],
    ['decimal.js', 'src/domain/decimal.ts'],
    ['node:fs', 'src/market/a.ts'],
  ])('welcomes %s in %s', (name, path) => {
    expect(found(packagesInPlace, { [path]: `import '${name}';` })).toEqual([]);
  });
});

describe('the rule on the root entry point', () => {
  it('refuses ccxt two imports down', () => {
    const planted = {
      'src/index.ts': "export { a } from './okx/a.ts';",
      'src/okx/a.ts': "import { okx } from 'ccxt';\nexport const a = okx;",
    };
    expect(found(lightRoot, planted)).toEqual(['src/okx/a.ts:1']);
  });

  it.each([
    ['a type of ccxt', "import type { okx } from 'ccxt';"],
    ['a lazy ccxt', "export const load = () => import('ccxt');"],
  ])('welcomes %s', (_name, text) => {
    expect(found(lightRoot, { 'src/index.ts': "import './okx/a.ts';", 'src/okx/a.ts': text })).toEqual([]);
  });
});

describe('the rule on the edges of the world', () => {
  it.each([
    ['process.env', 'export const a = process.env;'],
    ['process.env in brackets', "export const a = process['env'];"],
    ['a destructured process.env', 'export const { env } = process;'],
    ['a renamed destructured process.env', 'export const { env: settings } = process;'],
    ['process.env through globalThis', 'export const a = globalThis.process.env;'],
    ['Date.now', 'export const a = Date.now();'],
    ['Date.now under another name', 'const D = Date; export const a = D.now();'],
    ['Date.now handed on', 'export const a = [1].map(Date.now);'],
    ['new Date without a time', 'export const a = new Date();'],
    ['new Date under another name', 'const D = Date; export const a = new D();'],
    ['Date called as a function', 'export const a = Date();'],
    ['performance.now', 'export const a = performance.now();'],
    ['process.hrtime', 'export const a = process.hrtime.bigint();'],
    ['setTimeout', 'setTimeout(() => {}, 1);'],
    ['setInterval through globalThis', 'globalThis.setInterval(() => {}, 1);'],
    ['setImmediate handed on', 'export const wait = setImmediate;'],
    ['AbortSignal.timeout', 'export const a = AbortSignal.timeout(5);'],
    ['Math.random', 'export const a = Math.random();'],
    ['a destructured Math.random', 'export const { random } = Math;'],
    ['crypto.randomUUID', 'export const a = crypto.randomUUID();'],
    ['crypto.getRandomValues', 'export const a = crypto.getRandomValues(new Uint8Array(1));'],
    [
      'randomUUID from its module',
      "export const a = await import('node:crypto').then((module) => module.randomUUID());",
    ],
    ['fetch', "export const a = fetch('http://localhost');"],
    ['fetch handed on', 'export const a = { fetch };'],
    ['a local-time method', 'export const a = new Date(0).getHours();'],
  ])('refuses %s', (_name, body) => {
    expect(foundIn(edgesOfTheWorld, body)).toEqual(CAUGHT);
  });

  it.each([
    ['a method of ours that is named now', 'const clock = { now: () => 1 }; export const a = clock.now();'],
    [
      'a function of ours that is named setTimeout',
      'function wait(setTimeout: (ms: number) => void) { setTimeout(1); } export { wait };',
    ],
    ['a fetch that was handed in', "export const get = (options: { fetch: typeof fetch }) => options.fetch('x');"],
    ['a Date made from a time', 'export const a = new Date(0).toISOString();'],
    ['the word in a text', "export const a = 'process.env and Date.now()';"],
  ])('welcomes %s', (_name, body) => {
    expect(foundIn(edgesOfTheWorld, body)).toEqual([]);
  });

  it.each([
    ['process.env', 'src/config.ts', 'export const a = process.env;'],
    ['Date.now', 'src/engine/system-clock.ts', 'export const a = Date.now();'],
    ['randomUUID', 'src/engine/random-ids.ts', 'export const a = crypto.randomUUID();'],
  ])('welcomes %s in %s', (_name, path, text) => {
    expect(found(edgesOfTheWorld, { [path]: text })).toEqual([]);
  });
});

describe('the rule on Decimal operators', () => {
  const operands = 'declare const a: Decimal, b: Decimal, maybe: Decimal | null, many: readonly Decimal[];';

  it.each([
    'a < b',
    'a >= b',
    'a + b',
    "a + ''",
    'a === b',
    'a !== maybe',
    'maybe == b',
    '-a',
    '+a',
    'many[0]! > a',
    'a.plus(b) > 0',
    '[a].map((x) => x < b)',
  ])('refuses `%s`', (expression) => {
    const body = `${operands} export const result: unknown = ${expression.replace('> 0', '> new Decimal(0)')};`;
    expect(foundIn(decimalOperators, body)).toEqual(CAUGHT);
  });

  it.each([
    ['a compound assignment', 'export let sum = a; sum += b;'],
    ['a type parameter that is a Decimal', 'export const less = <T extends Decimal>(x: T, y: T) => x < y;'],
    ['a switch', 'switch (a) { case b: break; }'],
    ['an optional Decimal', 'export const f = (x?: Decimal) => x === a;'],
  ])('refuses %s', (_name, statement) => {
    expect(foundIn(decimalOperators, `${operands} ${statement}`)).toEqual(CAUGHT);
  });

  it.each(['a.lt(b)', 'maybe === null', 'maybe != undefined', 'a.toNumber() < b.toNumber()', '!maybe', 'maybe ?? a'])(
    'welcomes `%s`',
    (expression) => {
      expect(foundIn(decimalOperators, `${operands} export const result: unknown = ${expression};`)).toEqual([]);
    },
  );
});

describe('the rule on exact money', () => {
  it.each([
    ['a price', 'export interface A { readonly entryPrice: number }'],
    ['an optional quantity', 'export interface A { readonly quantity?: number }'],
    ['a fee that may be missing', 'export interface A { readonly fee: number | null }'],
    ['a method that returns money', 'export interface A { equity(): number }'],
    ['a getter', 'export class A { get cash() { return 1; } }'],
    ['a parameter', 'export const f = (price: number) => price;'],
  ])('refuses %s as a number', (_name, body) => {
    expect(found(moneyIsExact, { 'src/domain/planted.ts': body })).toEqual(['src/domain/planted.ts:1']);
  });

  it.each([
    [
      'a price that is a Decimal',
      "import type { Decimal } from './decimal.ts'; export interface A { readonly price: Decimal }",
    ],
    [
      'integers that are named for their unit',
      'export interface A { readonly priceTicks: number; readonly lots: number }',
    ],
    ['money as a bigint', 'export interface A { equity(): bigint }'],
  ])('welcomes %s', (_name, body) => {
    expect(found(moneyIsExact, { 'src/domain/planted.ts': body })).toEqual([]);
  });
});

describe('the rule on thrown errors', () => {
  const failure = "const failure = () => new InternalError('x', { code: 'internal/invariant' });";

  it.each([
    ['an Error', "throw new Error('x');"],
    ['a TypeError', "throw new TypeError('x');"],
    ['a text', "throw 'x';"],
    ['an unknown value that no catch received', 'declare const x: unknown; throw x;'],
    ['a BrokerError or an Error', 'declare const x: BrokerError | Error; throw x;'],
    ['an Error for a rejection', "export const a = Promise.reject(new Error('x'));"],
    ['a class of errors of its own', 'class Mine extends Error {} throw new Mine();'],
  ])('refuses %s', (_name, body) => {
    expect(foundIn(thrownErrors, body)).toEqual(CAUGHT);
  });

  it.each([
    ['a BrokerError', "throw new InternalError('x', { code: 'internal/invariant' });"],
    ['a BrokerError that a function made', `${failure} throw failure();`],
    ['what a catch received', 'try { void 0; } catch (error) { throw error; }'],
    ['a parameter that is a BrokerError', 'export const f = <E extends BrokerError>(error: E) => { throw error; };'],
  ])('welcomes %s', (_name, body) => {
    expect(foundIn(thrownErrors, body)).toEqual([]);
  });
});

describe('the rules on the shape of files', () => {
  it('refuse a file of 401 lines', () => {
    expect(found(fileLength, { 'src/engine/a.ts': 'export {};\n'.repeat(401) })).toEqual(['src/engine/a.ts:1']);
  });

  it('welcome a file of 400 lines', () => {
    expect(found(fileLength, { 'src/engine/a.ts': 'export {};\n'.repeat(400) })).toEqual([]);
  });

  it.each([
    'src/engine/utils.ts',
    'src/engine/helpers.ts',
    'src/domain/types.ts',
    'src/engine/order-manager.ts',
    'src/helpers/a.ts',
  ])('refuse the name %s', (path) => {
    expect(found(tellingNames, { [path]: 'export const a = 1;' })).toEqual([`${path}:1`]);
  });

  it('refuse a class that manages', () => {
    expect(found(tellingNames, { 'src/engine/orders.ts': 'export class OrderManager {}' })).toEqual([
      'src/engine/orders.ts:1',
    ]);
  });

  it('welcome a name that only contains such a word', () => {
    expect(found(tellingNames, { 'src/domain/order-subtypes.ts': 'export const a = 1;' })).toEqual([]);
  });

  it('refuse a re-export outside an index file', () => {
    expect(found(reExports, { 'src/engine/a.ts': "export { b } from './b.ts';" })).toEqual(['src/engine/a.ts:1']);
  });

  it.each([
    ['a cast through unknown', 'export const a = 1 as unknown as string;'],
    ['a cast through unknown in brackets', 'export const a = (1 as unknown) as string;'],
    ['a silenced compiler', '// @ts-ignore: no reason helps\nexport const a: string = 1;'],
  ])('refuse %s', (_name, text) => {
    expect(found(honestTypes, { 'src/engine/a.ts': text })).toEqual(['src/engine/a.ts:1']);
  });
});
