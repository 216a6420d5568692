import { Random } from '../harness/random.ts';

/** Replies of about so many characters each, and the symbols that they decide on. */
export interface Replies {
  readonly prose: string;
  readonly json: string;
  readonly miswritten: string;
}

const COINS = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'ADA', 'LINK', 'AVAX', 'LTC', 'DOT'];
const WORDS = "the price isn't above {its} range [see 4h], so funding (0.01 %) and open interest don't say more".split(
  ' ',
);
/** Characters of a thesis that is not there to fill the reply. */
const SHORT = 200;

export const SYMBOLS = COINS.map((coin) => ({
  id: `${coin}-USDT-SWAP`,
  type: 'swap' as const,
  baseCurrency: coin,
  quoteCurrency: 'USDT',
}));

/** Ten decisions, once after pages of prose, once with long sentences of their own, once with those in single quotes and stray commas. */
export function makeReplies(size: number): Replies {
  const random = new Random(41_007);
  const short = batch(random, SHORT);
  const long = batch(random, Math.max(SHORT, Math.floor(size / COINS.length) - SHORT));
  return {
    prose: `${prose(random, Math.max(0, size - short.length - 20), '\n')}\n\`\`\`json\n${short}\n\`\`\``,
    json: long,
    miswritten: long.replaceAll('"', "'").replaceAll('}', ',}'),
  };
}

function batch(random: Random, thesis: number): string {
  const decisions = COINS.map((coin, index) => ({
    action: index % 2 === 0 ? 'buy' : 'sell',
    symbol: coin,
    size: '5%',
    leverage: '3x',
    stop: 1_000 + random.below(1_000),
    target: 2_000 + random.below(1_000),
    confidence: 60 + random.below(40),
    riskThesis: prose(random, thesis, ' ').replace(/["'{}[\]]/g, ''),
  }));
  return JSON.stringify({ decisions, pauseCycles: 0 });
}

function prose(random: Random, length: number, ending: string): string {
  let text = '';
  while (text.length < length) {
    text += `${WORDS[random.below(WORDS.length)]}${random.below(12) === 0 ? `.${ending}` : ' '}`;
  }
  return text.slice(0, length);
}
