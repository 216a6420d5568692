import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder outside the repository with the packed package installed from its tarball. */
    consumer: string;
  }
}

const ROOT = resolve(import.meta.dirname, '../..');
const exec = promisify(execFile);

let consumer: string;

/** Builds the package, packs it and installs the tarball where nothing else is. */
export async function setup(project: TestProject): Promise<void> {
  consumer = await mkdtemp(join(tmpdir(), 'brokerkit-consumer-'));
  try {
    await install();
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('consumer', consumer);
}

export async function teardown(): Promise<void> {
  await rm(consumer, { recursive: true, force: true });
}

async function install(): Promise<void> {
  await exec('npx', ['--no-install', 'tsup', '--silent'], { cwd: ROOT });
  await exec('npm', ['pack', '--ignore-scripts', '--pack-destination', consumer], { cwd: ROOT });
  const tarball = (await readdir(consumer)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack wrote no tarball.');
  await writeFile(join(consumer, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  await exec('npm', ['install', ...quiet, `./${tarball}`], { cwd: consumer });
  await cp(join(import.meta.dirname, 'fixtures'), consumer, { recursive: true });
}
