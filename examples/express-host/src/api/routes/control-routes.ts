import type { z } from 'zod';
import * as contract from '../../contract/index.ts';
import type { Operator } from '../../host/trading-host.ts';
import { route } from '../route.ts';
import { INTERNAL } from './paths.ts';

export const CONTROL_ROUTES = [
  route({
    name: 'getRuntimeMode',
    method: 'get',
    path: `${INTERNAL}/runtime-mode`,
    kind: 'fresh',
    tag: 'control',
    summary: 'The mode that runs, the pause, and which modes are open.',
    response: contract.runtimeMode,
    answer: (host) => host.runtimeMode(),
  }),
  route({
    name: 'changeRuntimeMode',
    method: 'patch',
    path: `${INTERNAL}/runtime-mode`,
    kind: 'change',
    tag: 'control',
    summary: 'Changes the mode, pauses or resumes; answered when it is done.',
    problems: { 409: 'The switch was refused or failed; the mode before runs on.' },
    body: contract.runtimeModeChange,
    response: contract.runtimeModeChanged,
    answer: (host, { body }) => host.changeRuntimeMode(body),
  }),
  route({
    name: 'getScheduler',
    method: 'get',
    path: `${INTERNAL}/scheduler`,
    kind: 'fresh',
    tag: 'control',
    summary: 'The scheduler, and how its last cycle went.',
    response: contract.scheduler,
    answer: (host) => host.scheduler(),
  }),
  route({
    name: 'triggerScheduler',
    method: 'post',
    path: `${INTERNAL}/scheduler/trigger`,
    kind: 'change',
    tag: 'control',
    summary: 'Runs a cycle now, or joins the one under way; answered when it has ended.',
    body: contract.operatorRequest,
    response: contract.scheduler,
    answer: (host, { body }) => host.trigger(operator(body, 'triggered by hand')),
  }),
  route({
    name: 'pauseScheduler',
    method: 'post',
    path: `${INTERNAL}/scheduler/pause`,
    kind: 'way_out',
    tag: 'control',
    summary: 'Pauses: the cycles stop and nothing opens; exits still leave. Holds in every mode.',
    body: contract.operatorRequest,
    response: contract.scheduler,
    answer: (host, { body }) => host.pause(operator(body, 'paused by hand')),
  }),
  route({
    name: 'resumeScheduler',
    method: 'post',
    path: `${INTERNAL}/scheduler/resume`,
    kind: 'change',
    tag: 'control',
    summary: 'Ends a pause.',
    body: contract.operatorRequest,
    response: contract.scheduler,
    answer: (host, { body }) => host.resume(operator(body, 'resumed by hand')),
  }),
  route({
    name: 'kill',
    method: 'post',
    path: `${INTERNAL}/kill`,
    kind: 'way_out',
    tag: 'control',
    summary: 'The kill switch: stops opens, cancels entries, closes positions where that is asked.',
    description: 'Asked again it does what was left undone, and nothing twice. Never limited for who has the token.',
    body: contract.killRequest,
    response: contract.killResult,
    answer: (host, { body }) =>
      host.kill({ by: body.by ?? OPERATOR, why: body.why, positions: body.positions ?? 'keep' }),
  }),
];

const OPERATOR = 'operator';

function operator({ by, why }: z.output<typeof contract.operatorRequest>, unsaid: string): Operator {
  return { by: by ?? OPERATOR, why: why ?? unsaid };
}
