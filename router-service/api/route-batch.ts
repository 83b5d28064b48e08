import { plainRouteRequestSchema } from '../../protocol/decision';
import { batchedRouteSchema } from '../../protocol/route-batch';
import type { Logger } from '../../runtime/log';
import { attempt, goOn, type NowOrLater } from '../../runtime/now-or-later';
import { badInput } from '../../runtime/service-error';
import type { Decide } from '../decide';
import { routeJson } from '../route-json';
import type { AskedBefore } from './asked-before';
import { unreadBody } from './body-spec';
import { type Answer, type Endpoint, endpoint } from './endpoint';
import { errorAnswer } from './error-answer';
import { plainRoutingRequest } from './plain-body';
import { jsonValue } from './read-body';

const MAX_LINES = 1_000;
const HEADERS = { 'Content-Type': 'application/x-ndjson; charset=utf-8' };

/** POST /v1/route/batch: the decisions for many statements, each as soon as it is there. */
export function routeBatchEndpoint(decide: Decide, asked: AskedBefore, log: Logger): Endpoint {
  function answerLine(line: string, at: number, requestId: string): NowOrLater<string> {
    return attempt(
      () =>
        goOn(decide(asked.get(line) ?? newRequest(line)), (route) =>
          told(at, 'route', routeJson(route)),
        ),
      (err) => told(at, 'error', JSON.stringify(errorAnswer(err, requestId, log).body)),
    );
  }

  const newRequest = (line: string) =>
    asked.note(line, plainRoutingRequest(jsonValue(line, 'The line')));

  return endpoint({
    method: 'post',
    path: '/v1/route/batch',
    tag: 'routing',
    summary:
      'Decide for many statements at once, one a line; answers come in the order of completion',
    role: 'everyone',
    body: unreadBody<readonly string[]>(plainRouteRequestSchema, 'json lines'),
    answers: {
      200: {
        description: 'A line for each statement, those first that were decided first.',
        schema: batchedRouteSchema,
        contentType: 'application/x-ndjson',
      },
    },
    handle({ body: lines, requestId }) {
      refuseTooMany(lines);
      return answerOf(lines.map((line, at) => answerLine(line, at, requestId)));
    },
  });
}

function told(at: number, what: 'route' | 'error', json: string): string {
  return `{"at":${at},"${what}":${json}}\n`;
}

function refuseTooMany({ length }: readonly string[]): void {
  if (length <= MAX_LINES) return;
  const message = `has ${length} lines; send at most ${MAX_LINES} and the others in another call`;
  throw badInput([{ path: '', message }], 'The request body');
}

/** In one piece where nothing has to be waited for. */
function answerOf(lines: readonly NowOrLater<string>[]): Answer {
  const known = lines.filter((line) => typeof line === 'string').join('');
  const later = lines.filter((line) => line instanceof Promise);
  const answer = { status: 200, headers: HEADERS };
  return later.length === 0
    ? { ...answer, content: known }
    : { ...answer, stream: asTheyCome(known, later) };
}

async function* asTheyCome(known: string, later: readonly Promise<string>[]) {
  if (known !== '') yield known;
  const done: string[] = [];
  let wake = () => {};
  for (const line of later) {
    void line.then((text) => {
      done.push(text);
      wake();
    });
  }
  for (let left = later.length; left > 0;) {
    if (done.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    left -= done.length;
    // What was decided meanwhile goes out together.
    yield done.splice(0).join('');
  }
}
