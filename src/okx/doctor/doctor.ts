import { type OkxDemoBrokerConfig, type ParsedOkxDemoConfig, parseConfig } from '../../config.ts';
import { SystemClock } from '../../engine/system-clock.ts';
import { isBrokerError } from '../../errors/index.ts';
import type { Clock } from '../../ports/clock.ts';
import { KeepAlive } from '../../transport/keep-alive.ts';
import { type AccountMode, readAccountMode, tradeModeOf } from '../codec/account-mode.ts';
import { type Listings, readInstruments } from '../codec/listing.ts';
import { decimalOf } from '../codec/numbers.ts';
import { type OkxEndpoints, okxEndpoints } from '../endpoints.ts';
import { endpointName, type OkxSend } from '../request.ts';
import { assertDemoSocket, demoHosts } from '../session/hosts.ts';
import { loadOkx } from '../session/load-okx.ts';
import { type OkxSession, openSession } from '../session/okx-session.ts';
import { type DialGate, dialGateOf } from '../stream/dial-gate.ts';
import { rateRefusalOf } from '../venue-error.ts';
import type { AccountConfigRow } from '../wire/account-rows.ts';
import type { DoctorReport, Examination, Finding, FindingState } from './finding.ts';
import { checkStream } from './stream-check.ts';

const ANSWER_MS = 10_000;
/** OKX refuses what was signed further off than this. */
const LARGEST_SKEW_MS = 30_000;
/** The longest window of OKX's limits, and a little. */
const LIMIT_WINDOW_MS = 2_100;
const MOST_ATTEMPTS = 3;
const NOTABLE_SKEW_MS = 1_000;

const LEVELS: Readonly<Record<string, string>> = {
  '1': 'spot mode',
  '2': 'futures mode',
  '3': 'multi-currency margin',
  '4': 'portfolio margin',
};

/**
 * Examines everything that OKX demo trading needs, in one call, and says in words what to do. Nothing is traded or changed.
 *
 * It never throws for what it finds.
 *
 * @throws {ConfigurationError} `config/invalid` for a configuration that cannot be used; `config/live_locked`.
 * @see docs/troubleshooting.md
 */
export async function doctor(
  config: OkxDemoBrokerConfig,
  dependencies: { readonly clock?: Clock } = {},
): Promise<DoctorReport> {
  const settings = parseConfig(config, 'okx_demo');
  const clock = dependencies.clock ?? new SystemClock();
  const hosts = demoHosts(settings.region, settings.endpoints ?? undefined);
  const { apiKey, secretKey, passphrase } = settings;
  const session = openSession({ okx: await loadOkx(), credentials: { apiKey, secretKey, passphrase }, hosts, clock });
  try {
    const findings = await new Doctor(settings, session, clock).examine();
    return { healthy: findings.every(({ state }) => state !== 'failed'), findings };
  } finally {
    await session.close();
  }
}

/** Asks again where OKX says that it was asked too often: the doctor has no limiter, and others may use the same limits. */
function patient(send: OkxSend, clock: Clock): OkxSend {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await send(request);
      const isTooOften = rateRefusalOf(endpointName(request), answer) !== null;
      if (!isTooOften || request.method !== 'GET' || attempt === MOST_ATTEMPTS) return answer;
      const keepAlive = new KeepAlive();
      keepAlive.begin();
      await new Promise<void>((resolve) => {
        clock.schedule(LIMIT_WINDOW_MS, resolve);
      });
      keepAlive.close();
    }
  };
}

class Doctor {
  readonly #settings: ParsedOkxDemoConfig;
  readonly #session: OkxSession;
  readonly #clock: Clock;
  readonly #okx: OkxEndpoints;
  readonly #dialGate: DialGate;
  readonly #findings: Finding[] = [];

