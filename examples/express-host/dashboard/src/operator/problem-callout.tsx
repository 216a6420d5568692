import { sentenceOf } from '../api/api-problem.ts';
import { NotGiven } from './operator-context.tsx';

export function ProblemCallout({ error }: { readonly error: Error | null }) {
  if (error === null || error instanceof NotGiven) return null;
  return (
    <p className="callout" data-tone="bad" role="alert">
      {sentenceOf(error)}
    </p>
  );
}
