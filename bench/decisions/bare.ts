import type { LoggedEvaluation } from '../../src/ports/decision-log.ts';
import type { Contestant } from '../harness/contestant.ts';
import { type OpenDatabase, WARM_UPS, type Written, written } from './databases.ts';

const INSERT = `INSERT INTO bare_decisions (portfolio_id, runtime_mode, decision_id, evaluation_id, at, provider, model,
  position, action, instrument, confidence, cost_usd, proposal_json, source_text, tool_payload_json)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

/** Ten inserts in one transaction, written by hand, and nothing else. */
export function bare(name: string, open: OpenDatabase): Contestant<readonly LoggedEvaluation[], Written> {
  return {
    name,
    async prepare(evaluations) {
      const db = await open();
      await db.query('CREATE TABLE bare_decisions (LIKE llm_decision_logs INCLUDING ALL)');
      let result: Written | null = null;
      let milliseconds = 0;
      const rowsOf = (portfolioId: string, { evaluationId, at, provider, model, decisions }: LoggedEvaluation) =>
        decisions.map(({ decisionId, index, action, instrument, confidence, costUsd, proposal, source }) => [
          ...[portfolioId, 'paper', decisionId, evaluationId, new Date(at).toISOString(), provider, model],
          ...[index, action, instrument, confidence, costUsd, JSON.stringify(proposal), source, null],
        ]);
      const write = async (decisions: readonly unknown[][]): Promise<void> => {
        await db.query('BEGIN');
        for (const values of decisions) await db.query(INSERT, values);
        await db.query('COMMIT');
      };
      for (const portfolio of WARM_UPS) {
        for (const evaluation of evaluations) await write(rowsOf(portfolio, evaluation));
      }
      const rows = evaluations.map((evaluation) => rowsOf('bench', evaluation));
      return {
        async run() {
          const start = performance.now();
          for (const decisions of rows) await write(decisions);
          milliseconds = performance.now() - start;
          result = await written(db, 'bare_decisions');
        },
        // Without the reading of what was written.
        figures: () => ({ milliseconds }),
        result: () => result ?? { rows: 0, digest: '' },
      };
    },
  };
}
