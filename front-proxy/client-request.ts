import type { IncomingMessage } from 'node:http';

/** What of a client's request decides where it goes; that of a statement that waited is put together anew. */
export type ClientRequest = Pick<
  IncomingMessage,
  'method' | 'url' | 'headers' | 'rawHeaders' | 'socket'
>;
