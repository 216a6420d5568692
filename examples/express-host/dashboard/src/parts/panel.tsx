import { type ReactNode, useId } from 'react';
import { sentenceOf } from '../api/api-problem.ts';

/** A titled part of the page. */
export function Panel({
  title,
  area,
  actions,
  note,
  children,
}: {
  readonly title: string;
  readonly area?: string;
  readonly actions?: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id} {...(area === undefined ? {} : { 'data-area': area })}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className="panel-note">{note}</span>}
        {actions !== undefined && <div className="panel-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="empty">{children}</p>;
}

interface Read<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly refetch: () => unknown;
}

/** What was read; before that a quiet place for it, and the reason where it could not be read at all. */
export function Loaded<Data>({
  of,
  children,
  lines = 3,
}: {
  readonly of: Read<Data>;
  readonly children: (data: Data) => ReactNode;
  readonly lines?: number;
}) {
  if (of.data !== undefined) return children(of.data);
  if (of.error !== null) {
    return (
      <div className="unread">
        <p>{sentenceOf(of.error)}</p>
        <button type="button" className="button" onClick={() => void of.refetch()}>
          Read again
        </button>
      </div>
    );
  }
  return (
    <div className="skeleton" aria-busy="true">
      <span className="sr-only">Loading</span>
      {Array.from({ length: lines }, (_, line) => `line ${line}`).map((line) => (
        <i key={line} />
      ))}
    </div>
  );
}
