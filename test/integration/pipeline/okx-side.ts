import { OkxBench } from '../okx/okx-bench.ts';
import { type BrokerSide, BTC } from './http-world.ts';

/** `OKXDemoBroker` over a mock of OKX, on real sockets. */
export async function okxSide(isExpectant: () => boolean): Promise<BrokerSide> {
  const bench = await OkxBench.start({ historyMinutes: 60, isExpectant });
  await bench.connect();
  const { broker, clock, books, mock } = bench;
  return {
    broker,
    clock,
    quote: (price) => mock.market.setPrice(BTC, price),
    truth: async () => {
      const listed = await broker.getInstrument(BTC);
      return {
        quantity: mock.exchange.position({ instrument: listed.id, marginMode: 'cross' }).toFixed(),
        stops: books
          .openAlgos()
          .flatMap(({ stopLoss }) => (stopLoss === null ? [] : [listed.priceOf(stopLoss.triggerTicks).toFixed()])),
        orders: books.orders().length,
      };
    },
    refuseNext: () => {
      mock.faults.failNext('place', 'insufficient_margin');
    },
    close: () => bench.close(),
  };
}
