import type { Problem } from '../../messages/en/fields.ts'

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/

/**
 * Whether someone born on this day is old enough.
 * @param born `YYYY-MM-DD`
 * @param rule.minAge in years; 0 for no minimum
 */
export function ageProblem(born: string, { minAge, now }: { minAge: number; now: number }): Problem | undefined {
  if (minAge === 0) return undefined
  if (born === '') return ['blank']
  const [, year, month, day] = (DATE.exec(born) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return ['not-a-date']
  if (new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, born.length) !== born) return ['not-a-date']
  return Date.UTC(year + minAge, month - 1, day) > now ? ['too-young'] : undefined
}
