import { setTimeout as pause } from 'node:timers/promises';
import type { Conversation, Step } from './conversation';
import { contentOf, jsonOf, type Exchange, type Request } from './exchange';
import type { Line } from './line';
import { Memory } from './memory';

/** More pages than any statement here has. */
const MAX_PAGES = 100;
const MAX_REPEATS = 100;

/** Plays a conversation over a line; the answers of each step, in its order. */
export async function play({ group, steps }: Conversation, line: Line): Promise<Exchange[][]> {
  const memory = new Memory();
  const answers: Exchange[][] = [];
  for (const step of steps) {
    const heard = await playStep(step, memory, async (request) => {
      const headers = { 'X-Trino-Routing-Group': group, ...request.headers };
      return line.send({ ...request, headers });
    }).catch((cause: unknown) => {
      throw new Error(`${line.name}: ${step.name}: ${String(cause)}`, { cause });
    });
    memory.remember(step.name, heard);
    answers.push(heard);
  }
  return answers;
}

async function playStep(
  { request, follows = () => false, until = () => true }: Step,
  memory: Memory,
  send: (request: Request) => Promise<Exchange>,
): Promise<Exchange[]> {
  const first = request(memory);
  let answer = await send(first);
  const isOver = () => until(answer.status, contentOf(answer).toString('utf8'));
  for (let repeats = 0; !isOver() && repeats < MAX_REPEATS; repeats += 1) {
    await pause(50);
    answer = await send(first);
  }
  const answers = [answer];
  const { Accept: _, ...headers } = first.headers ?? {};
  for (let page = jsonOf(answer); page.nextUri !== undefined && follows(page);) {
    if (answers.length === MAX_PAGES) throw new Error('the query does not end');
    answer = await send({ method: 'GET', target: String(page.nextUri), headers });
    answers.push(answer);
    page = jsonOf(answer);
  }
  return answers;
}
