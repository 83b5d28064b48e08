import { FieldSection } from './field-section';
import type { OutgoingRequest } from './origin-exchange';

const METHOD = /^[A-Z]+(?:-[A-Z]+)*$/;
const TARGET = /^[\x21-\x7e\x80-\xff]+$/;
/** Methods of which an origin expects to hear that they have no body (RFC 9110, 8.6). */
const EXPECT_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** The head of a request to an origin; throws where it would be read otherwise than it is meant. */
export function originRequest(
  { method, path, headers, body }: OutgoingRequest,
  origin: URL,
): { head: string; isChunked: boolean } {
  if (!METHOD.test(method)) throw new TypeError(`the method "${method}" cannot be sent`);
  if (!TARGET.test(path)) throw new TypeError('the path cannot be sent');
  const section = headers instanceof FieldSection ? headers : new FieldSection(headers);
  const { says } = section;
  let head = `${method} ${path} HTTP/1.1\r\n${says.host ? '' : `Host: ${origin.host}\r\n`}${section.lines}`;
  const told = says.length;
  const known = body === undefined ? 0 : Buffer.isBuffer(body) ? body.length : undefined;
  if (told !== undefined && known !== undefined && Number(told) !== known)
    throw new TypeError(`the body has ${known} bytes, and Content-Length says ${told}`);
  const isChunked = known === undefined && told === undefined;
  if (isChunked) head += 'Transfer-Encoding: chunked\r\n';
  else if (told === undefined && (body !== undefined || EXPECT_BODY.has(method)))
    head += `Content-Length: ${known}\r\n`;
  return { head: `${head}\r\n`, isChunked };
}
