import type { Rule } from '../source-program.ts';
import { decimalOperators } from './decimal-operators.ts';
import { edgesOfTheWorld } from './edges-of-the-world.ts';
import { fileLength, honestTypes, reExports, tellingNames } from './file-shape.ts';
import { importCycles } from './import-cycles.ts';
import { importDirection } from './import-direction.ts';
import { moneyIsExact } from './money-is-exact.ts';
import { lightRoot, packagesInPlace } from './packages.ts';
import { thrownErrors } from './thrown-errors.ts';

/** Every rule by the sentence that it enforces. */
export const RULES: Readonly<Record<string, Rule>> = {
  'imports point inward': importDirection,
  'no file reaches itself through its imports': importCycles,
  'packages are imported only where they belong': packagesInPlace,
  'the root entry point loads neither ccxt nor a database driver': lightRoot,
  'clock, timers, randomness, environment and network enter at the edge only': edgesOfTheWorld,
  'no operator works on a Decimal': decimalOperators,
  'prices, quantities and money are exact': moneyIsExact,
  'only BrokerErrors are thrown': thrownErrors,
  'no file is longer than 400 lines': fileLength,
  'names say what is inside': tellingNames,
  'only index files re-export': reExports,
  'types are not silenced': honestTypes,
};
