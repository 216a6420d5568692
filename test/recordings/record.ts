import { Decimal } from '../../src/domain/decimal.ts';
import type { OkxRequest, OkxSend } from '../../src/okx/request.ts';
import { type RecordedCall, type Recording, redacted } from './recording.ts';

const SWAP = 'BTC-USDT-SWAP';
/** Far enough to rest, near enough for OKX's price limits. */
const DISTANCE = '0.97';

/** What a recording is made with. */
export interface RecordingTerms {
  readonly send: OkxSend;
  readonly recordedFrom: string;
  readonly at: Date;
  /** An id for the one order that is placed, and canceled again. */
  readonly clientOrderId: string;
}

/** Asks for what tests replay: prices, the account, an order's life, refusals. Whatever the answer, it is kept. */
export async function record({ send, recordedFrom, at, clientOrderId }: RecordingTerms): Promise<Recording> {
  const calls: RecordedCall[] = [];
  const call = async (name: string, request: OkxRequest): Promise<unknown> => {
    const answer = await send(request);
    calls.push({ name, request, answer });
    return answer.json;
  };
  const get = (name: string, path: string, query?: Readonly<Record<string, string>>): Promise<unknown> =>
    call(name, { method: 'GET', path: `/api/v5/${path}`, ...(query === undefined ? {} : { query }) });
  const post = (name: string, path: string, body: unknown): Promise<unknown> =>
    call(name, { method: 'POST', path: `/api/v5/${path}`, body });

  const ticker = await get('ticker', 'market/ticker', { instId: SWAP });
  const listing = await get('instrument', 'public/instruments', { instType: 'SWAP', instId: SWAP });
  await get('balance', 'account/balance');
  await get('positions', 'account/positions');

  const { tickSz, minSz } = firstRow(listing);
  const price = new Decimal(firstRow(ticker).last ?? '0')
    .mul(DISTANCE)
    .div(tickSz ?? '0.1')
    .floor()
    .mul(tickSz ?? '0.1');
  const order = { instId: SWAP, tdMode: 'cross', side: 'buy', ordType: 'limit', px: price.toFixed(), sz: minSz };
  const name = { instId: SWAP, clOrdId: clientOrderId };
  await post('place', 'trade/order', { ...order, clOrdId: clientOrderId });
  await get('order', 'trade/order', name);
  await post('error: duplicate id', 'trade/order', { ...order, clOrdId: clientOrderId });
  await post('cancel', 'trade/cancel-order', name);

  const stranger = `${clientOrderId.slice(0, 24)}none`;
  await post('error: unknown instrument', 'trade/order', { ...order, instId: 'NONE-USDT-SWAP', clOrdId: stranger });
  await post('error: below the minimum', 'trade/order', { ...order, sz: '0.001', clOrdId: stranger });
  await post('error: cancel of an unknown order', 'trade/cancel-order', { instId: SWAP, clOrdId: stranger });
  await get('error: unknown order', 'trade/order', { instId: SWAP, clOrdId: stranger });
  return redacted({ recordedFrom, recordedAt: at.toISOString(), calls });
}

function firstRow(json: unknown): Readonly<Record<string, string | undefined>> {
  const { data } = json as { readonly data?: readonly Readonly<Record<string, string>>[] };
  return data?.[0] ?? {};
}
