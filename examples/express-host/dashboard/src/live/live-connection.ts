import { type LiveMessage, liveMessage } from '../../../src/contract/index.ts';
import { readToken, whenTokenIsGiven } from '../operator/operator-token.ts';
import { HostClock } from './host-clock.ts';

/** How the connection stands. */
export interface LiveState {
  readonly status: 'connecting' | 'live' | 'lost';
  /** Since when nothing is heard from the host; `null` while it is. */
  readonly lostAt: number | null;
  /** When the next attempt is made, while there is none under way. */
  readonly retryAt: number | null;
  /** When anything was heard last. */
  readonly heardAt: number | null;
  /** How far the host's clock is ahead of this machine's, ms. */
  readonly aheadMs: number;
}

export interface LiveListener {
  readonly hear: (message: LiveMessage) => void;
  /** Something was told that did not arrive here: what is known may be old. */
  readonly missed: () => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
/** After so long without a word the host is asked whether it is there; a socket can be dead without saying so. */
const SILENCE_MS = 20_000;

/** The WebSocket of the host: takes up again after the last message that was heard, and waits longer each time it fails. */
export class LiveConnection {
  readonly #listener: LiveListener;
  readonly #changed = new Set<() => void>();
  readonly #clock = new HostClock();
  #state: LiveState = { status: 'connecting', lostAt: null, retryAt: null, heardAt: null, aheadMs: 0 };
  #socket: WebSocket | null = null;
  #run: string | null = null;
  #seq = 0;
  #failures = 0;
  #retry: number | undefined;
  #watch: number | undefined;
  #openedAt = 0;
  #unlisten: () => void = () => {};

  constructor(listener: LiveListener) {
    this.#listener = listener;
  }

  get state(): LiveState {
    return this.#state;
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#changed.add(changed);
    return () => this.#changed.delete(changed);
  };

  start(): void {
    window.addEventListener('online', this.retryNow);
    window.addEventListener('pageshow', this.retryNow);
    document.addEventListener('visibilitychange', this.#whenSeen);
    this.#unlisten = whenTokenIsGiven(this.retryNow);
    this.#watch = window.setInterval(() => void this.#listenForSilence(), 5_000);
    this.#connect();
  }

  stop(): void {
    window.removeEventListener('online', this.retryNow);
    window.removeEventListener('pageshow', this.retryNow);
    document.removeEventListener('visibilitychange', this.#whenSeen);
    this.#unlisten();
    window.clearInterval(this.#watch);
    window.clearTimeout(this.#retry);
    this.#drop();
  }

  /** Does not wait any longer. */
  readonly retryNow = (): void => {
    if (this.#socket !== null) return;
    this.#failures = 0;
    window.clearTimeout(this.#retry);
    this.#connect();
  };

  readonly #whenSeen = (): void => {
    if (document.visibilityState === 'visible') this.retryNow();
  };

  #connect(): void {
    const url = new URL('/ws/market-data', window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    if (this.#run !== null) {
      url.searchParams.set('run', this.#run);
      url.searchParams.set('after', String(this.#seq));
    }
    const socket = new WebSocket(url, protocolsOf(readToken()));
    this.#socket = socket;
    this.#openedAt = Date.now();
    this.#set({ retryAt: null });
    socket.addEventListener('message', ({ data }) => {
      if (this.#socket === socket) this.#read(String(data));
    });
    socket.addEventListener('close', () => {
      if (this.#socket === socket) this.#lose();
    });
  }

  #read(text: string): void {
    const read = liveMessage.safeParse(parsed(text));
    const now = Date.now();
    if (!read.success) {
      this.#set({ heardAt: now });
      this.#listener.missed();
      return;
    }
    const message = read.data;
    this.#failures = 0;
    this.#set({ status: 'live', lostAt: null, heardAt: now, aheadMs: this.#clock.hear(message.at, now) });
    if (message.type === 'hello') {
      const isSame = message.isResumed && this.#run === message.run;
      this.#run = message.run;
      if (isSame) return;
      this.#seq = message.seq;
      this.#listener.missed();
      return;
    }
    // What was resumed may be told twice.
    if (message.seq <= this.#seq) return;
    if (message.seq > this.#seq + 1) this.#listener.missed();
    this.#seq = message.seq;
    this.#listener.hear(message);
  }

  #lose(): void {
    this.#drop();
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures);
    // Many pages that lose the same host do not come back at the same instant.
    const waitMs = wait * (0.75 + Math.random() / 2);
    this.#failures += 1;
    const now = Date.now();
    this.#set({ status: 'lost', lostAt: this.#state.lostAt ?? this.#state.heardAt ?? now, retryAt: now + waitMs });
    window.clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => this.#connect(), waitMs);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  async #listenForSilence(): Promise<void> {
    const socket = this.#socket;
    const since = Math.max(this.#state.heardAt ?? 0, this.#openedAt);
    if (socket === null || Date.now() - since < SILENCE_MS) return;
    const isThere = await fetch('/healthz', { signal: AbortSignal.timeout(4_000) }).then(
      () => true,
      () => false,
    );
    if (this.#socket !== socket) return;
    if (!isThere || socket.readyState !== WebSocket.OPEN) this.#lose();
  }

  #set(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    for (const tell of this.#changed) tell();
  }
}

/** A browser sets no headers on a WebSocket; a host that wants its token for listening takes it as a protocol. */
function protocolsOf(token: string | null): string[] {
  const isSayable = token !== null && /^[\w.~+-]+$/.test(token);
  return isSayable ? ['brokerkit.live', `bearer.${token}`] : ['brokerkit.live'];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
