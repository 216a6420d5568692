import { useState } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/text-field.tsx';
import { ProblemCallout } from './problem-callout.tsx';
import { useActions } from './use-actions.ts';

const TEXTS = {
  pause: {
    title: 'Pause trading',
    about: 'No new position is opened until trading is resumed by hand. Exits, stops and targets stay in force.',
    button: 'Pause trading',
  },
  resume: {
    title: 'Resume trading',
    about: 'The next cycle may open positions again.',
    button: 'Resume trading',
  },
} as const;

export function PauseDialog({ verb, onClose }: { readonly verb: 'pause' | 'resume'; readonly onClose: () => void }) {
  const { pause, resume } = useActions();
  const action = verb === 'pause' ? pause : resume;
  const [why, setWhy] = useState('');
  const { title, about, button } = TEXTS[verb];
  const isUsable = (why.trim() === '' || why.trim().length >= 3) && !action.isPending;
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isUsable) action.mutate(why.trim(), { onSuccess: onClose });
        }}
      >
        <p>{about}</p>
        <TextField label="Reason" value={why} onChange={setWhy} maxLength={500} hint="Optional; for the audit log." />
        <ProblemCallout error={action.error} />
        <div className="form-end">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button" data-kind="primary" disabled={!isUsable}>
            {button}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
