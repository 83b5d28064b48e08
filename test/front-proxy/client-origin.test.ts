import type { IncomingMessage } from 'node:http';
import { createTrustedProxies, originOf } from '../../front-proxy/client-origin';

const trusted = createTrustedProxies(['10.0.0.0/8', '192.168.1.1', 'fd00::/8']);

function origin(remoteAddress: string, headers: Record<string, string>) {
  const request = { headers, rawHeaders: [], socket: { remoteAddress } };
  return originOf(request as unknown as IncomingMessage, trusted);
}

const FORWARDED = {
  host: 'switchyard:8080',
  'x-forwarded-host': 'trino.example.org',
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '203.0.113.7',
};

test('a stranger’s X-Forwarded headers are not believed', () => {
  expect(origin('203.0.113.9', FORWARDED)).toEqual({
    proto: 'http',
    host: 'switchyard:8080',
    port: '8080',
    forwardedFor: '203.0.113.9',
    address: '203.0.113.9',
  });
});

test.each(['10.1.2.3', '::ffff:10.1.2.3', '192.168.1.1', 'fd00::5'])(
  'those of the trusted proxy %s are',
  (proxy) => {
    expect(origin(proxy, FORWARDED)).toEqual({
      proto: 'https',
      host: 'trino.example.org',
      port: '443',
      forwardedFor: `203.0.113.7, ${proxy.replace('::ffff:', '')}`,
      address: '203.0.113.7',
    });
  },
);

test('a port that the proxy names goes before that of the host', () => {
  const named = { ...FORWARDED, 'x-forwarded-host': 'a:1', 'x-forwarded-port': '8443' };
  expect(origin('10.1.2.3', named)).toMatchObject({ host: 'a:1', port: '8443' });
  expect(origin('10.1.2.3', { ...named, 'x-forwarded-port': 'x' })).toMatchObject({ port: '1' });
});

test('a client cannot put an address before its own: the last stranger on the way counts', () => {
  const hops = {
    ...FORWARDED,
    'x-forwarded-for': '10.9.9.9, 198.51.100.1, rubbish, 203.0.113.7, 10.0.0.2',
  };
  expect(origin('10.1.2.3', hops).address).toBe('203.0.113.7');
});

test('a trusted proxy that says nothing is the client', () => {
  expect(origin('10.1.2.3', { host: 'switchyard' })).toEqual({
    proto: 'http',
    host: 'switchyard',
    port: '80',
    forwardedFor: '10.1.2.3',
    address: '10.1.2.3',
  });
});
