import { createHash } from 'node:crypto';
import { basicUser, headerValue } from '../protocol/headers';
import { bodyOf, sendEmpty, sendJson, sendText } from './simulated-answer';
import { passes, type Call, type CoordinatorState } from './simulated-call';
import { uiStats } from './simulated-load';

/** The web UI: a login by form or Basic authentication, and the numbers that it asks for. */
export async function webInterface(call: Call): Promise<void> {
  const { state, request, response, path, base } = call;
  if (path === '/' || path === '/ui') return sendEmpty(response, 303, { Location: `${base}/ui/` });
  if (path === '/ui/') return sendEmpty(response, 303, { Location: `${base}/ui/login.html` });
  if (path === '/ui/login' && request.method === 'POST') return logIn(call);
  if (path.startsWith('/ui/api/') && !isLoggedIn(call)) return refuse(call);
  if (path === '/ui/api/stats') {
    return sendJson(request, response, JSON.stringify(uiStats(state)));
  }
  const page = `<!doctype html><title>${state.cluster}</title><p>Simulated Trino cluster ${state.cluster}: it has no web interface.</p>\n`;
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(page)),
  });
  response.end(page);
}

async function logIn({ state, request, response, base }: Call): Promise<void> {
  const { webUi, password } = state.behaviour;
  if (webUi === 'basic') return sendText(response, 404, 'Error 404 Not Found');
  const form = new URLSearchParams(await bodyOf(request));
  const isIn = Boolean(form.get('username')) && form.get('password') === (password ?? '');
  if (!isIn) return sendEmpty(response, 303, { Location: `${base}/ui/login.html` });
  const cookie = `Trino-UI-Token=${tokenOf(state)};Version=1;Path=/ui;HttpOnly`;
  sendEmpty(response, 303, { Location: `${base}/ui/`, 'Set-Cookie': cookie });
}

function isLoggedIn({ state, request }: Call): boolean {
  const { cookie, authorization } = request.headers;
  if (state.behaviour.webUi === 'form') return cookie === `Trino-UI-Token=${tokenOf(state)}`;
  const header = headerValue(request.headers, 'authorization');
  return basicUser(authorization) !== undefined && passes(state, header);
}

function refuse({ state, response }: Call): void {
  const isForm = state.behaviour.webUi === 'form';
  const challenge = isForm ? 'Trino-Form-Login' : 'Basic realm="Trino"';
  sendText(response, 401, 'Unauthorized', { 'WWW-Authenticate': challenge });
}

/** Another one after each restart, which ends all logins. */
function tokenOf({ coordinatorId, startedAt }: CoordinatorState): string {
  return createHash('sha256').update(`${coordinatorId} ${startedAt}`).digest('base64url');
}
