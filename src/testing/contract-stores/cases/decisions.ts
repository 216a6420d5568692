import assert from 'node:assert/strict';
import { fails } from '../../contract/expectations.ts';
import { aDecision, anEvaluation, anOutcome, aVerdict, uuid } from '../records.ts';
import { storeSubject } from '../store-case.ts';

/** What models and exchanges send once in a while. */
const AWKWARD = 'NUL \0, half a pair \ud800, a pair \u{1F680}, \r\n\t, \\u0000, "quoted", ünïcode, \u2028';

export const decisions = storeSubject('decisions', (it) => {
  it('gives back an evaluation with its prompt, reply and decisions to the last character', async ({ stores }) => {
    const evaluation = anEvaluation(1, {
      messages: [{ role: 'user', content: AWKWARD }],
      reply: AWKWARD,
      reasoning: AWKWARD.repeat(2000),
      toolPayload: [{ name: 'candles', arguments: AWKWARD, payload: { rows: [[1, '2.50']], nested: { none: null } } }],
      decisions: [aDecision(1, { proposal: { riskThesis: AWKWARD } }), aDecision(2, { index: 1, confidence: null })],
    });
    await stores.decisions.append(evaluation);
    assert.deepEqual(await stores.decisions.evaluation(evaluation.evaluationId), evaluation);
  });

  it('keeps an evaluation whose texts hold what no database takes', async ({ stores }) => {
    const decision = aDecision(1, { source: 'a\0b\ud800c' });
    await stores.decisions.append(anEvaluation(1, { decisions: [decision] }));
    assert.equal((await stores.decisions.decision(uuid(1)))?.source, 'a\uFFFDb\uFFFDc');
  });

  it('keeps an evaluation without decisions, and why', async ({ stores }) => {
    const abstained = { reason: 'truncated', message: 'The reply ends in the middle.' };
    const evaluation = anEvaluation(1, { decisions: [], abstained, reply: '', reasoning: null, usage: null });
    await stores.decisions.append(evaluation);
    assert.deepEqual(await stores.decisions.evaluation(evaluation.evaluationId), evaluation);
  });

  it('tells a decision with its evaluation, and that nothing became of it yet', async ({ stores }) => {
    await stores.decisions.append(anEvaluation(1));
    const { evaluationId, at, provider, model } = anEvaluation(1);
    const expected = { ...aDecision(1), evaluationId, at, provider, model, verdict: null, outcome: null };
    assert.deepEqual(await stores.decisions.decision(uuid(1)), expected);
  });

  it('answers null for what it does not have', async ({ stores }) => {
    assert.equal(await stores.decisions.decision(uuid(1)), null);
    assert.equal(await stores.decisions.evaluation(uuid(1)), null);
  });

  it('takes the same evaluation again and keeps one', async ({ stores }) => {
    await stores.decisions.append(anEvaluation(1));
    await stores.decisions.append(anEvaluation(1));
    assert.equal((await stores.decisions.list()).items.length, 1);
  });

  it('takes the same evaluation from several at once and keeps one', async ({ stores }) => {
    await Promise.all([1, 1, 1, 1].map((number) => stores.decisions.append(anEvaluation(number))));
    assert.equal((await stores.decisions.list()).items.length, 1);
  });

  it('refuses another evaluation under the same id, and keeps the first', async ({ stores }) => {
    await stores.decisions.append(anEvaluation(1));
    const other = anEvaluation(1, { reply: 'Something else.', decisions: [aDecision(1), aDecision(2, { index: 1 })] });
    await fails(() => stores.decisions.append(other), 'store/conflict');
    assert.deepEqual(await stores.decisions.evaluation(other.evaluationId), anEvaluation(1));
    assert.equal(await stores.decisions.decision(uuid(2)), null);
  });

  it('writes nothing of an evaluation of which one decision cannot be written', async ({ stores }) => {
    await stores.decisions.append(anEvaluation(1));
    const other = anEvaluation(2, { decisions: [aDecision(3), aDecision(1, { index: 1 })] });
    await fails(() => stores.decisions.append(other), 'store/conflict');
    assert.equal(await stores.decisions.evaluation(other.evaluationId), null);
    assert.equal(await stores.decisions.decision(uuid(3)), null);
    assert.equal((await stores.decisions.list()).items.length, 1);
  });

  it('keeps what was handed over as it was at the call', async ({ stores }) => {
    const message = { role: 'user', content: 'before' };
    const written = stores.decisions.append(anEvaluation(1, { messages: [message] }));
    message.content = 'after';
    await written;
    const read = await stores.decisions.evaluation(anEvaluation(1).evaluationId);
    assert.deepEqual(read?.messages, [{ role: 'user', content: 'before' }]);
  });

  it('hands out copies', async ({ stores }) => {
    await stores.decisions.append(anEvaluation(1));
    const { evaluationId } = anEvaluation(1);
    const first = await stores.decisions.evaluation(evaluationId);
    Object.assign(first?.messages as object, { 0: 'changed' });
    assert.deepEqual(await stores.decisions.evaluation(evaluationId), anEvaluation(1));
  });

  const long = (text: string) => [{ role: 'user', content: text.repeat(200) }];
  const DAY = 86_400_000;

  it('forgets the prompts of old evaluations, and nothing else of them', async ({ stores }) => {
    const evaluation = anEvaluation(1, { messages: long('old '), toolPayload: long('tool ') });
    await stores.decisions.append(evaluation);
    const { texts, bytes } = await stores.decisions.forgetPrompts(evaluation.at + DAY);
    assert.deepEqual([texts, bytes > 1_000], [2, true]);
    const { forgotten, ...kept } = (await stores.decisions.evaluation(evaluation.evaluationId)) ?? {};
    assert.deepEqual(kept, { ...evaluation, messages: null, toolPayload: null });
    assert.deepEqual(
      forgotten?.map(({ field }) => field),
      ['messages', 'toolPayload'],
    );
    for (const { sha256 } of forgotten ?? []) assert.match(sha256, /^[\da-f]{64}$/);
    assert.notEqual(await stores.decisions.decision(uuid(1)), null);
  });

  it('keeps the prompts of what came later, those that it shares included', async ({ stores }) => {
    const first = anEvaluation(1, { messages: long('shared ') });
    const second = anEvaluation(2, { messages: long('shared '), at: first.at + DAY });
    for (const evaluation of [first, second]) await stores.decisions.append(evaluation);
    assert.deepEqual(await stores.decisions.forgetPrompts(second.at), { texts: 0, bytes: 0 });
    assert.deepEqual(await stores.decisions.evaluation(first.evaluationId), first);
  });

  it('has nothing to forget a second time', async ({ stores }) => {
    const evaluation = anEvaluation(1, { messages: long('old ') });
    await stores.decisions.append(evaluation);
    await stores.decisions.forgetPrompts(evaluation.at + DAY);
    assert.deepEqual(await stores.decisions.forgetPrompts(evaluation.at + DAY), { texts: 0, bytes: 0 });
  });

  it('knows a prompt again that it had forgotten', async ({ stores }) => {
    const first = anEvaluation(1, { messages: long('again ') });
    await stores.decisions.append(first);
    await stores.decisions.forgetPrompts(first.at + DAY);
    const second = anEvaluation(2, { messages: long('again '), at: first.at + 2 * DAY });
    await stores.decisions.append(second);
    assert.deepEqual(await stores.decisions.evaluation(second.evaluationId), second);
  });

  it('takes an evaluation again of which the prompt was forgotten, and refuses another under its id', async ({
    stores,
  }) => {
    const evaluation = anEvaluation(1, { messages: long('old ') });
    await stores.decisions.append(evaluation);
    await stores.decisions.forgetPrompts(evaluation.at + DAY);
    await stores.decisions.append(evaluation);
    const other = { ...evaluation, reply: 'Something else.' };
    await fails(() => stores.decisions.append(other), 'store/conflict');
  });

  it('keeps one prompt for many evaluations', async ({ stores }) => {
    const messages = [{ role: 'user', content: 'The same.' }];
    const all = [1, 2, 3].map((number) => anEvaluation(number, { messages }));
    for (const evaluation of all) await stores.decisions.append(evaluation);
    for (const evaluation of all) {
      assert.deepEqual(await stores.decisions.evaluation(evaluation.evaluationId), evaluation);
    }
  });

  it('keeps the first verdict on a decision', async ({ stores }) => {
    await stores.decisions.append(anEvaluation(1));
    const verdict = aVerdict(1, { outcome: 'clamp', findings: [{ rule: 'size_cap', before: '0.4', after: '0.1' }] });
    await stores.decisions.judged([verdict]);
    await stores.decisions.judged([aVerdict(1, { outcome: 'refuse', decision: null })]);
    assert.deepEqual((await stores.decisions.decision(uuid(1)))?.verdict, verdict);
  });

  it('lets a later outcome replace an earlier one, and not the other way round', async ({ stores }) => {
    await stores.decisions.append(anEvaluation(1));
    const unresolved = anOutcome(1, { outcome: 'unresolved', message: 'No answer.' });
    const executed = anOutcome(1, { at: unresolved.at + 1000, clientOrderIds: ['a', 'b'] });
    await stores.decisions.settled([unresolved]);
    assert.deepEqual((await stores.decisions.decision(uuid(1)))?.outcome, unresolved);
    await stores.decisions.settled([executed]);
    await stores.decisions.settled([unresolved]);
    assert.deepEqual((await stores.decisions.decision(uuid(1)))?.outcome, executed);
  });

  it('refuses verdicts and outcomes when one is about a decision that is not there, and writes none', async ({
    stores,
  }) => {
    await stores.decisions.append(anEvaluation(1));
    await fails(() => stores.decisions.judged([aVerdict(1), aVerdict(2)]), 'store/conflict');
    await fails(() => stores.decisions.settled([anOutcome(1), anOutcome(2)]), 'store/conflict');
    const record = await stores.decisions.decision(uuid(1));
    assert.equal(record?.verdict, null);
    assert.equal(record?.outcome, null);
  });

  it('does nothing for no verdicts and no outcomes', async ({ stores }) => {
    await stores.decisions.judged([]);
    await stores.decisions.settled([]);
  });

  it('lists the decisions of an evaluation in the order of the reply', async ({ stores }) => {
    const all = Array.from({ length: 10 }, (_, index) => aDecision(100 - index, { index }));
    await stores.decisions.append(anEvaluation(1, { decisions: all }));
    const { items } = await stores.decisions.list({ order: 'oldest_first' });
    assert.deepEqual(
      items.map(({ index }) => index),
      all.map(({ index }) => index),
    );
  });

  it('finds decisions by instrument and by what became of them', async ({ stores }) => {
    await stores.decisions.append(anEvaluation(1));
    await stores.decisions.append(anEvaluation(2, { decisions: [aDecision(2, { instrument: 'ETH-USDT-SWAP' })] }));
    await stores.decisions.append(anEvaluation(3));
    await stores.decisions.settled([anOutcome(1), anOutcome(2, { outcome: 'denied', rule: 'confidence' })]);
    const found = async (query: Parameters<typeof stores.decisions.list>[0]) =>
      (await stores.decisions.list(query)).items.map(({ decisionId }) => decisionId);
    assert.deepEqual(await found({ instrument: 'BTC-USDT-SWAP' }), [uuid(3), uuid(1)]);
    assert.deepEqual(await found({ outcome: 'denied' }), [uuid(2)]);
    assert.deepEqual(await found({ instrument: 'BTC-USDT-SWAP', outcome: 'executed' }), [uuid(1)]);
    assert.deepEqual(await found({ instrument: 'ETH-USDT-SWAP', outcome: 'executed' }), []);
  });

  it('finds a decision by its newest outcome only', async ({ stores }) => {
    await stores.decisions.append(anEvaluation(1));
    await stores.decisions.settled([anOutcome(1, { outcome: 'unresolved' })]);
    await stores.decisions.settled([anOutcome(1, { at: anOutcome(1).at + 1 })]);
    assert.equal((await stores.decisions.list({ outcome: 'unresolved' })).items.length, 0);
    assert.equal((await stores.decisions.list({ outcome: 'executed' })).items.length, 1);
  });

  it('refuses a decimal that is none, and writes nothing', async ({ stores }) => {
    for (const confidence of ['1e-3', 'NaN', '']) {
      const evaluation = anEvaluation(1, { decisions: [aDecision(1, { confidence })] });
      await fails(() => stores.decisions.append(evaluation), 'order/invalid_number');
    }
    assert.equal(await stores.decisions.evaluation(anEvaluation(1).evaluationId), null);
  });
});
