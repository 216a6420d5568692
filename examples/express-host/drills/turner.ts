const SYMBOL = 'BTC-USDT-SWAP';

/** A model that wants in when it is out; and out when it is in, where it is to turn. */
export class Turner {
  wish: 'turn' | 'enter';

  constructor(wish: 'turn' | 'enter') {
    this.wish = wish;
  }

  answer(prompt: string): string {
    const isHeld = new RegExp(`\\\\n${SYMBOL} long `).test(prompt);
    const last = Number(new RegExp(`## ${SYMBOL}\\\\nlast ([\\d.]+)`).exec(prompt)?.[1]);
    return JSON.stringify({ decisions: [isHeld ? this.#inside() : entry(last)], pauseCycles: 0 });
  }

  #inside(): object {
    return { ...SAID, action: this.wish === 'turn' ? 'close' : 'hold' };
  }
}

const SAID = {
  ...{ symbol: SYMBOL, confidence: 0.8, proposedTrade: 'In and out.', riskThesis: 'A drill has to trade.' },
  ...{ maxPain: 'None.', recoveryPlan: 'None.' },
};

function entry(last: number): object {
  const prices = { limit: null, stop: Math.round(last * 0.97), target: Math.round(last * 1.05) };
  const statedRisk = { targetExposureFraction: 0.15, maxLoss: 100, valueAtRisk: null, maxDrawdownFraction: null };
  return { ...SAID, action: 'buy', size: 0.05, leverage: 3, ...prices, statedRisk };
}
