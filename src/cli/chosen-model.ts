import { existsSync } from 'node:fs';
import { variableFromEnv } from '../config.ts';
import { ConfigurationError } from '../errors/index.ts';
import { cassette } from '../models/cassette.ts';
import { cassetteFile } from '../models/cassette-file.ts';
import { deepSeek } from '../models/deep-seek.ts';
import { scriptedModel } from '../models/scripted-model.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { StartArguments } from './arguments.ts';
import { scriptedTrader } from './scripted-trader.ts';

/** What of the command line says who is asked. */
export type ModelArguments = Pick<StartArguments, 'model' | 'cassette' | 'leverage'>;

const KEY = 'DEEPSEEK_API_KEY';

/**
 * The model that the command line asks for, behind its cassette.
 *
 * @throws {ConfigurationError} `config/missing_variable` where it needs a key and there is none; `config/data_unreadable`
 * where a cassette is to be played back that was never recorded.
 */
export function chosenModel(args: ModelArguments): LanguageModel {
  const model = args.model === 'deepseek' ? realModel(args) : scripted(Number(args.leverage));
  if (args.cassette === null) return model;
  const { file, mode } = args.cassette;
  if (mode === 'replay_only' && !existsSync(file)) {
    throw new ConfigurationError(`${file}: there is no such cassette. Record it first: leave out --cassette-mode.`, {
      code: 'config/data_unreadable',
      details: { file },
    });
  }
  return cassette(model, { store: cassetteFile(file), mode });
}

function realModel({ cassette: recorded }: ModelArguments): LanguageModel {
  // A cassette that only plays back is never let near the endpoint, and needs no more than the model's name.
  if (recorded?.mode === 'replay_only') return deepSeek({ apiKey: 'none-is-needed' });
  const apiKey = variableFromEnv(KEY);
  if (apiKey !== null) return deepSeek({ apiKey });
  throw new ConfigurationError(
    `DeepSeek needs a key. Set ${KEY}; or leave out --model deepseek for the scripted model, which needs none.`,
    { code: 'config/missing_variable', details: { variables: [KEY] } },
  );
}

function scripted(leverage: number): LanguageModel {
  return scriptedModel(({ messages }) =>
    scriptedTrader(messages.find(({ role }) => role === 'user')?.content ?? '', leverage),
  );
}
