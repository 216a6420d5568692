import type { z } from 'zod';
import { ConfigurationError } from '../errors/index.ts';

interface Problem {
  readonly path: string;
  readonly message: string;
}

/** The error for an input that a schema refused, naming every field that cannot be used. */
export function refusedConfig(what: string, error: z.ZodError): ConfigurationError {
  const problems = error.issues.flatMap(problemsOf);
  const list = problems.map(({ path, message }) => `\n- ${path}: ${message}`).join('');
  return new ConfigurationError(`The configuration of the ${what} cannot be used.${list}`, {
    code: 'config/invalid',
    details: { paths: problems.map(({ path }) => path) },
  });
}

function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path === '' ? key : `${path}.${key}`,
      message: 'is not a field of the configuration; remove it or correct its name',
    }));
  }
  if (issue.code === 'invalid_key' && issue.issues[0] !== undefined) {
    return [{ path, message: `the name ${issue.issues[0].message}` }];
  }
  return [{ path: path === '' ? 'configuration' : path, message: issue.message }];
}
