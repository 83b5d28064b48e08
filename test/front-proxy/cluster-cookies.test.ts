import { cookieMark, nameCookies, ownCookies } from '../../front-proxy/cluster-cookies';

const BLUE = cookieMark('blue', 'c~');

test('a cookie that a coordinator sets gets the name of its cluster and the whole site', () => {
  const raw = [
    'Set-Cookie',
    'Trino-UI-Token=abc==; Version=1; Path=/ui; HttpOnly',
    'X-A',
    'Path=/ui',
  ];
  expect(nameCookies(raw, BLUE)).toEqual([
    ...[
      'Set-Cookie',
      'c~blue~Trino-UI-Token=abc==; Version=1; HttpOnly; Path=/',
      'X-A',
      'Path=/ui',
    ],
  ]);
});

test('every cookie of an answer is named, one that is deleted too', () => {
  const raw = ['set-cookie', 'a=1', 'set-cookie', 'b=;Max-Age=0;path=/ui'];
  expect(nameCookies(raw, BLUE)).toEqual([
    ...['set-cookie', 'c~blue~a=1; Path=/', 'set-cookie', 'c~blue~b=;Max-Age=0; Path=/'],
  ]);
});

test('a cluster gets its own cookies back, those of no cluster, and none of another', () => {
  const cookie = 'c~blue~Trino-UI-Token=abc; theme=dark; c~green~Trino-UI-Token=def; c~blue2~x=1';
  expect(ownCookies(['Cookie', cookie, 'Accept', '*/*'], BLUE, 'c~')).toEqual([
    ...['Cookie', 'Trino-UI-Token=abc; theme=dark', 'Accept', '*/*'],
  ]);
});

test('where no cookie is left the header goes too', () => {
  expect(ownCookies(['cookie', 'c~green~a=1', 'B', '2'], BLUE, 'c~')).toEqual(['B', '2']);
});

test.each(['__Secure-', '__Host-'])(
  'what browsers demand of %s cookies stays as it was',
  (word) => {
    const raw = ['Set-Cookie', `${word}Trino-Nonce=a; Path=/; Secure; HttpOnly`];
    expect(nameCookies(raw, BLUE)).toEqual([
      ...['Set-Cookie', `${word}c~blue~Trino-Nonce=a; Secure; HttpOnly; Path=/`],
    ]);
    const cookie = `${word}c~green~Trino-Nonce=b; ${word}c~blue~Trino-Nonce=a; ${word}other=c`;
    expect(ownCookies(['Cookie', cookie], BLUE, 'c~')).toEqual([
      ...['Cookie', `${word}Trino-Nonce=a; ${word}other=c`],
    ]);
  },
);
