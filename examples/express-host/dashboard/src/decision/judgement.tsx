import type { DecisionDetail } from '../../../src/contract/index.ts';
import { quantityText } from '../format-number.ts';
import { Badge } from '../parts/figure.tsx';
import { Figures } from '../parts/figures.tsx';
import { Json } from '../parts/json.tsx';
import { plainWords, type Word } from '../words.ts';
import { type Finding, findings } from './stored-json.ts';

const VERDICTS: Record<string, Word> = {
  accept: { word: 'Accepted', tone: 'good' },
  clamp: { word: 'Made smaller', tone: 'warn' },
  refuse: { word: 'Refused', tone: 'bad' },
};
const EFFECTS: Record<Finding['effect'], Word> = {
  refuse: { word: 'refuses', tone: 'bad' },
  clamp: { word: 'clamps', tone: 'warn' },
  flag: { word: 'flags', tone: 'info' },
};

/** What the rules said, with the figures that decided. */
export function Judgement({ of: { verdict } }: { readonly of: DecisionDetail }) {
  if (verdict === null) {
    return (
      <section className="chapter">
        <h3>Verdict</h3>
        <p className="empty">It has not been judged.</p>
      </section>
    );
  }
  const shown = VERDICTS[verdict.outcome];
  const read = findings.safeParse(verdict.findings);
  return (
    <section className="chapter">
      <h3>
        Verdict <Badge tone={shown?.tone ?? 'quiet'}>{shown?.word ?? verdict.outcome}</Badge>
      </h3>
      {read.success && read.data.length === 0 && <p>Every rule was kept.</p>}
      {read.success && read.data.length > 0 && (
        <ul className="cards">
          {read.data.map((finding) => (
            <li key={`${finding.rule} ${finding.message}`}>
              <p className="news-head">
                <strong>{plainWords(finding.rule)}</strong>
                <Badge tone={EFFECTS[finding.effect].tone}>{EFFECTS[finding.effect].word}</Badge>
                {finding.before != null && finding.after != null && (
                  <span className="num">
                    {asFigure(finding.before)} → {asFigure(finding.after)}
                  </span>
                )}
              </p>
              <p>{finding.message}</p>
              <Figures of={finding.figures} />
            </li>
          ))}
        </ul>
      )}
      {!read.success && <Json of={verdict.findings} summary="Findings" />}
      <div className="json-row">
        <Json of={verdict.decision} summary="What went to execution" />
        <Json of={verdict.risk} summary="Stated and actual risk" />
      </div>
    </section>
  );
}

function asFigure(text: string): string {
  return /^-?\d+(\.\d+)?$/.test(text) ? quantityText(text) : text;
}
