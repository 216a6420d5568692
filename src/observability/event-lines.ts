import { BROKER_EVENT_TYPES, type BrokerEvent } from '../ports/broker.ts';
import { closedPositionFields, orderFields, positionFields } from './log-fields.ts';
import type { LogCategory } from './structured-logger.ts';

/** One line to be. */
interface Line {
  readonly category: LogCategory;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The events that are worth a line: what has changed a position is told as its fill. */
export const TOLD_EVENTS = BROKER_EVENT_TYPES.filter((type) => type !== 'position.changed');

/** The line of an event of a broker; `null` for one that is worth none. */
export function lineOfEvent(event: BrokerEvent): Line | null {
  switch (event.type) {
    case 'order.updated': {
      const { order, cause } = event;
      const isTrouble = order.state === 'unresolved' || order.state === 'rejected';
      const fields = { ...orderFields(order), cause: cause.type };
      return traded(`An order is ${order.state.replaceAll('_', ' ')}.`, fields, isTrouble ? 'warn' : 'info');
    }
    case 'order.filled': {
      const { fill, order } = event;
      const { fillId, liquidity } = fill;
      const filled = { fillId, liquidity, fillQuantity: fill.quantity, fillPrice: fill.price, fillFee: fill.fee };
      return traded('An order filled.', { ...orderFields(order), ...filled });
    }
    case 'position.opened':
      return traded('A position was opened.', positionFields(event.position));
    case 'position.closed':
      return traded('A position was closed.', closedPositionFields(event.closed));
    case 'protection.changed': {
      const { status } = event.position.protection;
      const isTrouble = status === 'missing' || status === 'partial';
      const message = `The protection of a position is ${status.replaceAll('_', ' ')}.`;
      return traded(message, positionFields(event.position), isTrouble ? 'warn' : 'info');
    }
    case 'ledger.entry': {
      const { entryId, type, currency, instrument } = event.entry;
      return traded(`The venue booked ${type}.`, { entryId, entryType: type, currency, instrument });
    }
    case 'trading.paused':
      return traded(`Opens stop: ${event.reason}`, {}, 'warn');
    case 'trading.resumed':
      return traded(`Opens go on: ${event.reason}`, {}, 'warn');
    case 'risk.breached': {
      const { type: _type, sequence: _sequence, at: _at, ...breach } = event;
      return traded('A limit was broken that is only observed.', { breach }, 'warn');
    }
    default:
      return lineOfSystem(event);
  }
}

function lineOfSystem(event: BrokerEvent): Line | null {
  switch (event.type) {
    case 'instrument.changed': {
      const fields = { instrument: event.instrument.id, changes: event.changes };
      const message = 'The venue changed the rules of an instrument.';
      return { category: 'market.data', level: 'info', message, fields };
    }
    case 'connection.changed': {
      const level = event.state === 'lost' ? 'warn' : 'info';
      const message = `The connection to the venue is ${event.state}.`;
      return { category: 'market.data', level, message, fields: { connection: event.state } };
    }
    case 'position.drifted':
      return failed("Our view and the venue's differed.", { drift: event.drift });
    case 'listener.failed':
      return failed('A listener failed.', { eventType: event.eventType, error: event.error });
    default:
      return null;
  }
}

function traded(message: string, fields: Line['fields'], level: Line['level'] = 'info'): Line {
  return { category: 'trade.execution', level, message, fields };
}

function failed(message: string, fields: Line['fields']): Line {
  return { category: 'system.error', level: 'error', message, fields };
}
