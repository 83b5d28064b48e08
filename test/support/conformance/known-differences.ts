/**
 * What may differ between a direct and a proxied answer; docs/conformance.md shows it as a table. The
 * suite fails on a difference that is not here, and on one here that no step shows any more.
 */

/** A difference between a direct and a proxied answer that is meant, or cannot be otherwise. */
export interface KnownDifference {
  name: string;
  reason: string;
  /** Takes it out of a proxied answer's text, hosts and ids being normalised already. */
  undo?: (text: string) => string;
  /** Steps that have it; without, all may. */
  step?: RegExp;
  /** Parts of an answer that may differ in any way. */
  part?: RegExp;
}

const CLUSTER = '(?:blue|green)';

export const knownDifferences: readonly KnownDifference[] = [
  {
    name: 'A page that is asked for again may name the proxy that was asked first',
    reason: 'Trino keeps a page as it made it. Every proxy serves the URIs of every other.',
    undo: (text) => text.replaceAll('OTHER-PROXY', 'ORIGIN'),
    step: /^the last page again|^the last page after/,
  },
  {
    name: 'URIs hold the segment of their cluster (`/c~blue`)',
    reason: 'Every proxy can then serve every page without remembering anything (decision 1).',
    undo: (text) => text.replace(new RegExp(`(^|ORIGIN)/c~${CLUSTER}(?=/|$)`, 'g'), '$1'),
  },
  {
    name: 'The id of a transaction ends with its cluster (`~blue`)',
    reason:
      'A transaction lives in one coordinator, and its id is all that clients send back (decision 9).',
    undo: (text) => text.replace(new RegExp(`UUID~${CLUSTER}`, 'g'), 'UUID'),
  },
  {
    name: 'The names of cookies begin with their cluster (`c~blue~`), and they are for the whole site',
    reason:
      'The web UIs of several clusters share one browser, and their scripts call paths without the segment (decision 9).',
    undo: (text) => text.replace(new RegExp(`^c~${CLUSTER}~(.*); Path=/(?=;|$)`), '$1; Path=/ui'),
  },
  {
    name: 'The first page has a header with the id of its decision (`X-Switchyard-Decision-Id`)',
    reason: 'By it one finds why a query went where it went; clients ignore it.',
    part: /headers\.x-switchyard-decision-id$/,
  },
  {
    name: 'The reason phrase is the usual one of the status',
    reason: 'No client reads it: it means nothing (RFC 9112, 4), and HTTP/2 has none.',
    part: /^(?:pages\.first\.)?reason$/,
  },
  {
    name: 'The root leads to the documentation of the API (302 to `/docs/`)',
    reason: 'A proxy is the root of several web UIs and of its own API.',
    step: /^GET \/$/,
    part: /^(?:status|headers)/,
  },
  {
    name: 'The UI without a segment leads to that of a cluster (307)',
    reason: 'Its pages belong to one cluster, whose name their URLs then have (decision 1).',
    step: /^(?:GET \/ui\/?|login\.html|where \/ui\/ leads)$/,
    part: /^(?:status|headers|body)/,
  },
  {
    name: '`GET /metrics` shows the metrics of the proxy',
    reason:
      'Monitoring asks each process for its own; those of a coordinator are asked there, by its own address.',
    step: /^GET \/metrics/,
    part: /^(?:headers|body)/,
  },
  {
    name: 'Paths with `..`, `//`, `%2f`, `;` or the like are answered 400 by the proxy, whatever they lead to',
    reason:
      'What such a path means depends on who reads it. Trino refuses most of them with the same status.',
    step: /^GET \S*(?:\.\.|%2e|%2f|\/\/|;)/,
    part: /^(?:status|headers|body)/,
  },
  {
    name: 'TRACE is answered 405 by the proxy, with the methods that it lets through',
    reason:
      'It would show cookies and credentials to scripts of a web page (RFC 9110, 9.3.8); Trino refuses it, too.',
    step: /^TRACE/,
    part: /^(?:headers|body)/,
  },
];
