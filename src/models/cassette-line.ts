import { z } from 'zod';
import { PersistenceError } from '../errors/index.ts';
import { FINISH_REASONS, type ModelReply } from '../ports/language-model.ts';
import { askedQuestion, hashOf } from './asked-question.ts';

const count = z.number().nullable();
const reply = z.object({
  text: z.string(),
  reasoning: z.string().nullable(),
  finishReason: z.enum(FINISH_REASONS),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), arguments: z.string() })),
  usage: z
    .object({ inputTokens: count, cachedInputTokens: count, outputTokens: count, reasoningTokens: count })
    .nullable(),
  model: z.string(),
  sentAt: z.number(),
  answeredAt: z.number(),
  request: z.string(),
  response: z.string(),
  notes: z.array(z.string()),
});

const exchange = z.object({
  version: z.literal(1),
  hash: z.string(),
  /** Which of several askings of the same question it was, from 0. */
  nth: z.number().int().nonnegative(),
  question: askedQuestion,
  reply,
});

/** One question with its answer, as a cassette keeps it. */
export type Exchange = z.output<typeof exchange>;

/** One line of JSON, without its end. */
export function exchangeLine(line: Exchange): string {
  return JSON.stringify(line);
}

/** The part of a reply that is kept. */
export function keptReply(said: ModelReply): Exchange['reply'] {
  const { origin: _origin, ...rest } = said;
  return { ...rest, toolCalls: [...said.toolCalls], notes: [...said.notes] };
}

/** @throws {PersistenceError} `store/corrupt` naming cassette and line. */
export function readExchange(text: string, cassette: string, line: number): Exchange {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw corrupt(cassette, line, 'it is not JSON', cause);
  }
  const read = exchange.safeParse(value);
  if (read.success) {
    if (read.data.hash === hashOf(read.data.question)) return read.data;
    throw corrupt(cassette, line, 'its hash is not that of its question', undefined);
  }
  const issue = read.error.issues[0];
  throw corrupt(cassette, line, `${issue?.path.join('.') || 'exchange'}: ${issue?.message}`, read.error);
}

function corrupt(cassette: string, line: number, why: string, cause: unknown): PersistenceError {
  return new PersistenceError(`The cassette ${cassette} cannot be read at line ${line}: ${why}.`, {
    code: 'store/corrupt',
    details: { cassette, line },
    cause,
  });
}
