import { describe, expect, it } from 'vitest';
import { knownDecisions } from '../../../src/engine/known-decisions.ts';
import type { SavedAccount } from '../../../src/engine/saved-account.ts';
import type { UnfinishedOrder } from '../../../src/ports/order-journal.ts';
import type { VenuePosition } from '../../../src/ports/venue.ts';
import { aFill } from '../../../src/testing/builders/a-fill.ts';
import { anInstrument } from '../../../src/testing/builders/an-instrument.ts';
import { anIntent } from '../../../src/testing/builders/an-intent.ts';

const BTC = anInstrument();
const AFTER = 1_000;

/** `"buy 3 of D2"`: lots, and the decision that the journal knows of the order. */
function fillsOf(texts: readonly string[]) {
  const orders = texts.map((text, index) => {
    const [side, lots, , decisionId] = text.split(' ');
    const clientOrderId = `order${index}`;
    const fill = aFill({
      ...{ instrument: BTC, clientOrderId, fillId: `F${index}`, at: AFTER + index },
      side: side === 'buy' ? 'buy' : 'sell',
      quantity: BTC.quantityOf(Number(lots)).toFixed(),
    });
    return { fill, former: aFormerOrder(clientOrderId, decisionId) };
  });
  return {
    fills: orders.map(({ fill }) => fill),
    former: new Map(orders.flatMap(({ former }) => (former === null ? [] : [[former.clientOrderId, former]]))),
  };
}

function aFormerOrder(clientOrderId: string, decisionId: string | undefined): UnfinishedOrder | null {
  if (decisionId === undefined) return null;
  const intent = anIntent({ clientOrderId, decisionId });
  const times = { writtenAt: 0, submittedAt: 0, hasEnded: false };
  return { clientOrderId, intent, role: 'entry', parentClientOrderId: null, ...times };
}

function aPosition(lots: number): VenuePosition {
  const rest = { cost: null, entryPrice: null, leverage: 300, isolatedMargin: 0n, liquidationPrice: null };
  return { instrument: BTC, marginMode: 'cross', lots, ...rest };
}

function savedWith(lots: number): SavedAccount {
  const built = lots === 0 ? {} : { [`${BTC.id}|cross`]: { lots, decisionIds: ['D1'] } };
  return { version: 1, at: AFTER - 1, positions: [], built, cash: {}, fills: [], fillsFrom: 0 };
}

describe('the decisions behind a position that is taken over', () => {
  it.each<readonly [string, saved: number, fills: readonly string[], now: number, readonly string[]]>([
    ['are those that were saved with it', 3, [], 3, ['D1']],
    ['are more where it has grown', 3, ['buy 2 of D2'], 5, ['D1', 'D2']],
    ['stay where it has shrunk', 3, ['sell 2 of D2'], 1, ['D1']],
    ['are new where it has turned', 3, ['sell 5 of D2'], -2, ['D2']],
    ['are new where it was flat in between', 3, ['sell 3', 'buy 2 of D3'], 2, ['D3']],
    ['are none where another hand has opened it', 0, ['buy 2'], 2, []],
    ['are known of a short, too', 0, ['sell 2 of D2', 'sell 1 of D3', 'buy 1 of D4'], -2, ['D2', 'D3']],
    ['are none where the fills do not lead there', 3, ['sell 3'], 2, []],
  ])('%s', (_name, saved, texts, lots, expected) => {
    const sources = { lastKnown: savedWith(saved), ...fillsOf(texts) };
    expect(knownDecisions(aPosition(lots), sources)).toEqual(expected);
  });

  it('are those of the journal where no account was saved', () => {
    const sources = { lastKnown: null, ...fillsOf(['buy 2 of D2']) };
    expect(knownDecisions(aPosition(5), sources)).toEqual(['D2']);
  });

  it('are those of fills that are not saved yet, each once', () => {
    const { fills, former } = fillsOf(['buy 2 of D2', 'buy 2 of D2']);
    const saved = { ...savedWith(2), fills: [`${BTC.id}|F0`] };
    expect(knownDecisions(aPosition(4), { lastKnown: saved, fills, former })).toEqual(['D1', 'D2']);
  });
});
