// The public surface of every entry point as a text in docs/api/. Fails when it differs from the built package;
// with --update it writes the texts anew.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const root = resolve(import.meta.dirname, '..');
const scratch = resolve(root, '.tmp/api');
const reports = resolve(root, 'docs/api');
const EXPORTED = /^export (?:abstract |declare )*(?:class|interface|type|const|function|let|namespace) (\w+)/gm;
const update = process.argv.includes('--update');
const manifest = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));

mkdirSync(scratch, { recursive: true });
mkdirSync(reports, { recursive: true });

let problems = 0;
/** What the root exports: the other entry points may speak of these types without exporting them again. */
const exportedByRoot = new Set();
for (const [subpath, target] of Object.entries(manifest.exports)) {
  if (typeof target === 'string') continue;
  const name = subpath === '.' ? 'brokerkit' : `brokerkit-${subpath.slice(2).replaceAll('/', '-')}`;
  const types = resolve(root, target.import.types);
  if (!existsSync(types)) {
    console.error(`${target.import.types} does not exist: run \`npm run build\` first.`);
    process.exit(1);
  }
  const { report, messages, forgotten } = readSurface(name, types);
  if (subpath === '.') for (const [, symbol] of report.matchAll(EXPORTED)) exportedByRoot.add(symbol);
  const path = resolve(reports, `${name}.api.md`);
  const known = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const undocumented = [...report.matchAll(/^\/\/ @\w+.*\(undocumented\)\n(?:\/\/.*\n)*(.*)$/gm)].map(
    ([, line]) => line,
  );
  for (const line of undocumented) problem(`${subpath}: has no docstring: ${line}`);
  for (const symbol of forgotten) {
    if (!exportedByRoot.has(symbol)) problem(`${subpath}: speaks of ${symbol}, which no entry point exports`);
  }
  for (const message of messages) problem(`${subpath}: ${message}`);
  if (update) writeFileSync(path, report);
  else if (known !== report) {
    problem(`${subpath}: docs/api/${name}.api.md is out of date:\n${firstDifference(known, report)}`);
  }
}
if (problems > 0) process.exit(1);

function readSurface(name, entry) {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: resolve(root, 'api-extractor.json'),
    packageJsonFullPath: resolve(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: entry,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2023', 'ESNext.Disposable'],
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            strict: true,
            exactOptionalPropertyTypes: true,
            skipLibCheck: true,
            types: ['node'],
          },
          files: [entry],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: scratch,
        reportTempFolder: resolve(scratch, 'temp'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
          'ae-unresolved-link': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const messages = [];
  const forgotten = [];
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      message.handled = true;
      if (message.messageId === 'ae-forgotten-export') forgotten.push(/symbol "(\w+)"/.exec(message.text)?.[1]);
      else if (message.logLevel === ExtractorLogLevel.Error) messages.push(message.text);
    },
  });
  return { report: readFileSync(resolve(scratch, `${name}.api.md`), 'utf8'), messages, forgotten };
}

function problem(text) {
  problems += 1;
  console.error(text);
}

function firstDifference(known, report) {
  const before = known.split('\n');
  const after = report.split('\n');
  const line = after.findIndex((text, index) => text !== before[index]);
  const at = line < 0 ? after.length : line;
  return `  line ${at + 1}\n  - ${before[at] ?? '(end)'}\n  + ${after[at] ?? '(end)'}`;
}
