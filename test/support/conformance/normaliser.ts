import { jsonOf, type Exchange } from './exchange';
import type { Line } from './line';

const QUERY_ID = /\b\d{8}_\d{6}_\d{5,}_[a-z0-9]{5}\b/g;
const UUID = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g;
// Behind a query id or behind its stage: /queued/ID/SLUG/TOKEN, /partialCancel/ID/STAGE/SLUG/TOKEN.
const SLUG =
  /(\/statement\/(?:queued|executing)\/(?:partialCancel\/)?QUERY-?\d*\/(?:\d+\/)?)y[0-9a-f]{32,}(?=\/)/g;
const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const HTTP_DATE = /\b[A-Z][a-z]{2}, \d\d[ -][A-Z][a-z]{2}[ -]\d{4} \d\d:\d\d:\d\d (?:GMT|UTC)\b/g;

// What a login gives: a signed token.
const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;

// Trino answers some errors with a stack; how calls are compiled changes its frames.
const STACK = /(?:\n\t(?:at |\.\.\. \d+ more)[^\n]*)+/g;

/** Takes out of a line's texts what no two runs have alike: hosts, ids, secrets, times. */
export class Normaliser {
  private readonly queries = new Map<string, string>();

  /** Other origins than the line's own are a leak where an answer names them, so they get another word. */
  constructor(
    private readonly line: Line,
    private readonly coordinators: readonly string[],
  ) {}

  /** Numbers the queries of a conversation, so that the answer about another one is seen. */
  learn(answer: Exchange): void {
    const { id } = answer.method === 'POST' ? jsonOf(answer) : {};
    if (typeof id === 'string' && !this.queries.has(id))
      this.queries.set(id, `QUERY-${this.queries.size + 1}`);
  }

  text({ url }: Exchange, text: string): string {
    const isDirect = this.line.name === 'direct';
    let normal = replaceHost(text, url.host, 'ORIGIN');
    for (const origin of this.line.origins)
      normal = replaceHost(normal, hostOf(origin), 'OTHER-PROXY');
    for (const origin of this.coordinators)
      normal = replaceHost(normal, hostOf(origin), isDirect ? 'OTHER-COORDINATOR' : 'COORDINATOR');
    return inOneOrder(this.withoutInternal(normal))
      .replace(QUERY_ID, (id) => this.queries.get(id) ?? 'QUERY')
      .replace(SLUG, '$1SLUG')
      .replace(UUID, 'UUID')
      .replace(STACK, '\n\tat STACK')
      .replace(TOKEN, 'TOKEN')
      .replace(INSTANT, 'INSTANT')
      .replace(HTTP_DATE, 'DATE');
  }

  /** A coordinator knows itself by an address of its machine, which it tells in JSON for operators. */
  private withoutInternal(text: string): string {
    return this.coordinators.reduce((before, origin) => {
      const internal = new RegExp(`http://[\\w.-]+:${new URL(origin).port}\\b`, 'g');
      return before.replace(internal, 'INTERNAL');
    }, text);
  }
}

/** Jersey describes a resource's methods in an order that is another one at each start of a coordinator. */
function inOneOrder(text: string): string {
  return text.includes('xmlns="http://wadl.') ? text.split('\n').sort().join('\n') : text;
}

function replaceHost(text: string, host: string, word: string): string {
  return text.replaceAll(`http://${host}`, word).replaceAll(host, `${word}-HOST`);
}

function hostOf(origin: string): string {
  return new URL(origin).host;
}
