import * as contract from '../../contract/index.ts';
import { Answer, route } from '../route.ts';
import { INTERNAL } from './paths.ts';

const READY: ReadonlySet<string> = new Set(['ok', 'degraded']);

export const OPERATION_ROUTES = [
  route({
    name: 'listAudit',
    method: 'get',
    path: `${INTERNAL}/audit`,
    kind: 'read',
    madeOldBy: ['runtime_mode', 'scheduler'],
    tag: 'operation',
    summary: 'Who changed what, when and why.',
    query: contract.pageQuery,
    response: contract.auditPage,
    answer: (host, { query }) => host.audit(query),
  }),
  route({
    name: 'listAlerts',
    method: 'get',
    path: `${INTERNAL}/alerts`,
    kind: 'fresh',
    tag: 'operation',
    summary: 'What a person should look at.',
    response: contract.alerts,
    answer: (host) => host.alerts(),
  }),
  route({
    name: 'getOrderLatency',
    method: 'get',
    path: `${INTERNAL}/metrics/latency/okx-order`,
    kind: 'read',
    tag: 'operation',
    summary: 'How long orders took in this run, by type.',
    response: contract.orderLatency,
    answer: (host) => host.orderLatency(),
  }),
  route({
    name: 'getMetrics',
    method: 'get',
    path: '/metrics',
    kind: 'fresh',
    tag: 'operation',
    summary: 'The series for Prometheus.',
    response: 'text/plain; version=0.0.4; charset=utf-8',
    answer: (host) => host.metrics(),
  }),
  route({
    name: 'getHealth',
    method: 'get',
    path: '/healthz',
    kind: 'fresh',
    tag: 'operation',
    summary: 'Whether the process lives; 200 as long as it answers.',
    response: contract.health,
    answer: (host) => host.health(),
  }),
  route({
    name: 'getReadiness',
    method: 'get',
    path: '/readyz',
    kind: 'fresh',
    tag: 'operation',
    summary:
      'Whether it can be worked with: 200 when it trades, degraded too; 503 while it starts, stands by or stops.',
    others: { 503: 'It starts, stands by or stops.' },
    response: contract.health,
    answer: (host) => {
      const health = host.health();
      return new Answer(READY.has(health.status) ? 200 : 503, health);
    },
  }),
];
