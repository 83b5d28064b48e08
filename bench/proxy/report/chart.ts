/** Lines over two logarithmic axes, as an SVG file of docs/charts. */
export interface Chart {
  /** Without .svg. */
  file: string;
  title: string;
  /** What the points' first numbers count. */
  x: string;
  series: Series[];
}

interface Series {
  name: string;
  points: [number, number][];
}

const [WIDTH, HEIGHT] = [640, 360];
const FRAME = { left: 70, right: 20, top: 50, bottom: 50 };
const COLOURS = ['#2563eb', '#d97706', '#059669'];

/** Written by hand, so that no library draws: a chart needs two scales, a grid and lines. */
export function svgOf({ title, x, series }: Chart): string {
  const all = series.flatMap(({ points }) => points);
  const across = scaleOf(
    all.map(([value]) => value),
    FRAME.left,
    WIDTH - FRAME.right,
  );
  const up = scaleOf(
    all.map(([, value]) => value),
    HEIGHT - FRAME.bottom,
    FRAME.top,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${FRAME.left}" y="20" font-size="15" font-weight="bold">${title}</text>`,
    ...up.decades.flatMap((value) => horizontal(up.at(value), shortNumber(value))),
    ...across.decades.flatMap((value) => vertical(across.at(value), shortNumber(value))),
    `<text x="${(WIDTH + FRAME.left) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${x}</text>`,
    ...series.flatMap((each, at) => line(each, COLOURS[at % COLOURS.length]!, at, across, up)),
    '</svg>',
    '',
  ].join('\n');
}

interface Scale {
  decades: number[];
  at: (value: number) => number;
}

/** From the power of ten below the least value to the one above the greatest. */
export function scaleOf(values: readonly number[], from: number, to: number): Scale {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    decades: Array.from({ length: last - first + 1 }, (_, at) => 10 ** (first + at)),
    at: (value) => Math.round(from + ((Math.log10(value) - first) / (last - first)) * (to - from)),
  };
}

function horizontal(y: number, text: string): string[] {
  return [
    `<line x1="${FRAME.left}" y1="${y}" x2="${WIDTH - FRAME.right}" y2="${y}" stroke="#ddd"/>`,
    `<text x="${FRAME.left - 8}" y="${y + 4}" text-anchor="end">${text}</text>`,
  ];
}

function vertical(x: number, text: string): string[] {
  return [
    `<line x1="${x}" y1="${FRAME.top}" x2="${x}" y2="${HEIGHT - FRAME.bottom}" stroke="#ddd"/>`,
    `<text x="${x}" y="${HEIGHT - FRAME.bottom + 18}" text-anchor="middle">${text}</text>`,
  ];
}

function line({ name, points }: Series, colour: string, at: number, x: Scale, y: Scale): string[] {
  const places = points.map(([across, up]) => [x.at(across), y.at(up)] as const);
  return [
    `<polyline points="${places.map((place) => place.join()).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...places.map(([cx, cy], point) => {
      const value = Math.round(points[point]![1]).toLocaleString('en-US');
      return `<circle cx="${cx}" cy="${cy}" r="4" fill="${colour}"><title>${value}</title></circle>`;
    }),
    `<text x="${FRAME.left + at * 160}" y="40" fill="${colour}">● ${name}</text>`,
  ];
}

function shortNumber(value: number): string {
  if (value >= 1e6) return `${value / 1e6} M`;
  return value >= 1e3 ? `${value / 1e3} k` : String(value);
}
