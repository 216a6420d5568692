import { parseArgs } from 'node:util';
import { clockSkew } from './clock-skew.ts';
import { crash } from './crash.ts';
import { dbOutage } from './db-outage.ts';
import { e2e } from './e2e.ts';
import { failover } from './failover.ts';
import { modelOutage } from './model-outage.ts';
import { rateLimitStorm } from './rate-limit-storm.ts';
import { Stage } from './stage.ts';
import { wsDrop } from './ws-drop.ts';

/** What a drill may be told. */
interface DrillOptions {
  readonly kills: number;
}

const DRILLS: Readonly<Record<string, (stage: Stage, options: DrillOptions) => Promise<object>>> = {
  e2e,
  failover,
  'ws-drop': wsDrop,
  'db-outage': dbOutage,
  'model-outage': modelOutage,
  crash,
  'clock-skew': clockSkew,
  'rate-limit-storm': rateLimitStorm,
};

const { values, positionals } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, help: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [name = ''] = positionals;
const drill = DRILLS[name];
const kills = Number(values.kills);
if (values.help || drill === undefined || !(Number.isSafeInteger(kills) && kills > 0)) {
  process.stdout.write(`npm run drill -- NAME [--kills=N, of crash]\n\nNAME: ${Object.keys(DRILLS).join(', ')}\n`);
  process.exit(values.help ? 0 : 2);
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const stage = await Stage.set(say);
const begunAt = performance.now();
say(`Drill ${name}`);
try {
  const summary = await drill(stage, { kills });
  say(JSON.stringify({ drill: name, passed: stage.failed === 0, ...summary }, null, 2));
} catch (error) {
  stage.check(error instanceof Error ? error.message : String(error), false);
} finally {
  await stage.clear();
}
const seconds = ((performance.now() - begunAt) / 1_000).toFixed(1);
say(
  `${stage.failed === 0 ? 'PASSED' : 'FAILED'}: ${stage.checked - stage.failed} of ${stage.checked} checks, ${seconds} s`,
);
process.exit(stage.failed === 0 ? 0 : 1);
