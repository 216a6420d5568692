import { type ReactNode, type RefObject, useEffect, useId, useRef } from 'react';

/**
 * A modal dialog of the browser's own: it keeps the focus inside, closes on Escape and gives the focus back to where it
 * was. `drawer` stands at the side and as high as the window.
 */
export function Dialog({
  title,
  aside,
  kind = 'dialog',
  onClose,
  children,
}: {
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly kind?: 'dialog' | 'drawer';
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();
  useBackdrop(element, onClose);

  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    if (kind === 'drawer') heading.current?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [kind]);

  return (
    <dialog
      ref={element}
      className={kind}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-box">
        <div className="dialog-head">
          <h2 id={titleId} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {aside}
          <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
            <svg viewBox="0 0 16 16" aria-hidden="true">
              <path d="M4 4l8 8M12 4l-8 8" />
            </svg>
          </button>
        </div>
        <div className="dialog-body">{children}</div>
      </div>
    </dialog>
  );
}

/** A press and release beside the box closes it, as Escape does; a selection that only ends there does not. */
function useBackdrop(element: RefObject<HTMLDialogElement | null>, onClose: () => void): void {
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    let isBeside = false;
    // The backdrop counts as the dialog itself, whatever stands in it does not.
    const pressed = ({ target }: Event) => {
      isBeside = target === dialog;
    };
    const released = ({ target }: Event) => {
      if (isBeside && target === dialog) close.current();
    };
    dialog.addEventListener('pointerdown', pressed);
    dialog.addEventListener('click', released);
    return () => {
      dialog.removeEventListener('pointerdown', pressed);
      dialog.removeEventListener('click', released);
    };
  }, [element]);
}
