import { useState } from 'react';
import { MODES, type Mode, type RuntimeModeView } from '../../../src/contract/index.ts';
import { Choice } from '../parts/choice.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { MODE_WORDS } from '../words.ts';
import { isReason, OrderForm, ReasonField } from './order-form.tsx';
import { useActions } from './use-actions.ts';

const KEEP_AT_VENUE = 'They stay at the old venue with their stops; this host does not look after them meanwhile.';
const KEEP_SIMULATED = 'They stay as they are. The simulated exchange stands still meanwhile, their stops included.';
const policiesFor = (mode: Mode) =>
  [
    { value: 'refuse_if_open', name: 'Do not switch', about: 'The change is refused while a position is open.' },
    { value: 'keep', name: 'Keep them', about: mode === 'simulator' ? KEEP_SIMULATED : KEEP_AT_VENUE },
    { value: 'flatten', name: 'Close them first', about: 'At market, before the new mode begins.' },
  ] as const;
const MOCK = 'A mock of OKX on this machine: no key, no network, an invented market.';
type Policy = ReturnType<typeof policiesFor>[number]['value'];

export function ModeDialog({
  current,
  openPositions,
  onClose,
}: {
  readonly current: RuntimeModeView;
  /** `null` where it is not known. */
  readonly openPositions: number | null;
  readonly onClose: () => void;
}) {
  const { changeMode } = useActions();
  const [mode, setMode] = useState<Mode>(current.mode);
  const [policy, setPolicy] = useState<Policy>('refuse_if_open');
  const [why, setWhy] = useState('');
  const isOther = mode !== current.mode;
  const submit = isOther ? `Switch to ${MODE_WORDS[mode].name}` : 'Choose a mode';
  return (
    <Dialog title="Trading mode" onClose={onClose}>
      <OrderForm
        submit={changeMode.isPending ? 'Switching…' : submit}
        isUsable={isOther && isReason(why) && !changeMode.isPending}
        error={changeMode.error}
        onCancel={onClose}
        onSubmit={() => changeMode.mutate({ mode, why: why.trim(), openPositions: policy }, { onSuccess: onClose })}
      >
        <Choice
          legend="Mode"
          value={mode}
          onChange={setMode}
          options={MODES.map((each) => ({
            value: each,
            name: each === current.mode ? `${MODE_WORDS[each].name} (now)` : MODE_WORDS[each].name,
            about: each === 'paper' && current.isMock ? MOCK : MODE_WORDS[each].about,
            barred: each === current.mode ? null : (current.doors[each] ?? null),
          }))}
        />
        {isOther && (
          <>
            <Choice
              legend={`Open positions (${openPositions === null ? 'not known now' : `${openPositions || 'none'} now`})`}
              value={policy}
              onChange={setPolicy}
              options={policiesFor(current.mode)}
            />
            <ReasonField value={why} onChange={setWhy} isRequired />
          </>
        )}
      </OrderForm>
    </Dialog>
  );
}
