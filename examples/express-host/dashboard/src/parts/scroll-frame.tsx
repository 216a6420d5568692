import { type ReactNode, useEffect, useRef } from 'react';

/** What is wider than its place scrolls sideways, and can then be reached by keyboard; where all fits it is no stop on the way. */
export function ScrollFrame({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const frame = element.current;
    if (frame === null) return;
    const look = () => {
      if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
      else frame.removeAttribute('tabindex');
    };
    const observer = new ResizeObserver(look);
    observer.observe(frame);
    // Its own width does not change with what is in it.
    for (const child of frame.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return (
    <section className="table-frame" aria-label={name} ref={element}>
      {children}
    </section>
  );
}
