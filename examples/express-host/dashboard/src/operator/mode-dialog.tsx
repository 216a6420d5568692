import { useState } from 'react';
import { MODES, type Mode, type RuntimeModeView } from '../../../src/contract/index.ts';
import { Choice } from '../parts/choice.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { TextField } from '../parts/text-field.tsx';
import { MODE_WORDS } from '../words.ts';
import { ProblemCallout } from './problem-callout.tsx';
import { useActions } from './use-actions.ts';

const POLICIES = [
  { value: 'refuse_if_open', name: 'Do not switch', about: 'The change is refused while a position is open.' },
  { value: 'keep', name: 'Keep them', about: 'They stay at the old venue with their stops; this host stops watching.' },
  { value: 'flatten', name: 'Close them first', about: 'At market, before the new mode begins.' },
] as const;
const MOCK = 'A mock of OKX on this machine: no key, no network, an invented market.';
type Policy = (typeof POLICIES)[number]['value'];

export function ModeDialog({
  current,
  openPositions,
  onClose,
}: {
  readonly current: RuntimeModeView;
  readonly openPositions: number;
  readonly onClose: () => void;
}) {
  const { changeMode } = useActions();
  const [mode, setMode] = useState<Mode>(current.mode);
  const [policy, setPolicy] = useState<Policy>('refuse_if_open');
  const [why, setWhy] = useState('');
  const isUsable = mode !== current.mode && why.trim().length >= 3 && !changeMode.isPending;
  const target = MODE_WORDS[mode].name;

  return (
    <Dialog title="Trading mode" onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isUsable) changeMode.mutate({ mode, why: why.trim(), openPositions: policy }, { onSuccess: onClose });
        }}
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
        {mode !== current.mode && (
          <>
            <Choice
              legend={openPositions === 0 ? 'Open positions (none now)' : `Open positions (${openPositions} now)`}
              value={policy}
              onChange={setPolicy}
              options={POLICIES}
            />
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
        )}
        <ProblemCallout error={changeMode.error} />
        <div className="form-end">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button" data-kind="primary" disabled={!isUsable}>
            {changeMode.isPending ? 'Switching…' : mode === current.mode ? 'Choose a mode' : `Switch to ${target}`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
