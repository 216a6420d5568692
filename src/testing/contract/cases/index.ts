import type { ContractSubject } from '../contract-case.ts';
import { account } from './account.ts';
import { acknowledgement } from './acknowledgement.ts';
import { cancelAndAmend } from './cancel-amend.ts';
import { clientIds } from './client-ids.ts';
import { concurrency } from './concurrency.ts';
import { connection } from './connection.ts';
import { denials } from './denials.ts';
import { events } from './events.ts';
import { execution } from './execution.ts';
import { faults } from './faults.ts';
import { instruments } from './instruments.ts';
import { margin } from './margin.ts';
import { numbers } from './numbers.ts';
import { positions } from './positions.ts';
import { preview } from './preview.ts';
import { protection } from './protection.ts';
import { liveProtection } from './protection-live.ts';
import { restingFills } from './resting-fills.ts';
import { rounding } from './rounding.ts';
import { spotTrading } from './spot.ts';
import { triggers } from './triggers.ts';

/** Every case of the contract, by subject. */
export const CONTRACT_SUBJECTS: readonly ContractSubject[] = [
  connection,
  instruments,
  numbers,
  acknowledgement,
  rounding,
  denials,
  preview,
  cancelAndAmend,
  clientIds,
  execution,
  spotTrading,
  positions,
  protection,
  events,
  account,
  concurrency,
  restingFills,
  triggers,
  liveProtection,
  margin,
  faults,
];