  constructor(settings: ParsedOkxDemoConfig, session: OkxSession, clock: Clock) {
    this.#settings = settings;
    this.#session = session;
    this.#clock = clock;
    this.#dialGate = dialGateOf(session.hosts.ws);
    this.#okx = okxEndpoints(patient(session.send, clock));
  }

  async examine(): Promise<readonly Finding[]> {
    const isReached = await this.#connection();
    const account = isReached ? await this.#key() : null;
    if (account === null) this.#skip('permissions', 'account', 'position mode');
    else this.#account(account);
    const listings = isReached ? await this.#instruments() : null;
    if (account === null || listings === null) this.#skip('leverage', 'leverage locks', 'balance', 'limits');
    else {
      await this.#leverage(listings);
      await this.#leverageLocks(listings);
      await this.#balance();
      await this.#limits(listings, readAccountMode(account));
    }
    await this.#stream('public', 'public stream', false);
    if (account === null) this.#skip('private stream', 'business stream');
    else {
      await this.#stream('private', 'private stream', true);
      await this.#stream('business', 'business stream', true);
    }
    return this.#findings;
  }

  async #connection(): Promise<boolean> {
    const before = this.#clock.now();
    try {
      await this.#okx.public.time();
      const { host } = new URL(this.#session.hosts.rest);
      this.#note('connection', 'ok', `${host} answers within ${this.#clock.now() - before} ms.`);
      // The first way also opened the connection: by the second one the clocks are compared.
      const askedAt = this.#clock.now();
      const theirs = await this.#okx.public.time();
      this.#clockSkew(theirs - Math.round((askedAt + this.#clock.now()) / 2));
      return true;
    } catch (error) {
      this.#fail('connection', error, 'Look at the network, a proxy or firewall, and the region in the configuration.');
      this.#skip('clock', 'key');
      return false;
    }
  }

