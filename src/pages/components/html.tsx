import type { VNode } from 'preact'

interface HtmlProps {
  safe: string
  as?: 'div' | 'dd'
  class?: string
  lang?: string
}

/** Markup that went through the sanitizer when it came in. The only way unescaped text gets into a page. */
export function Html({ safe, as: Element = 'div', ...rest }: HtmlProps): VNode {
  return <Element {...rest} dangerouslySetInnerHTML={{ __html: safe }} />
}
