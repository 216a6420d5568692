import ts from 'typescript';
import { CLOCK_FILES, ENVIRONMENT_FILES, FETCH_FILES, RANDOM_FILES } from '../layers.ts';
import type { Rule, Violation } from '../source-program.ts';
import { isDateConstructor, type PlatformName, platformName } from '../symbols.ts';

interface Ban {
  readonly what: readonly string[];
  readonly allowed: readonly string[];
  readonly advice: string;
}

/** What the platform offers and only the named files may use. `Holder.name`; a bare name is a global or a module's function. */
const BANS: readonly Ban[] = [
  {
    what: ['Process.env'],
    allowed: ENVIRONMENT_FILES,
    advice: 'read the environment in config.ts',
  },
  {
    what: ['DateConstructor.now', 'Performance.now', 'Performance.timeOrigin', 'Process.hrtime', 'Process.uptime'],
    allowed: CLOCK_FILES,
    advice: 'take the time from the Clock that was handed in',
  },
  {
    what: ['setTimeout', 'setInterval', 'setImmediate', 'setTimeout.setTimeout', 'AbortSignal.timeout'],
    allowed: CLOCK_FILES,
    advice: 'let the Clock that was handed in wait',
  },
  {
    what: [
      'Math.random',
      'randomUUID',
      'randomBytes',
      'randomInt',
      'randomFillSync',
      'randomFill',
      'getRandomValues',
      'Crypto.randomUUID',
      'Crypto.getRandomValues',
    ],
    allowed: RANDOM_FILES,
    advice: 'use the IdSource or the seeded generator that was handed in',
  },
  {
    what: ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'],
    allowed: FETCH_FILES,
    advice: 'take the network from the options',
  },
  {
    what: [
      'Date.getFullYear',
      'Date.getMonth',
      'Date.getDate',
      'Date.getDay',
      'Date.getHours',
      'Date.getMinutes',
      'Date.getTimezoneOffset',
    ],
    allowed: [],
    advice: "use the UTC methods: the machine's time zone must not change a run",
  },
];

const MODULE_HOLDERS = new Set(['crypto', 'node:crypto', 'timers', 'node:timers', 'timers/promises', 'webcrypto']);

/** Wall clock, timers, randomness, environment and network are used only where they enter. */
export const edgesOfTheWorld: Rule = (program) => {
  const violations: Violation[] = [];
  for (const file of program.files) {
    for (const node of file.nodes()) {
      if (isInType(node)) continue;
      const name = platformName(node, program.checker);
      const ban = name === null ? undefined : BANS.find(({ what }) => what.includes(labelOf(name)));
      if (name !== null && ban !== undefined && !ban.allowed.includes(file.path)) {
        violations.push(file.violation(node, `${labelOf(name)}: ${ban.advice}`));
      }
      if (readsWallClock(node, program.checker) && !CLOCK_FILES.includes(file.path)) {
        violations.push(
          file.violation(node, 'new Date() without a time: take the time from the Clock that was handed in'),
        );
      }
    }
  }
  return violations;
};

function labelOf({ holder, name }: PlatformName): string {
  return holder === null || MODULE_HOLDERS.has(holder) ? name : `${holder}.${name}`;
}

function readsWallClock(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (ts.isNewExpression(node)) {
    return (node.arguments?.length ?? 0) === 0 && isDateConstructor(node.expression, checker);
  }
  return ts.isCallExpression(node) && isDateConstructor(node.expression, checker);
}

/** `typeof fetch` as the type of an option is welcome. */
function isInType(node: ts.Node): boolean {
  return (
    ts.findAncestor(node, (ancestor) => ts.isTypeNode(ancestor) && !ts.isExpressionWithTypeArguments(ancestor)) !==
    undefined
  );
}
