/** Preact components written as tagged templates: no build step (docs/decisions/0002). */
import htm from 'htm'
import { type ComponentChildren, h, type VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** htm's own types are written for CommonJS; this is its one function. */
type Template = (strings: TemplateStringsArray, ...values: unknown[]) => VNode
/** Texts and attributes are escaped by Preact; only `<Html>` puts markup in as it is. */
export const html = (htm as unknown as { bind(make: typeof h): Template }).bind(h)

/** What a component may be given inside. */
export interface Children {
  children?: ComponentChildren
}

/** Markup that went through the sanitizer when it came in. The only way unescaped text gets into a page. */
export function Html({
  safe,
  as = 'div',
  ...rest
}: {
  safe: string
  as?: string
  class?: string
  lang?: string
}): VNode {
  return h(as, { ...rest, dangerouslySetInnerHTML: { __html: safe } })
}

export function toDocument(page: VNode): string {
  return `<!doctype html>${renderToString(page)}`
}
