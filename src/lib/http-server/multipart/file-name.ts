/** Longer than any name that people read. */
const MAX_FILE_NAME = 100
/** Controls, direction overrides and other invisible characters, and lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** What may be shown of a file's name. Never a path, and never one to open. Empty if nothing of it can be shown (case 84). */
export function cleanFileName(raw: string): string {
  const base = raw.slice(Math.max(raw.lastIndexOf('/'), raw.lastIndexOf('\\')) + 1)
  const shown = base.replace(INVISIBLE, '').trim().replace(/^\.+/, '')
  return [...shown].slice(0, MAX_FILE_NAME).join('')
}
