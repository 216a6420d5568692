// `npm run okx:record [-- FILE]`: asks OKX demo trading, with the keys of the environment, and writes what it answered
// without a word about whose account it is. One order is placed far from the market and canceled again.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { okxDemoFromEnv } from '../../src/config.ts';
import { randomIds } from '../../src/engine/random-ids.ts';
import { SystemClock } from '../../src/engine/system-clock.ts';
import { isBrokerError } from '../../src/errors/index.ts';
import { demoHosts } from '../../src/okx/session/hosts.ts';
import { loadOkx } from '../../src/okx/session/load-okx.ts';
import { openSession } from '../../src/okx/session/okx-session.ts';
import { demoAccount } from '../live/demo-account.ts';
import { record } from './record.ts';

const file = process.argv[2] ?? '.tmp/live/okx-recording.json';
try {
  const { apiKey, secretKey, passphrase } = okxDemoFromEnv();
  const hosts = demoHosts('global', demoAccount()?.endpoints);
  const clock = new SystemClock();
  const session = openSession({ okx: await loadOkx(), credentials: { apiKey, secretKey, passphrase }, hosts, clock });
  const recording = await record({
    send: session.send,
    recordedFrom: new URL(hosts.rest).host,
    at: new Date(clock.now()),
    clientOrderId: randomIds().next(),
  });
  await session.close();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
  for (const { name, answer } of recording.calls) process.stdout.write(`${String(answer.status).padEnd(5)}${name}\n`);
  process.stdout.write(`Recording  ${file}\n`);
} catch (error) {
  process.stderr.write(`${isBrokerError(error) ? `${error.code}: ${error.message}` : String(error)}\n`);
  process.exitCode = 1;
}
