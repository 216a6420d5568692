import { BOUGHT_BTC, BUY_BTC, batch, CLOSE_SOL, CLOSED_SOL, type ReplySample, SELL_ETH, SOLD_ETH } from './sample.ts';

const BUY = '"action":"buy","symbol":"BTC","size":0.1';
const BOUGHT = 'buy BTC 0.1 equity_fraction';

/** A long of BTC that says these members. */
function buy(members: string): string {
  return `{${BUY},${members}}`;
}

/** An entry that is refused for what it says. */
function refused(name: string, members: string): ReplySample {
  return { name, text: buy(members), refused: ['0 unsupported_field'] };
}

/** An entry that is read as if it did not say this. */
function read(name: string, members: string, decision = BOUGHT): ReplySample {
  return { name, text: buy(members), decisions: [decision] };
}

/** What an entry asks for and nobody reads: without it the order would be another. */
export const UNREAD: readonly ReplySample[] = [
  refused('a stop in percent', '"stopLossPercentage":2'),
  refused('a stop as a distance in quote currency', '"stopDistance":1000'),
  refused('a stop named by its price', '"sl_price":49000,"tp_price":53000'),
  refused('a stop named by its trigger', '"stop_loss_trigger":49000'),
  refused('a stop with a unit in its key', '"Stop-Loss (USDT)":49000'),
  refused('a stop in capitals', '"SL_PCT":"2%"'),
  refused('a stop in kebab case', '"hard-stop":49000'),
  refused('a stop that is said to be there', '"useStop":true'),
  refused('a stop by another word', '"bailout":49000'),
  refused('a stop in Chinese', '"止损":49000'),
  refused('a stop in Chinese words', '"止损价":"四万九"'),
  refused('a stop in Russian', '"стоп":"49000"'),
  refused('a stop in French', '"seuil_de_perte":49000'),
  refused('a stop in German', '"Verlustbegrenzung":"49.000"'),
  refused('a trailing stop in percent', '"trailingStopPercent":2'),
  refused('a trailing stop by its callback', '"callbackRate":0.01'),
  refused('a trail in words', '"trail":"by two percent"'),
  refused('an exit plan in words and no stop', '"exitPlan":"stop at 49000"'),
  refused('an exit plan with a trail', '"exitPlan":{"stopLoss":49000,"trailing":true}'),
  refused('an exit plan with a figure of nobody knows what', '"exitPlan":{"stopLoss":49000,"after":3}'),
  refused('risk with a trailing stop', '"risk":{"max_loss":90,"trailing_stop":500}'),
  refused('a stop two objects deep', '"risk_management":{"orders":{"stop_loss":49000}}'),
  refused('a stop within its plan', '"plan":{"entry":64000,"stop_loss":49000}'),
  refused('a stop within an object of ours', '"statedRisk":{"maxLoss":90,"exit":{"stop":49000}}'),
  refused('a stop as an order of its own', '"orders":[{"type":"stop_market","price":49000}]'),
  refused('a hedge as an order of its own', '"hedge":{"action":"sell","symbol":"ETH","size":0.1}'),
  refused('an exit at a price', '"exit":{"price":49000}'),
  refused('a hedge at a price', '"hedge":49000'),
  refused('a hedge that is said to be there', '"hedgePlan":true'),
  refused('a bracket', '"bracket":{"lower":49000,"upper":53000}'),
  refused('levels by words for low and high', '"risk_levels":{"low":49000,"high":53000}'),
  refused('a price that makes it invalid', '"invalidation":49000'),
  refused('targets by number', '"tp1":66000,"tp2":68000'),
  refused('targets in a list', '"targets":[66000,68000]'),
  refused('a list of parts', '"takeProfits":[{"price":66000,"share":0.5},{"price":68000,"share":0.5}]'),
  refused('a target in percent', '"profitTargetPct":"4%"'),
  refused('a target in Chinese', '"止盈":[66000]'),
  refused('a move to break even', '"moveToBreakEven":true'),
  refused('a trigger price', '"triggerPrice":55000'),
  refused('an activation price', '"activation-price":"55,000"'),
  refused('a condition', '"condition":"only if BTC breaks above 55000"'),
  refused('a condition by one word', '"if":"BTC closes above 55000"'),
  refused('a list of conditions', '"entryConditions":["close above 55000"]'),
  refused('an entry zone', '"entryZone":{"from":49000,"to":49500}'),
  refused('an entry range', '"entry_range":"49000-49500"'),
  refused('a price to buy at', '"buy_at":49000'),
  refused('steps', '"tranches":3'),
  refused('scaling in', '"scaleIn":true'),
  refused('averaging', '"DCA":true'),
  refused('an end', '"valid_until":"tonight"'),
  refused('an end in cycles', '"expiresAfter":3'),
  refused('a longest time', '"maxHoldingHours":4'),
  refused('a bound of slippage', '"maxSlippage":"0.1%"'),
  refused('reduce only', '"reduceOnly":true'),
  refused('reduce only in snake case and words', '"reduce_only":"yes"'),
  refused('post only', '"postOnly":true'),
  refused('a stop order', '"orderType":"stop_market","triggerPrice":55000'),
  refused('a stop order by its type', '"orderType":"stop","price":55000'),
  refused('a stop order by a loose type', '"type":"STOP_LIMIT","price":55000'),
  refused('a sliced order', '"orderType":"twap"'),
  refused('an order that only makes', '"orderType":"post_only","price":49900'),
  refused('an order by a word of its own', '"entryType":"breakout"'),
  refused('an order that fills at once or not', '"limit":49900,"timeInForce":"IOC"'),
  refused('a margin mode of its own', '"marginMode":"isolated"'),
  {
    name: 'a market order with a limit',
    text: buy('"orderType":"market","limit":49900'),
    refused: ['0 disagreeing_fields'],
  },
  { name: 'two types of order', text: buy('"orderType":"market","type":"limit"'), refused: ['0 disagreeing_fields'] },
  { name: 'a stop that is NaN', text: buy('"stop":"NaN"'), refused: ['0 unreadable_number'] },
  { name: 'a stop that is an order', text: buy('"stop":{"price":49000}'), refused: ['0 unreadable_number'] },
  {
    name: 'a stop in two places that differ',
    text: buy('"stop":49000,"exitPlan":{"stopLoss":48000}'),
    refused: ['0 disagreeing_fields'],
  },
  { name: 'a stop of averages', text: buy('"stop":"2 ATR"'), refused: ['0 unreadable_number'] },
  { name: 'a stop that trails', text: buy('"stop":"trailing"'), refused: ['0 unreadable_number'] },
  {
    name: 'a stop for all decisions together',
    text: `{"decisions":[{${BUY}},${CLOSE_SOL}],"stopLoss":49000}`,
    decisions: [CLOSED_SOL],
    refused: ['0 unsupported_field'],
  },
  {
    name: 'an exit plan for all coins together',
    text: '{"BTC":{"action":"buy","size":0.1},"SOL":{"action":"close"},"exit_plan":{"BTC":{"stop":49000}}}',
    decisions: [CLOSED_SOL],
    refused: ['0 unsupported_field'],
  },
  {
    name: 'a leverage for all decisions together',
    text: `{"result":{"leverage":2,"trades":[{${BUY}}]}}`,
    refused: ['0 unsupported_field'],
  },
  {
    name: 'a stop in an item of its own',
    text: `[{${BUY}},{"action":"set_stop","symbol":"BTC","price":49000},${CLOSE_SOL}]`,
    decisions: [CLOSED_SOL],
    refused: ['0 contradicted', '1 unknown_action'],
  },
  {
    name: 'a stop in an item that names no symbol',
    text: `[{${BUY}},{"type":"stop_loss","price":49000}]`,
    refused: ['0 contradicted', '1 missing_action'],
  },
  {
    name: 'stops in JSON of their own behind it',
    text: `{${BUY}}\n\nStops:\n{"BTC":{"stop_loss":49000}}`,
    abstains: 'ambiguous',
  },
  {
    name: 'a stop in a fence of its own',
    text: `\`\`\`json\n{${BUY}}\n\`\`\`\n\`\`\`json\n{"symbol":"BTC","stopLoss":49000}\n\`\`\``,
    abstains: 'ambiguous',
  },
];

