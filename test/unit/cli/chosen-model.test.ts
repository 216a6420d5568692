import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chosenModel } from '../../../src/cli/chosen-model.ts';

const home = mkdtempSync(join(tmpdir(), 'cassette-'));
const ask = { messages: [{ role: 'user', content: 'hello' }] } as const;

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('the model of the command line', () => {
  it('reads the prompt and answers as a model where it is scripted', async () => {
    const model = chosenModel({ model: 'scripted', leverage: '3', cassette: null });
    expect((await model.complete(ask)).text).toBe('{"decisions":[],"pauseCycles":0}');
  });

  it('needs no key and asks nobody where a real one is only played back', async () => {
    const file = join(home, 'empty.jsonl');
    writeFileSync(file, '');
    const model = chosenModel({ model: 'deepseek', leverage: '3', cassette: { file, mode: 'replay_only' } });
    await expect(model.complete(ask)).rejects.toMatchObject({ code: 'model/not_recorded' });
  });

  it('is refused where the cassette to be played back was never recorded', () => {
    const cassette = { file: join(home, 'never.jsonl'), mode: 'replay_only' } as const;
    expect(() => chosenModel({ model: 'scripted', leverage: '3', cassette })).toThrow(/there is no such cassette/);
  });
});
