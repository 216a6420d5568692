import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What waits on the disk of a host, by id. */
export interface Spooled {
  readonly lines: number;
  readonly evaluations: readonly string[];
  readonly decisions: readonly string[];
  readonly orders: readonly string[];
}

interface Line {
  readonly kind: string;
  readonly value: unknown;
}

/** What waits in a drill's folder, of every mode. A line that is being written is left out. */
export async function spooledIn(folder: string): Promise<Spooled> {
  const spool = join(folder, 'data', 'spool');
  const texts = await Promise.all(
    (await readdir(spool)).map((mode) => readFile(join(spool, mode, 'spool.jsonl'), 'utf8')),
  );
  const lines = texts.flatMap((text) => text.split('\n').slice(0, -1)).map((line): Line => JSON.parse(line));
  const of = <Value>(kind: string): Value[] =>
    lines.flatMap((line) => (line.kind === kind ? [line.value as Value] : []));
  const evaluations = of<{ evaluationId: string; decisions: { decisionId: string }[] }>('evaluation');
  const orders = of<{ clientOrderId: string }[]>('orders').flat();
  return {
    lines: lines.length,
    evaluations: evaluations.map(({ evaluationId }) => evaluationId),
    decisions: evaluations.flatMap(({ decisions }) => decisions.map(({ decisionId }) => decisionId)),
    orders: [...new Set(orders.map(({ clientOrderId }) => clientOrderId))],
  };
}
