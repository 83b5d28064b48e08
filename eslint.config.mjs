import tseslint from 'typescript-eslint';

// Who may import whom (docs/architecture.md). A folder may use itself and what it lists.
const FOLDERS = {
  protocol: [],
  runtime: [],
  sql: [],
  queue: [],
  rules: ['sql'],
  config: ['protocol', 'runtime'],
  'router-service': ['rules', 'sql', 'queue', 'protocol', 'runtime', 'config'],
  'front-proxy': ['queue', 'protocol', 'runtime', 'config'],
  demo: ['protocol', 'runtime'],
  bench: ['sql', 'rules', 'runtime'],
  cli: ['router-service', 'front-proxy', 'demo', 'config', 'rules', 'runtime', 'protocol', 'sql'],
};

// The one place that may import each of these packages.
const DOORS = {
  pg: 'router-service/database/',
  '@electric-sql/pglite': 'router-service/database/',
  'json-rules-engine': 'rules/',
  re2js: 'rules/',
  picomatch: 'rules/',
  'ipaddr.js': 'rules/',
  'node-sql-parser': 'sql/',
  'lru-cache': 'sql/',
  fzstd: 'protocol/',
  'prom-client': 'runtime/',
  pino: 'runtime/',
  yaml: 'runtime/',
  'swagger-ui-dist': 'router-service/api/',
};

// Anchored: a plain "yaml" would also forbid our own files of that name.
const packageGroup = (name) => ({
  regex: `^${name.replaceAll('.', '\\.')}(?:/|$)`,
  message: `only ${DOORS[name]} may import ${name}`,
});

// One file of a folder that may otherwise not be imported, by folder (docs/decisions).
const FILES = { 'front-proxy': { sql: 'fingerprint' } };

const importRules = (folder) => {
  const foreign = Object.keys(FOLDERS).filter(
    (other) => other !== folder && !FOLDERS[folder].includes(other),
  );
  return foreign.map((other) => ({
    regex: `(?:^|/)\\.\\./${other}(?:/(?!${FILES[folder]?.[other] ?? ''}$)|$)`,
    message: `${folder}/ may import ${FOLDERS[folder].join(', ') || 'nothing of ours'} (docs/architecture.md)`,
  }));
};

const doorsClosedTo = (path) =>
  Object.keys(DOORS)

    .filter((name) => !path.startsWith(DOORS[name]))
    .map(packageGroup);

const restrict = (files, folder, path) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [...importRules(folder), ...doorsClosedTo(path)] },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'data/', 'node_modules/'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      'max-lines': ['error', { max: 300 }],
      'no-console': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-require-imports': 'off',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
    },
  },
  { files: ['*.mjs', '*.js'], rules: { 'no-restricted-exports': 'off', 'no-console': 'off' } },
  ...Object.keys(FOLDERS).map((folder) => restrict([`${folder}/**/*.ts`], folder, `${folder}/`)),
  // The narrower doors come last, as the later rule replaces the earlier one.
  restrict(['router-service/database/**/*.ts'], 'router-service', 'router-service/database/'),
  restrict(['router-service/api/**/*.ts'], 'router-service', 'router-service/api/'),
  {
    files: Object.keys(FOLDERS)
      .filter((folder) => folder !== 'runtime')
      .map((folder) => `${folder}/**/*.ts`),
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'only runtime/ reads process.env',
        },
      ],
    },
  },
  { files: ['cli/**/*.ts'], rules: { 'no-console': 'off' } },
);
