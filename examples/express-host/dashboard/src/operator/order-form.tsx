import type { ReactNode } from 'react';
import { TextField } from '../parts/text-field.tsx';
import { ProblemCallout } from './problem-callout.tsx';

/** What an operator orders: what there is to say of it, what was in the way, and two buttons. */
export function OrderForm({
  submit,
  kind = 'primary',
  isUsable,
  error = null,
  cancel = 'Cancel',
  onCancel,
  onSubmit,
  children,
}: {
  /** What its button says. */
  readonly submit: string;
  readonly kind?: 'primary' | 'danger';
  readonly isUsable: boolean;
  readonly error?: Error | null;
  readonly cancel?: string;
  readonly onCancel: () => void;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}) {
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isUsable) onSubmit();
      }}
    >
      {children}
      <ProblemCallout error={error} />
      <div className="form-end">
        <button type="button" className="button" onClick={onCancel}>
          {cancel}
        </button>
        <button type="submit" className="button" data-kind={kind} disabled={!isUsable}>
          {submit}
        </button>
      </div>
    </form>
  );
}

const LEAST = 3;

/** Whether the host takes it as a reason. */
export function isReason(why: string): boolean {
  return why.trim().length >= LEAST;
}

/** Why, for the audit log. */
export function ReasonField({
  value,
  onChange,
  isRequired = false,
}: {
  readonly value: string;
  readonly onChange: (why: string) => void;
  readonly isRequired?: boolean;
}) {
  return (
    <TextField
      label="Reason"
      value={value}
      onChange={onChange}
      isRequired={isRequired}
      maxLength={500}
      hint={isRequired ? 'At least three characters; it goes into the audit log.' : 'Optional; for the audit log.'}
    />
  );
}
