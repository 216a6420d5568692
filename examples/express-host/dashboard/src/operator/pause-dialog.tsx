import { useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { isReason, OrderForm, ReasonField } from './order-form.tsx';
import { useActions } from './use-actions.ts';

const TEXTS = {
  pause: {
    title: 'Pause trading',
    about:
      'Cycles stop and nothing is opened until trading is resumed by hand. The model is not asked either: what is open ends at its stop or target, or by hand.',
  },
  resume: {
    title: 'Resume trading',
    about: 'Cycles go on, and the next one may open positions again.',
  },
} as const;

export function PauseDialog({ verb, onClose }: { readonly verb: 'pause' | 'resume'; readonly onClose: () => void }) {
  const { pause, resume } = useActions();
  const action = verb === 'pause' ? pause : resume;
  const [why, setWhy] = useState('');
  const { title, about } = TEXTS[verb];
  return (
    <Dialog title={title} onClose={onClose}>
      <OrderForm
        submit={title}
        isUsable={(why.trim() === '' || isReason(why)) && !action.isPending}
        error={action.error}
        onCancel={onClose}
        onSubmit={() => action.mutate(why.trim(), { onSuccess: onClose })}
      >
        <p>{about}</p>
        <ReasonField value={why} onChange={setWhy} />
      </OrderForm>
    </Dialog>
  );
}
