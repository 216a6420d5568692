// What the benchmarks use of the peers. Declared here so that they type-check where the peers are not installed.
declare module 'data-forge' {
  export class DataFrame<Index, Row> {
    constructor(rows: readonly Row[]);
    count(): number;
    protected readonly index: Index;
  }
}

declare module 'grademark' {
  import type { DataFrame } from 'data-forge';

  export interface Bar {
    readonly time: Date;
    readonly open: number;
    readonly high: number;
    readonly low: number;
    readonly close: number;
    readonly volume: number;
  }
  interface Strategy<Row extends Bar> {
    entryRule(enterPosition: () => void, args: { readonly bar: Row }): void;
    exitRule(exitPosition: () => void, args: { readonly bar: Row }): void;
    stopLoss(args: { readonly entryPrice: number }): number;
    profitTarget(args: { readonly entryPrice: number }): number;
  }
  export interface Trade {
    readonly entryTime: Date;
    readonly entryPrice: number;
    readonly exitTime: Date;
    readonly exitPrice: number;
    readonly exitReason: 'stop-loss' | 'profit-target' | 'exit-rule' | 'finalize';
  }
  export function backtest<Row extends Bar>(strategy: Strategy<Row>, bars: DataFrame<number, Row>): Trade[];
}

declare module 'nodejs-order-book' {
  type Side = 'buy' | 'sell';
  interface ProcessedOrder {
    readonly done: readonly { readonly id: string }[];
    readonly partial: { readonly id: string } | null;
    readonly partialQuantityProcessed: number;
    readonly quantityLeft: number;
    readonly err: Error | null;
  }
  export class OrderBook {
    limit(order: { side: Side; id: string; size: number; price: number }): ProcessedOrder;
    market(order: { side: Side; size: number }): ProcessedOrder;
    cancel(id: string): { readonly order: { readonly id: string } } | undefined;
    depth(): [asks: [price: number, size: number][], bids: [price: number, size: number][]];
  }
}
