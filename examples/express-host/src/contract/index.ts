export * from './common.ts';
export * from './decisions.ts';
export * from './live.ts';
export * from './market.ts';
export * from './portfolio.ts';
export * from './problem.ts';
export * from './runtime.ts';
