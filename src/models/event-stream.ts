import { z } from 'zod';

/** A stream put together into what a plain answer would have been, or why it cannot be. */
export type StreamReading =
  | { readonly outcome: 'completion'; readonly completion: unknown }
  | { readonly outcome: 'unreadable'; readonly why: string };

interface CallSoFar {
  id: string | null;
  name: string;
  arguments: string;
}

/** What the pieces of a stream have said. */
class Collected {
  #text = '';
  #reasoning = '';
  #finishReason: string | null = null;
  #model: string | null = null;
  #usage: unknown = null;
  readonly #calls = new Map<number, CallSoFar>();

  add(piece: Piece): void {
    this.#model = piece.model ?? this.#model;
    this.#usage = piece.usage ?? this.#usage;
    const choice = piece.choices?.find(({ index }) => (index ?? 0) === 0);
    if (choice === undefined) return;
    this.#finishReason = choice.finish_reason ?? this.#finishReason;
    const { delta } = choice;
    this.#text += delta?.content ?? '';
    this.#reasoning += delta?.reasoning_content ?? delta?.reasoning ?? '';
    for (const [place, call] of (delta?.tool_calls ?? []).entries()) this.#addCall(call.index ?? place, call);
  }

  get isFinished(): boolean {
    return this.#finishReason !== null;
  }

  completion(): unknown {
    const calls = [...this.#calls.entries()].sort(([a], [b]) => a - b);
    return {
      model: this.#model,
      usage: this.#usage,
      choices: [
        {
          finish_reason: this.#finishReason,
          message: {
            content: this.#text,
            reasoning_content: this.#reasoning,
            tool_calls: calls.map(([, call]) => ({
              id: call.id,
              function: { name: call.name, arguments: call.arguments },
            })),
          },
        },
      ],
    };
  }

  #addCall(index: number, { id, function: part }: PieceOfCall): void {
    const call = this.#calls.get(index) ?? { id: null, name: '', arguments: '' };
    call.id ??= id ?? null;
    call.name += part?.name ?? '';
    call.arguments += part?.arguments ?? '';
    this.#calls.set(index, call);
  }
}

const maybeText = z.string().nullish();
const pieceOfCall = z.object({
  index: z.number().nullish(),
  id: maybeText,
  function: z.object({ name: maybeText, arguments: maybeText }).nullish(),
});
type PieceOfCall = z.output<typeof pieceOfCall>;
const piece = z.object({
  model: maybeText,
  usage: z.unknown().optional(),
  choices: z
    .array(
      z.object({
        index: z.number().nullish(),
        finish_reason: maybeText,
        delta: z
          .object({
            content: maybeText,
            reasoning_content: maybeText,
            reasoning: maybeText,
            tool_calls: z.array(pieceOfCall).nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});
type Piece = z.output<typeof piece>;

/** Puts the events of a stream together. One that ends before the model said why it stopped is none. */
export function streamedCompletion(body: string): StreamReading {
  const collected = new Collected();
  for (const data of eventsOf(body)) {
    if (data === '[DONE]') break;
    let parsed: unknown;
    try {
      parsed = JSON.parse(data);
    } catch {
      return unreadable('an event of the stream is not JSON');
    }
    if (typeof parsed === 'object' && parsed !== null && 'error' in parsed && parsed.error) {
      return { outcome: 'completion', completion: parsed };
    }
    const read = piece.safeParse(parsed);
    if (!read.success) {
      const issue = read.error.issues[0];
      return unreadable(`an event of the stream, ${issue?.path.join('.')}: ${issue?.message}`);
    }
    collected.add(read.data);
  }
  if (!collected.isFinished) return unreadable('the stream ends before the model said why it stopped');
  return { outcome: 'completion', completion: collected.completion() };
}

/** The data of each event: its `data:` lines; comments, names and ids of events are not data. */
function* eventsOf(body: string): Generator<string> {
  let lines: string[] = [];
  for (const line of body.split(/\r\n|\n|\r/)) {
    if (line === '') {
      if (lines.length > 0) yield lines.join('\n').trim();
      lines = [];
    } else if (line.startsWith('data:')) lines.push(line.slice('data:'.length).replace(/^ /, ''));
  }
  // An event without its blank line was cut off in the middle, unless nothing more was to come.
  const last = lines.join('\n').trim();
  if (last === '[DONE]' || isJson(last)) yield last;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function unreadable(why: string): StreamReading {
  return { outcome: 'unreadable', why };
}
