import { useEffect, useRef, useState } from 'react';
import type { PortfolioView } from '../../../src/contract/index.ts';
import { Choice } from '../parts/choice.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { isReason, OrderForm, ReasonField } from './order-form.tsx';
import { type KillAnswer, useActions } from './use-actions.ts';

const POSITIONS = [
  {
    value: 'keep',
    name: 'Keep positions',
    about: 'They stay open with their stops and targets. The model does not look after them any more.',
  },
  { value: 'flatten', name: 'Flatten', about: 'Every open position is closed at market.' },
] as const;

function counted(count: number | null, noun: string): string {
  if (count === null) return `an unknown number of ${noun}s`;
  return count === 0 ? `no ${noun}` : `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Two steps: what shall happen and why, then what that means now. */
export function KillDialog({
  account,
  onClose,
}: {
  /** As far as it is known here. */
  readonly account: Pick<PortfolioView, 'positions' | 'openOrders'> | undefined;
  readonly onClose: () => void;
}) {
  const { kill } = useActions();
  const [step, setStep] = useState<'choose' | 'confirm'>('choose');
  const [positions, setPositions] = useState<'keep' | 'flatten'>('keep');
  const [why, setWhy] = useState('');
  if (kill.data !== undefined) return <Killed answer={kill.data} onClose={onClose} />;
  const isFirst = step === 'choose';
  return (
    <Dialog title="Kill switch" onClose={onClose}>
      <OrderForm
        key={step}
        kind="danger"
        submit={isFirst ? 'Continue' : kill.isPending ? 'Stopping…' : 'Stop trading now'}
        cancel={isFirst ? 'Cancel' : 'Back'}
        isUsable={isReason(why) && !kill.isPending}
        error={kill.error}
        onCancel={isFirst ? onClose : () => setStep('choose')}
        onSubmit={() => (isFirst ? setStep('confirm') : kill.mutate({ why: why.trim(), positions }))}
      >
        {isFirst ? (
          <>
            <p>Stops every open at once and cancels all entries. Step 1 of 2.</p>
            <Choice legend="Open positions" value={positions} onChange={setPositions} options={POSITIONS} />
            <ReasonField value={why} onChange={setWhy} isRequired />
          </>
        ) : (
          <Meaning positions={positions} account={account} />
        )}
      </OrderForm>
    </Dialog>
  );
}

function Meaning({
  positions,
  account,
}: {
  readonly positions: 'keep' | 'flatten';
  readonly account: Pick<PortfolioView, 'positions' | 'openOrders'> | undefined;
}) {
  const box = useRef<HTMLDivElement>(null);
  // What is read out next, where the step before is gone with the button that was pressed.
  useEffect(() => box.current?.focus(), []);
  const open = account?.positions.length ?? null;
  // Stops and targets only reduce: they stay as long as their position.
  const entries = account?.openOrders.filter(({ effect }) => effect === 'open').length ?? null;
  return (
    <div className="callout" data-tone="bad" ref={box} tabIndex={-1}>
      <p>Step 2 of 2. This happens now:</p>
      <ul>
        <li>Nothing is opened any more, in any mode, and no cycle runs, until trading is resumed by hand.</li>
        <li>Entries that rest are canceled: {counted(entries, 'order')} now.</li>
        <li>
          {positions === 'keep'
            ? `Positions stay open with their stops and targets: ${counted(open, 'position')} now.`
            : `Every position is closed at market: ${counted(open, 'position')} now.`}
        </li>
      </ul>
    </div>
  );
}

function Killed({
  answer: { canceled, openPositions, troubles },
  onClose,
}: {
  readonly answer: KillAnswer;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title="Trading is stopped" onClose={onClose}>
      <div className="form">
        <p role="status">
          Entries canceled: {canceled}. Positions open now: {openPositions ?? 'could not be counted'}. Opens stay
          blocked until trading is resumed by hand.
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
