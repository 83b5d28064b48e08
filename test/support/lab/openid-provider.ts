import { createSign, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A client that may send people here, as the provider's operator registered it. */
export interface RegisteredClient {
  id: string;
  secret: string;
  /** Compared letter by letter, as OpenID Connect demands. */
  redirectUris: string[];
  /** Where people may be sent after a logout. */
  logoutUris: string[];
  /** How long an access token is valid. */
  tokenSeconds: number;
}

/** A login that waits for its code to be redeemed. */
interface Grant {
  client: RegisteredClient;
  user: string;
  redirectUri: string;
  nonce: string | undefined;
}

type Claims = Record<string, unknown>;

export interface OpenIdProvider {
  issuer: string;
  clients: Map<string, RegisteredClient>;
  /** Each redirect URI that somebody came with, refused ones too. */
  askedRedirectUris: string[];
  /** Each grant that was redeemed at the token endpoint, such as `refresh_token`. */
  redeemed: string[];
  close(): void;
}

/**
 * A small OpenID provider with a login form of one field and two buttons, for Trino's
 * `http-server.authentication.type=oauth2`. Knows codes and refresh tokens, signs with RS256.
 */
export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, Grant>();
  const refreshTokens = new Map<string, Grant>();
  const provider: OpenIdProvider = {
    issuer: '',
    clients: new Map(),
    askedRedirectUris: [],
    redeemed: [],
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };

  const endpoints: Record<string, (request: OpenIdRequest) => void> = {
    'GET /.well-known/openid-configuration': ({ response }) =>
      answerJson(response, discovery(provider.issuer)),
    'GET /jwks': ({ response }) =>
      answerJson(response, { keys: [{ ...publicKey.export({ format: 'jwk' }), ...KEY }] }),
    'GET /authorize': showForm,
    'POST /authorize': answerForm,
    'POST /token': redeem,
    'GET /userinfo': ({ request, response }) => {
      const claims = claimsOf(request.headers.authorization?.replace('Bearer ', '') ?? '');
      answerJson(response, { sub: claims.sub, aud: claims.aud, iss: claims.iss });
    },
    'GET /logout': logOut,
  };

  function showForm({ parameters, response }: OpenIdRequest): void {
    const redirectUri = parameters.get('redirect_uri') ?? '';
    provider.askedRedirectUris.push(redirectUri);
    const client = provider.clients.get(parameters.get('client_id') ?? '');
    if (!client?.redirectUris.includes(redirectUri))
      return answerText(response, 400, `${redirectUri} is not registered`);
    response.writeHead(200, { 'content-type': 'text/html' }).end(loginForm(parameters));
  }

  function answerForm({ parameters, response }: OpenIdRequest): void {
    const client = provider.clients.get(parameters.get('client_id') ?? '')!;
    const redirectUri = parameters.get('redirect_uri') ?? '';
    const answer = new URL(redirectUri);
    answer.searchParams.set('state', parameters.get('state') ?? '');
    if (parameters.get('consent') === 'no') {
      answer.searchParams.set('error', 'access_denied');
    } else {
      const code = randomBytes(16).toString('hex');
      const nonce = parameters.get('nonce') ?? undefined;
      codes.set(code, { client, user: parameters.get('user') ?? '', redirectUri, nonce });
      answer.searchParams.set('code', code);
    }
    redirect(response, answer);
  }

  function redeem({ request, parameters, response }: OpenIdRequest): void {
    const type = parameters.get('grant_type') ?? '';
    const isRefresh = type === 'refresh_token';
    const tickets = isRefresh ? refreshTokens : codes;
    const ticket = parameters.get(isRefresh ? 'refresh_token' : 'code') ?? '';
    const grant = tickets.get(ticket);
    // Both are good for one use.
    tickets.delete(ticket);
    const isSame = isRefresh || parameters.get('redirect_uri') === grant?.redirectUri;
    if (grant === undefined || !isSame || !isClient(request, grant.client))
      return answerJson(response, { error: 'invalid_grant' }, 400);
    provider.redeemed.push(type);
    const refreshToken = randomBytes(16).toString('hex');
    refreshTokens.set(refreshToken, { ...grant, nonce: undefined });
    answerJson(response, { ...tokensFor(grant), refresh_token: refreshToken });
  }

  function tokensFor({ client, user, nonce }: Grant): Claims {
    const now = Math.floor(Date.now() / 1000);
    const common = { iss: provider.issuer, sub: user, aud: client.id, iat: now };
    const expires = { exp: now + client.tokenSeconds, jti: randomBytes(8).toString('hex') };
    return {
      access_token: signed({ ...common, ...expires, scope: 'openid' }, privateKey),
      id_token: signed(
        { ...common, ...expires, ...(nonce !== undefined && { nonce }) },
        privateKey,
      ),
      token_type: 'Bearer',
      expires_in: client.tokenSeconds,
    };
  }

  function logOut({ parameters, response }: OpenIdRequest): void {
    const back = parameters.get('post_logout_redirect_uri') ?? '';
    const audience = claimsOf(parameters.get('id_token_hint') ?? '').aud;
    const client = provider.clients.get(parameters.get('client_id') ?? String(audience));
    if (!client?.logoutUris.includes(back))
      return answerText(response, 400, `${back} is not registered for logouts`);
    redirect(response, new URL(back));
  }

  const server = createServer((request, response) => {
    void readParameters(request).then((parameters) => {
      const { pathname } = new URL(request.url ?? '/', 'http://provider');
      const endpoint = endpoints[`${request.method} ${pathname}`];
      if (endpoint === undefined) answerText(response, 404, 'not found');
      else endpoint({ request, parameters, response });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return provider;
}

interface OpenIdRequest {
  request: IncomingMessage;
  /** Of the query and of a form in the body. */
  parameters: URLSearchParams;
  response: ServerResponse;
}

const KEY = { kid: 'lab', use: 'sig', alg: 'RS256' };

function discovery(issuer: string): Claims {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    userinfo_endpoint: `${issuer}/userinfo`,
    end_session_endpoint: `${issuer}/logout`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

function loginForm(parameters: URLSearchParams): string {
  const hidden = [...parameters].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${encodeURI(value)}">`,
  );
  return `<!doctype html><title>Log in</title><form method="post" action="/authorize">${hidden.join('')}
    <input name="user"><button name="consent" value="yes">Allow</button>
    <button name="consent" value="no">Deny</button></form>`;
}

async function readParameters(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { searchParams } = new URL(request.url ?? '/', 'http://provider');
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  return new URLSearchParams([...searchParams, ...form]);
}

/** Whether the client proved itself by HTTP Basic. */
function isClient(request: IncomingMessage, { id, secret }: RegisteredClient): boolean {
  const proof = Buffer.from(`${id}:${secret}`).toString('base64');
  return request.headers.authorization === `Basic ${proof}`;
}

function signed(claims: Claims, key: KeyObject): string {
  const parts = [{ typ: 'JWT', ...KEY }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const text = parts.join('.');
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}

function claimsOf(token: string): Claims {
  const body = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return body === '' ? {} : (JSON.parse(body) as Claims);
}

function redirect(response: ServerResponse, target: URL): void {
  response.writeHead(303, { location: target.href }).end();
}

function answerJson(response: ServerResponse, body: Claims, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}
