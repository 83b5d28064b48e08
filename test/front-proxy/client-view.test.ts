import { clientView, leadsThroughUs, throughUs } from '../../front-proxy/rewriting/client-view';
import { rewriteHeaders } from '../../front-proxy/rewriting/rewrite-headers';

const origin = (host: string, proto: 'http' | 'https' = 'http', port = '') => ({
  ...{ host, proto, port, forwardedFor: '', address: '' },
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

test('a balancer that tells its port by X-Forwarded-Port alone is met at that port', () => {
  const tls = clientView(origin('proxy.example', 'https', '8443'), '/c~blue', 'http://trino:80');
  expect(leadsThroughUs('https://proxy.example:8443/c~blue/v1/x', tls)).toBe(true);
  expect(throughUs('https://proxy.example:8443/v1/x', tls)).toBe(
    'https://proxy.example:8443/c~blue/v1/x',
  );
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

const redirected = (location: string) => rewriteHeaders(['location', location], view)[1];

test.each([
  [
    'the URI that ends a login',
    'https://id.example/auth?a=%7E&redirect_uri=http%3A%2F%2Fproxy.example%3A8080%2Foauth2%2Fcallback&state=x%2By',
    'https://id.example/auth?a=%7E&redirect_uri=http%3A%2F%2Fproxy.example%3A8080%2Fc~blue%2Foauth2%2Fcallback&state=x%2By',
  ],
  [
    'the URI that ends a logout',
    'https://id.example/end?post_logout_redirect_uri=http://10.0.0.5:8081/ui/logout/logout.html#top',
    'https://id.example/end?post_logout_redirect_uri=http%3A%2F%2Fproxy.example%3A8080%2Fc~blue%2Fui%2Flogout%2Flogout.html#top',
  ],
  [
    'a URI that names the cluster already, byte for byte',
    'https://id.example/auth?redirect_uri=http%3A%2F%2Fproxy.example%3A8080%2Fc%7Eblue%2Foauth2%2Fcallback',
    'https://id.example/auth?redirect_uri=http%3A%2F%2Fproxy.example%3A8080%2Fc%7Eblue%2Foauth2%2Fcallback',
  ],
  [
    'a URI of somebody else',
    'https://id.example/auth?redirect_uri=https%3A%2F%2Fother.example%2F',
    'https://id.example/auth?redirect_uri=https%3A%2F%2Fother.example%2F',
  ],
  [
    'a provider that shares our host, which stays the provider’s',
    'http://proxy.example:8080/realms/lab/auth?redirect_uri=http%3A%2F%2Fproxy.example%3A8080%2Foauth2%2Fcallback',
    'http://proxy.example:8080/realms/lab/auth?redirect_uri=http%3A%2F%2Fproxy.example%3A8080%2Fc~blue%2Foauth2%2Fcallback',
  ],
])('a redirect to an OpenID provider comes back through us: %s', (_, location, expected) => {
  expect(redirected(location)).toBe(expected);
});
