import * as contract from '../../contract/index.ts';
import { RequestError } from '../problem.ts';
import { route } from '../route.ts';
import { INTERNAL } from './paths.ts';

// Reckoned from hundreds of decisions, each of which is told when it is made and when it is closed.
const DERIVED_MS = 2_000;

export const DECISION_ROUTES = [
  route({
    name: 'listDecisions',
    method: 'get',
    path: `${INTERNAL}/decisions`,
    kind: 'read',
    madeOldBy: ['decision', 'scheduler'],
    tag: 'decisions',
    summary: 'Decisions, by symbol, outcome and time.',
    query: contract.decisionQuery,
    response: contract.decisionPage,
    answer: (host, { query }) => host.decisions(query),
  }),
  route({
    name: 'getDecision',
    method: 'get',
    path: `${INTERNAL}/decisions/{id}`,
    kind: 'read',
    tag: 'decisions',
    summary: 'One decision: prompt, reply, tool payload, verdict, orders and what followed.',
    problems: { 404: 'There is no decision of this id in the mode that runs.' },
    params: contract.decisionParams,
    response: contract.decisionDetail,
    answer: async (host, { params }) => {
      const found = await host.decision(params.id);
      if (found !== null) return found;
      throw new RequestError('host/not_found', 'There is no decision of this id in the mode that runs.');
    },
  }),
  route({
    name: 'getCalibration',
    method: 'get',
    path: `${INTERNAL}/calibration`,
    kind: 'read',
    madeOldBy: ['position_closed', 'scheduler'],
    keepMs: DERIVED_MS,
    tag: 'decisions',
    summary: 'Stated confidence against realised profit.',
    response: contract.calibration,
    answer: (host) => host.calibration(),
  }),
  route({
    name: 'getExposure',
    method: 'get',
    path: `${INTERNAL}/exposure`,
    kind: 'read',
    madeOldBy: ['decision', 'scheduler'],
    keepMs: DERIVED_MS,
    tag: 'decisions',
    summary: 'Stated against actual exposure, and breaches of limits that the model set itself.',
    response: contract.exposure,
    answer: (host) => host.exposure(),
  }),
];
