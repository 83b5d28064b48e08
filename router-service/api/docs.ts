import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { notFound } from '../../runtime/service-error';
import { type Answer, type Endpoint, endpoint } from './endpoint';

// Everything comes from this server; Swagger UI's icons are data: images.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const SECURITY_HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

const SWAGGER_UI = dirname(require.resolve('swagger-ui-dist/package.json'));

const FILES: Record<string, string> = {
  'index.css': 'text/css; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Switchyard: HTTP API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="stylesheet" href="/docs/index.css">
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

// validatorUrl would send the address of this server to swagger.io.
const START = `window.ui = window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
});
`;

const fileName = z.object({ file: z.string().describe('A file of the page.') });
const common = { method: 'get', tag: 'operations', role: 'everyone' } as const;

/** The HTTP API as a page for people, without anything from elsewhere. */
export function docsEndpoints(): Endpoint[] {
  const home = endpoint({
    ...common,
    path: '/',
    summary: 'Leads to the documentation',
    answers: { 302: { description: 'To /docs.' } },
    handle: () => ({ status: 302, headers: { Location: '/docs' } }),
  });
  const page = endpoint({
    ...common,
    path: '/docs',
    summary: 'This API as a page',
    answers: { 200: { description: 'Swagger UI.', contentType: 'text/html' } },
    handle: () => content('text/html; charset=utf-8', PAGE),
  });
  const files = endpoint({
    ...common,
    path: '/docs/{file}',
    summary: 'Scripts and styles of the page',
    params: fileName,
    answers: { 200: { description: 'The file.', contentType: 'application/octet-stream' } },
    errors: [404],
    handle: ({ params }) => fileOf(params.file),
  });
  return [home, page, files];
}

async function fileOf(name: string): Promise<Answer> {
  if (name === 'start.js') return content('text/javascript; charset=utf-8', START);
  const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (type === undefined) throw notFound('file', name, 'open /docs');
  return content(type, await readFile(join(SWAGGER_UI, name)));
}

function content(type: string, body: string | Buffer): Answer {
  return { status: 200, headers: { ...SECURITY_HEADERS, 'Content-Type': type }, content: body };
}
