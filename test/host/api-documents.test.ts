import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemTable, typeOf } from '../../examples/express-host/src/api/problem.ts';
import { ROUTES } from '../../examples/express-host/src/api/routes/index.ts';
import { type AnApi, anApi } from './builders/an-api.ts';

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const METHODS = ['get', 'post', 'patch', 'put', 'delete'];

let served: AnApi;
let document: Json;
let page: string;
beforeAll(async () => {
  served = await anApi();
  const told: unknown = await (await served.ask('/openapi.json')).json();
  document = isJson(told) ? told : {};
  page = await (await served.ask('/docs')).text();
});
afterAll(() => served.api.close(0));

/** Every object in it, with where it stands. */
function* within(value: unknown, path = '#'): Generator<readonly [path: string, value: Json]> {
  if (!isJson(value)) return;
  yield [path, value];
  for (const [key, inner] of Object.entries(value)) {
    yield* within(inner, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

function operations(): readonly { readonly path: string; readonly method: string; readonly operation: Json }[] {
  return Object.entries(isJson(document.paths) ? document.paths : {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = isJson(item) ? item[method] : undefined;
      return isJson(operation) ? [{ path, method, operation }] : [];
    }),
  );
}

describe('the OpenAPI document', () => {
  it('is one that a validator of the standard takes', async () => {
    expect(await new Validator().validate(structuredClone({ ...document }))).toMatchObject({ valid: true });
  });

  it('is of version 3.1 and of this host', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'brokerkit host', version: '1.2.3' } });
  });

  it('has every route by each of its paths, and the socket', () => {
    const told = operations().map(({ path, method }) => `${method} ${path}`);
    const declared = ROUTES.flatMap(({ method, path, also = [] }) => [path, ...also].map((one) => `${method} ${one}`));
    expect(told.toSorted()).toEqual([...declared, 'get /ws/market-data'].toSorted());
  });

  it('names nothing that it does not have', () => {
    const places = new Set([...within(document)].map(([path]) => path));
    const refs = [...within(document)].flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []));
    expect([refs.length > 20, refs.filter((ref) => !places.has(ref))]).toEqual([true, []]);
  });

  it('calls each operation by a name of its own', () => {
    const names = operations().map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it('declares the parameters that stand in a path', () => {
    const missing = operations().filter(({ path, operation }) => {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const parameters = Array.isArray(operation.parameters) ? operation.parameters.filter(isJson) : [];
      const declared = parameters.filter((one) => one.in === 'path' && one.required === true).map(({ name }) => name);
      return wanted.toSorted().join() !== declared.toSorted().join();
    });
    expect(missing).toEqual([]);
  });

  it('says of every change that it needs the token, and of nothing else', () => {
    const secured = operations().filter(({ operation }) => operation.security !== undefined);
    const changes = operations().filter(({ method }) => method !== 'get');
    expect(secured.map(({ path }) => path)).toEqual(changes.map(({ path }) => path));
  });

  it('answers every operation with what it says, and whatever fails with a problem', () => {
    const incomplete = operations().filter(({ operation }) => {
      const answers = isJson(operation.responses) ? operation.responses : {};
      const has = JSON.stringify(answers.default ?? answers['503'] ?? {}).includes('#/components/schemas/Problem');
      return !has || (answers['200'] ?? answers['101']) === undefined;
    });
    expect(incomplete).toEqual([]);
  });

  it('has each schema once, whether it is asked, answered or told', () => {
    const names = Object.keys(
      isJson(document.components) && isJson(document.components.schemas) ? document.components.schemas : {},
    );
    expect(names.filter((name) => name.endsWith('Output'))).toEqual([]);
  });

  it('has decimals as text', () => {
    const account = [...within(document)].find(([path]) => path === '#/components/schemas/Account')?.[1];
    expect(account).toMatchObject({ properties: { equity: { type: 'string' } } });
  });

  it('holds only schemas that JSON Schema knows the types of', () => {
    const known = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
    const inSchemas = [...within(document.components)].filter(([path]) => !path.endsWith('/properties'));
    const types = inSchemas.flatMap(([path, { type }]) =>
      path.includes('securitySchemes') ? [] : [type ?? []].flat(),
    );
    expect([...new Set(types)].filter((type) => !known.includes(String(type)))).toEqual([]);
  });
});

describe('the page of the API', () => {
  it('has a section for each operation, each schema and each problem', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const schemas =
      isJson(document.components) && isJson(document.components.schemas) ? document.components.schemas : {};
    const wanted = [
      ...ROUTES.map(({ name }) => name),
      ...Object.keys(schemas).map((name) => `schema-${name}`),
      ...problemTable().map(({ code }) => typeOf(code).slice('/docs#'.length)),
    ];
    expect(wanted.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('links to nothing that it does not have', () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect([links.length > 20, links.filter((id) => !ids.has(id))]).toEqual([true, []]);
  });

  it('needs no script, no style of its own and nothing from elsewhere', () => {
    expect(page).not.toMatch(/<script|<style|style=|https?:/);
  });

  it('finds its style', async () => {
    const style = await served.ask('/docs.css');
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  });
});
