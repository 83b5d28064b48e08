/** A moment as the clock and the calendar of a zone show it. */
export interface LocalTime {
  /** `2026-01-31` */
  date: string;
  /** `09:05`, 24 hours. */
  timeOfDay: string;
  hour: number;
  /** `monday` to `sunday`. */
  weekday: string;
}

// Building a format takes about 50 times as long as using it; there are some 600 zones.
const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws RangeError for an unknown zone. */
export function localTime(moment: Date, timeZone: string): LocalTime {
  const part = new Map(
    formatOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, value]),
  );
  const hour = part.get('hour') ?? '';
  return {
    date: `${part.get('year')}-${part.get('month')}-${part.get('day')}`,
    timeOfDay: `${hour}:${part.get('minute')}`,
    hour: Number(hour),
    weekday: (part.get('weekday') ?? '').toLowerCase(),
  };
}

/** Whether the text names a zone of the IANA database (plain offsets such as `+01:00` are none). */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    formatOf(text);
    return true;
  } catch {
    return false;
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'long',
  });
  formats.set(timeZone, format);
  return format;
}
