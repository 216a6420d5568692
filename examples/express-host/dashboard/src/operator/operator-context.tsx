import { createContext, type ReactNode, useContext, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import { ApiProblem } from '../api/api-problem.ts';
import { ask } from '../api/ask.ts';
import { forgetToken, readToken } from './operator-token.ts';
import { TokenDialog } from './token-dialog.tsx';

/** Thrown where the operator was asked for the token and gave none. */
export class NotGiven extends Error {}

type SendCommand = <Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  command: { readonly method: 'POST' | 'PATCH'; readonly body: Readonly<Record<string, unknown>> },
) => Promise<z.infer<Schema>>;

const OperatorContext = createContext<SendCommand | null>(null);

interface Question {
  readonly refusal: string | null;
  readonly answer: (token: string | null) => void;
}

/** Sends what changes the host, with the operator's token; asks for it when it is first needed, or was refused. */
export function OperatorProvider({ children }: { readonly children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const asked = useRef<Promise<string | null> | null>(null);

  const send = useMemo((): SendCommand => {
    const askForToken = (refusal: string | null) => {
      asked.current ??= new Promise<string | null>((resolve) => {
        setQuestion({ refusal, answer: resolve });
      }).finally(() => {
        asked.current = null;
        setQuestion(null);
      });
      return asked.current;
    };
    return async (schema, path, { method, body }) => {
      let refusal: string | null = null;
      for (;;) {
        const known: { readonly token: string; readonly by: string } | null = refusal === null ? readToken() : null;
        const token = known?.token ?? (await askForToken(refusal));
        if (token === null) throw new NotGiven('No token was given.');
        const by = readToken()?.by ?? '';
        try {
          return await ask(schema, path, { command: { method, token, body: by === '' ? body : { ...body, by } } });
        } catch (error) {
          if (!(error instanceof ApiProblem) || (error.status !== 401 && error.status !== 403)) throw error;
          forgetToken();
          refusal = 'The host refused this token. It is printed where the host was first started.';
        }
      }
    };
  }, []);

  return (
    <OperatorContext value={send}>
      {children}
      {question !== null && <TokenDialog refusal={question.refusal} onAnswer={question.answer} />}
    </OperatorContext>
  );
}

export function useSend(): SendCommand {
  const send = useContext(OperatorContext);
  if (send === null) throw new Error('There is no OperatorProvider above.');
  return send;
}
