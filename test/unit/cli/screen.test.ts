import { describe, expect, it } from 'vitest';
import { type Output, Screen } from '../../../src/cli/screen.ts';

function anOutput(change: Partial<Output> = {}) {
  const written: string[] = [];
  const output: Output = { write: (text) => written.push(text), columns: 60, hasColors: () => false, ...change };
  return { output, written };
}

describe('a screen that is no terminal', () => {
  it('writes lines and nothing else', () => {
    const { output, written } = anOutput();
    const screen = new Screen(output);
    screen.progress(0.5, 'half');
    screen.line('told');
    screen.clear();
    expect(written).toEqual(['told\n']);
  });

  it('has no colors, even where they could be shown', () => {
    const { output } = anOutput({ hasColors: () => true });
    expect(new Screen(output).paint('red', 'loss')).toBe('loss');
  });
});

describe('a screen on a terminal', () => {
  it('draws how far the work is', () => {
    const { output, written } = anOutput({ isTTY: true });
    new Screen(output).progress(0.5, 'half');
    expect(written.join('')).toContain(`${'█'.repeat(12)}${'░'.repeat(12)}  50% half`);
  });

  it('keeps lines above the bar', () => {
    const { output, written } = anOutput({ isTTY: true });
    const screen = new Screen(output);
    screen.progress(0, 'start');
    screen.line('told');
    expect(written.at(-1)).toBe(`\r\u001b[2Ktold\n${'░'.repeat(24)}   0% start`);
  });

  it('shortens what does not fit beside the bar', () => {
    const { output, written } = anOutput({ isTTY: true, columns: 40 });
    new Screen(output).progress(1, 'a long text that would wrap');
    expect(written.join('')).toMatch(/100% a long t$/);
  });

  it('leaves nothing of the bar behind', () => {
    const { output, written } = anOutput({ isTTY: true });
    const screen = new Screen(output);
    screen.progress(1, 'done');
    screen.clear();
    screen.line('the end');
    expect(written.slice(-2)).toEqual(['\r\u001b[2K', 'the end\n']);
  });

  it('paints where the terminal has colors', () => {
    const { output } = anOutput({ isTTY: true, hasColors: () => true });
    expect(new Screen(output).paint('green', 'gain')).toBe('\u001b[32mgain\u001b[0m');
  });
});
