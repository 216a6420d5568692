import { type BrokerError, ConnectivityError, ERROR_CODES, PersistenceError } from 'brokerkit';
import { redactor } from 'brokerkit/observability';
import { afterEach, describe, expect, it } from 'vitest';
import { BROKER_STATUSES, typeOf } from '../../examples/express-host/src/api/problem.ts';
import { problem as problemSchema } from '../../examples/express-host/src/contract/index.ts';
import { HostError } from '../../examples/express-host/src/host/trading-host.ts';
import { aTradingHost } from './builders/a-trading-host.ts';
import { type AnApi, anApi, sendRaw } from './builders/an-api.ts';

const PORTFOLIO = '/internal/autotrade/v1/portfolio';
const KILL = '/internal/autotrade/v1/kill';

const opened: AnApi[] = [];
async function opens(options: Parameters<typeof anApi>[0] = {}): Promise<AnApi> {
  const served = await anApi(options);
  opened.push(served);
  return served;
}
afterEach(() => Promise.all(opened.splice(0).map(({ api }) => api.close(0))));

const read = async (answer: Response) => problemSchema.parse(await answer.json());

/** An API whose portfolio fails. */
function failing(error: unknown): Promise<AnApi> {
  return opens({ host: aTradingHost({ portfolio: () => Promise.reject(error) }) });
}

