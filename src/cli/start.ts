import { HELP, readArguments } from './arguments.ts';
import { explain } from './explain.ts';
import { Screen } from './screen.ts';
import { type Stage, staged } from './stage.ts';

/** The run that the command line asks for, shown on the terminal and written as a report. */
async function start(argv: readonly string[]): Promise<void> {
  const args = readArguments(argv);
  if (args.help) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const screen = new Screen(args.json ? { write: () => true } : process.stdout);
  const stage = await staged(args);
  if (!args.quiet) announce(screen, stage);
  // What trades is loaded behind the first lines, so that they are there at once.
  const { perform } = await import('./perform.ts');
  await perform(args, screen, stage);
}

function announce(screen: Screen, { title, lines }: Stage): void {
  screen.line(screen.paint('bold', title));
  for (const line of lines) screen.line(screen.paint('dim', line));
  screen.line();
}

// Whoever reads may stop reading: `npm start | head` is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : explain(error));
});

try {
  await start(process.argv.slice(2));
} catch (error) {
  process.exitCode = explain(error);
}
