import { useId } from 'react';

export interface Option<Value extends string> {
  readonly value: Value;
  readonly name: string;
  readonly about?: string;
  /** Why it cannot be chosen; `null` where it can. */
  readonly barred?: string | null;
}

/** One of a few, each with a sentence of what it means. */
export function Choice<Value extends string>({
  legend,
  options,
  value,
  onChange,
}: {
  readonly legend: string;
  readonly options: readonly Option<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const id = useId();
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      {options.map(({ value: each, name, about, barred = null }) => (
        <label key={each} className="option" data-barred={barred !== null}>
          <input
            type="radio"
            name={id}
            value={each}
            checked={value === each}
            disabled={barred !== null}
            aria-describedby={`${id}-${each}`}
            onChange={() => onChange(each)}
          />
          <span>
            <strong>{name}</strong>
            <span className="hint" id={`${id}-${each}`}>
              {about}
              {barred !== null && (
                <span className="barred">
                  {about === undefined ? '' : ' '}
                  {barred}
                </span>
              )}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
