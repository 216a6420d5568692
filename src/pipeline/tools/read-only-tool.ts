import { z } from 'zod';
import { isBrokerError } from '../../errors/index.ts';
import type { ModelTool } from '../../ports/language-model.ts';

/** A question that a model may ask of the market or the account. It reads and changes nothing. */
export interface ReadOnlyTool {
  /** What the model is told of it. */
  readonly offer: ModelTool;
  /** Answers what the model wrote as arguments. Never rejects: what went wrong is an answer too. */
  answer(argumentsText: string): Promise<ToolAnswer>;
}

/** What a tool said. `refused`: the question makes no sense. `failed`: it could not be answered now. */
export interface ToolAnswer {
  readonly outcome: 'answered' | 'refused' | 'failed';
  /** Plain JSON for the model. */
  readonly content: unknown;
}

/** What a tool is made of. */
export interface ToolDescription<Schema extends z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly parameters: Schema;
  /** Reads and returns plain JSON; decimals as text. */
  readonly read: (question: z.output<Schema>) => Promise<unknown>;
}

/** Makes a tool whose offer and whose reading of arguments come from one schema. */
export function readOnlyTool<Schema extends z.ZodType>(description: ToolDescription<Schema>): ReadOnlyTool {
  const { name, parameters, read } = description;
  const { $schema: _dialect, ...schema } = z.toJSONSchema(parameters, { io: 'input' });
  return {
    offer: { name, description: description.description, parameters: schema },
    answer: async (argumentsText) => {
      const question = parse(argumentsText, parameters);
      if (!question.success) return { outcome: 'refused', content: { error: question.why } };
      try {
        return { outcome: 'answered', content: await read(question.data) };
      } catch (error) {
        return { outcome: 'failed', content: { error: reasonOf(error, name) } };
      }
    },
  };
}

type Parsed<T> = { readonly success: true; readonly data: T } | { readonly success: false; readonly why: string };

function parse<Schema extends z.ZodType>(text: string, schema: Schema): Parsed<z.output<Schema>> {
  let value: unknown;
  try {
    // Some models write nothing where a tool takes no arguments.
    value = text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    return { success: false, why: 'The arguments are not JSON.' };
  }
  const read = schema.safeParse(value);
  if (read.success) return { success: true, data: read.data };
  const issues = read.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
  return { success: false, why: issues.join('; ') };
}

/** Only errors of ours are fit to be told: others may say anything. */
function reasonOf(error: unknown, tool: string): string {
  return isBrokerError(error) ? `${error.code}: ${error.message}` : `${tool} cannot answer now.`;
}
