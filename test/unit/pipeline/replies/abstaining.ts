import { BUY_BTC, batch, type ReplySample, SELL_ETH } from './sample.ts';

const WHOLE = batch(BUY_BTC, SELL_ETH);

/** Replies that decide nothing. */
export const ABSTAINING: readonly ReplySample[] = [
  { name: 'nothing', text: '', abstains: 'blank' },
  { name: 'white space', text: ' \n\t ', abstains: 'blank' },
  { name: 'nothing, with the answer in the reasoning', text: '', reasoning: WHOLE, abstains: 'blank' },
  { name: 'thinking alone', text: `<think>${WHOLE}</think>`, abstains: 'blank' },
  { name: 'thinking that never ends', text: `<think>I would say ${WHOLE}`, abstains: 'truncated' },
  { name: 'a whole answer that was cut off by length', text: WHOLE, finish: 'length', abstains: 'truncated' },
  {
    name: 'half an answer that was cut off by length',
    text: WHOLE.slice(0, 90),
    finish: 'length',
    abstains: 'truncated',
  },
  { name: 'half an answer, called complete', text: WHOLE.slice(0, 90), abstains: 'truncated' },
  { name: 'an answer cut after its first decision', text: `{"decisions":[${BUY_BTC},`, abstains: 'truncated' },
  {
    name: 'an answer cut within a string',
    text: '{"decisions":[{"action":"buy","symbol":"BTC-US',
    abstains: 'truncated',
  },
  { name: 'an answer cut after a key', text: '{"decisions":[{"action"', abstains: 'truncated' },
  { name: 'an answer cut after its brackets', text: 'Here it is:\n[{', abstains: 'truncated' },
  { name: 'an answer without its last brace', text: WHOLE.slice(0, -1), abstains: 'truncated' },
  { name: 'an answer without its last two brackets', text: `[${BUY_BTC.slice(0, -1)}`, abstains: 'truncated' },
  { name: 'an array that is never closed', text: `[${BUY_BTC},${SELL_ETH}`, abstains: 'truncated' },
  { name: 'an answer cut in an open fence', text: `\`\`\`json\n${WHOLE.slice(0, 120)}`, abstains: 'truncated' },
  {
    name: 'a draft, then an answer that is cut',
    text: `${batch(SELL_ETH)}\n\nFinal answer:\n{"decisions":[{"act`,
    abstains: 'truncated',
  },
  { name: 'withheld by the provider', text: WHOLE, finish: 'content_filter', abstains: 'filtered' },
  { name: 'a call of a tool', text: WHOLE, finish: 'tool_calls', abstains: 'unfinished' },
  { name: 'prose alone', text: 'I would buy BTC with 10 % at 3x, stop 63000.', abstains: 'no_decision' },
  { name: 'JSON that is no decision', text: '{"trend":"up","levels":[63000,66000]}', abstains: 'no_decision' },
  { name: 'an empty object', text: '{}', abstains: 'no_decision' },
  { name: 'an empty array', text: '[]', abstains: 'no_decision' },
  { name: 'a number', text: '42', abstains: 'no_decision' },
  { name: 'the word null', text: 'null', abstains: 'no_decision' },
  {
    name: 'a position quoted',
    text: '{"symbol":"BTC-USDT-SWAP","side":"long","size":0.1,"entryPrice":64000}',
    abstains: 'no_decision',
  },
  {
    name: 'open orders quoted',
    text: '[{"symbol":"BTC","side":"buy","price":1},{"symbol":"ETH","side":"sell","price":2}]',
    abstains: 'no_decision',
  },
  {
    name: 'a call of a tool written out',
    text: '{"name":"get_candles","arguments":{"symbol":"BTC"}}',
    abstains: 'no_decision',
  },
  { name: 'an example alone', text: `For example:\n${batch(BUY_BTC)}`, abstains: 'no_decision' },
  { name: 'what it would not do', text: `I do not return ${BUY_BTC} now.`, abstains: 'no_decision' },
  { name: 'a table instead of JSON', text: '| symbol | action |\n|---|---|\n| BTC | buy |', abstains: 'no_decision' },
  {
    name: 'YAML instead of JSON',
    text: 'decisions:\n  - action: buy\n    symbol: BTC\n    size: 0.1',
    abstains: 'no_decision',
  },
  { name: 'an object within a string', text: '"{\\"action\\":\\"buy\\"}"', abstains: 'no_decision' },
  {
    name: 'two fences that differ',
    text: `\`\`\`json\n${batch(BUY_BTC)}\n\`\`\`\n\`\`\`json\n${batch(SELL_ETH)}\n\`\`\``,
    abstains: 'ambiguous',
  },
  {
    name: 'two answers by themselves that differ',
    text: `${batch(BUY_BTC)}\n\nor\n\n${batch(SELL_ETH)}`,
    abstains: 'ambiguous',
  },
  { name: 'two answers within sentences', text: `Either ${BUY_BTC} or ${SELL_ETH} would do.`, abstains: 'ambiguous' },
  {
    name: 'a fence, and another answer after it',
    text: `\`\`\`json\n${batch(BUY_BTC)}\n\`\`\`\n${batch(SELL_ETH)}`,
    abstains: 'ambiguous',
  },
  {
    name: 'a final answer that is not the last',
    text: `Final answer:\n\`\`\`json\n${batch(BUY_BTC)}\n\`\`\`\n\`\`\`json\n${batch(SELL_ETH)}\n\`\`\``,
    abstains: 'ambiguous',
  },
  {
    name: 'two final answers',
    text: `Final answer:\n${batch(BUY_BTC)}\n\nFinal answer:\n${batch(SELL_ETH)}`,
    abstains: 'ambiguous',
  },
  {
    name: 'one answer a coin in fences of their own',
    text: `BTC\n\`\`\`json\n${BUY_BTC}\n\`\`\`\nETH\n\`\`\`json\n${SELL_ETH}\n\`\`\``,
    abstains: 'ambiguous',
  },
  {
    name: 'two sets of decisions in one object',
    text: `{"decisions":[${BUY_BTC}],"trades":[${SELL_ETH}]}`,
    abstains: 'contradictory',
  },
  {
    name: 'the same key for two sets of decisions',
    text: `{"decisions":[${BUY_BTC}],"decisions":[${SELL_ETH}]}`,
    abstains: 'contradictory',
  },
  {
    name: 'a decision around a set of decisions',
    text: `{"action":"close","symbol":"SOL","decisions":[${BUY_BTC}]}`,
    abstains: 'contradictory',
  },
  { name: 'brackets that do not match', text: '{"decisions":[{"action":"buy"]}}', abstains: 'malformed' },
  { name: 'a bare arrow for a colon', text: '{"action" => "buy", "symbol" => "BTC"}', abstains: 'no_decision' },
  {
    name: 'an answer with dots for the rest',
    text: '{"decisions":[{"action":"buy","symbol":"BTC"}, ...]}',
    abstains: 'malformed',
  },
  {
    name: 'a comma missing, not to be repaired',
    text: '{"action":"buy" "symbol":"BTC"}',
    finish: 'other',
    abstains: 'malformed',
  },
  {
    name: 'an answer nested without end',
    text: `${'['.repeat(500)}{"action":"buy"}${']'.repeat(500)}`,
    abstains: 'no_decision',
  },
  {
    name: 'more brackets than any answer',
    text: '{}'.repeat(3_000).replaceAll('}{', '} - {'),
    abstains: 'too_complex',
  },
];
