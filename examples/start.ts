/** What `npm start` runs: the host; or the rehearsal over candles, where a flag says so that only it has. */
const REHEARSAL = [
  ...['every', 'cassette', 'cassette-mode', 'broker', 'minutes', 'rest', 'ws', 'candles', 'marks', 'funding'],
  ...['instruments', 'gaps', 'bars', 'leverage', 'out', 'quiet', 'json'],
];

const isRehearsal = process.argv.slice(2).some((word, index, words) => {
  const flag = /^--([a-z-]+)/.exec(word)?.[1] ?? '';
  return REHEARSAL.includes(flag) || (word === '--model' && words[index + 1] === 'none') || word === '--model=none';
});

await (isRehearsal ? import('../src/cli/start.ts') : import('./express-host/src/main.ts'));
