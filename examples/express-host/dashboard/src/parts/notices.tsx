import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { Tone } from '../words.ts';

interface Notice {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
}

const NoticeContext = createContext<((tone: Tone, text: string) => void) | null>(null);
const SHOWN_MS = 9_000;
const MOST = 4;

/** Short news of what was just done, shown for a while and read aloud. Bad ones stay until they are dismissed. */
export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const tell = useMemo(() => {
    let count = 0;
    return (tone: Tone, text: string) => {
      count += 1;
      const id = count;
      setNotices((shown) => [...shown.slice(1 - MOST), { id, tone, text }]);
      if (tone === 'bad') return;
      window.setTimeout(() => setNotices((shown) => shown.filter((notice) => notice.id !== id)), SHOWN_MS);
    };
  }, []);
  return (
    <NoticeContext value={tell}>
      {children}
      <div className="notices" role="status" aria-live="polite">
        {notices.map(({ id, tone, text }) => (
          <p key={id} className="notice" data-tone={tone}>
            <span>{text}</span>
            <button
              type="button"
              className="icon-button"
              aria-label="Dismiss"
              onClick={() => setNotices((shown) => shown.filter((notice) => notice.id !== id))}
            >
              <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d="M4 4l8 8M12 4l-8 8" />
              </svg>
            </button>
          </p>
        ))}
      </div>
    </NoticeContext>
  );
}

export function useTell(): (tone: Tone, text: string) => void {
  const tell = useContext(NoticeContext);
  if (tell === null) throw new Error('There is no NoticesProvider above.');
  return tell;
}
