import { useState } from 'react';

export type Pages = ReturnType<typeof usePages>;

/** Where in a list one is: the way back is remembered, since pages only know what comes next. */
export function usePages(subject = '') {
  const [place, setPlace] = useState<{ readonly subject: string; readonly cursors: readonly string[] }>({
    subject,
    cursors: [],
  });
  // Another question begins at its first page.
  const cursors = place.subject === subject ? place.cursors : [];
  return {
    after: cursors.at(-1) ?? null,
    page: cursors.length + 1,
    forward: (next: string) => setPlace({ subject, cursors: [...cursors, next] }),
    back: () => setPlace({ subject, cursors: cursors.slice(0, -1) }),
  };
}

export function PageButtons({
  pages,
  next,
  name,
}: {
  readonly pages: Pages;
  readonly next: string | null;
  readonly name: string;
}) {
  if (pages.page === 1 && next === null) return null;
  return (
    <nav className="pages" aria-label={`Pages of ${name.toLowerCase()}`}>
      <span className="hint">Sorting is within a page.</span>
      <button type="button" className="button" disabled={pages.page === 1} onClick={pages.back}>
        Newer
      </button>
      <span>Page {pages.page}</span>
      <button
        type="button"
        className="button"
        disabled={next === null}
        onClick={() => {
          if (next !== null) pages.forward(next);
        }}
      >
        Older
      </button>
    </nav>
  );
}
