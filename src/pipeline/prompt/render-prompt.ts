import type { TradingContext } from '../context/build-context.ts';
import type { FrameContext } from '../context/symbol-context.ts';
import { KnownRows } from './known-rows.ts';
import { renderAccount } from './render-account.ts';
import { type MemoryDetail, renderLessons, renderPast } from './render-memory.ts';
import { renderMarket } from './render-symbol.ts';
import type { PromptTemplate, TemplateSettings } from './template.ts';
import { bytesOf, moment } from './wording.ts';

/** A prompt, and what had to be left out of it. */
export interface Prompt {
  readonly templateVersion: string;
  /** The system message: the same bytes from cycle to cycle, which providers charge less for. */
  readonly fixed: string;
  /** The user message: market, account and memory of this cycle. */
  readonly volatile: string;
  /** Tokens of both, by {@link PromptOptions.countTokens}. */
  readonly tokens: number;
  /** What the budget left out, as sentences; the prompt says the same. */
  readonly dropped: readonly string[];
}

/** How a context becomes a prompt. */
export interface PromptOptions {
  readonly template: PromptTemplate;
  readonly settings: TemplateSettings;
  /** Most tokens of both messages. Default 24,000. */
  readonly budgetTokens?: number;
  /** Keeps the words of bars from prompt to prompt. Default: they are worded anew each time. */
  readonly rows?: KnownRows;
  /** Default: {@link countTokens}. */
  readonly countTokens?: (text: string) => number;
}

const DEFAULT_BUDGET = 24_000;

interface Detail extends MemoryDetail {
  readonly bars: number;
}

/** From everything to the least, in the order in which things are given up: old bars first, the past after them. */
const DETAILS: readonly Detail[] = [
  { bars: 60, trades: 10, decisions: 12, lessons: 12, breaches: 5 },
  { bars: 40, trades: 10, decisions: 12, lessons: 12, breaches: 5 },
  { bars: 24, trades: 10, decisions: 12, lessons: 12, breaches: 5 },
  { bars: 12, trades: 10, decisions: 12, lessons: 12, breaches: 5 },
  { bars: 6, trades: 5, decisions: 12, lessons: 12, breaches: 5 },
  { bars: 3, trades: 3, decisions: 8, lessons: 8, breaches: 5 },
  { bars: 0, trades: 3, decisions: 6, lessons: 5, breaches: 5 },
  { bars: 0, trades: 0, decisions: 4, lessons: 3, breaches: 5 },
];

/**
 * Puts a context into words: fixed text first, then what changes slowly, then what changes at every cycle, the time last.
 *
 * A budget takes old bars away first, then the distant past; never a symbol, never the account. Where even the least is
 * above the budget, the prompt is longer than it, and says so.
 */
export function renderPrompt(context: TradingContext, options: PromptOptions): Prompt {
  const { template, settings, budgetTokens = DEFAULT_BUDGET, countTokens: count } = options;
  const fixed = template.fixed(settings);
  const fixedTokens = (count ?? countTokens)(fixed);
  const market = renderMarket(context.symbols, options.rows ?? new KnownRows());
  const past = pastOf(context);
  const account = renderAccount(context.account);
  let volatile = (): string => '';
  let tokens = fixedTokens;
  let dropped: readonly string[] = [];
  for (const detail of DETAILS) {
    dropped = droppedBy(context, detail);
    const around = aroundMarket(past(detail), account, dropped, context.at);
    volatile = () => around(market.text(detail.bars));
    // Bytes add up, so that a text which is too long need not be made; what somebody else counts may not.
    const counted = count?.(volatile()) ?? tokensOf(bytesOf(around('')) + market.bytes(detail.bars));
    tokens = fixedTokens + counted;
    if (tokens <= budgetTokens) break;
  }
  const over = tokens > budgetTokens ? [`The prompt has about ${tokens} tokens; ${budgetTokens} were wanted.`] : [];
  return { templateVersion: template.version, fixed, volatile: volatile(), tokens, dropped: [...dropped, ...over] };
}

/** Tokens of a text, guessed from above: number tables cost about a token per two and a half bytes. */
export function countTokens(text: string): number {
  return tokensOf(bytesOf(text));
}

function tokensOf(bytes: number): number {
  return Math.ceil(bytes / 2.5);
}

/** The user message around the text of the market. */
function aroundMarket(
  past: readonly string[],
  account: string,
  dropped: readonly string[],
  at: number,
): (market: string) => string {
  const after = [
    account,
    ...(dropped.length === 0 ? [] : [`# Left out to keep this short\n${dropped.join('\n')}`]),
    `# Now\n${moment(at)} UTC. Decide.`,
  ];
  return (market) => [...past, market, ...after].join('\n\n');
}

/** The blocks about the past at any detail; put into words anew only where another part of it is told. */
function pastOf({ memory, memoryProblem }: TradingContext): (detail: MemoryDetail) => readonly string[] {
  let told: { readonly detail: MemoryDetail; readonly blocks: readonly string[] } | null = null;
  return (detail) => {
    if (told === null || !tellsAsMuch(told.detail, detail)) {
      const problem = memoryProblem === null ? '' : `# Memory\nThe past could not be read: ${memoryProblem}`;
      const blocks = [renderLessons(memory, detail), renderPast(memory, detail), problem];
      told = { detail, blocks: blocks.filter((block) => block !== '') };
    }
    return told.blocks;
  };
}

function tellsAsMuch(one: MemoryDetail, other: MemoryDetail): boolean {
  return (['decisions', 'trades', 'lessons', 'breaches'] as const).every((kind) => one[kind] === other[kind]);
}

function droppedBy({ symbols, memory }: TradingContext, detail: Detail): readonly string[] {
  const [full] = DETAILS;
  if (full === undefined) return [];
  const dropped: string[] = [];
  const frames = symbols.flatMap((symbol) => symbol.frames);
  const longest = Math.min(full.bars, Math.max(0, ...frames.map(lengthOf)));
  if (longest > detail.bars) dropped.push(`Bars: the newest ${detail.bars} of ${longest} per frame.`);
  for (const [name, kept, there, most] of [
    ['Closed trades', detail.trades, memory.trades.length, full.trades],
    ['Decisions', detail.decisions, memory.decisions.length, full.decisions],
    ['Lessons', detail.lessons, memory.lessons.length, full.lessons],
    ['Limits reached', detail.breaches, memory.breaches.length, full.breaches],
  ] as const) {
    const all = Math.min(there, most);
    if (all > kept) dropped.push(`${name}: the newest ${kept} of ${all}.`);
  }
  return dropped;
}

function lengthOf({ bars }: FrameContext): number {
  return bars.openedAt.length;
}