describe('what the API refuses', () => {
  it.each([
    ['an unknown path', '/none', {}, 404, 'host/unknown_route'],
    ['a path that cannot be decoded', '/internal/autotrade/v1/decisions/%E0%A4%A', {}, 400, 'host/invalid_request'],
    ['a method that does not fit', PORTFOLIO, { method: 'PUT' }, 405, 'host/wrong_method'],
    ['a socket asked as a page', '/ws/market-data', {}, 426, 'host/upgrade_required'],
    ['a body that is not JSON', KILL, { method: 'POST', body: '{"why":' }, 400, 'host/invalid_json'],
    ['a body that is no object', KILL, { method: 'POST', body: '"now"' }, 400, 'host/invalid_json'],
    ['a body that lacks a field', KILL, { method: 'POST', body: '{}' }, 400, 'host/invalid_request'],
    ['a body above 64 kB', KILL, { method: 'POST', body: ' '.repeat(65_537) }, 413, 'host/body_too_large'],
    [
      'a form',
      KILL,
      { method: 'POST', body: 'why=now', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      415,
      'host/unsupported_body',
    ],
    [
      'a compressed body',
      KILL,
      { method: 'POST', body: '{"why":"now"}', headers: { 'Content-Encoding': 'gzip' } },
      415,
      'host/unsupported_body',
    ],
  ] as const)('is a problem: %s', async (_what, path, init, status, code) => {
    const served = await opens();
    const answer = await served.ask(path, { ...init, token: true });
    const told = await read(answer);
    expect([answer.status, told.status, told.code]).toEqual([status, status, code]);
    expect([answer.headers.get('content-type'), told.instance, told.type]).toEqual([
      'application/problem+json',
      path.replace(/\?.*/, ''),
      typeOf(code),
    ]);
  });

  it('names each field that cannot be used', async () => {
    const served = await opens();
    const body = JSON.stringify({ why: 'x', positions: 'sell', all: true });
    const { errors } = await read(await served.ask(KILL, { method: 'POST', token: true, body }));
    expect(errors?.map(({ path }) => path).toSorted()).toEqual(['body', 'body.positions', 'body.why']);
  });

  it('is told where no body is wanted, too', async () => {
    const served = await opens();
    const answer = await served.ask('/none', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([404, '']);
  });

  it('is told before a whole large body has been sent', async () => {
    const served = await opens();
    const head = `POST ${KILL} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n`;
    expect(await sendRaw(served.port, head)).toContain(' 401 ');
  });
});

describe('what the host refuses', () => {
  it('is answered with its own status and words', async () => {
    const refused = new HostError('2 positions are open.', { code: 'runtime/positions_open', status: 409 });
    const served = await opens({ host: aTradingHost({ changeRuntimeMode: () => Promise.reject(refused) }) });
    const body = '{"mode":"paper","why":"to see"}';
    const answer = await served.ask('/internal/autotrade/v1/runtime-mode', { method: 'PATCH', token: true, body });
    expect([answer.status, await read(answer)]).toEqual([
      409,
      expect.objectContaining({ code: 'runtime/positions_open', detail: '2 positions are open.' }),
    ]);
  });
});

describe('an error of brokerkit', () => {
  it('has a status for each code', () => {
    expect(Object.keys(BROKER_STATUSES).toSorted()).toEqual(Object.values(ERROR_CODES).flat().toSorted());
  });

  it('keeps its code and words, and says when to ask again', async () => {
    const error = new ConnectivityError('OKX did not answer in 10000 ms.', {
      code: 'net/timeout',
      advice: { retry: 'after', delayMs: 1_200 },
    });
    const answer = await (await failing(error)).ask(PORTFOLIO);
    const { code, detail } = await read(answer);
    expect([answer.status, answer.headers.get('retry-after'), code, detail]).toEqual([
      504,
      '2',
      'net/timeout',
      'OKX did not answer in 10000 ms.',
    ]);
  });

  it.each<[string, BrokerError, string]>([
    [
      'the database',
      new PersistenceError('connect ECONNREFUSED db.internal:5432', { code: 'store/unavailable' }),
      'warn',
    ],
    ['a record', new PersistenceError('column "secret_column" is missing', { code: 'store/corrupt' }), 'error'],
  ])('about %s keeps its words for the log', async (_what, error, level) => {
    const served = await failing(error);
    const { detail, code, requestId } = await read(await served.ask(PORTFOLIO));
    expect([code, detail]).toEqual([error.code, expect.not.stringContaining(error.message)]);
    const lines = served.lines.filter(({ fields }) => fields?.requestId === requestId && 'message' in fields);
    expect(lines).toMatchObject([{ level, fields: { message: error.message } }]);
  });
});

describe('a secret in an error', () => {
  it.each([
    ['by its value', 'The key planted-key-0123456789 is unknown.'],
    ['by what it looks like', 'GET https://bot:hunter22222@venue.example failed.'],
    ['by its name', 'The request had apiKey=abcdefgh1234.'],
  ])('is taken out of the answer %s', async (_how, message) => {
    const error = new ConnectivityError(message, { code: 'net/unreachable' });
    const served = await opens({
      host: aTradingHost({ portfolio: () => Promise.reject(error) }),
      redact: redactor(['planted-key-0123456789']).text,
    });
    const { detail } = await read(await served.ask(PORTFOLIO));
    expect(detail).toContain('[redacted]');
    expect(detail).not.toMatch(/planted|hunter|abcdefgh/);
  });
});

describe('an error that nobody foresaw', () => {
  it('is answered without its words, and logged with them', async () => {
    const served = await failing(new TypeError('x of undefined at /srv/host.js:7'));
    const answer = await served.ask(PORTFOLIO);
    const text = await answer.text();
    expect([answer.status, text.includes('undefined'), text.includes('srv')]).toEqual([500, false, false]);
    expect(served.lines.find(({ level }) => level === 'error')?.fields).toMatchObject({
      requestId: answer.headers.get('x-request-id'),
      message: 'x of undefined at /srv/host.js:7',
    });
  });

  it('is answered even where it is no error', async () => {
    expect((await (await failing('gone')).ask(PORTFOLIO)).status).toBe(500);
  });

  it('does not become the answer of the reads after it', async () => {
    let count = 0;
    const host = aTradingHost();
    const portfolio = host.portfolio;
    const served = await opens({
      host: aTradingHost({
        portfolio: () => {
          count += 1;
          return count === 1 ? Promise.reject(new Error('once')) : portfolio();
        },
      }),
    });
    expect([(await served.ask(PORTFOLIO)).status, (await served.ask(PORTFOLIO)).status]).toEqual([500, 200]);
  });
});

describe('the id of a request', () => {
  it.each([
    ['kept where it is sane', 'drill-42.a_b', true],
    ['made anew where it is short', 'a', false],
    ['made anew where it is long', 'a'.repeat(65), false],
    ['made anew where it could break a line of a log', 'abcdefgh"}{', false],
  ])('is %s', async (_what, given, isKept) => {
    const served = await opens();
    const answer = await served.ask('/none', { headers: { 'X-Request-Id': given } });
    const id = answer.headers.get('x-request-id');
    expect([id === given, (await read(answer)).requestId]).toEqual([isKept, id]);
  });

  it('is in the line that the log has of the request', async () => {
    const served = await opens();
    await (await served.ask(`${PORTFOLIO}?x=1`, { headers: { 'X-Request-Id': 'drill-42' } })).text();
    await expect
      .poll(() => served.lines.at(-1))
      .toMatchObject({
        level: 'debug',
        message: 'answered',
        fields: { requestId: 'drill-42', method: 'GET', path: PORTFOLIO, status: 200 },
      });
  });
});
