import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CassetteMode, cassette } from '../../../src/models/cassette.ts';
import { cassetteFile } from '../../../src/models/cassette-file.ts';
import { type CassetteStore, memoryCassette } from '../../../src/models/cassette-store.ts';
import { scriptedModel } from '../../../src/models/scripted-model.ts';
import { aQuestion } from './builders.ts';

const NAME = { provider: 'deepseek', model: 'deepseek-flash' };

/** A model that counts its answers, behind a cassette. */
function recorder(store: CassetteStore, mode: CassetteMode = 'record', prefix = 'answer') {
  const inner = scriptedModel((_request, index) => `${prefix} ${index + 1}`, NAME);
  return { inner, model: cassette(inner, { store, mode }) };
}

const replayer = (store: CassetteStore) => cassette(NAME, { store, mode: 'replay_only' });

describe('a cassette', () => {
  it('answers a recorded question word for word, without asking', async () => {
    const store = memoryCassette();
    const live = await recorder(store).model.complete(aQuestion());
    const replayed = await replayer(store).complete(aQuestion());
    expect(replayed).toEqual({ ...live, origin: 'recorded' });
  });

  it.each([
    ['another deadline', { deadlineMs: 5 }],
    ['a signal', { signal: new AbortController().signal }],
    ['defaults that are spelled out', { tools: [], responseFormat: 'text' as const }],
  ])('knows a question again with %s', async (_name, parts) => {
    const store = memoryCassette();
    await recorder(store).model.complete(aQuestion());
    expect((await replayer(store).complete(aQuestion(undefined, parts))).text).toBe('answer 1');
  });

  it('knows a question again whose tools name their fields in another order', async () => {
    const store = memoryCassette();
    const tool = (parameters: Record<string, unknown>) =>
      aQuestion('look', { tools: [{ name: 'a', description: 'b', parameters }] });
    await recorder(store).model.complete(tool({ type: 'object', title: 'x' }));
    expect((await replayer(store).complete(tool({ title: 'x', type: 'object' }))).text).toBe('answer 1');
  });

  it('gives a question that was asked often its answers in their order, and then the last one again', async () => {
    const store = memoryCassette();
    const { model } = recorder(store);
    await model.complete(aQuestion());
    await model.complete(aQuestion());
    const replay = replayer(store);
    const texts = [];
    for (let n = 0; n < 3; n++) texts.push((await replay.complete(aQuestion())).text);
    expect(texts).toEqual(['answer 1', 'answer 2', 'answer 2']);
  });

  it('puts what is recorded anew in the place of what was there', async () => {
    const store = memoryCassette();
    await recorder(store).model.complete(aQuestion());
    await recorder(store, 'record', 'new answer').model.complete(aQuestion());
    expect((await replayer(store).complete(aQuestion())).text).toBe('new answer 1');
  });

  it('asks in auto mode only what it does not know', async () => {
    const store = memoryCassette();
    await recorder(store).model.complete(aQuestion());
    const { inner, model } = recorder(store, 'auto', 'fresh');
    const texts = [await model.complete(aQuestion()), await model.complete(aQuestion('And now?'))].map(
      ({ text }) => text,
    );
    expect([texts, inner.requests.length]).toEqual([['answer 1', 'fresh 1'], 1]);
  });

  it('never asks in replay_only mode, even where it holds a model that could be asked', async () => {
    const { inner, model } = recorder(memoryCassette(), 'replay_only');
    await expect(model.complete(aQuestion())).rejects.toMatchObject({ code: 'model/not_recorded' });
    expect(inner.requests).toEqual([]);
  });

  it('does not record a failure', async () => {
    const store = memoryCassette();
    const model = cassette(scriptedModel([]), { store, mode: 'record' });
    await expect(model.complete(aQuestion())).rejects.toMatchObject({ code: 'model/unavailable' });
    expect(await store.read()).toEqual([]);
  });
});

