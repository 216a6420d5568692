import { useMemo } from 'react';
import { useTheme } from '../theme.ts';

const NAMES = [
  'text',
  'text-quiet',
  'line',
  'surface',
  'accent',
  'good',
  'bad',
  'warn',
  'info',
  'good-soft',
  'bad-soft',
  'accent-soft',
] as const;
export type ChartColours = Readonly<Record<(typeof NAMES)[number], string>>;

/** The page's colours as a canvas wants them: resolved for the theme that is shown. */
function resolvedColours(): ChartColours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colourOf = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = Object.fromEntries(NAMES.map((name) => [name, colourOf(name)])) as ChartColours;
  probe.remove();
  return colours;
}

export function useChartColours(): ChartColours {
  const theme = useTheme();
  // The theme is what the colours depend on, although they are read from the document.
  return useMemo(() => ({ ...resolvedColours(), theme }), [theme]);
}