/** What an entry may say beside its figures, and what of protection is read wherever it stands. */
export const HARMLESS: readonly ReplySample[] = [
  read('a stop in an exit plan', '"exitPlan":{"stopLoss":49000,"target":53000}', `${BOUGHT} stop 49000 target 53000`),
  read(
    'an exit plan as public bots ask for it',
    '"exit_plan":{"profit_target":53000,"stop_loss":49000,"invalidation_condition":"4h close below 49000"}',
    `${BOUGHT} stop 49000 target 53000`,
  ),
  read('a stop in risk management', '"risk_management":{"stop_loss":49000}', `${BOUGHT} stop 49000`),
  read('a stop within the risk', '"risk":{"stop_loss":49000,"max_loss":90}', `${BOUGHT} stop 49000`),
  read('a stop in two places, alike', '"stop":49000,"exitPlan":{"stop":49000}', `${BOUGHT} stop 49000`),
  read('an exit plan in words beside a stop', '"stop":49000,"exitPlan":"Leave at 49000."', `${BOUGHT} stop 49000`),
  read('nothing where a trailing stop would be', '"trailingStop":null,"stopLossPct":"N/A","tp2":0'),
  read('no to what it does not want', '"reduceOnly":false,"postOnly":"no","conditions":[]'),
  read('how it came to it', '"riskReward":2.1,"timeframe":"4h","rsi":61.5,"setup":"breakout","urgent":true'),
  read('what it looked at', '"technical_analysis":{"support":61000,"resistance":66000},"currentPrice":64000'),
  read('sentences with figures', '"note":"BTC broke 64000 twice within 4 hours","market_condition":"choppy"'),
  read('what it expects', '"expectedProfit":120,"risk_pct":1'),
  read('sentences of when it is wrong', '"invalidation_condition":"4h close below 49000"'),
  read('a market order as traders write it', '"orderType":"MKT","timeInForce":"IOC","marginMode":"cross"'),
  read('a kind that is no type of order', '"type":"perpetual"'),
  read('a limit order that rests', '"type":"limit","price":49900,"tif":"GTC"', `${BOUGHT} limit 49900`),
  {
    name: 'an exit with all that an entry may not say',
    text: '{"action":"close","symbol":"SOL","reduceOnly":true,"orderType":"stop_market","trailingStop":2}',
    decisions: [CLOSED_SOL],
  },
  {
    name: 'what it says of the whole beside its decisions',
    text: `{"decisions":[${BUY_BTC}],"market_conditions":"choppy","stats":{"trades":12},"hedgePlan":"none","target":null}`,
    decisions: [BOUGHT_BTC],
  },
  {
    name: 'an unknown item of another symbol',
    text: batch(BUY_BTC, '{"action":"monitor","symbol":"ETH"}', '{"action":"monitor"}'),
    decisions: [BOUGHT_BTC],
    refused: ['1 unknown_action', '2 unknown_action'],
  },
  {
    name: 'open orders quoted before it',
    text: `Open orders: {"SOL":{"stop":120}}\n\n${batch(SELL_ETH)}`,
    decisions: [SOLD_ETH],
  },
];
