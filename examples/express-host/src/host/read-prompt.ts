/** What a script reads of one symbol in a prompt. */
export interface ReadSymbol {
  readonly id: string;
  readonly isStale: boolean;
  readonly last: number;
  readonly tickDigits: number;
  readonly fast: number;
  readonly slow: number;
  /** Of a usual bar, in quote currency. */
  readonly range: number;
  readonly held: HeldPosition | null;
  /** How many minutes ago a trade of it was closed at a loss; `null` where the last one was not. */
  readonly lostMinutesAgo: number | null;
}

/** A position as a prompt tells it. */
export interface HeldPosition {
  readonly side: 'long' | 'short';
  /** Part of the way from entry to target; below 0 it goes the wrong way, and without a target it is 0. */
  readonly progress: number;
  /** Cycles at which it was looked at and kept, as far back as the prompt tells. */
  readonly looks: number;
}

/** Which bars are looked at. */
const FRAME = '1 min';

/** What a script reads of the account. */
export interface ReadAccount {
  readonly equity: number;
  /** From the highest equity of the day, as a fraction. */
  readonly drawdown: number;
}

/** The account, as far as it is told. */
export function accountOf(prompt: string): ReadAccount {
  const account = section(prompt, '# Account');
  const percent = numberAfter(account, 'of the UTC day') ?? 0;
  return { equity: numberAfter(account, 'equity') ?? 10_000, drawdown: percent / 100 };
}

/** The symbols of the market block, as far as their figures are known. */
export function symbolsOf(prompt: string): readonly ReadSymbol[] {
  return section(prompt, '# Market')
    .split(/^## /m)
    .slice(1)
    .flatMap((block): readonly ReadSymbol[] => {
      const id = /^([A-Z0-9]+-[A-Z0-9]+(?:-SWAP)?)/.exec(block)?.[1];
      const figures = new RegExp(`### ${FRAME} bars\\n(.*)`).exec(block)?.[1] ?? '';
      const last = numberAfter(block, 'last');
      const [fast, slow, range] = ['ema20', 'ema50', 'atr14'].map((name) => numberAfter(figures, name));
      if (id === undefined || last === null || fast == null || slow == null || range == null || range === 0) return [];
      const tick = /tick (\S+)/.exec(block)?.[1] ?? '1';
      return [
        {
          ...{ id, last, fast, slow, range, isStale: block.startsWith(`${id} STALE`) },
          tickDigits: tick.split('.')[1]?.length ?? 0,
          held: heldIn(prompt, id),
          lostMinutesAgo: lostMinutesAgo(prompt, id),
        },
      ];
    });
}

function heldIn(prompt: string, id: string): HeldPosition | null {
  const line = new RegExp(`^${id} (long|short) \\S+ at (\\S+), mark (\\S+), .*target (\\S+)$`, 'm');
  const [, side, ...figures] = line.exec(section(prompt, '## Positions')) ?? [];
  if (side !== 'long' && side !== 'short') return null;
  const [entry = Number.NaN, mark = Number.NaN, target = Number.NaN] = figures.map(Number);
  const progress = (mark - entry) / (target - entry);
  return { side, progress: Number.isFinite(progress) ? progress : 0, looks: looksSinceEntry(prompt, id) };
}

/** Decisions are told newest first, refused ones before the others. */
function looksSinceEntry(prompt: string, id: string): number {
  const line = new RegExp(`^- \\S+ \\S+ (\\w+) ${id}: (?:executed|clamped)`, 'gm');
  const actions = [...section(prompt, '# Your last decisions').matchAll(line)].map(([, action]) => action);
  const other = actions.findIndex((action) => action !== 'hold');
  return other === -1 ? actions.length : other;
}

function lostMinutesAgo(prompt: string, id: string): number | null {
  const line = new RegExp(`^- (\\S+ \\S+) ${id} \\w+ \\S+ \\S+ to \\S+ by [^:]+: (-?[\\d.]+)`, 'm');
  const [, closedAt, result] = line.exec(section(prompt, '# Closed trades')) ?? [];
  const now = /^# Now\n(\S+ \S+) UTC/m.exec(prompt)?.[1];
  if (closedAt === undefined || now === undefined || Number(result) >= 0) return null;
  return (instantOf(now) - instantOf(closedAt)) / 60_000;
}

/** What stands under a heading, up to the next one of its rank or above. */
function section(prompt: string, heading: string): string {
  const from = prompt.indexOf(`${heading}\n`);
  if (from === -1) return '';
  const text = prompt.slice(from + heading.length);
  const end = heading.startsWith('## ') ? text.search(/\n##? /) : text.search(/\n# /);
  return end === -1 ? text : text.slice(0, end);
}

function instantOf(moment: string): number {
  return Date.parse(`${moment.replace(' ', 'T')}Z`);
}

function numberAfter(text: string, name: string): number | null {
  const digits = new RegExp(`\\b${name} (-?\\d+(?:\\.\\d+)?)`).exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
