import { SOURCE, statementOf } from './statements';
import { type Work } from './job';

/** What a Trino client sends with everything. */
function clientHeaders(clientInfo: string, source = SOURCE): Record<string, string> {
  return {
    'X-Trino-User': 'ada',
    'X-Trino-Source': source,
    'X-Trino-Catalog': 'lake',
    'X-Trino-Schema': 'sales',
    'X-Trino-Time-Zone': 'UTC',
    'X-Trino-Language': 'en-US',
    'X-Trino-Client-Info': clientInfo,
    'X-Trino-Client-Capabilities': 'PATH,PARAMETRIC_DATETIME,SESSION_AUTHORIZATION',
    'X-Trino-Transaction-Id': 'NONE',
    'User-Agent': 'trino-cli/476',
    'Accept-Encoding': 'identity',
  };
}

export interface Requests {
  /** The whole request that begins the n-th piece of work. */
  first(count: number): string;
  /** The whole request for a page. */
  page(path: string): string;
}

/** Requests as bytes, one a character. Texts are ASCII, so that lengths are those of the strings. */
export function requestsOf(work: Work, host: string): Requests {
  if (work.kind === 'decisions') return decisionRequests(work, host);
  const { submit, page } = clientRequests(host, `${work.pages}x${work.pageBytes}`);
  return { first: (count) => submit(statementOf(work.variation, count)), page };
}

/** What a Trino client asks. @param wanted pages as the fake coordinators read it, such as 20x65536 */
export function clientRequests(host: string, wanted: string, source?: string) {
  const lines = headerLines({ Host: host, ...clientHeaders(wanted, source) });
  return {
    submit: (statement: string) => post('/v1/statement', lines, statement),
    page: (path: string) => `GET ${path} HTTP/1.1\r\n${lines}\r\n`,
    cancel: (path: string) => `DELETE ${path} HTTP/1.1\r\n${lines}\r\n`,
  };
}

// The router is asked as the front-proxy asks: the statement and the client's headers as JSON.
function decisionRequests(
  { variation, statementBytes }: Extract<Work, { kind: 'decisions' }>,
  host: string,
): Requests {
  const lines = headerLines({ Host: host, 'Content-Type': 'application/json' });
  const headers = clientHeaders('1x0');
  const first = (count: number) => {
    const statement = statementOf(variation, count, statementBytes);
    const body = JSON.stringify({ statement, remoteAddress: '127.0.0.1', headers });
    return post('/v1/route', lines, body);
  };
  return { first, page: () => '' };
}

function headerLines(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

function post(path: string, lines: string, body: string): string {
  return `POST ${path} HTTP/1.1\r\n${lines}Content-Length: ${body.length}\r\n\r\n${body}`;
}
