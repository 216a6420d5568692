import type { z } from 'zod';
import type { LiveNews } from '../contract/live.ts';
import type { TradingHost } from '../host/trading-host.ts';
import { RequestError } from './problem.ts';

type Fields = z.ZodObject;
type Read<Schema extends z.ZodType | undefined> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** An answer with another status than 200. */
export class Answer<Body> {
  readonly status: number;
  readonly body: Body;

  constructor(status: number, body: Body) {
    this.status = status;
    this.body = body;
  }
}

/** What a request brought, not yet read. */
export interface Raw {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** A request whose every part has been read: what it asks for, in one text, and how it is answered. */
export interface Asked {
  readonly query: string;
  readonly answer: () => unknown;
}

/**
 * How a request is treated. `read`: changes nothing; equal ones share an answer for a moment. `fresh`: changes nothing and
 * is asked anew each time. `change`: needs the token, a page of our own if it comes from a page, and is limited. `way_out`:
 * a change that makes the account safer; never limited for who has the token.
 */
export type RouteKind = 'read' | 'fresh' | 'change' | 'way_out';

export interface RouteFacts {
  readonly name: string;
  readonly method: 'get' | 'post' | 'patch';
  /** As OpenAPI writes it: `/decisions/{id}`. */
  readonly path: string;
  /** Other paths of the same. */
  readonly also?: readonly string[];
  readonly kind: RouteKind;
  /** How long equal reads share an answer that nothing told since has made old, ms, up to 2000. Default 250. */
  readonly keepMs?: number;
  /** What has to be told for an answer to be old. Default: anything that is in the account or in the stores. */
  readonly madeOldBy?: readonly LiveNews['type'][];
  readonly tag: 'account' | 'decisions' | 'control' | 'market' | 'operation';
  readonly summary: string;
  readonly description?: string;
  /** Problems of this route that are worth a word, by status. */
  readonly problems?: Readonly<Record<number, string>>;
  /** Statuses beside 200 that have the same body. */
  readonly others?: Readonly<Record<number, string>>;
  readonly params?: Fields | undefined;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
  /** A schema of JSON, or the media type of a text. */
  readonly response: z.ZodType | string;
}

/** A row of the table that routing, validation and the documents are made from. */
export interface Route extends RouteFacts {
  /** @throws {RequestError} `host/invalid_request` naming each field that cannot be used. */
  readonly ask: (host: TradingHost, raw: Raw) => Asked;
}

interface Declared<
  Params extends Fields | undefined,
  Query extends z.ZodType | undefined,
  Body extends z.ZodType | undefined,
  Response extends z.ZodType | string,
> extends Omit<RouteFacts, 'params' | 'query' | 'body' | 'response'> {
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly response: Response;
  readonly answer: (
    host: TradingHost,
    asked: { readonly params: Read<Params>; readonly query: Read<Query>; readonly body: Read<Body> },
  ) => Told<Response> | Promise<Told<Response>>;
}
type Told<Response> = Response extends z.ZodType ? z.output<Response> | Answer<z.output<Response>> : string;

/** Declares a route; what its answer is given and gives is checked against its schemas by the compiler. */
export function route<
  Response extends z.ZodType | string,
  Params extends Fields | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>({ answer, ...facts }: Declared<Params, Query, Body, Response>): Route {
  return {
    ...facts,
    ask: (host, raw) => {
      const params = part('path', facts.params, raw.params);
      const query = part('query', facts.query, raw.query);
      const body = part('body', facts.body, raw.body);
      const errors = [params, query, body].flatMap((read) => read.errors);
      if (errors.length > 0) {
        const named = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
        throw new RequestError('host/invalid_request', `These parts cannot be used: ${named}`, { errors });
      }
      const asked = { params: params.value, query: query.value, body: body.value };
      return {
        query: JSON.stringify([params.value, query.value]),
        answer: () => answer(host, asked as Parameters<typeof answer>[1]),
      };
    },
  };
}

interface PartRead {
  readonly value: unknown;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

function part(name: 'path' | 'query' | 'body', schema: z.ZodType | undefined, raw: unknown): PartRead {
  // What nobody reads is not complained about, as a query that a browser's cache-breaker adds.
  if (schema === undefined) return { value: undefined, errors: [] };
  const read = schema.safeParse(raw);
  if (read.success) return { value: read.data, errors: [] };
  const errors = read.error.issues.map(({ path, message }) => ({ path: [name, ...path].join('.'), message }));
  return { value: undefined, errors };
}
