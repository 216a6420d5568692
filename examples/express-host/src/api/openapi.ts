import type { z } from 'zod';
import {
  createDocument,
  type oas31,
  type ZodOpenApiContentObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiParameters,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import * as contract from '../contract/index.ts';
import { HOST_PROBLEMS } from './problem.ts';
import type { Route } from './route.ts';
import { LIVE_SOCKET } from './routes/paths.ts';

const TAGS: Readonly<Record<Route['tag'], string>> = {
  account: 'What the account has and had.',
  decisions: 'What was decided, why, and what came of it.',
  control: 'Modes, scheduler, pause and kill switch.',
  market: 'Prices and bars.',
  operation: 'How the host itself fares.',
};

const LIVE = { 'application/json': { schema: contract.liveMessage } };
const PROBLEM = { 'application/problem+json': { schema: contract.problem } };

/** The table as an OpenAPI 3.1 document. */
export function openApiOf(routes: readonly Route[], version: string): oas31.OpenAPIObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    for (const [index, path] of [route.path, ...(route.also ?? [])].entries()) {
      paths[path] = { ...paths[path], [route.method]: operationOf(route, index) };
    }
  }
  paths[LIVE_SOCKET] = { get: SOCKET };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'brokerkit host',
      version,
      description:
        'Decimals travel as text, instants as ms since 1970. What changes state needs the bearer token of the host. ' +
        'What fails is answered with problem details (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'Shown at the first start.' } },
    },
  });
}

const SOCKET: ZodOpenApiOperationObject = {
  operationId: 'listen',
  tags: ['market'],
  summary: 'A WebSocket that tells what happens, as it happens; each message is a `LiveMessage`.',
  description:
    '`hello` comes first. Whoever comes back with the run and the sequence that were heard last is told what was missed, ' +
    'or by `hello.isResumed` that it is not kept any more. What is sent to it ends the connection.',
  requestParams: { query: contract.liveQuery },
  responses: {
    101: { description: 'The socket is open; this is what it tells.', content: LIVE },
    ...problems([400, 403, 421, 426, 503]),
  },
};

function operationOf(route: Route, index: number): ZodOpenApiOperationObject {
  const isChange = route.kind === 'change' || route.kind === 'way_out';
  const params: ZodOpenApiParameters = {
    ...(route.params === undefined ? {} : { path: route.params }),
    ...(isFields(route.query) ? { query: route.query } : {}),
  };
  return {
    operationId: index === 0 ? route.name : `${route.name}${index + 1}`,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(isChange ? { security: [{ token: [] }] } : {}),
    ...(Object.keys(params).length > 0 ? { requestParams: params } : {}),
    ...(route.body === undefined ? {} : { requestBody: { content: { 'application/json': { schema: route.body } } } }),
    responses: responsesOf(route, isChange),
  };
}

function isFields(schema: z.ZodType | undefined): schema is z.ZodObject {
  return schema !== undefined && 'shape' in schema;
}

function responsesOf(route: Route, isChange: boolean): ZodOpenApiResponsesObject {
  const content =
    typeof route.response === 'string'
      ? { [route.response]: { schema: { type: 'string' as const } } }
      : { 'application/json': { schema: route.response } };
  return {
    200: { description: route.summary, content },
    ...described(route.others, content),
    ...described(route.problems, PROBLEM),
    ...problems([
      ...(route.params === undefined && route.query === undefined && route.body === undefined ? [] : [400]),
      ...(isChange ? [401, 403, 413, 415] : []),
      ...(route.kind === 'way_out' ? [] : [429]),
    ]),
    default: { description: 'Anything else that fails.', content: PROBLEM },
  };
}

function described(
  statuses: Readonly<Record<number, string>> | undefined,
  content: ZodOpenApiContentObject,
): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    Object.entries(statuses ?? {}).map(([status, description]) => [status, { description, content }]),
  );
}

function problems(statuses: readonly number[]): ZodOpenApiResponsesObject {
  return Object.fromEntries(statuses.map((status) => [status, { description: titleOf(status), content: PROBLEM }]));
}

function titleOf(status: number): string {
  const titles = Object.values(HOST_PROBLEMS).filter(([of]) => of === status);
  return `${titles.map(([, title]) => title).join('; ')}.`;
}
