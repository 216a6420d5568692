import type { Denial } from '../domain/denial.ts';
import type { OrderInterceptor, RingContext, RingResult, TradingNews } from '../ports/interceptor.ts';

/** Stops everything that opens, by hand or by a condition from outside. */
export interface PauseSwitch extends OrderInterceptor {
  /** Why opening is paused; `null` when it is not. */
  readonly reason: string | null;
  pause(reason: string): void;
  resume(reason: string): void;
}

const PAUSED_FROM_OUTSIDE = 'trading is switched off';

/**
 * A switch that stops opening commands while it is on: new orders, amendments that grow, a higher leverage. Reducing,
 * closing and canceling pass.
 *
 * `isPaused` is asked at each command and pauses besides the switch itself: `true`, or the reason in words.
 */
export function pauseSwitch(isPaused: () => boolean | string = () => false): PauseSwitch {
  let byHand: string | null = null;
  let announce: (news: TradingNews) => void = () => {};

  const reasonNow = (): string | null => {
    if (byHand !== null) return byHand;
    const answer = isPaused();
    return answer === false ? null : answer === true ? PAUSED_FROM_OUTSIDE : answer;
  };
  const guard = (next: () => RingResult, { direction }: RingContext): RingResult => {
    const reason = direction === 'opens' ? reasonNow() : null;
    return reason === null ? next() : denialFor(reason);
  };

  return {
    name: 'pause-switch',
    get reason() {
      return reasonNow();
    },
    pause(reason) {
      const isNew = byHand === null;
      byHand = reason;
      if (isNew) announce({ type: 'trading.paused', reason });
    },
    resume(reason) {
      if (byHand === null) return;
      byHand = null;
      announce({ type: 'trading.resumed', reason });
    },
    async start(_ledger, tell) {
      announce = tell;
      if (byHand !== null) announce({ type: 'trading.paused', reason: byHand });
    },
    preview(_order, { direction }) {
      const reason = direction === 'opens' ? reasonNow() : null;
      return reason === null ? null : denialFor(reason);
    },
    place: (_order, next, context) => guard(next, context),
    amend: (_order, _change, next, context) => guard(next, context),
    setLeverage: (_position, _leverage, next, context) => guard(next, context),
  };
}

function denialFor(reason: string): Denial {
  return {
    code: 'trading_paused',
    message: `Opening is paused: ${reason}. Reducing, closing and canceling are possible.`,
    figures: { reason },
    nearest: null,
  };
}
