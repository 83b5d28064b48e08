import type { BatchedRoute } from '../protocol/route-batch';
import { FieldSection } from '../runtime/lean-http/field-section';
import type { Logger } from '../runtime/log';
import type { Milliseconds } from '../runtime/units';
import type { Forwarder } from './forward';
import { LineSplitter } from './line-splitter';
import { createRouterTurns } from './router-turns';

interface BatchOptions {
  forwarder: Forwarder;
  urls: readonly string[];
  log: Logger;
  /** For all routers together. */
  timeoutMs: Milliseconds;
}

/** A router decided that it does not decide about this one. */
export class RefusedQuestion extends Error {}

interface Question {
  /** One line of JSON. */
  line: string;
  isAnswered: boolean;
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

const HEADERS = new FieldSection(['Content-Type', 'application/x-ndjson']);
/** One batch is no longer, so that its answers are there soon; a longer question goes alone. */
const MAX_QUESTIONS = 100;
const MAX_LENGTH = 256 * 1024;
/** Of all answers to one batch. */
const MAX_ANSWER_BYTES = 20_000_000;
const SHOWN_LENGTH = 300;

/** A batch that has no answer yet holds up the next one, which grows meanwhile, but not for longer. */
const MAX_HOLD_MS = 2;

/**
 * Asks routers for decisions. Most of what a question costs is its way there and back, so those of one
 * turn of the event loop go out together, and so do those that come while others are on their way; each
 * has its answer as soon as that is there.
 */
export function createDecisionBatches({ forwarder, urls, log, timeoutMs }: BatchOptions) {
  const inTurn = createRouterTurns(urls, log);
  let gathered: Question[] = [];
  let length = 0;
  let unanswered = 0;
  let held: NodeJS.Timeout | undefined;

  function sendWhenFree(): void {
    if (unanswered === 0) send();
    else held ??= setTimeout(send, MAX_HOLD_MS);
  }

  function send(): void {
    clearTimeout(held);
    held = undefined;
    const questions = gathered;
    gathered = [];
    length = 0;
    if (questions.length > 0) askInTurn(questions);
  }

  function askInTurn(questions: readonly Question[]): void {
    let open = questions;
    let isAnswered = false;
    const onAnswers = () => {
      if (isAnswered) return;
      isAnswered = true;
      unanswered -= 1;
      if (held !== undefined) send();
    };
    unanswered += 1;
    const ask = async (url: string, shareMs: Milliseconds) => {
      open = open.filter((question) => !question.isAnswered);
      await askOne(forwarder, url, open, shareMs, onAnswers);
    };
    inTurn(timeoutMs, ask)
      .catch((error: Error) => {
        for (const question of open) if (!question.isAnswered) question.reject(error);
      })
      .finally(onAnswers);
  }

  /** What a router answered, not looked at; rejects where none did or the question was refused. */
  return function ask(line: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (length > 0 && length + line.length > MAX_LENGTH) send();
      if (gathered.length === 0) setImmediate(sendWhenFree);
      gathered.push({ line, isAnswered: false, resolve, reject });
      length += line.length;
      if (gathered.length === MAX_QUESTIONS) send();
    });
  };
}

export type AskForDecision = ReturnType<typeof createDecisionBatches>;

/** Resolves when one router has answered all questions; rejects where it left some open. */
function askOne(
  forwarder: Forwarder,
  url: string,
  questions: readonly Question[],
  timeoutMs: Milliseconds,
  onAnswers: () => void,
): Promise<void> {
  const body = Buffer.from(questions.map(({ line }) => `${line}\n`).join(''));
  const request = { method: 'POST', path: '/v1/route/batch', headers: HEADERS, body };
  return new Promise((resolve, reject) => {
    const lines = new LineSplitter();
    let status = 0;
    let left = questions.length;
    let shown = '';
    let received = 0;
    const abort = forwarder.forward(url, request, {
      onHead: (head) => void ({ status } = head),
      onData(bytes, flow) {
        received += bytes.length;
        if (received > MAX_ANSWER_BYTES)
          return flow.abort(new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`));
        if (status !== 200) {
          shown = (shown + bytes.toString('utf8')).slice(0, SHOWN_LENGTH);
          return;
        }
        try {
          for (const line of lines.push(bytes)) if (answer(questions, line)) left -= 1;
          onAnswers();
        } catch (error) {
          flow.abort(error as Error);
        }
      },
      onEnd() {
        clearTimeout(timer);
        if (status !== 200) return reject(new Error(`it answered ${status}: ${shown}`));
        if (left > 0) return reject(new Error(`it left ${left} questions without an answer`));
        resolve();
      },
      onError(error) {
        clearTimeout(timer);
        reject(error);
      },
    });
    const giveUp = () => abort(new Error(`no answer in ${Math.round(timeoutMs)} ms`));
    const timer = setTimeout(giveUp, timeoutMs);
  });
}

/** Whether the line is the first answer to one of the questions; throws where it is none at all. */
function answer(questions: readonly Question[], line: string): boolean {
  const { at, route, error } = JSON.parse(line) as BatchedRoute;
  const question = questions[at];
  if (question === undefined || question.isAnswered) return false;
  question.isAnswered = true;
  if (error === undefined) question.resolve(route);
  else question.reject(new RefusedQuestion(`${error.code}: ${error.message}`));
  return true;
}
