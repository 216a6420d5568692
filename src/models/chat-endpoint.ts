import { ConfigurationError } from '../errors/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel, ModelReply, ModelRequest } from '../ports/language-model.ts';
import { callModel, type Patience } from './call-model.ts';
import { readChatAnswer } from './chat-answer.ts';
import { type ChatDialect, chatRequest } from './chat-request.ts';
import { defaultFetch, type ModelFetch } from './default-fetch.ts';
import { requireOffered } from './known-models.ts';
import { type Attempt, invalidReply, networkFailure, statusFailure } from './model-failure.ts';
import { LARGEST_BODY, readBody } from './read-body.ts';
import { redaction, withoutSecrets } from './redaction.ts';
import { retryAfterMs } from './retry-after.ts';

/** Where an endpoint is, and what lets us in. */
export interface ChatEndpoint {
  readonly provider: string;
  /** Such as `https://api.deepseek.com`; `/chat/completions` is put behind its path. */
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer …`; `null` for a server that wants none. */
  readonly apiKey: string | null;
  /** Further headers; the values count as secrets where the name says so. */
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly fetch?: ModelFetch | undefined;
  readonly patience: Patience;
}

const SECRET_HEADER = /auth|key|token|secret|cookie|password/i;

/**
 * A model behind the chat completions protocol.
 *
 * @throws {ConfigurationError} `config/invalid` for an address or a key that cannot be one.
 */
export function chatModel(
  endpoint: ChatEndpoint,
  dialect: ChatDialect,
  settings: LanguageModel['settings'],
): LanguageModel {
  const { provider, clock, patience } = endpoint;
  const send = endpoint.fetch ?? defaultFetch;
  const url = completionsUrl(endpoint.baseUrl);
  const headers = headersOf(endpoint);
  const hidden = redaction(secretsOf(endpoint, url));

  async function ask(question: string, attempt: Attempt, signal: AbortSignal): Promise<string> {
    let response: Response;
    let body: string | null;
    try {
      response = await send(url.href, { method: 'POST', headers, body: question, signal, redirect: 'manual' });
      body = await readBody(response, signal);
    } catch (error) {
      throw networkFailure(error, attempt, hidden);
    }
    if (body === null) throw invalidReply(`it has more than ${LARGEST_BODY} characters`, '', attempt, hidden);
    if (response.ok) return body;
    const wait = retryAfterMs(response.headers, clock.now());
    throw statusFailure({ status: response.status, body, retryAfterMs: wait }, attempt, hidden);
  }

  async function complete(request: ModelRequest): Promise<ModelReply> {
    requireOffered(provider, dialect.model, clock.now());
    const { body, notes } = chatRequest(request, dialect);
    const question = JSON.stringify(body);
    return callModel({
      ...{ provider, model: dialect.model, clock, patience, signal: request.signal, deadlineMs: request.deadlineMs },
      attempt: async (number, signal) => {
        const attempt = { provider, model: dialect.model, number };
        const sentAt = clock.now();
        const text = await ask(question, attempt, signal);
        const reading = readChatAnswer(text);
        if (reading.outcome === 'unreadable') throw invalidReply(reading.why, text, attempt, hidden);
        return {
          ...withoutSecrets(reading.answer, hidden),
          model: reading.answer.model ?? dialect.model,
          sentAt,
          answeredAt: clock.now(),
          request: hidden.hide(question),
          response: hidden.hide(text),
          origin: 'live',
          notes,
        };
      },
    });
  }

  return { provider, model: dialect.model, ...(settings === undefined ? {} : { settings }), complete };
}

function completionsUrl(baseUrl: string): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw invalid('baseUrl', 'The baseUrl of a model is an http or https address.');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('baseUrl', 'The baseUrl of a model carries no credentials: give them as apiKey.');
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`;
  return url;
}

function headersOf({ apiKey, headers }: ChatEndpoint): Readonly<Record<string, string>> {
  // The platform names a header in full where it cannot send it, so this is looked at before.
  if (apiKey !== null && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw invalid('apiKey', 'The key of a model has visible ASCII characters only, and at least one.');
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value)) {
      throw invalid('headers', 'A header of a model has a plain name and a value in visible ASCII characters.');
    }
  }
  return {
    ...headers,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}

function secretsOf({ apiKey, headers }: ChatEndpoint, url: URL): readonly string[] {
  const named = Object.entries(headers).flatMap(([name, value]) => (SECRET_HEADER.test(name) ? [value] : []));
  return [...(apiKey === null ? [] : [apiKey]), ...named, ...url.searchParams.values()];
}

function invalid(path: string, message: string): ConfigurationError {
  return new ConfigurationError(message, { code: 'config/invalid', details: { path } });
}
