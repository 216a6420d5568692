import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessToken, accessTokenIn, bearerOf } from '../../examples/express-host/src/api/access-token.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'access-token-'));
});
afterEach(() => rm(folder, { recursive: true }));
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('the token of a host', () => {
  it('is made at the first start and told once', async () => {
    const first = await accessTokenIn(join(folder, 'data'));
    const second = await accessTokenIn(join(folder, 'data'));
    expect([first.fresh?.length, second.fresh]).toEqual([46, null]);
    expect(second.token.admits(first.fresh ?? '')).toBe(true);
  });

  it('is another one for each host', async () => {
    const one = await accessTokenIn(join(folder, 'one'));
    const other = await accessTokenIn(join(folder, 'other'));
    expect(one.token.admits(other.fresh ?? '')).toBe(false);
  });

  it('is one, though two hosts start at once', async () => {
    const opened = await Promise.allSettled([accessTokenIn(folder), accessTokenIn(folder)]);
    const fresh = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value.fresh] : []));
    expect(fresh.filter((token) => token !== null).length).toBe(1);
  });

  it('is not kept, only its hash, which does not open anything', async () => {
    const { fresh, file, token } = await accessTokenIn(folder);
    const text = await readFile(file, 'utf8');
    expect([text.includes(fresh ?? ''), token.admits(text.trim()), token.admits(text.slice(7).trim())]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('stands in a file and a folder that only their owner reads', async () => {
    const data = join(folder, 'data');
    const { file } = await accessTokenIn(data);
    expect([await modeOf(file), await modeOf(data)]).toEqual(['600', '700']);
  });

  it('is closed to others again where a copy of the folder opened it', async () => {
    const { file } = await accessTokenIn(folder);
    await chmod(file, 0o644);
    await accessTokenIn(folder);
    expect(await modeOf(file)).toBe('600');
  });

  it.each(['', 'sha256:', 'sha256:12', 'bk_plain'])('is refused where its file says "%s"', async (text) => {
    await writeFile(join(folder, 'access-token'), text);
    await expect(accessTokenIn(folder)).rejects.toThrow('holds no token. Delete it');
  });

  it('that somebody chose needs some length', () => {
    expect(() => AccessToken.of('secret')).toThrow('at least 32 characters');
  });
});

describe('a header', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer   abc=', 'abc='],
    ['Bearer abc def', null],
    ['Token abc', null],
    ['Bearer', null],
    [undefined, null],
  ])('%s brings the token %s', (header, token) => {
    expect(bearerOf(header)).toBe(token);
  });
});
