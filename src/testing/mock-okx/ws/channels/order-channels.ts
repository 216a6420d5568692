import { textOf, type WireRow } from '../../wire.ts';
import { refuseStream, type StreamRefusal } from '../stream-codes.ts';
import { type Channel, isAskedFor, type StreamItem } from './channel.ts';

const INSTRUMENT_TYPES = ['SPOT', 'MARGIN', 'SWAP', 'FUTURES', 'OPTION', 'ANY'];
/** Orders that OKX calls advanced: they have a channel of their own. */
const ADVANCED = ['move_order_stop', 'iceberg', 'twap'];

/** Every change of an order; nothing of what was before. */
export const ordersChannel = orderChannel('private', (item) => (item.type === 'order' ? item : null));

/** Every change of a conditional order. */
export const algoOrdersChannel = orderChannel('business', (item) => {
  return item.type === 'algo' && !ADVANCED.includes(textOf(item.row, 'ordType')) ? item : null;
});

/** Every change of a trailing stop. */
export const advancedAlgoChannel = orderChannel('business', (item) => {
  return item.type === 'algo' && ADVANCED.includes(textOf(item.row, 'ordType')) ? item : null;
});

/** Executions by themselves are for accounts of a higher fee tier. */
export const fillsChannel: Channel = {
  url: 'private',
  access: 'private',
  isCounted: false,
  check: () => refuseStream('64003'),
  open: () => () => {},
};

function orderChannel(
  url: Channel['url'],
  told: (item: StreamItem) => { readonly instId: string; readonly row: WireRow } | null,
): Channel {
  return {
    url,
    access: 'private',
    isCounted: url === 'private',
    check: checkType,
    open: ({ arg, core, push }) => {
      return (item) => {
        const order = told(item);
        if (order !== null && isAskedFor(arg, order.instId, core)) push({ data: [order.row] });
      };
    },
  };
}

/** These channels want to know of which kind of instrument. */
export function checkType(arg: WireRow): StreamRefusal | null {
  const type = textOf(arg, 'instType');
  if (type === '') return refuseStream('60027', 'Parameter instType can not be empty.');
  return INSTRUMENT_TYPES.includes(type) ? null : refuseStream('60013');
}
