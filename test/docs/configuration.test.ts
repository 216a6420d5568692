import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { judgingSchema, pipelineSchema } from '../../src/config/pipeline-config.ts';
import { SCHEMAS } from '../../src/config.ts';
import { configurationPage, settingsOf, VARIABLES } from './configuration-page.ts';

/** The names of a schema's fields, nested ones with their path, as the input has them. */
function fieldsOf(schema: z.ZodType, prefix = ''): readonly string[] {
  const json: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return pathsIn(json, prefix);
}

function pathsIn(json: unknown, prefix: string): readonly string[] {
  if (typeof json !== 'object' || json === null || !('properties' in json)) return [];
  const { properties } = json;
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const inner = OPAQUE.has(path) ? [] : pathsIn(field, `${path}.`);
    return inner.length > 0 ? inner : [path];
  });
}

/** What the page tells of in a section of its own, or in one line. */
const OPAQUE = new Set(['fees.spot', 'fees.swap', 'risk.limits', 'endpoints', 'market', 'judging']);

/** Fields whose name says it all, beside words on the type. */
const OBVIOUS = new Set(['kind', 'apiKey', 'secretKey', 'passphrase']);

describe('the page of the configuration', () => {
  it('is what the declarations say', async () => {
    await expect(configurationPage()).toMatchFileSnapshot('../../docs/configuration.md');
  });

  it.each([
    ['SimulatedBrokerConfig', SCHEMAS.simulated],
    ['OkxDemoBrokerConfig', SCHEMAS.okx_demo],
    ['PipelineConfig', pipelineSchema],
    ['JudgingConfig', judgingSchema],
  ] as const)('has the very settings that the schema of %s takes', (name, schema) => {
    const declared = settingsOf(name).map(({ path }) => path);
    expect(declared.toSorted()).toEqual([...fieldsOf(schema)].toSorted());
  });

  it('says what every setting means', () => {
    const silent = ['SimulatedBrokerConfig', 'OkxDemoBrokerConfig', 'PipelineConfig', 'RiskLimits'].flatMap((name) =>
      settingsOf(name).filter(({ meaning, path }) => meaning === '' && !OBVIOUS.has(path)),
    );
    expect(silent).toEqual([]);
  });

  it('names every environment variable that the sources do', () => {
    const sources = readdirSync(new URL('../../src/', import.meta.url), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(new URL(`../../src/${name}`, import.meta.url), 'utf8'));
    const quoted = /['"`]((?:OKX_DEMO|AUTOTRADE|TRADING|DEEPSEEK|DATABASE)_[A-Z_]+)['"`]/g;
    const named = new Set(sources.flatMap((text) => [...text.matchAll(quoted)].map(([, name]) => name)));
    const told = new Set(VARIABLES.map(([name]) => name));
    expect([...named].filter((name) => name !== undefined && !told.has(name))).toEqual([]);
  });
});
