import type { SchedulerView } from '../src/contract/index.ts';
import { until } from './host-in-drill.ts';
import { asking, type Stage } from './stage.ts';

const HOLD = JSON.stringify({ decisions: [{ symbol: 'BTC-USDT-SWAP', action: 'no_entry', confidence: 0.5 }] });

/** The model fails time after time: nothing opens in safe mode, and it goes on by itself when the model is back. */
export async function modelOutage(stage: Stage): Promise<object> {
  const model = await stage.model(() => HOLD);
  const host = stage.host(['--interval', '60'], asking(model));
  await host.is('ok');
  // Joins the first cycle or makes one more: none is under way when the model begins to refuse.
  await host.change('POST', 'scheduler/trigger', { why: 'a drill' });
  stage.step('The model refuses for want of balance, three cycles long.');
  // A cycle asks more than once before it gives up.
  model.script(...Array.from({ length: 30 }, () => ({ type: 'error', status: 402 }) as const));
  for (let cycle = 0; cycle < 3; cycle++) await host.change('POST', 'scheduler/trigger', { why: 'a drill' });
  const safe = await host.read<SchedulerView>('scheduler');
  stage.check('it is in safe mode', safe.opensBlockedBy !== null && safe.modelFailures >= 3, safe.opensBlockedBy);
  stage.check('it goes on running', safe.state === 'running', safe.state);
  stage.step('The model answers again.');
  const cycles = await until('leave safe mode', 60_000, async () => {
    await host.change('POST', 'scheduler/trigger', { why: 'a drill' });
    return (await host.read<SchedulerView>('scheduler')).opensBlockedBy === null;
  });
  stage.check('it left safe mode by itself', true, `${cycles} ms`);
  await host.stop();
  return { questions: model.requests.length };
}
