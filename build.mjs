// Compiles the TypeScript into dist/ and puts beside it the files that the code reads.
// Types are not checked here (`npm run types` does that): a start should not wait for them.
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const assets = ['router-service/database/migrations', 'rules/starter'];

// On stderr: what is started next may be asked for its output alone.
console.error('compiling TypeScript, some ten seconds …');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
for (const asset of assets)
  cpSync(join(root, asset), join(root, 'dist', asset), { recursive: true });
