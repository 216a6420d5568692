import { type ReactNode, useId } from 'react';
import { sentenceOf } from '../api/api-problem.ts';
import { Instant } from './figure.tsx';

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

/** How far a read of the host has come. */
export interface Read<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  /** When `data` was read, or told. */
  readonly dataUpdatedAt: number;
  /** `data` answers the question before this one. */
  readonly isPlaceholderData: boolean;
  readonly refetch: () => unknown;
}

/**
 * What was read; before that a quiet place for it, and the reason where it could not be read at all. What could not be
 * read again says of when it is.
 */
export function Loaded<Data>({
  of,
  children,
  lines = 3,
}: {
  readonly of: Read<Data>;
  readonly children: (data: Data) => ReactNode;
  readonly lines?: number;
}) {
  const again = (
    <button type="button" className="button" onClick={() => void of.refetch()}>
      Read again
    </button>
  );
  if (of.data !== undefined) {
    return (
      <div className="read" data-answers={of.isPlaceholderData ? 'another question' : 'this one'}>
        {of.error !== null && (
          <div className="callout unread" data-tone="warn" role="status">
            <p>
              As of <Instant at={of.dataUpdatedAt} />: it could not be read again. {sentenceOf(of.error)}
            </p>
            {again}
          </div>
        )}
        {children(of.data)}
      </div>
    );
  }
  if (of.error !== null) {
    return (
      <div className="unread">
        <p>{sentenceOf(of.error)}</p>
        {again}
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
