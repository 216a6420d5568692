import { LineCounter, parseDocument } from 'yaml';
import { SETTINGS } from './setting-table.ts';

/** What a file says, and on which line. */
export interface TradingFile {
  readonly value: unknown;
  /** Where a path stands, as `trading.yaml:12`; the nearest part of it that is there. */
  where(path: readonly PropertyKey[]): string;
  readonly problems: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const WHOLE_REFERENCE = /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/;
const SECRETS = new Set(SETTINGS.filter(({ isSecret }) => isSecret).map(({ path }) => path));

/** Reads YAML with references to variables, `${NAME}`. Secrets stand in it as such references only. */
export function readTradingFile(name: string, text: string, env: Environment): TradingFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => `${name}:${lines.linePos(offset).line}`;
  const where = (path: readonly PropertyKey[]): string => {
    for (let length = path.length; length > 0; length--) {
      const node: unknown = document.getIn(path.slice(0, length).map(String), true);
      const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
      if (Array.isArray(range) && typeof range[0] === 'number') return at(range[0]);
    }
    return name;
  };
  const problems = document.errors.map(({ pos, message }) => `${at(pos[0])}: ${message}`);
  if (problems.length > 0) return { value: {}, where, problems };
  const resolve = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, [...path, String(index)]));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, [...path, key])]));
    }
    const dotted = path.join('.');
    if (SECRETS.has(dotted) && value !== null && !WHOLE_REFERENCE.test(String(value))) {
      problems.push(
        `${where(path)}: ${dotted} must be a reference to a variable, such as \${NAME}: a file is no place for it`,
      );
      return undefined;
    }
    if (typeof value !== 'string') return value ?? undefined;
    return value.replaceAll(REFERENCE, (_, variable: string) => {
      const found = env[variable];
      if (found === undefined || found.trim() === '') {
        problems.push(`${where(path)}: ${dotted} needs the environment variable ${variable}, which is not set`);
      }
      return found ?? '';
    });
  };
  const value = resolve(document.toJS() ?? {}, []);
  return { value, where, problems };
}
