import assert from 'node:assert/strict';
import type { Lesson } from '../../../ports/lesson-store.ts';
import { fails } from '../../contract/expectations.ts';
import { NOON } from '../records.ts';
import { storeSubject } from '../store-case.ts';

const CHANGE = { key: 'paused', value: { since: 1, why: 'lunch' }, at: NOON, by: 'ann' };

function aLesson(lessonId: string, parts: Partial<Lesson> = {}): Lesson {
  return {
    lessonId,
    text: 'Shorts against the trend lose.',
    instrument: null,
    side: 'short',
    setup: null,
    evidence: { decisions: ['a'], losses: 3 },
    createdAt: NOON,
    updatedAt: NOON,
    retired: null,
    ...parts,
  };
}

export const settings = storeSubject('settings, lessons and state', (it) => {
  it('counts the versions of a setting', async ({ stores }) => {
    assert.equal(await stores.settings.get('paused'), null);
    const first = await stores.settings.set(CHANGE);
    assert.deepEqual(first, { key: 'paused', value: CHANGE.value, version: 1, updatedAt: NOON, updatedBy: 'ann' });
    const second = await stores.settings.set({ ...CHANGE, value: null, by: 'bob', expectedVersion: 1 });
    assert.equal(second.version, 2);
    assert.deepEqual(await stores.settings.get('paused'), second);
  });

  it('refuses a change of a setting that another has changed, and keeps it', async ({ stores }) => {
    await fails(() => stores.settings.set({ ...CHANGE, expectedVersion: 1 }), 'store/conflict', 'not there yet');
    const kept = await stores.settings.set({ ...CHANGE, expectedVersion: 0 });
    await fails(() => stores.settings.set({ ...CHANGE, value: 2, expectedVersion: 0 }), 'store/conflict');
    await fails(() => stores.settings.set({ ...CHANGE, value: 2, expectedVersion: 2 }), 'store/conflict');
    assert.deepEqual(await stores.settings.get('paused'), kept);
  });

  it('lets one of several writers win who have seen the same version', async ({ stores }) => {
    await stores.settings.set(CHANGE);
    const tries = [1, 2, 3, 4].map((value) => stores.settings.set({ ...CHANGE, value, expectedVersion: 1 }));
    const won = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled');
    assert.equal(won.length, 1);
    assert.equal((await stores.settings.get('paused'))?.version, 2);
  });

  it('lists all settings by key', async ({ stores }) => {
    for (const key of ['b', 'a', 'C']) await stores.settings.set({ ...CHANGE, key });
    assert.deepEqual(
      (await stores.settings.all()).map(({ key }) => key),
      ['C', 'a', 'b'],
    );
  });

  it('replaces a lesson that is learned again, and keeps when it was first learned', async ({ stores }) => {
    await stores.lessons.upsert(aLesson('one'));
    await stores.lessons.upsert(aLesson('one', { createdAt: NOON + 9, updatedAt: NOON + 9, evidence: { losses: 4 } }));
    await stores.lessons.upsert(aLesson('one', { updatedAt: NOON + 8, text: 'Older.' }));
    assert.deepEqual(await stores.lessons.list(), [aLesson('one', { updatedAt: NOON + 9, evidence: { losses: 4 } })]);
  });

  it('tells retired lessons apart, and why they were retired', async ({ stores }) => {
    await stores.lessons.upsert(aLesson('one'));
    await stores.lessons.upsert(aLesson('two', { updatedAt: NOON + 1 }));
    const retired = { at: NOON + 5, reason: 'It won three times.' };
    await stores.lessons.retire('one', retired);
    const ended = aLesson('one', { updatedAt: NOON + 5, retired });
    assert.deepEqual(await stores.lessons.list(), [aLesson('two', { updatedAt: NOON + 1 })]);
    assert.deepEqual(await stores.lessons.list({ status: 'retired' }), [ended]);
    assert.deepEqual(await stores.lessons.list({ status: 'all' }), [ended, aLesson('two', { updatedAt: NOON + 1 })]);
    await fails(() => stores.lessons.retire('three', retired), 'store/conflict');
  });

  it('finds lessons about an instrument and about any', async ({ stores }) => {
    await stores.lessons.upsert(aLesson('any'));
    await stores.lessons.upsert(aLesson('btc', { instrument: 'BTC-USDT-SWAP', updatedAt: NOON + 1 }));
    await stores.lessons.upsert(aLesson('eth', { instrument: 'ETH-USDT-SWAP' }));
    const found = await stores.lessons.list({ instrument: 'BTC-USDT-SWAP' });
    assert.deepEqual(
      found.map(({ lessonId }) => lessonId),
      ['btc', 'any'],
    );
  });

  it('keeps state by key, the last that was saved', async ({ stores }) => {
    assert.equal(await stores.state.load('risk'), null);
    await stores.state.save('risk', { marks: [[1, '2']] });
    await stores.state.save('other', 1);
    await stores.state.save('risk', { marks: [] });
    assert.deepEqual(await stores.state.load('risk'), { marks: [] });
    assert.equal(await stores.state.load('other'), 1);
  });
});