  #clockSkew(aheadMs: number): void {
    const off = Math.abs(aheadMs);
    const says = `This machine's clock is ${off} ms ${aheadMs < 0 ? 'ahead of' : 'behind'} OKX's.`;
    // What follows is signed by OKX's clock, as the broker does it.
    this.#session.clockOffsetMs = aheadMs;
    if (off <= NOTABLE_SKEW_MS) this.#note('clock', 'ok', says);
    else {
      const needed =
        off > LARGEST_SKEW_MS ? 'Other programs on this machine will be refused' : 'brokerkit allows for it';
      this.#note('clock', 'warning', says, `${needed}; set the clock by NTP.`);
    }
  }

  async #key(): Promise<AccountConfigRow | null> {
    try {
      const account = await this.#okx.account.config();
      this.#note('key', 'ok', 'OKX accepts the key for demo trading.');
      return account;
    } catch (error) {
      this.#fail('key', error, keyAdvice(error));
      return null;
    }
  }

  #account(row: AccountConfigRow): void {
    const mode = readAccountMode(row);
    if (mode.canTrade) this.#note('permissions', 'ok', `The key may ${row.perm === '' ? 'trade' : row.perm}.`);
    else {
      const advice = 'Make a key with the permission "Trade"; docs/okx-setup.md says how.';
      this.#note('permissions', 'failed', `The key may ${row.perm}, but not trade.`, advice);
    }
    const wantsSwaps = this.#settings.instruments.some((id) => id.endsWith('-SWAP'));
    const level = LEVELS[mode.level] ?? `level ${mode.level}`;
    if (wantsSwaps && !mode.canSwap) {
      const advice = 'Choose futures mode in OKX’s trading settings, or configure spot instruments only.';
      this.#note('account', 'failed', `The account is in ${level}, which has no swaps.`, advice);
    } else this.#note('account', 'ok', `The account is in ${level}.`);
    if (mode.positionMode === 'net_mode') this.#note('position mode', 'ok', 'The account is in net mode.');
    else if (this.#settings.positionMode === 'switch_to_net') {
      this.#note('position mode', 'warning', 'The account is in long/short mode; connect() will switch it.');
    } else {
      const advice = 'Choose net mode in OKX’s trading settings, or configure positionMode: "switch_to_net".';
      this.#note('position mode', 'failed', 'The account is in long/short mode.', advice);
    }
  }

  async #instruments(): Promise<Listings | null> {
    const wanted = this.#settings.instruments;
    try {
      const types = (['SPOT', 'SWAP'] as const).filter((type) =>
        wanted.some((id) => id.endsWith('-SWAP') === (type === 'SWAP')),
      );
      const rows = await Promise.all(types.map((type) => this.#okx.public.instruments(type)));
      const { listings } = readInstruments('GET public/instruments', rows.flat());
      const missing = wanted.filter((id) => !listings.has(id));
      const idle = wanted.filter((id) => listings.has(id) && listings.get(id)?.instrument.state !== 'live');
      if (missing.length > 0) {
        const advice = 'Demo trading lists about half of the live instruments; remove these from the configuration.';
        this.#note('instruments', 'failed', `OKX demo does not list ${missing.join(', ')}.`, advice);
      } else if (idle.length > 0) {
        this.#note(
          'instruments',
          'warning',
          `${idle.join(', ')} cannot be traded at present.`,
          'Wait, or leave it out.',
        );
      } else this.#note('instruments', 'ok', `${wanted.join(', ')} can be traded.`);
      return listings;
    } catch (error) {
      this.#fail('instruments', error, null);
      return null;
    }
  }

  async #leverage(listings: Listings): Promise<void> {
    const swaps = this.#settings.instruments.filter((id) => listings.get(id)?.instType === 'SWAP');
    if (swaps.length === 0) {
      this.#note('leverage', 'ok', 'No swaps are configured.');
      return;
    }
    try {
      const rows = await this.#okx.account.leverage(swaps, 'cross');
      this.#note('leverage', 'ok', rows.map(({ instId, lever }) => `${instId} ${lever}×`).join(', '));
    } catch (error) {
      this.#fail('leverage', error, null);
    }
  }

  /** What OKX refuses with 59000, 59101, 59102 and 59107: changes of leverage and position mode while something is open. */
  async #leverageLocks(listings: Listings): Promise<void> {
    const isMine = ({ instId }: { readonly instId: string }) => listings.get(instId)?.instType === 'SWAP';
    try {
      const [orders, conditions, positions] = await Promise.all([
        this.#okx.trade.openOrders({ instType: 'SWAP' }),
        this.#okx.trade.openAlgos({ instType: 'SWAP' }),
        this.#okx.account.positions({ instType: 'SWAP' }),
      ]);
      const ordered = named([...orders, ...conditions].filter(isMine));
      const held = named(positions.filter((row) => isMine(row) && row.pos !== '' && !decimalOf(row.pos).isZero()));
      const says: string[] = [];
      if (ordered !== '') says.push(`Open orders in ${ordered}: OKX may refuse to change the leverage (59101, 59107).`);
      if (held !== '')
        says.push(`Positions in ${held}: OKX refuses a leverage that their margin does not allow (59102).`);
      if (says.length === 0) {
        this.#note('leverage locks', 'ok', 'No orders or positions stand in the way of another leverage.');
        return;
      }
      says.push('The position mode cannot be switched (59000).');
      const advice = 'To change them, cancel the orders and close the positions first; else nothing has to be done.';
      this.#note('leverage locks', 'warning', says.join(' '), advice);
    } catch (error) {
      this.#fail('leverage locks', error, null);
    }
  }

  /** How many orders OKX takes, and how large they may be now. */
  async #limits(listings: Listings, mode: AccountMode): Promise<void> {
    try {
      const [rate, ...sizes] = await Promise.all([
        this.#okx.trade.accountRate(),
        ...this.#settings.instruments.flatMap((id) => {
          const listing = listings.get(id);
          if (listing === undefined) return [];
          const marginMode = listing.instType === 'SWAP' ? 'cross' : 'cash';
          return [this.#okx.account.maxSize([id], tradeModeOf(listing.instrument, marginMode, mode))];
        }),
      ]);
      const most = rate.accRateLimit === '' ? '1000' : rate.accRateLimit;
      const unit = (id: string) => (listings.get(id)?.instType === 'SWAP' ? 'contracts' : 'coins');
      const room = sizes
        .flat()
        .map(({ instId, maxBuy, maxSell }) => `${instId} buy ${maxBuy || '?'}, sell ${maxSell || '?'} ${unit(instId)}`);
      this.#note('limits', 'ok', [`${most} new and changed orders in 2 s`, ...room].join('; '));
    } catch (error) {
      // Orders may go all the same; and OKX answers this question once a second only.
      this.#note('limits', 'warning', error instanceof Error ? error.message : String(error), 'Ask again in a moment.');
    }
  }

  async #balance(): Promise<void> {
    const { accountCurrency } = this.#settings;
    try {
      const { details } = await this.#okx.account.balance([accountCurrency]);
      const detail = details.find(({ ccy }) => ccy === accountCurrency);
      const cash = detail === undefined ? '0' : detail.cashBal;
      if (decimalOf(cash === '' ? '0' : cash).gt(0)) this.#note('balance', 'ok', `${cash} ${accountCurrency}`);
      else {
        const advice = 'OKX’s demo trading page gives more play money.';
        this.#note('balance', 'warning', `The account has no ${accountCurrency}.`, advice);
      }
    } catch (error) {
      this.#fail('balance', error, null);
    }
  }

  async #stream(name: 'public' | 'private' | 'business', examination: Examination, logsIn: boolean): Promise<void> {
    const { WebSocket } = await import('ws');
    const url = `${this.#session.hosts.ws}/${name}`;
    // A broker of this process may be dialing too.
    const delayMs = this.#dialGate.enter(0);
    if (delayMs > 0) await new Promise<void>((resolve) => void this.#clock.schedule(delayMs, resolve));
    const error = await checkStream({
      url,
      dial: (address) => {
        assertDemoSocket(address);
        return new WebSocket(address, { perMessageDeflate: false });
      },
      login: logsIn ? () => this.#session.login() : null,
      clock: this.#clock,
      answerMs: ANSWER_MS,
    });
    if (error === null) this.#note(examination, 'ok', `${new URL(url).host} takes connections.`);
    else this.#fail(examination, error, 'Look at the network: port 8443 has to be open for WebSockets.');
  }

  #note(examination: Examination, state: FindingState, says: string, advice: string | null = null): void {
    this.#findings.push({ examination, state, says, advice });
  }

  #fail(examination: Examination, error: unknown, advice: string | null): void {
    this.#note(examination, 'failed', error instanceof Error ? error.message : String(error), advice);
  }

  #skip(...examinations: readonly Examination[]): void {
    for (const examination of examinations)
      this.#note(examination, 'skipped', 'Not examined: it needs what failed above.');
  }
}

function named(rows: readonly { readonly instId: string }[]): string {
  return [...new Set(rows.map(({ instId }) => instId))].join(', ');
}

function keyAdvice(error: unknown): string {
  const code = isBrokerError(error) ? error.details.venueCode : undefined;
  switch (code) {
    case '50101':
      return 'This key was made for live trading. Make one inside demo trading; docs/okx-setup.md says how.';
    case '50119':
      return 'The key is not known here: set the region in which the account lives, or make a new key.';
    case '50105':
      return 'The passphrase is the one that you chose when the key was made, not the account’s password.';
    case '50113':
      return 'The secret key does not belong to this key.';
    case '50110':
      return 'The key is bound to other addresses: add this machine’s address to it, or make one without addresses.';
    default:
      return 'Look at OKX_DEMO_API_KEY, OKX_DEMO_SECRET_KEY and OKX_DEMO_PASSPHRASE.';
  }
}
