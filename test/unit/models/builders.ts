import type { ModelReply, ModelRequest } from '../../../src/ports/language-model.ts';

/** A live reply without content, changed where the test is about it. */
export function aReply(parts: Partial<ModelReply> = {}): ModelReply {
  return {
    ...{ text: '', reasoning: null, finishReason: 'stop', toolCalls: [], usage: null, model: 'm' },
    ...{ sentAt: 0, answeredAt: 0, request: '', response: '', origin: 'live', notes: [] },
    ...parts,
  };
}

/** A question of one message. */
export function aQuestion(content = 'Buy or sell?', parts: Partial<ModelRequest> = {}): ModelRequest {
  return { messages: [{ role: 'user', content }], ...parts };
}
