import type { z } from 'zod';
import { problem } from '../../../src/contract/index.ts';
import { ApiProblem } from './api-problem.ts';

/** No answer is not a no. */
const IN_DOUBT = 'Whether it was done is not known: look before you ask for it again.';

export interface Command {
  readonly method: 'POST' | 'PATCH';
  readonly body: unknown;
}

interface Options {
  readonly command?: Command;
  readonly token?: string | null;
  readonly signal?: AbortSignal;
}

const READ_TIMEOUT_MS = 15_000;
/** A cycle may wait for a model, a change of mode for orders. */
const COMMAND_TIMEOUT_MS = 300_000;

/** Asks the host once. Nothing that it says is used before its schema has read it. */
export async function ask<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  options: Options = {},
): Promise<z.infer<Schema>> {
  const answer = await send(path, options);
  const body = await bodyOf(answer);
  if (!answer.ok) throw refusalOf(answer, body);
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw new ApiProblem(`The host answered ${path} in a form that this page does not know (${first?.path.join('.')}).`, {
    code: 'page/unreadable',
    status: answer.status,
    cause: read.error,
  });
}

async function send(path: string, { command, token = null, signal }: Options): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (command !== undefined) headers['content-type'] = 'application/json';
  if (token !== null) headers.authorization = `Bearer ${token}`;
  const limit = AbortSignal.timeout(command === undefined ? READ_TIMEOUT_MS : COMMAND_TIMEOUT_MS);
  try {
    return await fetch(path, {
      method: command?.method ?? 'GET',
      headers,
      body: command === undefined ? null : JSON.stringify(command.body),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const sentence = limit.aborted ? 'The host did not answer in time.' : 'The host cannot be reached.';
    throw new ApiProblem(command === undefined ? sentence : `${sentence} ${IN_DOUBT}`, {
      code: limit.aborted ? 'page/timeout' : 'page/unreachable',
      cause,
    });
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return null;
  }
}

function refusalOf(answer: Response, body: unknown): ApiProblem {
  const read = problem.safeParse(body);
  if (!read.success) {
    const code = answer.status === 401 ? 'host/unauthorized' : 'page/refused';
    return new ApiProblem(`The host answered with status ${answer.status}.`, { code, status: answer.status });
  }
  const { detail, code, status, requestId, errors = [] } = read.data;
  const fields = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return new ApiProblem(fields === '' ? detail : `${detail} ${fields}`, { code, status, requestId });
}
