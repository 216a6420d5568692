import type { LoggedEvaluation } from '../../src/ports/decision-log.ts';
import { postgresStores } from '../../src/postgres/index.ts';
import type { Contestant } from '../harness/contestant.ts';
import { type OpenDatabase, WARM_UPS, type Written, written } from './databases.ts';

/** The decision log: the ten rows, and with them evaluation, prompt, reasoning and reply. */
export function brokerkit(name: string, open: OpenDatabase): Contestant<readonly LoggedEvaluation[], Written> {
  return {
    name,
    async prepare(evaluations) {
      const db = await open();
      const { decisions } = postgresStores(db, { portfolioId: 'bench', runtimeMode: 'paper' });
      for (const portfolioId of WARM_UPS) {
        const warmUp = postgresStores(db, { portfolioId, runtimeMode: 'paper' });
        for (const evaluation of evaluations) await warmUp.decisions.append(evaluation);
      }
      let result: Written | null = null;
      let milliseconds = 0;
      return {
        async run() {
          const start = performance.now();
          for (const evaluation of evaluations) await decisions.append(evaluation);
          milliseconds = performance.now() - start;
          result = await written(db, 'llm_decision_logs');
        },
        // Without the reading of what was written.
        figures: () => ({ milliseconds }),
        result: () => result ?? { rows: 0, digest: '' },
      };
    },
  };
}
