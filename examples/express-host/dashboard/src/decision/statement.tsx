import type { DecisionDetail } from '../../../src/contract/index.ts';
import { quantityText } from '../format-number.ts';
import { Price } from '../parts/figure.tsx';
import { Json } from '../parts/json.tsx';
import { Pair } from '../parts/pair.tsx';
import { plainWords } from '../words.ts';
import { proposal } from './stored-json.ts';

const REASONS = [
  ['proposedTrade', 'Proposed trade'],
  ['riskThesis', 'Risk thesis'],
  ['maxPain', 'Greatest pain'],
  ['recoveryPlan', 'Recovery plan'],
] as const;

/** What the model said that it wanted. */
export function Statement({ of: { proposal: stored, source } }: { readonly of: DecisionDetail }) {
  const read = proposal.safeParse(stored);
  const stated = read.success ? read.data : null;
  return (
    <section className="chapter">
      <h3>What the model stated</h3>
      {stated !== null && (
        <>
          <dl className="pairs">
            {stated.size != null && (
              <Pair name="Size">
                {quantityText(stated.size.value)} <small>{plainWords(stated.size.unit).toLowerCase()}</small>
              </Pair>
            )}
            {stated.leverage != null && <Pair name="Leverage">{quantityText(stated.leverage)}×</Pair>}
            {(['limit', 'stop', 'target'] as const).map(
              (name) =>
                stated[name] != null && (
                  <Pair key={name} name={plainWords(name)}>
                    <Price of={stated[name]} />
                  </Pair>
                ),
            )}
          </dl>
          <dl className="reasons">
            {REASONS.map(
              ([key, name]) =>
                stated[key] != null && (
                  <div key={key}>
                    <dt>{name}</dt>
                    <dd>{stated[key]}</dd>
                  </div>
                ),
            )}
          </dl>
        </>
      )}
      <div className="json-row">
        <Json of={stored} summary="The whole statement" />
        <details className="json">
          <summary>The text that it was read from</summary>
          <pre>{source}</pre>
        </details>
      </div>
    </section>
  );
}
