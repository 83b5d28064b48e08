import type { Conversation, Page } from '../../support/conformance/conversation';
import type { Memory } from '../../support/conformance/memory';
import { ask, run, runUntil, submit } from '../../support/conformance/statement-steps';

const ENDLESS = 'SELECT count(*) FROM tpch.sf100.lineitem a CROSS JOIN tpch.sf100.lineitem b';
const hasEnded = ({ nextUri }: Page) => nextUri === undefined;
const isRunning = ({ stats, nextUri = '' }: Page) =>
  stats?.state === 'RUNNING' && nextUri.includes('/executing/');

const otherToken = (uri: string, change: (token: number) => number) =>
  uri.replace(/\d+$/, (token) => String(change(Number(token))));
const lastUrl = (step: string) => (memory: Memory) => memory.url(step);

const tokens: Conversation = {
  name: 'Pages by their tokens',
  group: 'shared',
  steps: [
    submit('SELECT 1', {}, 'POST'),
    ask('GET', (memory) => otherToken(memory.nextUri('POST'), (n) => n + 5), {
      name: 'a token too far',
    }),
    ask('GET', (memory) => memory.nextUri('POST').replace(/\/y[0-9a-f]+\//, '/y0123/'), {
      name: 'a wrong slug',
    }),
    ask('GET', (memory) => memory.nextUri('POST').replace('/queued/', '/executing/'), {
      name: 'executing too early',
    }),
    ask('GET', (memory) => memory.nextUri('POST').replace(/\d+$/, 'x'), {
      name: 'a token in words',
    }),
    ask('GET', (memory) => memory.nextUri('POST').replace(/\d+$/, '-1'), {
      name: 'a negative token',
    }),
    ask('GET', (memory) => memory.nextUri('POST').replace(/\d+$/, ''), { name: 'no token' }),
    ask('HEAD', (memory) => memory.nextUri('POST'), { name: 'HEAD of a page' }),
    ask('POST', (memory) => memory.nextUri('POST'), { name: 'POST of a page', body: '' }),
    ask('PUT', (memory) => memory.nextUri('POST'), { name: 'PUT of a page', body: 'x' }),
    ask('OPTIONS', (memory) => memory.nextUri('POST'), { name: 'OPTIONS of a page' }),
    {
      ...ask('GET', (memory) => memory.nextUri('POST'), { name: 'the pages' }),
      follows: () => true,
    },
    ask('GET', lastUrl('the pages'), { name: 'the last page again' }),
    ask('GET', (memory) => otherToken(memory.url('the pages'), (n) => n + 1), {
      name: 'beyond the last page',
    }),
    ask('GET', (memory) => otherToken(memory.url('the pages'), () => 0), {
      name: 'the first token again',
    }),
    ask('GET', (memory) => memory.nextUri('POST'), { name: 'the first nextUri again' }),
    ask('GET', (memory) => memory.url('the pages').replace(/\/y[0-9a-f]+\//, '/yffff/'), {
      name: 'a wrong slug at the end',
    }),
    ask('DELETE', lastUrl('the pages'), { name: 'DELETE of an ended query' }),
    ask('GET', lastUrl('the pages'), { name: 'the last page after DELETE' }),
  ],
};

const unknown = '20200101_000000_00001_zzzzz';
const nowhere: Conversation = {
  name: 'Pages of no query',
  group: 'shared',
  steps: [
    ...['GET', 'HEAD', 'DELETE', 'POST', 'PUT', 'PATCH', 'OPTIONS'].flatMap((method) => [
      ask(method, `/v1/statement/queued/${unknown}/y0123/1`, method === 'POST' ? { body: '' } : {}),
      ask(
        method,
        `/v1/statement/executing/${unknown}/y0123/1`,
        method === 'POST' ? { body: '' } : {},
      ),
    ]),
    ask('DELETE', `/v1/statement/executing/partialCancel/${unknown}/0/y0123/1`),
    ask('GET', '/v1/statement/queued/not-an-id/y0123/1'),
    ask('GET', '/v1/statement/executing/not-an-id/y0123/1'),
    ask('GET', '/v1/statement/nothing'),
  ],
};

const canceled: Conversation = {
  name: 'Canceled queries',
  group: 'shared',
  steps: [
    submit(ENDLESS, {}, 'a queued query'),
    ask('DELETE', (memory) => memory.nextUri('a queued query'), { name: 'DELETE of its nextUri' }),
    {
      ...ask('GET', (memory) => memory.nextUri('a queued query'), { name: 'its page then' }),
      follows: () => true,
    },
    ask('DELETE', (memory) => memory.nextUri('a queued query'), { name: 'DELETE once more' }),
    runUntil(ENDLESS, isRunning, 'a running query'),
    ask('DELETE', (memory) => memory.nextUri('a running query').replace(/\/y[0-9a-f]+\//, '/y0/'), {
      name: 'DELETE by a wrong slug',
    }),
    ask('DELETE', (memory) => memory.nextUri('a running query'), {
      name: 'DELETE of a running query',
    }),
    {
      ...ask('GET', (memory) => memory.nextUri('a running query'), { name: 'its last page' }),
      follows: (page) => !hasEnded(page),
    },
    ask('DELETE', (memory) => memory.nextUri('a running query'), {
      name: 'DELETE of a canceled query',
    }),
    runUntil(
      ENDLESS,
      ({ partialCancelUri }) => partialCancelUri !== undefined,
      'a query of several stages',
    ),
    ask('DELETE', (memory) => memory.page('a query of several stages').partialCancelUri!, {
      name: 'partial cancel',
    }),
    ask('DELETE', (memory) => memory.nextUri('a query of several stages'), {
      name: 'and the rest of it',
    }),
  ],
};

const parameters: Conversation = {
  name: 'What a page may be asked for',
  group: 'shared',
  steps: ['gzip', 'identity', 'gzip, deflate, br', 'br', '*', 'gzip;q=0', 'x'].map((encoding) =>
    run(
      'SELECT * FROM tpch.tiny.nation ORDER BY 1',
      { 'Accept-Encoding': encoding },
      `Accept-Encoding: ${encoding}`,
    ),
  ),
};

export const pages: readonly Conversation[] = [tokens, nowhere, canceled, parameters];
