import type { IncomingMessage } from 'node:http';
import { parseJson } from '../../runtime/json';
import { type HttpRequest, wholeBody } from '../../runtime/lean-http/exchange';
import { goOn, type NowOrLater } from '../../runtime/now-or-later';
import type { ParsedText } from '../../runtime/parsed-text';
import { badInput, ServiceError } from '../../runtime/service-error';
import { parseYaml } from '../../runtime/yaml';
import type { BodySpec } from './endpoint';

type Accepts = BodySpec<unknown>['accepts'];

// Deeper than any rule set that a person could follow; the checks of bodies are recursive.
const MAX_DEPTH = 100;

/** Reads a request body of at most `limit` bytes as the value that its content type promises. */
export function readBody(
  request: HttpRequest,
  accepts: Accepts,
  limit: number,
): NowOrLater<unknown> {
  return goOn(readText(request, limit), (written) => {
    const text = written.startsWith('\uFEFF') ? written.slice(1) : written;
    if (accepts === 'text') return text;
    if (accepts === 'json or nothing' && text === '') return undefined;
    const format = formatOf(request, accepts);
    if (accepts === 'json lines') return linesOf(text);
    return checkedValue(format === 'yaml' ? parseYaml(text) : parseJson(text), 'The request body');
  });
}

/** The value of one JSON text of a body; `what` names it in the error where it is none. */
export function jsonValue(text: string, what: string): unknown {
  return checkedValue(parseJson(text), what);
}

function checkedValue(parsed: ParsedText, what: string): unknown {
  if ('problems' in parsed) throw badInput(parsed.problems, what);
  if (isDeeperThan(MAX_DEPTH, parsed.value)) {
    const message = `is nested more than ${MAX_DEPTH} levels deep`;
    throw badInput([{ path: '', message }], what);
  }
  return parsed.value;
}

/** Without an empty one behind the last line's end. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function formatOf(request: HttpRequest, accepts: Exclude<Accepts, 'text'>): 'json' | 'yaml' {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  const media = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (encoding !== 'identity') {
    throw unsupported(`content encoding ${encoding}; send the body without compression`);
  }
  const json = accepts === 'json lines' ? 'application/x-ndjson' : 'application/json';
  if (media === json) return 'json';
  const isYaml = ['application/yaml', 'application/x-yaml', 'text/yaml'].includes(media);
  if (accepts === 'json or yaml' && isYaml) return 'yaml';
  const allowed = accepts === 'json or yaml' ? `${json} or application/yaml` : json;
  throw unsupported(`content type "${media}"; send Content-Type: ${allowed}`);
}

function unsupported(what: string): ServiceError {
  return new ServiceError('UNSUPPORTED_MEDIA_TYPE', 415, `The request body has ${what}`);
}

function readText(request: HttpRequest, limit: number): NowOrLater<string> {
  const whole = wholeBody(request);
  if (whole === undefined) return readComing(request as IncomingMessage, limit);
  if (whole.length > limit) throw tooLarge(limit);
  return whole.toString('utf8');
}

function readComing(request: IncomingMessage, limit: number): Promise<string> {
  // What still comes of a refused body is thrown away, so that the client gets to read the answer.
  const refuse = () => {
    request.resume();
    return tooLarge(limit);
  };
  if (Number(request.headers['content-length'] ?? 0) > limit) throw refuse();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      request.off('data', take);
      chunks.length = 0;
      reject(refuse());
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', (err) => reject(brokenOff(err)));
    request.once('close', () => {
      if (!request.readableEnded) reject(brokenOff(undefined));
    });
  });
}

function brokenOff(cause: unknown): ServiceError {
  const message = 'The request body broke off before its end; send it again';
  return new ServiceError('BODY_BROKEN_OFF', 400, message, { cause });
}

function tooLarge(limit: number): ServiceError {
  return new ServiceError(
    'BODY_TOO_LARGE',
    413,
    `The request body is longer than ${limit} bytes; raise routerService.bodyLimit to allow it`,
  );
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (levels < 0) return true;
  if (typeof value !== 'object' || value === null) return false;
  // Values of JSON and YAML have no keys but their own.
  for (const key in value) {
    if (isDeeperThan(levels - 1, (value as Record<string, unknown>)[key])) return true;
  }
  return false;
}
