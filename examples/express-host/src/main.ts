import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseEnv } from 'node:util';
import * as opentelemetry from '@opentelemetry/api';
import { SystemClock } from 'brokerkit';
import { redactor, structuredLogger, webhookNotifier } from 'brokerkit/observability';
import { pino } from 'pino';
import * as client from 'prom-client';
import { builtDashboard } from './built-dashboard.ts';
import { helpText } from './config/help.ts';
import { readSettings } from './config/read-settings.ts';
import { secretsOf } from './config/secrets-of.ts';
import { explained } from './explained.ts';
import { serve } from './serve.ts';

/** How long everything may take to end, ms. */
const STOP_MS = 60_000;
/** How often npm is looked after, ms. */
const PARENT_MS = 500;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Takes secrets out of what is said in the end. */
let redact = (text: string): string => text;

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
  const secrets = secretsOf(settings);
  redact = redactor(secrets).text;
  const logger = structuredLogger({ sink, secrets });
  const clock = new SystemClock();
  const { alertWebhookUrl } = settings;
  const title = `brokerkit on ${hostname()}`;
  const notifier =
    alertWebhookUrl === null
      ? {}
      : { notifier: webhookNotifier({ url: alertWebhookUrl, fetch: globalThis.fetch, clock, secrets, title, logger }) };
  const served = await serve(settings, {
    ...{ clock, uuid: randomUUID, logger, client, secrets, say, opentelemetry, ...notifier },
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
  // npm hands a signal to the shell between us, which ends without a word to us.
  if (env.npm_lifecycle_event !== undefined) whenParentEnds(() => isStopping || stop());
  await served.ready;
}

function whenParentEnds(then: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) then();
  }, PARENT_MS).unref();
}

function fail(error: unknown): never {
  const { text, exitCode } = explained(error);
  process.stderr.write(`${redact(text)}\n`);
  process.exit(exitCode);
}

await main().catch(fail);
