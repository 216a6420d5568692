import type { Standing } from './rounds.ts';
import type { Claim, RatioClaim, Suite, TimeClaim } from './suite.ts';

/** The figures and the promises of a suite as text. */
export function report(suite: Suite, standings: readonly Standing[]): string {
  const hasP50 = standings.some((one) => one.medianP50Ms !== null);
  const hasP95 = standings.some((one) => one.medianP95Ms !== null);
  const hasCpu = suite.claims.some(({ measure }) => measure === 'cpu');
  const cell = (isThere: boolean, text: string): string[] => (isThere ? [text] : []);
  const figures = standings.map((one) => [
    one.name,
    time(one.medianMs),
    `${time(Math.min(...one.milliseconds))} – ${time(Math.max(...one.milliseconds))}`,
    suite.size > 1 ? `${((one.medianMs * 1e6) / suite.size).toFixed(1)} ns` : '',
    ...cell(hasCpu, time(one.medianCpuMs)),
    ...cell(hasCpu, `${((one.medianCpuMs * 1e3) / suite.size).toFixed(1)} µs`),
    ...cell(hasP50, one.medianP50Ms === null ? '' : time(one.medianP50Ms)),
    ...cell(hasP95, one.medianP95Ms === null ? '' : time(one.medianP95Ms)),
    `${(one.medianPeakBytes / 1e6).toFixed(0)} MB`,
  ]);
  const promises = suite.claims.map((claim) => promise(claim, standings));
  const perStep = suite.size > 1 ? `per ${suite.unit}` : '';
  return [
    suite.title,
    '',
    grid([
      [
        '',
        'median',
        'min – max',
        perStep,
        ...cell(hasCpu, 'CPU'),
        ...cell(hasCpu, `CPU ${perStep}`),
        ...cell(hasP50, 'p50'),
        ...cell(hasP95, 'p95'),
        'peak memory',
      ],
      ...figures,
    ]),
    '',
    grid([['', 'measured', 'target', 'met'], ...promises]),
    ...(suite.notes.length > 0 ? ['', ...suite.notes.map((note) => `  ${note}`)] : []),
  ].join('\n');
}

function promise(claim: Claim, standings: readonly Standing[]): string[] {
  if (!('against' in claim)) return timePromise(claim, standings);
  const target = `${claim.measure === 'speed' ? 'at least' : 'at most'} ${claim.target}×`;
  const own = standings.find((one) => one.contestant === claim.contestant);
  const other = standings.find((one) => one.contestant === claim.against);
  if (!own || !other) return [claim.text, 'not measured', target, '–'];
  const ratio = ratioOf(claim.measure, own, other);
  const met = claim.measure === 'speed' ? ratio >= claim.target : ratio <= claim.target;
  return [claim.text, `${ratio.toFixed(2)}×`, target, met ? 'yes' : 'NO'];
}

function timePromise(claim: TimeClaim, standings: readonly Standing[]): string[] {
  const target = `at most ${time(claim.target)}`;
  const standing = standings.find((one) => one.contestant === claim.contestant);
  const own = (claim.measure === 'p50' ? standing?.medianP50Ms : standing?.medianP95Ms) ?? null;
  if (own === null) return [claim.text, 'not measured', target, '–'];
  return [claim.text, time(own), target, own <= claim.target ? 'yes' : 'NO'];
}

function ratioOf(measure: RatioClaim['measure'], own: Standing, other: Standing): number {
  switch (measure) {
    case 'speed':
      return other.medianMs / own.medianMs;
    case 'time':
      return own.medianMs / other.medianMs;
    case 'cpu':
      return own.medianCpuMs / other.medianCpuMs;
    case 'p95':
      return (own.medianP95Ms ?? Number.NaN) / (other.medianP95Ms ?? Number.NaN);
    case 'memory':
      return own.medianPeakBytes / other.medianPeakBytes;
  }
}

function time(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
}

/** Columns padded to their widest cell, the first to the left and the others to the right. */
function grid(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => {
      const cells = row.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      );
      return `  ${cells.join('   ').trimEnd()}`;
    })
    .join('\n');
}
