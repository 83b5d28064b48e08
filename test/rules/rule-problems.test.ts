import { problemsOf, withCondition } from './compiled';

const conditions = { all: [{ fact: 'user', operator: 'equal', value: 'ada' }] };
const event = { type: 'route', params: { routingGroup: 'etl' } };
const rule = { name: 'one', conditions, event };
const adjusting = (params: unknown) => ({
  rules: [{ name: 'one', conditions, event: { type: 'adjust', params } }],
});
const routing = (params: unknown) => ({
  rules: [{ name: 'one', conditions, event: { type: 'route', params } }],
});

test.each<[what: string, input: unknown, path: string, message: RegExp]>([
  ['no object', 5, '', /must be a rule set/],
  ['null', null, '', /must be a rule set/],
  ['undefined', undefined, '', /must be a rule set/],
  ['no rules', {}, 'rules', /must be a list of rules/],
  [
    'an unknown field',
    { rules: [], rulez: [] },
    'rulez',
    /not a known field; did you mean rules\?/,
  ],
  ['a field cut short', { rules: [{ ...rule, prio: 1 }] }, 'rules[0].prio', /mean priority\?/],
  [
    'an unknown field of no kind',
    { rules: [{ ...rule, xxxxxxxxxxxx: 1 }] },
    'rules[0].xxxxxxxxxxxx',
    /remove it, known here are name, description/,
  ],
  [
    'an unknown field of an event',
    { rules: [{ ...rule, event: { ...event, parms: {} } }] },
    'rules[0].event.parms',
    /mean params\?/,
  ],
  [
    'an unknown field of a rejection',
    { rules: [{ ...rule, event: { type: 'reject', params: { message: 'no', mesage: 'no' } } }] },
    'rules[0].event.params.mesage',
    /mean message\?/,
  ],
  [
    'a field of another event',
    { rules: [{ ...rule, event: { type: 'reject', params: { message: 'no', weights: {} } } }] },
    'rules[0].event.params.weights',
    /known here are message$/,
  ],
  [
    'an unknown field of a comparison',
    { rules: [{ ...rule, conditions: { all: [{ ...conditions.all[0], vaule: 'a' }] } }] },
    'rules[0].conditions.all[0].vaule',
    /mean value\?/,
  ],
  ['priority 0', { rules: [{ ...rule, priority: 0 }] }, 'rules[0].priority', /1 or more/],
  ['a text as priority', { rules: [{ ...rule, priority: '9' }] }, 'rules[0].priority', /whole/],
  [
    'a name with a slash',
    { rules: [{ ...rule, name: 'a/b' }] },
    'rules[0].name',
    /1 to 100 letters/,
  ],
  ['a name used twice', { rules: [rule, rule] }, 'rules[1].name', /name of rules\[0\] too/],
  ['no conditions', { rules: [{ name: 'one', event }] }, 'rules[0].conditions', /exactly one of/],
  ['an unknown zone', { timeZone: 'Mars/Base', rules: [] }, 'timeZone', /no IANA time zone/],
  ['an offset as zone', { timeZone: '+01:00', rules: [] }, 'timeZone', /no IANA time zone/],
  [
    'a comparison at the root',
    { rules: [{ ...rule, conditions: { fact: 'user', operator: 'equal', value: 'a' } }] },
    'rules[0].conditions',
    /exactly one of all, any, not or condition/,
  ],
  [
    'all and any side by side',
    { rules: [{ ...rule, conditions: { ...conditions, any: conditions.all } }] },
    'rules[0].conditions',
    /exactly one of/,
  ],
  [
    'an empty list of conditions',
    { rules: [{ ...rule, conditions: { any: [] } }] },
    'rules[0].conditions.any',
    /at least one condition/,
  ],
  [
    'an unknown condition',
    { conditions: { night: conditions }, rules: [{ ...rule, conditions: { condition: 'nigth' } }] },
    'rules[0].conditions.condition',
    /did you mean night\?/,
  ],
  [
    'a condition of itself',
    { conditions: { a: { any: [{ condition: 'b' }] }, b: { not: { condition: 'a' } } }, rules: [] },
    'conditions.b.not.condition',
    /a -> b -> a/,
  ],
  [
    'an unknown event',
    { rules: [{ ...rule, event: { type: 'send', params: {} } }] },
    'rules[0].event.type',
    /"route", "reject", "warn", "adjust" or "limit"/,
  ],
  [
    'group and weights',
    routing({ routingGroup: 'a', weights: { a: 1 } }),
    'rules[0].event.params',
    /either/,
  ],
  [
    'a bad group',
    routing({ routingGroup: 'a b' }),
    'rules[0].event.params.routingGroup',
    /routing group/,
  ],
  [
    'a bad group of weights',
    routing({ weights: { 'a b': 1 } }),
    'rules[0].event.params.weights.a b',
    /routing group/,
  ],
  [
    'a negative weight',
    routing({ weights: { a: -1, b: 1 } }),
    'rules[0].event.params.weights.a',
    /0 or more/,
  ],
  ['no share at all', routing({ weights: { a: 0 } }), 'rules[0].event.params.weights', /above 0/],
  [
    'sticky by no fact',
    routing({ weights: { a: 1 }, stickyBy: 'usr' }),
    'rules[0].event.params.stickyBy',
    /mean user\?/,
  ],
  [
    'sticky by a set',
    routing({ weights: { a: 1 }, stickyBy: 'tables' }),
    'rules[0].event.params.stickyBy',
    /one value/,
  ],
  [
    'a rejection without message',
    { rules: [{ ...rule, event: { type: 'reject', params: {} } }] },
    'rules[0].event.params.message',
    /must be a text/,
  ],
  [
    'a header set and removed',
    adjusting({ headers: { 'X-A': '1' }, removeHeaders: ['x-a'] }),
    'rules[0].event.params.removeHeaders[0]',
    /changed twice/,
  ],
  [
    'an identity removed',
    adjusting({ removeHeaders: ['Authorization'] }),
    'rules[0].event.params.removeHeaders[0]',
    /allowHeaders/,
  ],
  [
    'a tag set and removed',
    adjusting({ clientTags: ['a'], removeClientTags: ['a'] }),
    'rules[0].event.params.removeClientTags[0]',
    /set by this rule too/,
  ],
  [
    'a source with a line break',
    adjusting({ source: 'a\nb' }),
    'rules[0].event.params.source',
    /line breaks/,
  ],
  [
    'a fallback to itself',
    routing({ routingGroup: 'a', fallback: ['b', 'a'] }),
    'rules[0].event.params.fallback[1]',
    /itself/,
  ],
  [
    'a fallback twice',
    routing({ routingGroup: 'a', fallback: ['b', 'b'] }),
    'rules[0].event.params.fallback[1]',
    /twice/,
  ],
  [
    'a fallback of a strict rule',
    routing({ routingGroup: 'a', fallback: ['b'], strict: true }),
    'rules[0].event.params.fallback',
    /strict is true/,
  ],
  [
    'no cluster name',
    routing({ routingGroup: 'a', cluster: 'Blue!' }),
    'rules[0].event.params.cluster',
    /name of a cluster/,
  ],
  [
    'an allowed header that needs no allowance',
    { allowHeaders: ['X-Note'], rules: [] },
    'allowHeaders[0]',
    /need not be allowed/,
  ],
  [
    'two tests of one name',
    {
      rules: [],
      tests: [
        { name: 't', request: {}, expect: { rule: null } },
        { name: 't', request: {}, expect: { rule: null } },
      ],
    },
    'tests[1].name',
    /name of tests\[0\] too/,
  ],
  [
    'a test that expects nothing',
    { rules: [], tests: [{ name: 't', request: {}, expect: {} }] },
    'tests[0].expect',
    /expects nothing/,
  ],
  [
    'a path that counts do not have',
    withCondition({ fact: 'runningQueries', operator: 'greaterThan', value: 5 }),
    'rules[0].conditions.all[0].operator',
    /counts/,
  ],
  ['nothing adjusted', adjusting({}), 'rules[0].event.params', /adjusts nothing/],
  [
    'a tag with a comma',
    adjusting({ clientTags: ['a,b'] }),
    'rules[0].event.params.clientTags[0]',
    /no comma/,
  ],
  [
    'a bad property',
    adjusting({ sessionProperties: { 'a=b': 'c' } }),
    'rules[0].event.params.sessionProperties.a=b',
    /no session property/,
  ],
  [
    'a header twice',
    adjusting({ headers: { 'X-A': '1', 'x-a': '2' } }),
    'rules[0].event.params.headers.x-a',
    /changed twice/,
  ],
  [
    'a header with a line break',
    adjusting({ headers: { 'X-A': '1\r\nX: 2' } }),
    'rules[0].event.params.headers.X-A',
    /line breaks/,
  ],
  [
    'no header name',
    adjusting({ headers: { 'X A': '1' } }),
    'rules[0].event.params.headers.X A',
    /no header name/,
  ],
])('%s is a problem at its place', (_, input, path, message) => {
  expect(problemsOf(input)).toEqual([{ path, message: expect.stringMatching(message) }]);
});

test.each([
  'Authorization',
  'proxy-authorization',
  'Cookie',
  'X-Trino-User',
  'X-Presto-User',
  'x-trino-original-user',
  'X-Trino-Extra-Credential',
  'X-Presto-Extra-Credential',
  'X-Trino-Role',
  'Host',
  'Content-Length',
  'Transfer-Encoding',
  'Connection',
  'X-Forwarded-For',
  'x-forwarded-prefix',
  'X-Trino-Session',
  'X-Trino-Client-Tags',
  'X-Trino-Transaction-Id',
])('no rule may set the header %s', (header) => {
  expect(problemsOf(adjusting({ headers: { [header]: 'x' } }))).toEqual([
    { path: `rules[0].event.params.headers.${header}`, message: expect.any(String) },
  ]);
});
