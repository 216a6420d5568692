import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { SystemClock } from 'brokerkit';
import { structuredLogger } from 'brokerkit/observability';
import { pino } from 'pino';
import * as client from 'prom-client';
import { builtDashboard } from './built-dashboard.ts';
import { helpText } from './config/help.ts';
import { readSettings } from './config/read-settings.ts';
import { explained } from './explained.ts';
import { serve } from './serve.ts';

/** How long everything may take to end, ms. */
const STOP_MS = 60_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  // What is in the environment counts more than what is in the file.
  const env = { ...(existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}), ...process.env };
  const settings = readSettings({
    argv: process.argv.slice(2),
    env,
    readFile: (name) => (existsSync(name) ? readFileSync(name, 'utf8') : null),
  });
  if (settings === 'help') return say(helpText());
  // Lines go to standard error: what a person reads goes to standard output.
  const level = settings.logLevel ?? (process.stderr.isTTY ? 'warn' : 'info');
  const sink = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
  const secrets = [
    ...[settings.accessToken, settings.okx?.secretKey, settings.okx?.passphrase, settings.okx?.apiKey],
    settings.llm.provider === 'deepseek' ? settings.llm.apiKey : null,
  ].filter((secret) => typeof secret === 'string');
  const served = await serve(settings, {
    ...{ clock: new SystemClock(), uuid: randomUUID, client, say },
    logger: structuredLogger({ sink, secrets }),
    dashboard: builtDashboard(say),
  });
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) {
      say('Stopped without waiting.');
      process.exit(1);
    }
    isStopping = true;
    say('Stopping: what is under way ends first. Once more: at once.');
    setTimeout(() => {
      say(`What is under way did not end within ${STOP_MS / 1_000} s.`);
      process.exit(1);
    }, STOP_MS).unref();
    served.stop().then(
      () => {
        say('Stopped.');
        process.exit(0);
      },
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  await served.ready;
}

function fail(error: unknown): never {
  const { text, exitCode } = explained(error);
  process.stderr.write(`${text}\n`);
  process.exit(exitCode);
}

await main().catch(fail);
