import type { Conversation, Step } from '../../support/conformance/conversation';
import { USER, ask } from '../../support/conformance/statement-steps';

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH'];

/** All methods of these, by a user and by nobody. */
const main = ['/v1/info', '/v1/status', '/v1/query', '/v1/statement'];

const others = [
  '/v1/info/state',
  '/v1/info/coordinator',
  '/v1/info/',
  '/v1/info?x=1&y=%20',
  '/v1/node',
  '/v1/node/failed',
  '/v1/thread',
  '/v1/memory',
  '/v1/task',
  '/v1/jmx/mbean',
  '/v1/service',
  '/v1/announcement/x',
  '/v1/resourceGroupState/global',
  '/v1/cluster',
  '/v1/nothing',
  '/V1/info',
  '/v2/statement',
  '/v1/session',
  '/v1/spooled/download/x',
  '/v1/spooled/ack/x',
  '/oauth2/token/x',
  '/favicon.ico',
  '/v1',
  '/v1/',
  '/nothing?q=1',
  '/%C3%A4',
  '/a%20b',
  '/v1/info;x=1',
];

/** Lists that grow and measurements without end: that they come, and how, is compared. */
const changing = /^\/v1\/(?:thread|jmx|query|resourceGroupState|service)/;

function asked(method: string, path: string, headers: Record<string, string>): Step {
  const body = method === 'POST' || method === 'PUT' || method === 'PATCH' ? '' : undefined;
  const by = 'X-Trino-User' in headers ? 'by a user' : 'by nobody';
  const name = `${method} ${path} ${by}`;
  const step = ask(method, path, { headers, name, ...(body !== undefined && { body }) });
  return changing.test(path) && method === 'GET' ? { ...step, ignores: /^body/ } : step;
}

/** What a coordinator answers beside statements, also to methods and paths that it does not know. */
export const resources: Conversation = {
  name: 'Resources of a coordinator',
  group: 'shared',
  steps: [
    ...main.flatMap((path) =>
      METHODS.flatMap((method) => [asked(method, path, USER), asked(method, path, {})]),
    ),
    ...others.flatMap((path) => [asked('GET', path, USER), asked('GET', path, {})]),
    ask('PUT', '/v1/info/state', {
      headers: { ...USER, 'Content-Type': 'application/json' },
      body: '"SHUTTING_DOWN"',
    }),
    ask('PUT', '/v1/announcement/x', { headers: USER, body: '{}' }),
    ...['/metrics', '/v1//info', '/v1/%2e%2e/v1/info', '/v1/x/../info', '/v1/info%2f'].map((path) =>
      asked('GET', path, USER),
    ),
    ask('TRACE', '/v1/info', { headers: USER }),
    ask('PROPFIND', '/v1/info', { headers: USER }),
    ask('GET', '/v1/info', {
      headers: { 'Accept-Encoding': 'gzip' },
      name: 'GET /v1/info, zipped',
    }),
    ask('GET', '/v1/info', { headers: { Accept: 'text/html' }, name: 'GET /v1/info as HTML' }),
    ask('GET', '/v1/status', {
      headers: { Accept: 'application/xml' },
      name: 'GET /v1/status as XML',
    }),
  ],
};
