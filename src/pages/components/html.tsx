import type { VNode } from 'preact'

interface HtmlProps {
  safe: string
  as?: 'div' | 'dd' | 'span'
  class?: string
  lang?: string
  dir?: 'auto'
}

/** HTML that the sanitizer has cleaned. This is the only component that puts unescaped text into a page. */
export function Html({ safe, as: Element = 'div', ...rest }: HtmlProps): VNode {
  return <Element {...rest} dangerouslySetInnerHTML={{ __html: safe }} />
}
