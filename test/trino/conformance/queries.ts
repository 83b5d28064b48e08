import type { Conversation, Page, Step } from '../../support/conformance/conversation';
import type { Memory } from '../../support/conformance/memory';
import { USER, ask, run, runUntil } from '../../support/conformance/statement-steps';

const ENDLESS = 'SELECT count(*) FROM tpch.sf100.lineitem a CROSS JOIN tpch.sf100.lineitem b';
const isRunning = ({ stats, nextUri = '' }: Page) =>
  stats?.state === 'RUNNING' && nextUri.includes('/executing/');

const UNKNOWN = '20200101_000000_00001_zzzzz';
const ofQuery =
  (step: string, rest = '') =>
  (memory: Memory) =>
    `/v1/query/${memory.queryId(step)}${rest}`;

/** How far stages have come when the query is looked at. */
const OF_THE_MOMENT = /^body\.(?:outputStage|stages|queryStats|state|finalQueryInfo|scheduled)/;

function known(method: string, step: string, rest: string, headers: Record<string, string>): Step {
  const by = 'X-Trino-User' in headers ? '' : ' by nobody';
  const name = `${method} of ${step}${rest}${by}`;
  const body = method === 'PUT' || method === 'POST' ? 'the reason' : undefined;
  const target = ofQuery(step, rest);
  const asked = ask(method, target, { headers, name, ...(body !== undefined && { body }) });
  return { ...asked, ignores: OF_THE_MOMENT };
}

const onKnown: Conversation = {
  name: 'Queries by their ids',
  group: 'shared',
  steps: [
    run('VALUES 1', {}, 'an ended query'),
    run('SELEC', {}, 'a failed query'),
    ...['an ended query', 'a failed query'].flatMap((step) => [
      known('GET', step, '', USER),
      known('GET', step, '?pruned=true', USER),
      known('GET', step, '?pruned=maybe', USER),
      known('GET', step, '', {}),
      known('HEAD', step, '', USER),
      known('OPTIONS', step, '', USER),
      known('POST', step, '', USER),
      known('GET', step, '/nothing', USER),
      known('DELETE', step, '', {}),
      known('DELETE', step, '', USER),
      known('PUT', step, '/killed', USER),
      known('PUT', step, '/preempted', USER),
      known('PUT', step, '/killed', {}),
      known('GET', step, '/killed', USER),
    ]),
    ...(['/killed', '/preempted'] as const).flatMap((how) => [
      runUntil(ENDLESS, isRunning, `a query to be ${how.slice(1)}`),
      known('PUT', `a query to be ${how.slice(1)}`, how, USER),
      {
        ...ask('GET', (memory) => memory.nextUri(`a query to be ${how.slice(1)}`), {
          name: `its end (${how})`,
        }),
        follows: () => true,
      },
    ]),
    runUntil(ENDLESS, isRunning, 'a query to be deleted'),
    known('DELETE', 'a query to be deleted', '', USER),
    {
      ...ask('GET', (memory) => memory.nextUri('a query to be deleted'), {
        name: 'its end (DELETE)',
      }),
      follows: () => true,
    },
    runUntil(ENDLESS, isRunning, 'a query to be killed by CALL'),
    run(
      (memory) =>
        `CALL system.runtime.kill_query(query_id => '${memory.queryId('a query to be killed by CALL')}', message => 'by CALL')`,
      {},
      'CALL kill_query',
    ),
    {
      ...ask('GET', (memory) => memory.nextUri('a query to be killed by CALL'), {
        name: 'its end (CALL)',
      }),
      follows: () => true,
    },
    runUntil(ENDLESS, isRunning, 'a query to be killed by EXECUTE IMMEDIATE'),
    run(
      (memory) =>
        `EXECUTE IMMEDIATE 'CALL system.runtime.kill_query(''${memory.queryId('a query to be killed by EXECUTE IMMEDIATE')}'', ''by EXECUTE'')'`,
      {},
      'EXECUTE IMMEDIATE kill_query',
    ),
    {
      ...ask('GET', (memory) => memory.nextUri('a query to be killed by EXECUTE IMMEDIATE'), {
        name: 'its end (EXECUTE)',
      }),
      follows: () => true,
    },
    run(
      (memory) => `CALL system.runtime.kill_query('${memory.queryId('an ended query')}', 'late')`,
      {},
      'CALL kill_query of an ended query',
    ),
  ],
};

const onUnknown: Conversation = {
  name: 'Queries that are not there',
  group: 'shared',
  steps: ['GET', 'HEAD', 'OPTIONS', 'DELETE', 'POST', 'PUT'].flatMap((method) =>
    [USER, {}].flatMap((headers) =>
      [UNKNOWN, 'nothing', `${UNKNOWN}/killed`, `${UNKNOWN}/nothing`].map((id) => {
        const by = 'X-Trino-User' in headers ? 'by a user' : 'by nobody';
        const body = method === 'POST' || method === 'PUT' ? { body: 'why' } : {};
        return ask(method, `/v1/query/${id}`, {
          headers,
          ...body,
          name: `${method} /v1/query/${id} ${by}`,
        });
      }),
    ),
  ),
};

export const queries: readonly Conversation[] = [onKnown, onUnknown];
