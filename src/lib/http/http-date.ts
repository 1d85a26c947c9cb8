// The three forms of RFC 9110, which all start with the name of a day. `Date.parse` alone would accept "12" as a date.
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w :-]{18,30}(?:GMT|UTC|\d{4})$/

/** The date in a header (`date`, `retry-after`) in Unix milliseconds; NaN if it is not a date (case 6). */
export function parseHttpDate(text: string): number {
  if (!HTTP_DATE.test(text)) return Number.NaN
  return Date.parse(text.endsWith('GMT') || text.endsWith('UTC') ? text : `${text} GMT`)
}
