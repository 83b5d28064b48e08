import { parseArguments } from '../../cli/parse-arguments';

test.each([
  ['start', { name: 'start', configFile: undefined }],
  ['start --config a.yaml', { name: 'start', configFile: 'a.yaml' }],
  ['--config=a.yaml start', { name: 'start', configFile: 'a.yaml' }],
  ['demo', { name: 'demo', configFile: undefined }],
  ['front-proxy --config a.yaml', { name: 'front-proxy', configFile: 'a.yaml' }],
  ['router-service', { name: 'router-service', configFile: undefined }],
  ['router-child', { name: 'router-child' }],
  ['config check a.yaml', { name: 'config check', file: 'a.yaml' }],
  ['config example', { name: 'config example' }],
  ['import trino-gateway-rules a.yaml', { name: 'import trino-gateway-rules', file: 'a.yaml' }],
  ['--help', { name: 'help' }],
  ['start -h', { name: 'help' }],
  ['--version', { name: 'version' }],
])('%j is understood', (line, command) => {
  expect(parseArguments(line.split(' '))).toEqual(command);
});

test.each([
  [[], 'No command is given.'],
  [['stop'], 'There is no command "stop".'],
  [['start', 'now'], '"start" takes no argument "now".'],
  [['start', '--port', '1'], /--port/],
  [['start', '--config'], /--config/],
  [['config'], '"config" is followed by "check FILE" or "example".'],
  [['config', 'show'], '"config" is followed by "check FILE" or "example".'],
  [['config', 'check'], '"config check" takes exactly one file.'],
  [['config', 'check', 'a', 'b'], '"config check" takes exactly one file.'],
  [['import'], '"import" is followed by "trino-gateway-rules FILE".'],
  [['import', 'rules', 'a'], '"import" is followed by "trino-gateway-rules FILE".'],
  [['import', 'trino-gateway-rules'], '"import trino-gateway-rules" takes exactly one file.'],
  [
    ['import', 'trino-gateway-rules', 'a', '--config', 'b'],
    '"import" needs no configuration; leave --config out.',
  ],
  [
    ['config', 'check', '--config', 'a'],
    '"config" takes the file as an argument, not by --config.',
  ],
])('%j is refused with its reason', (args, reason) => {
  const refusal = parseArguments(args);
  expect(typeof refusal).toBe('string');
  expect(refusal).toMatch(reason);
});
