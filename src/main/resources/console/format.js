/** Numbers, sizes and times as text. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const one = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** 1234567 as 1,234,567 */
export const number = (n) => (n === undefined || n === null ? '–' : whole.format(n));
/** 1234567 as 1.2M */
export const compact = (n) => short.format(n);

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** @param {number | undefined} n bytes */
export function bytes(n) {
  if (n === undefined || n === null) return '–';
  let unit = 0;
  let value = n;
  for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
  return (unit === 0 || value >= 100 ? whole : one).format(value) + ' ' + UNITS[unit];
}

/** @param {number | undefined} seconds */
export function duration(seconds) {
  if (seconds === undefined || seconds === null || Number.isNaN(seconds)) return '–';
  if (seconds < 1) return Math.max(0, Math.round(seconds * 1000)) + ' ms';
  if (seconds < 10) return one.format(seconds) + ' s';
  if (seconds < 60) return Math.round(seconds) + ' s';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

/** @param {string | number | Date} time */
export const absoluteTime = (time) => absolute.format(new Date(time));
export const clockTime = (time) => clock.format(new Date(time));

/** @param {string | number | Date} time @param {number} [now] */
export function relativeTime(time, now = Date.now()) {
  const seconds = (new Date(time).getTime() - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 5) return 'now';
  if (size < 60) return relative.format(Math.round(seconds), 'second');
  if (size < 3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  return relative.format(Math.round(seconds / 86_400), 'day');
}

/** @param {number} n @param {string} noun @param {string} [many] */
export const count = (n, noun, many = noun + 's') => `${number(n)} ${n === 1 ? noun : many}`;

export const perSecond = (n) => (n === undefined || n === null ? '–' : number(n) + ' /s');

const SERVICES = {
  pinpoint: 'Pinpoint', personalize: 'Personalize', dataexchange: 'Data Exchange', cleanroomsml: 'Clean Rooms ML',
};
export const serviceName = (service) => SERVICES[service] ?? service ?? 'internal';
export const serviceNames = SERVICES;

/** The shortest part of an ARN or id that tells it from its siblings. */
export const tail = (text = '') => (text.startsWith('arn:') ? text.split(/[:/]/).pop() : text);

/** The beginning of a long id; the whole one belongs into a title. */
export const shortId = (id = '') => (/^[0-9a-f]{24,}$/.test(id) ? id.slice(0, 12) + '…' : id);
