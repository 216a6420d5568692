import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'access-token';
const LEAST = 32;
const STORED = /^sha256:([0-9a-f]{64})$/;

/** Tells whether a token is the right one without keeping it. */
export class AccessToken {
  readonly #hash: Buffer;

  private constructor(hash: Buffer) {
    this.#hash = hash;
  }

  /** A token that somebody chose, as in an environment variable. */
  static of(text: string): AccessToken {
    if (text.length < LEAST) throw new Error(`A token needs at least ${LEAST} characters.`);
    return new AccessToken(hashOf(text));
  }

  /** A token of which only the SHA-256 is kept: enough for 32 random bytes, which nobody finds by trying. */
  static ofHash(hex: string): AccessToken {
    return new AccessToken(Buffer.from(hex, 'hex'));
  }

  /** Takes equally long whatever is presented. */
  admits(presented: string): boolean {
    return timingSafeEqual(hashOf(presented), this.#hash);
  }
}

export interface OpenedToken {
  readonly token: AccessToken;
  /** The token itself where it was made just now: to be shown once; it is not kept. */
  readonly fresh: string | null;
  readonly file: string;
}

/**
 * The token of the host whose data is in this folder, made at the first start. The file keeps its hash and only its owner
 * reads it; who has lost the token deletes the file and starts the host anew.
 */
export async function accessTokenIn(folder: string): Promise<OpenedToken> {
  const file = join(folder, FILE);
  const stored = await kept(file);
  if (stored !== null) return { token: stored, fresh: null, file };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = `bk_${randomBytes(32).toString('base64url')}`;
  const isOurs = await written(file, `sha256:${hashOf(fresh).toString('hex')}\n`);
  return isOurs ? { token: AccessToken.of(fresh), fresh, file } : accessTokenIn(folder);
}

/** Whether it was written; another host that starts on the same folder may have been quicker. */
async function written(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function kept(file: string): Promise<AccessToken | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const hex = STORED.exec(text.trim())?.[1];
  if (hex === undefined) throw new Error(`${file} holds no token. Delete it, and the next start makes a new one.`);
  // A copy of the folder may have lost the mode.
  await chmod(file, 0o600);
  return AccessToken.ofHash(hex);
}

/** The token of an `Authorization` header; `null` where there is none. */
export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
