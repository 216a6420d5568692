import { deny } from '../domain/check-intent.ts';
import { type DecimalInput, toDecimal } from '../domain/decimal.ts';
import type { Denial } from '../domain/denial.ts';
import { type PositionKey, positionKeyText } from '../domain/order-intent.ts';
import { LEVERAGE_SCALE } from '../domain/position-state.ts';
import { ConnectivityError, OrderError } from '../errors/index.ts';
import type { Desk } from './desk.ts';
import { replyOf, waitMs } from './look-up.ts';

/** So often the account is read for a leverage whose command was not answered. */
const READS = 3;

/** Sets the leverage of a position, now or to be. @throws {OrderError} `order/refused` when a rule forbids it. */
export async function setLeverage(desk: Desk, asked: PositionKey, leverage: DecimalInput): Promise<void> {
  const { session, intake } = desk;
  const instrument = session.instrument(asked.instrument);
  const key = { instrument: instrument.id, marginMode: asked.marginMode };
  const wanted = toDecimal(leverage, 'leverage');
  const hundredths = wanted.mul(LEVERAGE_SCALE).floor().toNumber();
  const present = session.ledger.account.position(instrument, key.marginMode).leverage;
  const denial = await session.work.during(async () => {
    const direction = hundredths > present ? 'opens' : 'reduces';
    return session.ring.setLeverage(
      key,
      hundredths,
      async () => {
        const most = instrument.maxLeverage;
        const isPossible = instrument.type === 'swap' && key.marginMode !== 'cash';
        if (!isPossible || wanted.gt(most) || hundredths < LEVERAGE_SCALE) {
          const figures = { requested: wanted.toFixed(), maximum: isPossible ? most.toFixed() : '1', minimum: '1' };
          return deny(
            'leverage_above_instrument',
            `${instrument.id} cannot be traded at ${figures.requested}×.`,
            figures,
          );
        }
        while (intake.isBusy) await undefined;
        await send(desk, key, hundredths);
        return undefined;
      },
      { ledger: session.ledger, direction },
    );
  });
  if (denial !== undefined) throw refused(denial);
}

/** Sends until the venue has answered; what it did not carry out goes again, since setting it twice is setting it once. */
async function send(desk: Desk, key: PositionKey, hundredths: number): Promise<void> {
  const { session } = desk;
  const name = positionKeyText(key);
  const wish = Symbol(name);
  session.leverageWishes.set(name, wish);
  const until = session.now + session.limits.resendWindowMs;
  try {
    for (let attempt = 0; ; attempt++) {
      const retryAfterMs = await sendOnce(desk, key, hundredths);
      if (retryAfterMs === null) return;
      const pauseMs = Math.max(retryAfterMs, waitMs(attempt));
      // A replay stands still while someone waits.
      const mayWait = !session.isInstant && session.state === 'open' && session.now + pauseMs < until;
      if (mayWait) await new Promise<void>((resolve) => session.clock.schedule(pauseMs, resolve));
      if (!mayWait || session.state !== 'open') throw askedToWait(pauseMs);
      // What was asked for later holds, not what waited longer.
      if (session.leverageWishes.get(name) !== wish) throw overtaken();
    }
  } finally {
    if (session.leverageWishes.get(name) === wish) session.leverageWishes.delete(name);
  }
}

/** How long the venue wants to be left alone, ms, before the command that it did not carry out; `null` where it holds. */
async function sendOnce(desk: Desk, key: PositionKey, hundredths: number): Promise<number | null> {
  const { session, intake } = desk;
  const before = session.ledger.account.position(session.instrument(key.instrument), key.marginMode).leverage;
  const reply = await replyOf(() => session.venue.setLeverage(key, hundredths));
  switch (reply.outcome) {
    case 'acknowledged':
      // A replay has told of it already, with the margin that moved, or will when the command has arrived.
      if (!session.isInstant) intake.hear({ type: 'leverage', position: key, leverage: hundredths });
      return null;
    case 'refused':
      throw new OrderError(`The venue refuses the leverage: ${reply.venueMessage}`, {
        code: 'order/refused',
        details: { reason: reply.reason, venueCode: reply.venueCode, ...reply.figures },
      });
    case 'not_executed':
      return reply.retryAfterMs;
    case 'unknown':
      if (await isInForce(desk, key, hundredths, before)) return null;
      throw reply.cause;
  }
}

function askedToWait(delayMs: number): ConnectivityError {
  return new ConnectivityError('The leverage was not changed: the venue asks to wait.', {
    code: 'net/rate_limited',
    advice: { retry: 'after', delayMs },
  });
}

function overtaken(): OrderError {
  return new OrderError('The leverage was not changed: another one was asked for meanwhile.', {
    code: 'order/refused',
    details: { reason: 'overtaken' },
  });
}

/** Whether the leverage is in force after all, where the answer to the command was lost: the venue is asked a few times. */
async function isInForce(desk: Desk, key: PositionKey, hundredths: number, before: number): Promise<boolean> {
  const { session, intake } = desk;
  const instrument = session.instrument(key.instrument);
  // A replay stands still while someone waits.
  const reads = session.isInstant ? 1 : READS;
  for (let attempt = 0; ; attempt++) {
    try {
      const { rows } = (await session.venue.fetchAccount()).positions;
      const row = rows.find((one) => one.instrument === instrument && one.marginMode === key.marginMode);
      if (row?.leverage === hundredths) {
        const { isolatedMargin } = row;
        intake.hear({ type: 'leverage', position: key, leverage: hundredths, isolatedMargin });
        return true;
      }
    } catch (error) {
      session.logger.warn('The leverage could not be read back.', { instrument: key.instrument, error: String(error) });
    }
    // The venue may have told of the change by itself.
    const heard = session.ledger.account.position(instrument, key.marginMode).leverage;
    if (before !== hundredths && heard === hundredths) return true;
    if (attempt + 1 >= reads) return false;
    await new Promise<void>((resolve) => session.clock.schedule(waitMs(attempt), resolve));
  }
}

/** A denial where the call has no order to carry it. */
export function refused(denial: Denial): OrderError {
  return new OrderError(denial.message, {
    code: 'order/refused',
    details: { denial: denial.code, ...denial.figures },
  });
}
