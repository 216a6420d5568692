import { describe, expect, it } from 'vitest';
import { ModelError } from '../../../src/errors/index.ts';
import { scriptedModel } from '../../../src/models/scripted-model.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { aQuestion } from './builders.ts';

describe('a scripted model', () => {
  it('says its lines in their order, and remembers what it was asked', async () => {
    const model = scriptedModel(['one', { text: 'two', finishReason: 'length' }]);
    const replies = [await model.complete(aQuestion('a')), await model.complete(aQuestion('b'))];
    expect(replies.map(({ text, finishReason }) => [text, finishReason])).toEqual([
      ['one', 'stop'],
      ['two', 'length'],
    ]);
    expect(model.requests.map(({ messages }) => messages[0]?.content)).toEqual(['a', 'b']);
  });

  it('answers by a function of the question', async () => {
    const model = scriptedModel(({ messages }, index) => `${index}: ${messages[0]?.content}`);
    expect((await model.complete(aQuestion('a'))).text).toBe('0: a');
  });

  it('fails as it is told to, and then goes on', async () => {
    const failure = new ModelError('Busy.', { code: 'model/unavailable' });
    const model = scriptedModel([failure, 'back']);
    await expect(model.complete(aQuestion())).rejects.toBe(failure);
    expect((await model.complete(aQuestion())).text).toBe('back');
  });

  it('fails when it has no line left', async () => {
    await expect(scriptedModel([]).complete(aQuestion())).rejects.toMatchObject({ code: 'model/unavailable' });
  });

  it('is asked and answers by the clock that it was given', async () => {
    const model = scriptedModel(['one'], { clock: new FakeClock(5) });
    expect(await model.complete(aQuestion())).toMatchObject({ sentAt: 5, answeredAt: 5, origin: 'scripted' });
  });
});
