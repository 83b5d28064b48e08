import { clientView, leadsThroughUs, throughUs } from '../../front-proxy/rewriting/client-view';
import { rewriteHeaders } from '../../front-proxy/rewriting/rewrite-headers';

const origin = (host: string, proto: 'http' | 'https' = 'http') => ({
  ...{ host, proto, port: '', forwardedFor: '', address: '' },
});
const view = clientView(origin('proxy.example:8080'), '/c~blue', 'http://10.0.0.5:8081');

test.each([
  [
    'the coordinator',
    'http://10.0.0.5:8081/v1/x?a=%2F',
    'http://proxy.example:8080/c~blue/v1/x?a=%2F',
  ],
  ['it by another scheme', 'https://10.0.0.5:8081/v1', 'http://proxy.example:8080/c~blue/v1'],
  ['us without the cluster', 'http://proxy.example:8080/v1', 'http://proxy.example:8080/c~blue/v1'],
  ['us', 'http://proxy.example:8080/c~blue/v1', 'http://proxy.example:8080/c~blue/v1'],
  ['an object store', 'https://s3.example/b/1?X-Amz=a%2Fb', 'https://s3.example/b/1?X-Amz=a%2Fb'],
  ['a path', '/ui/login.html', '/c~blue/ui/login.html'],
  ['a path with the cluster', '/c~blue/ui/', '/c~blue/ui/'],
  ['another host without a scheme', '//evil.example/', '//evil.example/'],
  ['nothing', 'about:blank', 'about:blank'],
])('a URI of %s leads through us where it should', (_, uri, expected) => {
  expect(throughUs(uri, view)).toBe(expected);
});

test('the port that is the scheme’s own may be left out', () => {
  const tls = clientView(origin('proxy.example:443', 'https'), '/c~blue', 'http://trino:80');
  expect(leadsThroughUs('https://proxy.example/c~blue/v1/x', tls)).toBe(true);
  expect(throughUs('http://trino/v1/x', tls)).toBe('https://proxy.example/c~blue/v1/x');
});

test('another cluster’s segment does not lead to this cluster', () => {
  expect(leadsThroughUs('http://proxy.example:8080/c~bluest/v1', view)).toBe(false);
});

test('redirects and OAuth2 challenges lead through us', () => {
  const challenge =
    'Bearer x_redirect_server="http://10.0.0.5:8081/oauth2/token/initiate/1", x_token_server="http://10.0.0.5:8081/oauth2/token/2"';
  const headers = [
    'Location',
    'http://10.0.0.5:8081/ui/',
    'WWW-Authenticate',
    challenge,
    'X',
    '/a',
  ];
  expect(rewriteHeaders(headers, view)).toEqual([
    ...['Location', 'http://proxy.example:8080/c~blue/ui/', 'WWW-Authenticate'],
    challenge.replaceAll('http://10.0.0.5:8081', 'http://proxy.example:8080/c~blue'),
    ...['X', '/a'],
  ]);
});
