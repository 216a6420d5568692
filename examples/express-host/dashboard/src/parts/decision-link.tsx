import { hashOf, useRoute } from '../route.ts';

/** From a trade to the thought behind it. */
export function DecisionLink({ id, children }: { readonly id: string | null; readonly children?: React.ReactNode }) {
  const { view } = useRoute();
  if (id === null) return <span className="none">by hand</span>;
  return (
    <a className="link" href={hashOf({ view, decision: id })} title={`Decision ${id}`}>
      {children ?? 'Decision'}
    </a>
  );
}
