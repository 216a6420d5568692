const clock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

/** `14:03:11`, with the day where it is not today's. */
export function timeText(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`;
}

export function fullTime(at: number): string {
  return full.format(at);
}

const STEPS = [
  { from: 86_400_000, unit: 'd', of: 3_600_000, part: 'h', parts: 24 },
  { from: 3_600_000, unit: 'h', of: 60_000, part: 'min', parts: 60 },
  { from: 60_000, unit: 'min', of: 1_000, part: 's', parts: 60 },
] as const;

/** `4 s`, `2 min 5 s`, `1 h 20 min`: at most two parts. */
export function spanText(ms: number): string {
  for (const { from, unit, of, part, parts } of STEPS) {
    if (ms < from) continue;
    const rest = Math.floor(ms / of) % parts;
    const whole = `${Math.floor(ms / from)} ${unit}`;
    return rest === 0 ? whole : `${whole} ${rest} ${part}`;
  }
  return `${Math.max(0, Math.floor(ms / 1000))} s`;
}

/** `4:09`, for what counts down. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes >= 60
    ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`;
}
