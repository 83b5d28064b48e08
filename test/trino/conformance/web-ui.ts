import type { Conversation } from '../../support/conformance/conversation';
import type { Memory } from '../../support/conformance/memory';
import { ask } from '../../support/conformance/statement-steps';

/** Where the browser is: the proxied line gets a segment by its first redirect. */
const page = (path: string) => (memory: Memory) => {
  const [base = ''] = memory.url('the login page').split('/ui/');
  return `${base}/ui/${path}`;
};
const inBrowser = (memory: Memory) => ({
  Cookie: memory.cookies('log in'),
  Referer: memory.url('the login page'),
});
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

const assets = [
  'assets/favicon.ico',
  'dist/index.js',
  'vendor/bootstrap/css/bootstrap.min.css',
  'assets/trino.css',
  'assets/nothing.css',
  'vendor/jquery/jquery-2.2.3.min.js',
];
const apis = [
  'stats',
  'cluster',
  'query',
  'worker',
  'query/nothing',
  'query/20200101_000000_00001_zzzzz',
  'nothing',
  'worker/nothing/status',
  'worker/nothing/thread',
];

/** The web UI as a browser uses it. */
export const webUi: Conversation = {
  name: 'The web UI',
  group: 'adhoc',
  steps: [
    ask('GET', '/'),
    ask('GET', '/ui'),
    ask('GET', '/ui/'),
    ask('GET', (memory) => memory.header('GET /ui/', 'location'), { name: 'where /ui/ leads' }),
    ask('GET', '/ui/login.html', { name: 'login.html' }),
    ask(
      'GET',
      (memory) => memory.headers('login.html', 'location')[0] ?? memory.url('login.html'),
      { name: 'the login page' },
    ),
    ...assets.map((path) => ask('GET', page(path), { name: `asset ${path} before the login` })),
    ...apis.map((path) =>
      ask('GET', `/ui/api/${path}`, {
        headers: (memory) => ({ Referer: memory.url('the login page') }),
        name: `API ${path} before the login`,
      }),
    ),
    ask('POST', page('login'), {
      headers: FORM,
      body: 'username=&password=',
      name: 'log in as nobody',
    }),
    ask('POST', page('login'), {
      headers: FORM,
      body: 'username=conformance&password=secret',
      name: 'log in with a password',
    }),
    ask('POST', page('login'), { body: 'username=conformance', name: 'log in without a form' }),
    ask('POST', page('login'), {
      headers: FORM,
      body: 'username=conformance&password=&redirectPath=',
      name: 'log in',
    }),
    ask('GET', page(''), { headers: inBrowser, name: 'the first page' }),
    ask('GET', page('query.html?x'), { headers: inBrowser, name: 'the page of a query' }),
    ask('GET', page('preview/'), { headers: inBrowser, name: 'the preview' }),
    ...assets.map((path) => ask('GET', page(path), { headers: inBrowser, name: `asset ${path}` })),
    ask('GET', page('dist/index.js'), {
      headers: (memory) => ({ ...inBrowser(memory), 'Accept-Encoding': 'gzip' }),
      name: 'a script, zipped',
    }),
    ask('HEAD', page('dist/index.js'), { headers: inBrowser, name: 'HEAD of a script' }),
    ...apis.map((path) => ({
      ...ask('GET', `/ui/api/${path}`, { headers: inBrowser, name: `API ${path}` }),
      ...(path === 'query' || path.startsWith('worker') ? { ignores: /^body/ } : {}),
    })),
    ask('OPTIONS', '/ui/api/stats', { headers: inBrowser, name: 'OPTIONS of the API' }),
    ask('POST', '/ui/api/stats', { headers: inBrowser, body: '', name: 'POST to the API' }),
    ask('PUT', '/ui/api/query/20200101_000000_00001_zzzzz/killed', {
      headers: inBrowser,
      body: 'x',
      name: 'kill from the UI',
    }),
    ask('GET', '/ui/api/stats', {
      headers: (memory) => ({ ...inBrowser(memory), Cookie: 'Trino-UI-Token=rubbish' }),
      name: 'a wrong cookie',
    }),
    ask('GET', page('logout'), { headers: inBrowser, name: 'log out' }),
    ask('GET', page('logout/logout.html'), { headers: inBrowser, name: 'after the logout' }),
  ],
};
