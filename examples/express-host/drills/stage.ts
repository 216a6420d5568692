import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, SystemClock } from 'brokerkit';
import { MOCK_DEEPSEEK_KEY, MockDeepSeek } from 'brokerkit/testing';
import type { PortfolioView } from '../src/contract/index.ts';
import { type MockVenue, startMockVenue } from '../src/host/mock-venue.ts';
import { HostInDrill } from './host-in-drill.ts';
import { OwnPostgres } from './own-postgres.ts';
import { Turner } from './turner.ts';

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const SYMBOLS = ['BTC-USDT-SWAP', 'ETH-USDT-SWAP'];

export interface TurnerOnStage {
  readonly turner: Turner;
  readonly model: MockDeepSeek;
  readonly variables: Readonly<Record<string, string>>;
}

/** What a drill is played on: it says what is done and found, and clears everything away in the end. */
export class Stage {
  readonly folder: string;
  readonly #say: (line: string) => void;
  readonly #ends: (() => Promise<void>)[] = [];
  #failed = 0;
  #checked = 0;

  private constructor(folder: string, say: (line: string) => void) {
    this.folder = folder;
    this.#say = say;
  }

  static async set(say: (line: string) => void): Promise<Stage> {
    return new Stage(await mkdtemp(join(tmpdir(), 'brokerkit-drill-')), say);
  }

  get failed(): number {
    return this.#failed;
  }

  get checked(): number {
    return this.#checked;
  }

  /** What is done now. */
  step(text: string): void {
    this.#say(`- ${text}`);
  }

  /** What has to hold. */
  check(claim: string, holds: boolean, found: unknown = ''): void {
    this.#checked += 1;
    if (!holds) this.#failed += 1;
    this.#say(`  ${holds ? 'ok    ' : 'FAILED'} ${claim}${found === '' ? '' : ` (${String(found)})`}`);
  }

  /** An exchange of the drill's own, which it can break. */
  async exchange(): Promise<MockVenue> {
    const clock = new SystemClock();
    const venue = await startMockVenue({ symbols: SYMBOLS, balance: '10000', seed: 7, clock, logger: silent });
    this.#ends.push(() => venue.close());
    return venue;
  }

  /** A database server of the drill's own, which it can stop. */
  async server(): Promise<OwnPostgres> {
    const server = await OwnPostgres.start();
    this.#ends.push(() => server.remove());
    return server;
  }

  /** A model of the drill's own, which it can break; it answers what it is asked so. */
  async model(answer: (prompt: string) => string): Promise<MockDeepSeek> {
    const model = new MockDeepSeek({ answer: ({ text }) => answer(text) });
    await model.listen();
    this.#ends.push(() => model.close());
    return model;
  }

  /** A model that trades whenever it may, and the variables that let a host ask it. */
  async turner(wish: Turner['wish'] = 'turn'): Promise<TurnerOnStage> {
    const turner = new Turner(wish);
    const model = await this.model((prompt) => turner.answer(prompt));
    return { turner, model, variables: asking(model) };
  }

  /** The host, over one data folder. */
  host(flags: readonly string[] = [], variables: Readonly<Record<string, string>> = {}): HostInDrill {
    const host = new HostInDrill(['--data', join(this.folder, 'data'), ...flags], variables);
    this.#ends.push(() => host.kill());
    return host;
  }

  async clear(): Promise<void> {
    for (const end of this.#ends.reverse()) await end().catch(() => {});
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** What lets a host ask a model. */
export function asking({ baseUrl }: MockDeepSeek): Record<string, string> {
  return { DEEPSEEK_API_KEY: MOCK_DEEPSEEK_KEY, DEEPSEEK_BASE_URL: baseUrl };
}

/** What points a host at an exchange. */
export function onExchange({ mock }: MockVenue): Record<string, string> {
  const { apiKey, secretKey, passphrase } = mock.credentials;
  return {
    OKX_DEMO_API_KEY: apiKey,
    OKX_DEMO_SECRET_KEY: secretKey,
    OKX_DEMO_PASSPHRASE: passphrase,
    OKX_DEMO_BASE_URL: mock.restUrl,
    OKX_DEMO_WS_PUBLIC_URL: `${mock.wsUrl}/public`,
    OKX_DEMO_WS_PRIVATE_URL: `${mock.wsUrl}/private`,
  };
}

/** What an exchange holds of each symbol, in words, such as `BTC-USDT-SWAP long 0.1`. */
export function heldAt({ mock }: MockVenue): readonly string[] {
  return SYMBOLS.flatMap((instrument) =>
    (['cross', 'isolated'] as const).flatMap((marginMode) => {
      const held = mock.exchange.position({ instrument, marginMode });
      return held.isZero() ? [] : [`${instrument} ${held.gt(0) ? 'long' : 'short'} ${held.abs().toFixed()}`];
    }),
  ).sort();
}

/** What a host says that it holds, in the same words. */
export function heldBy({ positions }: PortfolioView): readonly string[] {
  return positions.map(({ instrument, side, quantity }) => `${instrument} ${side} ${quantity}`).sort();
}
