const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', amp: '&' }

/** The text of HTML that we made ourselves, as it was typed: for editing it again. */
export function plainText(html: string): string {
  const text = html.replace(/<br\s*\/?>/g, '\n').replace(/<[^<>]*>/g, '')
  return text.replace(/&(?:#(\d{1,6})|([a-z]{2,4}));/g, (whole, code?: string, name?: string) =>
    code ? String.fromCodePoint(Number(code)) : (ENTITIES[name ?? ''] ?? whole),
  )
}
