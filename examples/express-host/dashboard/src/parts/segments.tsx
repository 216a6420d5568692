/** A few choices side by side. */
export function Segments<Value extends string>({
  legend,
  options,
  value,
  onChange,
}: {
  readonly legend: string;
  readonly options: readonly { readonly value: Value; readonly name: string }[];
  readonly value: Value | string;
  readonly onChange: (value: Value) => void;
}) {
  return (
    <fieldset className="segments">
      <legend className="sr-only">{legend}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.name}
        </button>
      ))}
    </fieldset>
  );
}
