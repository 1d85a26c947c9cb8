import type { ComponentChildren, VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { LetterKind, LetterSite } from './letters/letter.ts'
import { toText } from './to-text.ts'

interface Rendered {
  subject: string
  text: string
  html: string
}

/** Writes a letter: its subject, and its body as text and as HTML. */
export function renderLetter<Facts>(kind: LetterKind<Facts>, facts: Facts, site: LetterSite): Rendered {
  const subject = kind.subject(facts, site)
  const body = (
    <>
      {kind.body(facts, site)}
      <Signature site={site} />
    </>
  )
  return { subject, text: toText(body), html: `<!doctype html>${renderToString(<Page title={subject}>{body}</Page>)}` }
}

function Signature({ site }: { site: LetterSite }): VNode {
  return (
    <p>
      {site.title !== site.host && `${site.title} · `}
      <a href={site.origin}>{site.host}</a>
    </p>
  )
}

function Page({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
      </head>
      <body style="font: 16px/1.55 system-ui, sans-serif; max-width: 36rem; margin: 0 auto; padding: 16px">
        {children}
      </body>
    </html>
  )
}
