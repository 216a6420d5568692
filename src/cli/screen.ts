/** What a screen writes to: `process.stdout`, or a list in a test. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
  /** Whether colors are wanted; a terminal knows. */
  hasColors?(): boolean;
}

const COLORS = { green: 32, red: 31, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const;
export type Color = keyof typeof COLORS;

const BAR = 24;

/** Lines that stay, and on a terminal one line below them that shows how far the work is. */
export class Screen {
  readonly #output: Output;
  readonly #colors: boolean;
  #status = '';

  constructor(output: Output) {
    this.#output = output;
    this.#colors = output.isTTY === true && output.hasColors?.() === true;
  }

  paint(color: Color, text: string): string {
    return this.#colors ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text;
  }

  line(text = ''): void {
    this.#output.write(this.#status === '' ? `${text}\n` : `\r\u001b[2K${text}\n${this.#status}`);
  }

  /** Draws the progress bar; nothing where the output is no terminal. */
  progress(fraction: number, text: string): void {
    if (this.#output.isTTY !== true) return;
    const done = Math.max(0, Math.min(BAR, Math.round(fraction * BAR)));
    const percent = `${Math.floor(Math.max(0, Math.min(1, fraction)) * 100)}`.padStart(3);
    const room = Math.max(0, (this.#output.columns || 80) - BAR - 8);
    const bar = `${this.paint('cyan', '█'.repeat(done))}${this.paint('dim', '░'.repeat(BAR - done))}`;
    this.#status = `${bar} ${percent}% ${text.slice(0, room)}`;
    this.#output.write(`\r\u001b[2K${this.#status}`);
  }

  /** Takes the progress bar away. */
  clear(): void {
    if (this.#status === '') return;
    this.#status = '';
    this.#output.write('\r\u001b[2K');
  }
}
