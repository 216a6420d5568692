/**
 * One side of a comparison, one file each.
 *
 * A contestant adds itself by a file that exports `contestant` and a line in its suite's `contestants`.
 * It runs in a process of its own, so that neither its memory nor what the compiler learned from it
 * reaches another one.
 */
export interface Contestant<Input, Result> {
  readonly name: string;
  /** Does everything that is not measured: conversion of the input, construction, imports. */
  prepare(input: Input): Trial<Result> | Promise<Trial<Result>>;
}

/** One measured run. */
export interface Trial<Result> {
  /** The measured part, called once. What it computes stays inside until `result` is asked for. */
  run(): void | Promise<void>;
  /** What the run came to, in a form that all contestants share. Not measured; must survive JSON. */
  result(): Result;
  /** What the run measured of itself, in place of what the harness does or besides. */
  figures?(): Figures;
}

/** Figures that only a contestant can take. */
export interface Figures {
  /** Of another process than the contestant's own, where that one is measured. */
  readonly milliseconds?: number;
  readonly cpuMilliseconds?: number;
  readonly peakBytes?: number;
  /** The time within which half of the tasks ended, ms. */
  readonly p50Ms?: number;
  /** The time within which 95 of 100 tasks ended, ms. */
  readonly p95Ms?: number;
}
