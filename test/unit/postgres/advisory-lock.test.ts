import { describe, expect, it } from 'vitest';
import { advisoryLock, type LockConnection } from '../../../src/postgres/advisory-lock.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

/** A connection whose server answers, falls silent or breaks as a test says. */
class TestConnection implements LockConnection {
  readonly texts: string[] = [];
  isFree = true;
  isSilent = false;
  failsWith: Error | null = null;
  ended = 0;
  readonly #listeners: { event: string; listener: (error?: Error) => void }[] = [];

  async query(text: string): Promise<{ rows: readonly { taken?: unknown }[] }> {
    this.texts.push(text);
    if (this.failsWith !== null) throw this.failsWith;
    if (this.isSilent) return new Promise(() => {});
    return { rows: text.includes('pg_try_advisory_lock') ? [{ taken: this.isFree }] : [{}] };
  }

  on(event: 'error' | 'end', listener: (error?: Error) => void): void {
    this.#listeners.push({ event, listener });
  }

  async end(): Promise<void> {
    this.ended += 1;
    this.emit('end');
  }

  emit(event: 'error' | 'end', error?: Error): void {
    for (const each of this.#listeners) if (each.event === event) each.listener(error);
  }
}

async function taken(connection = new TestConnection()) {
  const clock = new FakeClock();
  const scope = { portfolioId: 'simulation', runtimeMode: 'simulator' } as const;
  const held = await advisoryLock({ connect: async () => connection, scope, clock }).tryAcquire();
  const losses: unknown[] = [];
  held?.onLost((cause) => losses.push(cause));
  return { clock, connection, held, losses };
}

describe('a session lock', () => {
  it('is held while its connection answers', async () => {
    const { clock, connection, held, losses } = await taken();
    await clock.advanceAsync(60_000);
    expect(held?.isHeld).toBe(true);
    expect(losses).toEqual([]);
    expect(connection.texts.filter((text) => text === 'select 1')).toHaveLength(30);
  });

  it('is none while another holds it, and lets go of its connection', async () => {
    const connection = new TestConnection();
    connection.isFree = false;
    const { held } = await taken(connection);
    expect(held).toBeNull();
    expect(connection.ended).toBe(1);
  });

  it.each([
    ['its connection breaks', (connection: TestConnection) => connection.emit('error', new Error('reset'))],
    ['its connection ends', (connection: TestConnection) => connection.emit('end')],
  ])('is lost at once when %s', async (_name, act) => {
    const { connection, held, losses } = await taken();
    act(connection);
    expect(held?.isHeld).toBe(false);
    expect(losses).toHaveLength(1);
    expect(connection.ended).toBe(1);
  });

  it('is lost within four seconds when its connection falls silent', async () => {
    const { clock, connection, held, losses } = await taken();
    connection.isSilent = true;
    await clock.advanceAsync(3_999);
    expect(held?.isHeld).toBe(true);
    await clock.advanceAsync(1);
    expect(held?.isHeld).toBe(false);
    expect(losses).toHaveLength(1);
  });

  it('is lost when a question fails', async () => {
    const { clock, connection, losses } = await taken();
    connection.failsWith = new Error('terminated by an administrator');
    await clock.advanceAsync(2_000);
    expect(losses).toEqual([connection.failsWith]);
  });

  it('tells a late listener at once', async () => {
    const { connection, held } = await taken();
    connection.emit('end');
    const late: unknown[] = [];
    held?.onLost((cause) => late.push(cause));
    expect(late).toHaveLength(1);
  });

  it('given back is not lost', async () => {
    const { clock, connection, held, losses } = await taken();
    await held?.release();
    await clock.advanceAsync(10_000);
    expect(losses).toEqual([]);
    expect(connection.ended).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('says that the database cannot be reached', async () => {
    const lock = advisoryLock({
      connect: () => Promise.reject(new Error('refused')),
      scope: { portfolioId: 'simulation', runtimeMode: 'simulator' },
      clock: new FakeClock(),
    });
    await expect(lock.tryAcquire()).rejects.toMatchObject({ code: 'store/unavailable' });
  });
});
