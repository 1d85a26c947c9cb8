/** As in the settings. */
export const MB = 1_048_576

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const
const STEP = 1_024
/** Below this, a digit after the point says something. */
const FEW = 100

/** A size for people, such as “5.2 GB”. As in the settings, a megabyte has 1,048,576 bytes. */
export function showBytes(bytes: number): string {
  let [size, unit] = [bytes, 0]
  // 999.6 MB would be shown as “1000 MB”, and 1023.9 MB as “1024 MB”.
  for (; Math.abs(size) >= 999.5 && unit < UNITS.length - 1; unit++) size /= STEP
  const digits = unit > 0 && Math.abs(size) < FEW ? 1 : 0
  return `${size.toFixed(digits)} ${UNITS[unit]}`
}
