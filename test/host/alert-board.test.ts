import { describe, expect, it } from 'vitest';
import type { AlertView } from '../../examples/express-host/src/contract/index.ts';
import { AlertBoard } from '../../examples/express-host/src/host/alert-board.ts';

const BAD = { severity: 'warning', message: 'It is bad.' } as const;

function aBoard() {
  const told: AlertView[] = [];
  let at = 0;
  let ids = 0;
  const board = new AlertBoard({
    clock: { now: () => ++at },
    uuid: () => `alert-${++ids}`,
    onChange: (alert) => told.push(alert),
  });
  return { board, told };
}

describe('a trouble', () => {
  it('is told once, however often it is seen', () => {
    const { board, told } = aBoard();
    board.see('drift', 'BTC', BAD);
    board.see('drift', 'BTC', BAD);
    expect(told).toHaveLength(1);
  });

  it('is shown with the newest figures', () => {
    const { board } = aBoard();
    board.see('drift', 'BTC', BAD);
    board.see('drift', 'BTC', { ...BAD, message: 'It is worse.' });
    expect(board.items.map(({ message }) => message)).toEqual(['It is worse.']);
  });

  it('is told again when it gets graver, as the same one', () => {
    const { board, told } = aBoard();
    board.see('drift', 'BTC', BAD);
    board.see('drift', 'BTC', { ...BAD, severity: 'critical' });
    expect(told.map(({ id, severity }) => [id, severity])).toEqual([
      ['alert-1', 'warning'],
      ['alert-1', 'critical'],
    ]);
  });

  it('is told when it ends, and stays on the board', () => {
    const { board, told } = aBoard();
    board.see('drift', 'BTC', BAD);
    board.see('drift', 'BTC', null);
    expect([told.at(-1)?.endedAt, board.items]).toEqual([2, [told.at(-1)]]);
  });

  it('is another one when it comes back', () => {
    const { board, told } = aBoard();
    board.see('drift', 'BTC', BAD);
    board.see('drift', 'BTC', null);
    board.see('drift', 'BTC', BAD);
    expect(told.at(-1)?.id).toBe('alert-2');
  });

  it('that is over for all but some subjects ends for those', () => {
    const { board } = aBoard();
    board.see('unprotected', 'BTC', BAD);
    board.see('unprotected', 'ETH', BAD);
    board.see('drift', 'BTC', BAD);
    board.endOthers('unprotected', new Set(['ETH']));
    expect(board.items.filter(({ endedAt }) => endedAt === null)).toHaveLength(2);
  });

  it('that never was is not ended', () => {
    const { board, told } = aBoard();
    board.see('drift', 'BTC', null);
    expect(told).toEqual([]);
  });
});
