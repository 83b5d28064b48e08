import type { IncomingMessage } from 'node:http';
import { parseJson } from '../../runtime/json';
import { badInput, ServiceError } from '../../runtime/service-error';
import { parseYaml } from '../../runtime/yaml';
import type { BodySpec } from './endpoint';

// Deeper than any rule set that a person could follow; the checks of bodies are recursive.
const MAX_DEPTH = 100;

/** Reads a request body of at most `limit` bytes as the value that its content type promises. */
export async function readBody(
  request: IncomingMessage,
  accepts: BodySpec<unknown>['accepts'],
  limit: number,
): Promise<unknown> {
  const text = (await readText(request, limit)).replace(/^\uFEFF/, '');
  if (accepts === 'json or nothing' && text === '') return undefined;
  const format = accepts === 'any' ? 'json' : formatOf(request, accepts);
  const parsed = format === 'yaml' ? parseYaml(text) : parseJson(text);
  if ('problems' in parsed) throw badInput(parsed.problems, 'The request body');
  refuseDeepNesting(parsed.value);
  return parsed.value;
}

function formatOf(
  request: IncomingMessage,
  accepts: Exclude<BodySpec<unknown>['accepts'], 'any'>,
): 'json' | 'yaml' {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  const media = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (encoding !== 'identity') {
    throw unsupported(`content encoding ${encoding}; send the body without compression`);
  }
  if (media === 'application/json') return 'json';
  const isYaml = ['application/yaml', 'application/x-yaml', 'text/yaml'].includes(media);
  if (accepts === 'json or yaml' && isYaml) return 'yaml';
  const isJson = accepts !== 'json or yaml';
  const allowed = isJson ? 'application/json' : 'application/json or application/yaml';
  throw unsupported(`content type "${media}"; send Content-Type: ${allowed}`);
}

function unsupported(what: string): ServiceError {
  return new ServiceError('UNSUPPORTED_MEDIA_TYPE', 415, `The request body has ${what}`);
}

function readText(request: IncomingMessage, limit: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(request, limit);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      request.off('data', take);
      chunks.length = 0;
      reject(tooLarge(request, limit));
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.once('error', (err) => reject(brokenOff(err)));
    // Behind the end this changes nothing any more.
    request.once('close', () => reject(brokenOff(undefined)));
  });
}

function brokenOff(cause: unknown): ServiceError {
  const message = 'The request body broke off before its end; send it again';
  return new ServiceError('BODY_BROKEN_OFF', 400, message, { cause });
}

function tooLarge(request: IncomingMessage, limit: number): ServiceError {
  // What still comes is thrown away, so that the client gets to read the answer.
  request.resume();
  return new ServiceError(
    'BODY_TOO_LARGE',
    413,
    `The request body is longer than ${limit} bytes; raise routerService.bodyLimit to allow it`,
  );
}

function refuseDeepNesting(value: unknown): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      const message = `is nested more than ${MAX_DEPTH} levels deep`;
      throw badInput([{ path: '', message }], 'The request body');
    }
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
  }
}
