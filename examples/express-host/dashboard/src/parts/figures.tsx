import { quantityText } from '../format-number.ts';
import { plainWords } from '../words.ts';

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** The figures behind a rule. */
export function Figures({ of }: { readonly of: Readonly<Record<string, string>> }) {
  const entries = Object.entries(of);
  if (entries.length === 0) return null;
  return (
    <dl className="rule-figures">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{plainWords(name)}</dt>
          <dd className="num" title={value}>
            {DECIMAL.test(value) ? quantityText(value) : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