describe('a question that was not recorded', () => {
  const recorded = aQuestion('The price of BTC is 50000.1 USDT, and the equity is 10000.', { temperature: 0.2 });
  const LONG = 'The price of BTC is 50000.1 USDT, and the equity is 10000.';

  it.each([
    [
      'a text',
      aQuestion(LONG.replace('50000.1', '50000.2'), { temperature: 0.2 }),
      'messages[0].content, from character 26 on',
    ],
    ['a temperature', aQuestion(LONG, { temperature: 0.3 }), 'temperature: asked 0.3, recorded 0.2'],
    ['a bound', aQuestion(LONG, { temperature: 0.2, maxOutputTokens: 9 }), 'maxOutputTokens: asked 9, recorded null'],
    [
      'another message',
      { ...recorded, messages: [...recorded.messages, { role: 'user' as const, content: 'Well?' }] },
      'messages[1]: asked {"role":"user","content":"Well?"}, recorded nothing',
    ],
  ])('is told to differ in %s', async (_name, request, difference) => {
    const store = memoryCassette();
    await recorder(store).model.complete(recorded);
    await recorder(store).model.complete(aQuestion('Something else altogether.'));
    await expect(replayer(store).complete(request)).rejects.toThrow(`line 1, differs in ${difference}`);
  });

  it('is told to differ in the model', async () => {
    const store = memoryCassette();
    await recorder(store).model.complete(recorded);
    const other = cassette({ provider: 'deepseek', model: 'deepseek-next' }, { store, mode: 'replay_only' });
    await expect(other.complete(recorded)).rejects.toThrow('model, from character 9 on: asked "deepseek-next"');
  });

  it('is told to differ in how the model is set', async () => {
    const store = memoryCassette();
    await recorder(store).model.complete(recorded);
    const other = cassette({ ...NAME, settings: { thinking: 'disabled' } }, { store, mode: 'replay_only' });
    await expect(other.complete(recorded)).rejects.toThrow('settings.thinking: asked "disabled", recorded nothing');
  });

  it('is told that nothing was recorded at all', async () => {
    await expect(replayer(memoryCassette()).complete(recorded)).rejects.toThrow('nothing was recorded there yet');
  });
});

describe('a cassette in a file', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cassette-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is one line of JSON for each exchange', async () => {
    const path = join(folder, 'deep', 'a.jsonl');
    const { model } = recorder(cassetteFile(path));
    await Promise.all([model.complete(aQuestion('one')), model.complete(aQuestion('two'))]);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).question.messages[0].content)).toEqual(['one', 'two']);
    expect((await replayer(cassetteFile(path)).complete(aQuestion('two'))).text).toBe('answer 2');
  });

  it('leaves out a line that a crash tore, and goes on behind it', async () => {
    const path = join(folder, 'torn.jsonl');
    await recorder(cassetteFile(path)).model.complete(aQuestion('one'));
    await writeFile(path, `${await readFile(path, 'utf8')}{"version":1,"ha – 数`);
    await recorder(cassetteFile(path), 'auto', 'later').model.complete(aQuestion('two'));
    const replay = replayer(cassetteFile(path));
    const texts = [await replay.complete(aQuestion('one')), await replay.complete(aQuestion('two'))].map(
      ({ text }) => text,
    );
    expect(texts).toEqual(['answer 1', 'later 1']);
  });

  it.each<[string, (line: string) => string, string]>([
    ['is not JSON', () => 'nonsense', 'it is not JSON'],
    ['has no answer', (line) => line.replace('"reply"', '"said"'), 'reply: '],
    [
      'was changed in its question',
      (line) => line.replace('"content":"one"', '"content":"two"'),
      'its hash is not that',
    ],
  ])('is refused when a line %s', async (name, change, why) => {
    const path = join(folder, `${name}.jsonl`);
    await recorder(cassetteFile(path)).model.complete(aQuestion('one'));
    await writeFile(path, `${change((await readFile(path, 'utf8')).trimEnd())}\n`);
    const outcome = await replayer(cassetteFile(path))
      .complete(aQuestion('one'))
      .catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code: 'store/corrupt', details: { line: 1 } });
    expect(String(outcome)).toContain(why);
  });

  it('that cannot be read says so', async () => {
    await expect(replayer(cassetteFile(folder)).complete(aQuestion())).rejects.toMatchObject({
      code: 'store/unavailable',
    });
  });
});
