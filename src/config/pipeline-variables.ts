import { RISK_MODES, type RiskMode } from '../domain/risk.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { PipelineConfig } from './pipeline-config.ts';
import { symbolLists } from './symbol-lists.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What environment variables say of a pipeline. What none says is left out, so that its default counts. */
export function pipelineConfigOf(env: Environment): PipelineConfig {
  const minutes = number(env, 'AUTOTRADE_INTERVAL_MINUTES', (value) => value >= 1 / 60 && value <= 1440);
  const confidence = number(env, 'AUTOTRADE_MIN_CONFIDENCE', (value) => value >= 0 && value <= 1);
  const budget = number(env, 'AUTOTRADE_LLM_DAILY_BUDGET_USD', (value) => value > 0);
  return {
    symbols: symbolLists(env).trading,
    ...(minutes === null ? {} : { intervalMs: Math.round(Number(minutes) * 60_000) }),
    ...(confidence === null ? {} : { minConfidence: confidence }),
    ...(budget === null ? {} : { dailyBudgetUsd: budget }),
    ...riskOf(env),
  };
}

/** Whose the risk is: of the pipeline's judge and of the broker's guard alike. Nothing where it is not said. */
export function riskOf(env: Environment): { readonly risk?: { readonly mode: RiskMode } } {
  const named = textOf(env, 'AUTOTRADE_RISK_MODE');
  if (named === null) return {};
  const mode = RISK_MODES.find((known) => known === named.toLowerCase());
  if (mode === undefined) throw unusable('AUTOTRADE_RISK_MODE', named, RISK_MODES.join(' or '));
  return { risk: { mode } };
}

const WANTED: Readonly<Record<string, string>> = {
  AUTOTRADE_INTERVAL_MINUTES: 'a number of minutes from a second (0.0167) to a day (1440)',
  AUTOTRADE_MIN_CONFIDENCE: 'a number from 0 to 1',
  AUTOTRADE_LLM_DAILY_BUDGET_USD: 'a number above zero',
};

/** The text of a number, as it stands: it may be money. */
function number(env: Environment, name: string, allowed: (value: number) => boolean): string | null {
  const text = textOf(env, name);
  if (text === null) return null;
  if (/^\d+(?:\.\d+)?$/.test(text) && allowed(Number(text))) return text;
  throw unusable(name, text, WANTED[name] ?? 'a number');
}

function textOf(env: Environment, name: string): string | null {
  const text = (env[name] ?? '').trim();
  return text === '' ? null : text;
}

function unusable(name: string, text: string, wanted: string): ConfigurationError {
  return new ConfigurationError(`${name} must be ${wanted}, not ${JSON.stringify(text)}.`, {
    code: 'config/invalid',
    details: { variables: [name] },
  });
}
