import { useState } from 'react';
import { Choice } from '../parts/choice.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/text-field.tsx';
import { ProblemCallout } from './problem-callout.tsx';
import { useActions } from './use-actions.ts';

const POSITIONS = [
  { value: 'keep', name: 'Keep positions', about: 'They stay open with their stops and targets.' },
  { value: 'flatten', name: 'Flatten', about: 'Every open position is closed at market.' },
] as const;

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Two steps: what shall happen and why, then what that means now. */
export function KillDialog({
  openPositions,
  openOrders,
  onClose,
}: {
  readonly openPositions: number;
  readonly openOrders: number;
  readonly onClose: () => void;
}) {
  const { kill } = useActions();
  const [step, setStep] = useState<'choose' | 'confirm'>('choose');
  const [positions, setPositions] = useState<'keep' | 'flatten'>('keep');
  const [why, setWhy] = useState('');
  const isUsable = why.trim().length >= 3;

  if (kill.data !== undefined) {
    const { canceled, openPositions: left, troubles } = kill.data;
    return (
      <Dialog title="Trading is stopped" onClose={onClose}>
        <div className="form">
          <p role="status">
            {counted(canceled, 'order')} canceled,{' '}
            {left === null ? 'positions could not be counted' : counted(left, 'position')} {left === null ? '' : 'open'}
            . Opens stay blocked until trading is resumed by hand.
          </p>
          {troubles.length > 0 && (
            <div className="callout" data-tone="bad" role="alert">
              <p>Not everything worked. Ask for it again, or look at the venue:</p>
              <ul>
                {troubles.map((trouble) => (
                  <li key={trouble}>{trouble}</li>
                ))}
              </ul>
            </div>
          )}
          <div className="form-end">
            <button type="button" className="button" data-kind="primary" onClick={onClose}>
              Done
            </button>
          </div>
        </div>
      </Dialog>
    );
  }

  return (
    <Dialog title="Kill switch" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isUsable || kill.isPending) return;
          if (step === 'choose') setStep('confirm');
          else kill.mutate({ why: why.trim(), positions });
        }}
      >
        {step === 'choose' ? (
          <>
            <p>Stops every open at once and cancels all entries. Step 1 of 2.</p>
            <Choice legend="Open positions" value={positions} onChange={setPositions} options={POSITIONS} />
            <TextField
              label="Reason"
              value={why}
              onChange={setWhy}
              isRequired
              minLength={3}
              maxLength={500}
              hint="At least three characters; it goes into the audit log."
            />
          </>
        ) : (
          <div className="callout" data-tone="bad">
            <p>Step 2 of 2. This happens now:</p>
            <ul>
              <li>Nothing is opened any more, in any mode, until trading is resumed by hand.</li>
              <li>
                Entries that rest are canceled ({counted(openOrders, 'order')} open now, stops and targets included).
              </li>
              <li>
                {positions === 'keep'
                  ? `${counted(openPositions, 'position')} stay open with their stops and targets.`
                  : `${counted(openPositions, 'position')} closed at market.`}
              </li>
            </ul>
          </div>
        )}
        <ProblemCallout error={kill.error} />
        <div className="form-end">
          <button type="button" className="button" onClick={step === 'choose' ? onClose : () => setStep('choose')}>
            {step === 'choose' ? 'Cancel' : 'Back'}
          </button>
          <button key={step} type="submit" className="button" data-kind="danger" disabled={!isUsable || kill.isPending}>
            {step === 'choose' ? 'Continue' : kill.isPending ? 'Stopping…' : 'Stop trading now'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
