import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startHostProcess } from './host-process.ts';
import { listenAll } from './listeners.ts';
import { readAll } from './readers.ts';

/** `npm run bench:host -- [--seconds=60] [--listeners=200] [--reads=500] [-- flags of the host]` */
const { values, positionals } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    listeners: { type: 'string', default: '200' },
    reads: { type: 'string', default: '500' },
    main: { type: 'string' },
  },
  allowPositionals: true,
});
const [seconds, listeners, reads] = [Number(values.seconds), Number(values.listeners), Number(values.reads)];
// A cycle every second, the most that a scheduler runs.
const FLAGS = ['--port', '0', '--log-level', 'error', '--data', 'memory', '--interval', String(1 / 60)];
const WARM_UP_SECONDS = 10;
const TARGETS = { readMs: 100, lateMs: 100, heap: 1.1 };

const host = await startHostProcess([...FLAGS, ...positionals], values.main);
try {
  const dashboards = await listenAll(host.url, listeners);
  // The first thousands of requests of a process are interpreted.
  await readAll(host.url, reads, WARM_UP_SECONDS);
  const samples = [await host.needs()];
  const sample = async (share: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, share * seconds * 1000));
    samples.push(await host.needs());
  };
  const [read] = await Promise.all([readAll(host.url, reads, seconds), sample(0.2), sample(1)]);
  const heard = await dashboards.leave();
  const p99 = quantile(read.latenciesMs, 0.99);
  const latest = heard.latenessMs.at(-1) ?? Number.NaN;
  const [begin, early, end] = samples;
  const cores =
    begin === undefined || end === undefined ? Number.NaN : (end.cpuMs - begin.cpuMs) / (end.uptimeMs - begin.uptimeMs);
  const growth = early === undefined || end === undefined ? Number.NaN : end.heapUsed / early.heapUsed;
  const failed = Object.values(read.failures).reduce((sum, count) => sum + count, 0);
  print([
    [
      'machine',
      `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0]?.toFixed(1)}`,
    ],
    ['load', `${listeners} dashboards, ${reads} reads a second, a cycle a second, ${seconds} s`],
    ['listening after', `${host.readyAfterMs.toFixed(0)} ms`],
    ['reads', `${read.latenciesMs.length}, ${failed} failed, ${mb(read.bytes)}`],
    [
      'reads p50, p95, p99, max',
      [0.5, 0.95, 0.99, 1].map((q) => `${quantile(read.latenciesMs, q).toFixed(1)} ms`).join(', '),
    ],
    ['slowest reads', read.slowest.map(([path, ms]) => `${path} ${ms.toFixed(0)} ms`).join('; ')],
    ['cycles', `${heard.latenessMs.length}, late p50 ${quantile(heard.latenessMs, 0.5)} ms, max ${latest} ms`],
    ['messages', `${heard.messages} to each, ${mb(heard.bytes)} in all, ${heard.gaps} missed, ${heard.cutOff} cut off`],
    [
      'of which',
      Object.entries(heard.byType)
        .map(([type, count]) => `${type} ${count}`)
        .join(', '),
    ],
    ['processor', `${cores.toFixed(2)} of a core`],
    ['heap', samples.map(({ heapUsed, rss }) => `${mb(heapUsed)} (rss ${mb(rss)})`).join(' → ')],
    ...Object.entries(read.failures).map(([what, count]) => ['failed', `${count} × ${what}`] as const),
    ['reads p99', verdict(p99, TARGETS.readMs, 'ms')],
    ['cycles', verdict(latest, TARGETS.lateMs, 'ms late at most')],
    ['heap at the end', verdict(growth, TARGETS.heap, '× that at 20 %')],
  ]);
  if (failed > 0 || !(p99 < TARGETS.readMs && latest <= TARGETS.lateMs && growth <= TARGETS.heap)) process.exitCode = 1;
} finally {
  await host.stop();
}

function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN;
}

function verdict(value: number, target: number, unit: string): string {
  return `${value.toFixed(2)} ${unit}; target ${target}: ${value <= target ? 'met' : 'NOT MET'}`;
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function print(rows: readonly (readonly [name: string, value: string])[]): void {
  for (const [name, value] of rows) process.stdout.write(`${name.padEnd(26)} ${value}\n`);
}
