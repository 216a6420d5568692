import { BOUGHT_BTC, BUY_BTC, batch, HELD_BTC, HOLD_BTC, type ReplySample, SELL_ETH } from './sample.ts';

const HOLD = batch(HOLD_BTC);

function fence(json: string): string {
  return `\`\`\`json\n${json}\n\`\`\``;
}

/** Ideas that a reply talks about, beside its answer or without one: none of them is carried out. */
export const QUOTING: readonly ReplySample[] = [
  {
    name: 'an idea that is off, and an answer after something earlier',
    text: `The idea was ${BUY_BTC}, which is off now.\n\nAfter the earlier breakout failed:\n${fence(HOLD)}`,
    abstains: 'ambiguous',
  },
  {
    name: 'an idea that is off, and an answer unlike the previous cycle',
    text: `I had proposed ${BUY_BTC} in this market.\n\nUnlike in the previous cycle:\n\n${HOLD}\n`,
    abstains: 'ambiguous',
  },
  {
    name: 'an idea that is off, and an answer since something was invalid',
    text: `The proposal ${BUY_BTC} stands no more.\nSince the first thought was invalid:\n${fence(HOLD)}`,
    abstains: 'ambiguous',
  },
  {
    name: 'an answer after something earlier, then the idea that is off',
    text: `After the earlier breakout failed:\n${fence(HOLD)}\nWhat I had in mind:\n${fence(BUY_BTC)}`,
    abstains: 'ambiguous',
  },
  {
    name: 'an answer, then the decision that might have been',
    text: `${fence(HOLD)}\nThe decision I would have made otherwise:\n${fence(batch(BUY_BTC))}`,
    abstains: 'ambiguous',
  },
  {
    name: 'an answer, then the decision on another day',
    text: `${fence(HOLD)}\nMy decision on a breakout:\n${fence(batch(BUY_BTC))}`,
    abstains: 'ambiguous',
  },
  {
    name: 'an answer by itself, then an idea in a fence',
    text: `${HOLD}\n\nMy decision on a breakout:\n${fence(BUY_BTC)}`,
    abstains: 'ambiguous',
  },
  {
    name: 'a fenced answer unlike a draft, then a decision by itself',
    text: `My draft was too bold:\n${fence(HOLD)}\nMy decision:\n${batch(BUY_BTC)}`,
    abstains: 'ambiguous',
  },
  {
    name: 'an answer, then an example by itself',
    text: `${fence(batch(BUY_BTC))}\nAn example of what would end it:\n${HOLD}`,
    abstains: 'ambiguous',
  },
  {
    name: 'an answer that a sentence takes back',
    text: `${fence(batch(BUY_BTC))}\nOn second thought I go with ${HOLD} now.`,
    abstains: 'ambiguous',
  },
  {
    name: 'an answer in tags that a sentence takes back',
    text: `<answer>${batch(BUY_BTC)}</answer>\nScrap that, ${HOLD} it is.`,
    abstains: 'ambiguous',
  },
  {
    name: 'an example in a fence, then an answer in a sentence',
    text: `Example:\n${fence(SELL_ETH)}\nI settle on ${BUY_BTC} for now.`,
    abstains: 'ambiguous',
  },
  {
    name: 'an idea in a fence, then an answer of nothing',
    text: `What I had in mind:\n${fence(BUY_BTC)}\nBut not now:\n${fence('[]')}`,
    abstains: 'ambiguous',
  },
  {
    name: 'an idea in a fence, then no decisions at all',
    text: `What I had in mind:\n${fence(BUY_BTC)}\nFinal answer:\n${fence('{"decisions":null}')}`,
    abstains: 'ambiguous',
  },
  { name: 'an idea that is off, alone', text: `The idea was ${BUY_BTC} once.`, abstains: 'no_decision' },
  { name: 'an idea that might have been', text: `I would buy ${BUY_BTC} on a dip.`, abstains: 'no_decision' },
  { name: 'an idea that is taken back behind it', text: `I go with ${BUY_BTC}, but later.`, abstains: 'no_decision' },
  { name: 'an idea that nobody gives as an answer', text: `Some trade ${BUY_BTC} here.`, abstains: 'no_decision' },
  { name: 'an idea that opens a sentence', text: `${BUY_BTC} was tempting.`, abstains: 'no_decision' },
  {
    name: 'the previous decision alone',
    text: `My previous decision was:\n${fence(batch(BUY_BTC))}`,
    abstains: 'no_decision',
  },
  { name: 'an example in Spanish', text: `Por ejemplo:\n${batch(BUY_BTC)}`, abstains: 'no_decision' },
  { name: 'an example in German', text: `Zum Beispiel:\n${batch(BUY_BTC)}`, abstains: 'no_decision' },
  {
    name: 'an answer, then thinking that breaks off',
    text: `${batch(BUY_BTC)}\n<think>Wait. The stop is missing, so I sho`,
    abstains: 'truncated',
  },
  {
    name: 'an answer, then thinking to its end',
    text: `${batch(BUY_BTC)}\n<think>Wait. The stop is missing, so no.</think>`,
    abstains: 'ambiguous',
  },
  {
    name: 'an answer, then thinking with another',
    text: `${batch(BUY_BTC)}\n<thinking>Rather ${HOLD}.</thinking>`,
    abstains: 'ambiguous',
  },
  { name: 'thinking in square brackets alone', text: `[THINK]${batch(BUY_BTC)}[/THINK]\nNo.`, abstains: 'no_decision' },
  {
    name: 'thinking with an attribute alone',
    text: `<think time="3">${batch(BUY_BTC)}</think>\nNo.`,
    abstains: 'no_decision',
  },
];

/** Ideas beside an answer that nobody can take for one of them. */
export const TOLD_APART: readonly ReplySample[] = [
  {
    name: 'an idea that is off, then a fence',
    text: `The idea was ${BUY_BTC}, which is off now.\n${fence(HOLD)}`,
    decisions: [HELD_BTC],
  },
  {
    name: 'a rejected fence, then the answer by its name',
    text: `Rejected:\n${fence(batch(SELL_ETH))}\nMy final answer is:\n${fence(batch(BUY_BTC))}`,
    decisions: [BOUGHT_BTC],
  },
  {
    name: 'an answer that is said again in a sentence',
    text: `${batch(BUY_BTC)}\n\nSo it is ${batch(BUY_BTC)} for now.`,
    decisions: [BOUGHT_BTC],
  },
  {
    name: 'empty brackets within a sentence behind it',
    text: `${batch(BUY_BTC)}\n\n[ ] to do, {} left`,
    decisions: [BOUGHT_BTC],
  },
  { name: 'an assignment in code', text: `\`\`\`python\nx = ${batch(BUY_BTC)}\n\`\`\``, decisions: [BOUGHT_BTC] },
  { name: 'a sentence that opens with it', text: `${batch(BUY_BTC)} That is all.`, decisions: [BOUGHT_BTC] },
  {
    name: 'thinking with an attribute first',
    text: `<think time="3">${batch(SELL_ETH)}</think>\n${batch(BUY_BTC)}`,
    decisions: [BOUGHT_BTC],
  },
  {
    name: 'thinking in triangles first',
    text: `◁think▷${batch(SELL_ETH)}◁/think▷${batch(BUY_BTC)}`,
    decisions: [BOUGHT_BTC],
  },
];
