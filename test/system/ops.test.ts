import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SERIES } from '../../src/observability/series.ts';
import { type Board, namesIn, queriesOf } from './builders/ops-files.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const OPS = resolve(ROOT, 'examples/express-host/ops');
const read = (path: string): string => readFileSync(resolve(ROOT, path), 'utf8');

const rules = read('examples/express-host/ops/alerts.yml');
const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? '');
const runbook = read('docs/runbook.md');
const board: Board = JSON.parse(read('examples/express-host/ops/grafana/autotrade-okx-demo.json'));

const promtool = (...args: string[]): string => execFileSync('promtool', args, { cwd: OPS, encoding: 'utf8' });

describe('the alerts', () => {
  it('are read by Prometheus, from the configuration that is delivered', () => {
    expect(promtool('check', 'config', 'prometheus.yml')).toContain(`${alerts.length} rules found`);
  });

  it('pass their tests', () => {
    expect(promtool('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS');
  });

  it.each(alerts)('have tests in which they fire: %s', (alert) => {
    const tests = read('examples/express-host/ops/alerts.test.yml');
    expect(tests).toMatch(new RegExp(`alertname: ${alert}\\n\\s+exp_alerts:\\n`));
  });

  it.each(alerts)('say in the runbook what they mean, what to check and what to do: %s', (alert) => {
    expect(rules).toContain(`runbook: docs/runbook.md#${alert.toLowerCase()}`);
    const section = runbook.split(/^## /m).find((text) => text.startsWith(`${alert}\n`)) ?? '';
    for (const part of ['**Meaning.**', '**Check.**', '**Action.**']) expect(section).toContain(part);
  });

  it('are all that the runbook speaks of', () => {
    const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, name]) => name ?? '');
    expect(sections.sort()).toEqual([...alerts].sort());
  });

  it.each([
    'increase(okx_orders_total{status="failed"}[5m]) > 3',
    'increase(scheduler_evaluations_total{result="failure"}[10m]) > 2',
    'portfolio_drawdown_pct > 0.07',
  ])('hold the limit %s', (expression) => {
    expect(rules).toContain(`expr: ${expression}\n`);
  });
});

describe('the board', () => {
  it('has panels with ids of their own, each with a sentence that explains it', () => {
    const ids = board.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const silent = board.panels.filter(({ type, description = '' }) => type !== 'row' && !description.endsWith('.'));
    expect(silent).toEqual([]);
  });

  it('asks for one mode at a time where that is wanted', () => {
    const everything = queriesOf(board).filter((query) => !query.includes('mode=~"$mode"'));
    expect(everything).toEqual([]);
  });

  it('names only series that there are', () => {
    const known = new Set<string>(Object.keys(SERIES));
    expect(namesIn(queriesOf(board)).filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the rules', () => {
  it('name only series that there are', () => {
    const known = new Set<string>([...Object.keys(SERIES), 'up']);
    const expressions = [...rules.matchAll(/expr: (?:>\n((?: {10}.*\n)+)|(.*)\n)/g)].map(
      (match) => match[1] ?? match[2] ?? '',
    );
    expect(expressions).toHaveLength(alerts.length);
    expect(namesIn(expressions).filter((name) => !known.has(name))).toEqual([]);
  });
});
