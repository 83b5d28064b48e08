import { parseArgs } from 'node:util';

const SERVING = ['start', 'demo', 'front-proxy', 'router-service'] as const;

export type Command =
  | { name: (typeof SERVING)[number]; configFile: string | undefined }
  | { name: 'config check'; file: string }
  | { name: 'rules test'; files: string[]; configFile: string | undefined }
  | { name: 'import trino-gateway-rules'; file: string }
  | { name: 'rules facts' | 'config example' | 'router-child' | 'help' | 'version' };

/** What the arguments ask for; a text tells what is wrong with them. */
export function parseArguments(args: readonly string[]): Command | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'V' },
      },
    });
    if (values.help) return { name: 'help' };
    if (values.version) return { name: 'version' };
    return commandOf(positionals, values.config);
  } catch (err) {
    return err instanceof Error ? err.message : String(err);
  }
}

function commandOf(words: readonly string[], configFile: string | undefined): Command | string {
  const [first, second, ...rest] = words;
  if (first === undefined) return 'No command is given.';
  if (first === 'config') return configCommand(second, rest, configFile);
  if (first === 'rules') return rulesCommand(second, rest, configFile);
  if (first === 'import') return importCommand(second, rest, configFile);
  const serving = SERVING.find((name) => name === first);
  if (serving === undefined && first !== 'router-child') return `There is no command "${first}".`;
  if (second !== undefined) return `"${first}" takes no argument "${second}".`;
  return serving === undefined ? { name: 'router-child' } : { name: serving, configFile };
}

function rulesCommand(
  action: string | undefined,
  files: string[],
  configFile: string | undefined,
): Command | string {
  if (action === 'facts' && files.length === 0) return { name: 'rules facts' };
  if (action !== 'test') return '"rules" is followed by "test FILE..." or "facts".';
  if (files.length === 0) return '"rules test" takes one or more files.';
  return { name: 'rules test', files, configFile };
}

function configCommand(
  action: string | undefined,
  words: readonly string[],
  configFile: string | undefined,
): Command | string {
  if (configFile !== undefined) return '"config" takes the file as an argument, not by --config.';
  const [file, extra] = words;
  if (action === 'example' && file === undefined) return { name: 'config example' };
  if (action !== 'check') return '"config" is followed by "check FILE" or "example".';
  if (file === undefined || extra !== undefined) return '"config check" takes exactly one file.';
  return { name: 'config check', file };
}

function importCommand(
  what: string | undefined,
  words: readonly string[],
  configFile: string | undefined,
): Command | string {
  if (configFile !== undefined) return '"import" needs no configuration; leave --config out.';
  const [file, extra] = words;
  if (what !== 'trino-gateway-rules') return '"import" is followed by "trino-gateway-rules FILE".';
  if (file === undefined || extra !== undefined) {
    return '"import trino-gateway-rules" takes exactly one file.';
  }
  return { name: 'import trino-gateway-rules', file };
}
