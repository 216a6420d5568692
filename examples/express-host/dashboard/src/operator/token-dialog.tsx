import { useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/text-field.tsx';
import { keepToken, readName } from './operator-token.ts';
import { OrderForm } from './order-form.tsx';

export function TokenDialog({
  refusal,
  onAnswer,
}: {
  readonly refusal: string | null;
  readonly onAnswer: (token: string | null) => void;
}) {
  const [token, setToken] = useState('');
  const [by, setBy] = useState(readName);
  return (
    <Dialog title="Operator token" onClose={() => onAnswer(null)}>
      <OrderForm
        submit="Continue"
        isUsable={token.trim() !== ''}
        onCancel={() => onAnswer(null)}
        onSubmit={() => {
          keepToken(token.trim(), by.trim());
          onAnswer(token.trim());
        }}
      >
        <p>
          Whatever changes the host needs its token. The host printed it at its first start; it stays in this tab until
          the tab is closed.
        </p>
        {refusal !== null && (
          <p className="callout" data-tone="bad" role="alert">
            {refusal}
          </p>
        )}
        <TextField label="Token" type="password" value={token} onChange={setToken} isRequired autoComplete="off" />
        <TextField label="Your name, for the audit log" value={by} onChange={setBy} maxLength={100} hint="Optional." />
      </OrderForm>
    </Dialog>
  );
}
