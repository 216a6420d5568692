#!/usr/bin/env node
import { ConfigurationError } from '../errors/index.ts';
import { explain } from './explain.ts';

/** A word of the command line: what it is for, and what runs it with the words after it. */
interface Command {
  readonly about: string;
  /** Loads the command on first use. */
  load(): Promise<(argv: readonly string[]) => Promise<void>>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  doctor: {
    about: 'examines what OKX demo trading needs, and says what to do',
    load: async () => (await import('./doctor-command.ts')).doctorCommand,
  },
  'mock-okx': {
    about: 'a mock of OKX on this machine, for bots in any language',
    load: async () => (await import('./mock-okx-command.ts')).mockOkxCommand,
  },
  replay: {
    about: 'shows a decision from prompt to result, and what would have been otherwise',
    load: async () => (await import('./replay-command.ts')).replayCommand,
  },
  backfill: {
    about: 'loads the saved state of an old simulation into the tables',
    load: async () => (await import('./backfill-command.ts')).backfillCommand,
  },
};

function help(): string {
  const lines = Object.entries(COMMANDS).map(([name, { about }]) => `  ${name.padEnd(12)}${about}`);
  return `brokerkit COMMAND …\n\n${lines.join('\n')}\n\nbrokerkit COMMAND --help tells the options of a command.`;
}

async function brokerkit([name, ...argv]: readonly string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(`${help()}\n`);
    return;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw new ConfigurationError(`There is no command ${JSON.stringify(name)}. See brokerkit --help.`, {
      code: 'config/invalid',
      details: { path: 'command' },
    });
  }
  const run = await command.load();
  await run(argv);
}

// Not awaited at the top: CommonJS has no such thing.
brokerkit(process.argv.slice(2)).catch((error: unknown) => {
  process.exitCode = explain(error);
});
